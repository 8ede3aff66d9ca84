import { LabError, type DatasetRole, type PipelineStep, type PipelineStepKind } from '../../contract'
import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import type { Draft, DraftPart, Transform } from './draft'

/** What steps compute with. */
export interface StepTools {
  arithmetic: Arithmetic
  /** called between blocks; may throw to stop */
  pulse: () => void
  /** statistics are taken from at most so many samples of a part: fewer for a preview */
  mostStatisticsSamples: number
}

export interface StepOutcome {
  draft: Draft
  /** what was changed, with numbers */
  says: string
}

export type StepOf<Kind extends PipelineStepKind> = Extract<PipelineStep, { kind: Kind }>

export type StepFunction<Kind extends PipelineStepKind> = (step: StepOf<Kind>, draft: Draft, tools: StepTools) => StepOutcome

/** The error of a step that cannot be done. Which step it is, is added by the one who goes through them. */
export function impossible(rule: string): LabError {
  return new LabError('invalid-request', rule)
}

/** The parts a step acts on. @throws LabError `invalid-request` when there is none of this role */
export function chosenParts(draft: Draft, part: DatasetRole | 'every-part'): DraftPart[] {
  if (part === 'every-part') return draft.parts
  const found = draft.parts.filter(({ role }) => role === part)
  if (found.length === 0) throw impossible(`there is no part ${part}, only ${draft.parts.map(({ role }) => role).join(', ')}`)
  return found
}

/** The parts statistics are taken from. */
export function statisticsParts(draft: Draft, part: DatasetRole | 'everything'): DraftPart[] {
  const [only] = draft.parts
  if (part === 'everything') return draft.parts
  if (only !== undefined && draft.parts.length === 1) return [only]
  return chosenParts(draft, part)
}

export function withTransform(draft: Draft, transform: Transform, shape = draft.shape): Draft {
  return { ...draft, shape, transforms: [...draft.transforms, transform] }
}

/** Changes some parts and leaves the others as they are. */
export function withParts(draft: Draft, chosen: readonly DraftPart[], change: (part: DraftPart) => DraftPart): Draft {
  return { ...draft, parts: draft.parts.map((part) => (chosen.includes(part) ? change(part) : part)) }
}

/** The samples of a part at some places of it. */
export function atPlaces(part: DraftPart, places: Uint32Array): DraftPart {
  const { rows, labels, targets } = part
  const columns = targets?.columns ?? 0
  const values = new Float64Array(places.length * columns)
  if (targets !== null)
    places.forEach((place, i) => values.set(targets.values.subarray(place * columns, (place + 1) * columns), i * columns))
  return {
    ...part,
    rows: places.map((place) => rows[place]!),
    labels: labels === null ? null : Float64Array.from(places, (place) => labels[place]!),
    targets: targets === null ? null : { values, columns },
  }
}

/** Class indices of a part. @throws LabError `invalid-request` when its labels are no classes */
export function classesOf(draft: Draft, part: DraftPart): { labels: Float64Array; count: number } {
  if (draft.classNames === null || part.labels === null) throw impossible('the samples have no classes')
  return { labels: part.labels, count: draft.classNames.length }
}

/** e.g. "train 50,000, test 10,000" */
export function countsText(parts: readonly DraftPart[]): string {
  return parts.map(({ role, rows }) => `${role} ${rows.length.toLocaleString('en')}`).join(', ')
}

/** A number for people: six digits. */
export function shown(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en') : String(Number(value.toPrecision(6)))
}
