import { LabError, shapeOfRows, type FileArray, type GivenRows, type StoredArray, type StoredRows } from '../../contract'
import { dimensionsOf, type Dimensions } from './dimensions'
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

/** Why an array does not have the rows that a spec takes of it, or null. */
function rowsProblem(given: GivenRows | undefined): string | null {
  if (given?.kind !== 'stored' || given.rows === undefined) return null
  const { shape, rows } = given
  const end = rows.first + rows.count
  return end <= (shape[0] ?? 0) ? null : `has ${shape[0] ?? 0} rows, rows ${rows.first} to ${end - 1} (counted from 0) are asked for`
}

const ANY = -1

/** What is wrong with the shapes of the given arrays of a spec, by field. */
export function givenArrayProblems(spec: TwoLayerSpec, dimensions: Dimensions): { path: string; rule: string }[] {
  const { hiddenWidth, sampleCount, testCount, outputCount } = dimensions
  const { data, labels, model, testData } = spec
  // given data have the dimension they have; what is appended to them is not given
  const given = data.kind === 'stored' ? (data.shape[1] ?? ANY) : dimensions.inputDimension
  const vector = (given: GivenRows | undefined, length: number): string | null =>
    given?.kind === 'stored' ? vectorProblem(shapeOfRows(given), length) : null
  const outputWeights = model.outputWeights.kind === 'stored' ? model.outputWeights.shape : null
  const classes = labels.kind === 'classes' ? labels.values : undefined
  const problems: [string, string | null][] = [
    ['data', data.kind === 'stored' ? (rowsProblem(data) ?? matrixProblem(data.shape, ANY, ANY)) : null],
    ['labels', labels.kind === 'stored' ? (rowsProblem(labels) ?? vector(labels, sampleCount)) : null],
    ['labels.values', rowsProblem(classes) ?? vector(classes, sampleCount)],
    [
      'model.hiddenWeights',
      model.hiddenWeights.kind === 'stored' ? matrixProblem(model.hiddenWeights.shape, hiddenWidth, dimensions.inputDimension) : null,
    ],
    [
      'model.outputWeights',
      outputWeights === null
        ? null
        : outputCount === 1
          ? vectorProblem(outputWeights, hiddenWidth)
          : matrixProblem(outputWeights, hiddenWidth, outputCount),
    ],
    [
      'testData.inputs',
      testData?.inputs.kind === 'stored' ? (rowsProblem(testData.inputs) ?? matrixProblem(testData.inputs.shape, ANY, given)) : null,
    ],
    ['testData.labels', rowsProblem(testData?.labels) ?? vector(testData?.labels, testCount)],
  ]
  return problems.flatMap(([path, rule]) => (rule === null ? [] : [{ path, rule }]))
}

/**
 * The spec with every file replaced by what `load` stored for it.
 * @throws LabError `invalid-file` naming the field, the file and the shapes
 */
export function resolveGivenFiles(spec: TwoLayerSpec, load: (file: FileArray, field: string) => StoredArray): TwoLayerSpec {
  const files = new Map<string, string>()
  const stored = (given: GivenRows, field: string): StoredRows => {
    if (given.kind === 'stored') return given
    const { rows, ...file } = given
    files.set(field, file.path)
    return { ...load(file, field), ...(rows === undefined ? {} : { rows }) }
  }
  const orStored = <Other extends { kind: string }>(given: Other | GivenRows, field: string): Other | StoredRows =>
    isGiven(given) ? stored(given, field) : given
  const resolved = {
    ...spec,
    data: orStored(spec.data, 'data'),
    labels:
      spec.labels.kind === 'classes'
        ? { ...spec.labels, values: stored(spec.labels.values, 'labels.values') }
        : orStored(spec.labels, 'labels'),
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

function isGiven(given: { kind: string }): given is GivenRows {
  return given.kind === 'file' || given.kind === 'stored'
}
