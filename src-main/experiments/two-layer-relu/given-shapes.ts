import { LabError, type FileArray, type StoredArray } from '../../contract'
import { dimensionsOf } from './dimensions'
import type { TwoLayerReluSpec } from './spec'

const written = (shape: readonly number[]): string => `(${shape.join(', ')})`

/** Why a given array is not a rows x columns matrix, or null. */
export function matrixProblem(shape: readonly number[], rows: number, columns: number): string | null {
  return shape.length === 2 && shape[0] === rows && shape[1] === columns
    ? null
    : `has shape ${written(shape)}, expected ${written([rows, columns])}`
}

/** Why a given array is not a vector of this length (one axis, or two of which one is 1), or null. */
export function vectorProblem(shape: readonly number[], length: number): string | null {
  const isVector = shape.length === 1 || shape.includes(1)
  return isVector && shape.reduce((product, size) => product * size, 1) === length
    ? null
    : `has shape ${written(shape)}, expected (${length})`
}

/**
 * The spec with every file replaced by what `load` stored for it. The data decide n and m, against which the other shapes are checked.
 * @throws LabError `invalid-file` naming the field, the file and the shapes
 */
export function resolveGivenFiles(spec: TwoLayerReluSpec, load: (file: FileArray, field: string) => StoredArray): TwoLayerReluSpec {
  const checked = (file: FileArray, field: string, problem: (shape: readonly number[]) => string | null): StoredArray => {
    const stored = load(file, field)
    const rule = problem(stored.shape)
    if (rule === null) return stored
    throw new LabError('invalid-file', `${field}: ${file.path} ${rule}. Nothing was stored.`, [{ path: field, rule }])
  }
  const data =
    spec.data.kind === 'file'
      ? checked(spec.data, 'data', (shape) =>
          shape.length === 2 ? null : `has shape ${written(shape)}, expected a matrix with a row for each point`,
        )
      : spec.data
  const withData: TwoLayerReluSpec = { ...spec, data }
  const dimensions = dimensionsOf(withData)
  if (dimensions === null) return withData

  const { inputDimension, hiddenWidth, sampleCount } = dimensions
  const { hiddenWeights, outputWeights } = spec.model
  const { labels } = spec
  return {
    ...withData,
    model: {
      ...spec.model,
      hiddenWeights:
        hiddenWeights.kind === 'file'
          ? checked(hiddenWeights, 'model.hiddenWeights', (shape) => matrixProblem(shape, hiddenWidth, inputDimension))
          : hiddenWeights,
      outputWeights:
        outputWeights.kind === 'file'
          ? checked(outputWeights, 'model.outputWeights', (shape) => vectorProblem(shape, hiddenWidth))
          : outputWeights,
    },
    labels: labels.kind === 'file' ? checked(labels, 'labels', (shape) => vectorProblem(shape, sampleCount)) : labels,
  }
}
