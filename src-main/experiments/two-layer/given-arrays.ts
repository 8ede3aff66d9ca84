import { LabError, type FileArray, type GivenArray, type StoredArray } from '../../contract'
import type { Dimensions } from './dimensions'
import { dimensionsOf } from './dimensions'
import type { TwoLayerSpec } from './spec'

const written = (shape: readonly number[]): string => `(${shape.join(', ')})`

/** Why an array is not a rows x columns matrix, or null; a negative size matches any. */
function matrixProblem(shape: readonly number[], rows: number, columns: number): string | null {
  const fits = (size: number | undefined, wanted: number): boolean => wanted < 0 || size === wanted
  if (shape.length === 2 && fits(shape[0], rows) && fits(shape[1], columns)) return null
  const size = (wanted: number): string => (wanted < 0 ? 'any' : String(wanted))
  return `has shape ${written(shape)}, expected (${size(rows)}, ${size(columns)})`
}

/** Why an array is not a vector of this length (one axis, or two of which one is 1), or null. */
function vectorProblem(shape: readonly number[], length: number): string | null {
  const isVector = shape.length === 1 || shape.includes(1)
  return isVector && shape.reduce((product, size) => product * size, 1) === length
    ? null
    : `has shape ${written(shape)}, expected (${length})`
}

const ANY = -1

/** What is wrong with the shapes of the given arrays of a spec, by field. */
export function givenArrayProblems(spec: TwoLayerSpec, dimensions: Dimensions): { path: string; rule: string }[] {
  const { hiddenWidth, sampleCount, testCount } = dimensions
  const { data, labels, model, testData } = spec
  // given data have the dimension they have; what is appended to them is not given
  const given = data.kind === 'stored' ? (data.shape[1] ?? ANY) : dimensions.inputDimension
  const problems: [string, string | null][] = [
    ['data', data.kind === 'stored' ? matrixProblem(data.shape, ANY, ANY) : null],
    ['labels', labels.kind === 'stored' ? vectorProblem(labels.shape, sampleCount) : null],
    [
      'model.hiddenWeights',
      model.hiddenWeights.kind === 'stored' ? matrixProblem(model.hiddenWeights.shape, hiddenWidth, dimensions.inputDimension) : null,
    ],
    ['model.outputWeights', model.outputWeights.kind === 'stored' ? vectorProblem(model.outputWeights.shape, hiddenWidth) : null],
    ['testData.inputs', testData?.inputs.kind === 'stored' ? matrixProblem(testData.inputs.shape, ANY, given) : null],
    ['testData.labels', testData?.labels.kind === 'stored' ? vectorProblem(testData.labels.shape, testCount) : null],
  ]
  return problems.flatMap(([path, rule]) => (rule === null ? [] : [{ path, rule }]))
}

/**
 * The spec with every file replaced by what `load` stored for it.
 * @throws LabError `invalid-file` naming the field, the file and the shapes
 */
export function resolveGivenFiles(spec: TwoLayerSpec, load: (file: FileArray, field: string) => StoredArray): TwoLayerSpec {
  const files = new Map<string, string>()
  const stored = (given: GivenArray, field: string): StoredArray => {
    if (given.kind === 'stored') return given
    files.set(field, given.path)
    return load(given, field)
  }
  const orStored = <Other extends { kind: string }>(given: Other | GivenArray, field: string): Other | StoredArray =>
    isGiven(given) ? stored(given, field) : given
  const resolved = {
    ...spec,
    data: orStored(spec.data, 'data'),
    labels: orStored(spec.labels, 'labels'),
    model: {
      ...spec.model,
      hiddenWeights: orStored(spec.model.hiddenWeights, 'model.hiddenWeights'),
      outputWeights: orStored(spec.model.outputWeights, 'model.outputWeights'),
    },
    ...(spec.testData === undefined
      ? {}
      : { testData: { inputs: stored(spec.testData.inputs, 'testData.inputs'), labels: stored(spec.testData.labels, 'testData.labels') } }),
  } as TwoLayerSpec
  const dimensions = dimensionsOf(resolved)
  const problem = (dimensions === null ? [] : givenArrayProblems(resolved, dimensions)).find(({ path }) => files.has(path))
  if (problem === undefined) return resolved
  throw new LabError('invalid-file', `${problem.path}: ${files.get(problem.path)} ${problem.rule}. Nothing was stored.`, [problem])
}

function isGiven(given: { kind: string }): given is GivenArray {
  return given.kind === 'file' || given.kind === 'stored'
}
