import { LabError, type DatasetPart, type DatasetRole, type DatasetView, type RecipeInputInfo, type SampleShape } from '../contract'

/** A data set that a recipe works on and that does not come with the lab. */
export interface RecipeInput extends RecipeInputInfo {
  /** a data set as the recipe expects it, whose arrays do not exist: what the recipe would compute is planned on it before there is one */
  readonly typical: DatasetView
  /** why a data set will not do, null when it will */
  refusal(dataset: DatasetView): string | null
}

/** The data set chosen for each input of a recipe, by the input's id. */
export type RecipeInputs = Readonly<Record<string, DatasetView>>

/** The chosen data set of an input, or the typical one. */
export function datasetFor(input: RecipeInput, inputs: RecipeInputs | undefined): DatasetView {
  return inputs?.[input.id] ?? input.typical
}

/** @throws LabError `not-found` naming the roles there are */
export function partOf({ name, parts }: DatasetView, role: DatasetRole): DatasetPart {
  const found = parts.find((part) => part.role === role)
  if (found !== undefined) return found
  throw new LabError('not-found', `The data set ${name} has no part "${role}"; it has ${parts.map((part) => part.role).join(', ')}.`)
}

/** Stands for content that is not there. */
const NOTHING = '0'.repeat(64)

export function typicalDataset(what: {
  name: string
  kind: DatasetView['kind']
  shape: SampleShape
  classCount: number
  parts: { role: DatasetRole; count: number }[]
}): DatasetView {
  const dimension = 'dimension' in what.shape ? what.shape.dimension : what.shape.channels * what.shape.height * what.shape.width
  return {
    id: 0,
    name: what.name,
    hash: NOTHING,
    format: '',
    reason: '',
    kind: what.kind,
    shape: what.shape,
    originalShape: what.shape,
    classNames: Array.from({ length: what.classCount }, (_, index) => String(index)),
    parts: what.parts.map(({ role, count }) => ({
      role,
      count,
      inputs: { kind: 'stored', sha256: NOTHING, shape: [count, dimension] },
      labels: { kind: 'stored', sha256: NOTHING, shape: [count] },
      targets: null,
      classCounts: Array.from({ length: what.classCount }, () => count / what.classCount),
      originals: null,
      rows: { sha256: NOTHING, bytes: 0 },
    })),
    pipeline: [],
    sources: [],
    createdAt: 0,
    bytes: 0,
    usedBy: { runs: 0, runIds: [] },
  }
}
