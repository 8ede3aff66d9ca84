import type { MomentSpectrum } from '../../contract'
import type { Arithmetic, Pulse } from '../../science/arithmetic/arithmetic'
import { mirrorLowerTriangle, transposed } from '../../science/kernels/gram'

const ROWS_AT_ONCE = 1024

/**
 * Eigenvalues of (1/n) (X - c)^T (X - c), which are those of (1/n) (X - c)(X - c)^T and zeros: the smaller matrix is used.
 * @param inputs X, row-major sampleCount x dimension
 * @param centre c; zeros for the second moment, the mean for the covariance
 */
export function momentSpectrum(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  centre: Float64Array,
  pulse: Pulse,
): MomentSpectrum {
  const dimension = centre.length
  const order = Math.min(sampleCount, dimension)
  const matrix =
    dimension <= sampleCount
      ? momentByCoordinates(arithmetic, inputs, sampleCount, centre, pulse)
      : momentBySamples(arithmetic, inputs, sampleCount, centre, pulse)
  const trace = Array.from({ length: order }, (_, k) => matrix[k * order + k]!).reduce((a, b) => a + b, 0)
  const values = [...arithmetic.symmetricEigenvalues(matrix, order, pulse)].reverse()
  return { values, trace, floor: order * Number.EPSILON * Math.max(0, values[0] ?? 0) }
}

export function columnMeans(inputs: Float64Array, sampleCount: number, dimension: number): Float64Array {
  const mean = new Float64Array(dimension)
  for (let i = 0; i < sampleCount; i++) for (let k = 0; k < dimension; k++) mean[k]! += inputs[i * dimension + k]!
  return mean.map((sum) => sum / sampleCount)
}

function centredRows(inputs: Float64Array, from: number, rows: number, centre: Float64Array): Float64Array {
  const dimension = centre.length
  return inputs.slice(from * dimension, (from + rows) * dimension).map((value, at) => value - centre[at % dimension]!)
}

function momentByCoordinates(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  centre: Float64Array,
  pulse: Pulse,
): Float64Array {
  const dimension = centre.length
  const moment = new Float64Array(dimension * dimension)
  for (let from = 0; from < sampleCount; from += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, sampleCount - from)
    const block = centredRows(inputs, from, rows, centre)
    const product = arithmetic.multiply(transposed(block, rows, dimension), block, dimension, rows, dimension)
    for (let at = 0; at < moment.length; at++) moment[at]! += product[at]! / sampleCount
    pulse()
  }
  return mirrorLowerTriangle(moment, dimension)
}

function momentBySamples(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  centre: Float64Array,
  pulse: Pulse,
): Float64Array {
  const dimension = centre.length
  const moment = new Float64Array(sampleCount * sampleCount)
  const all = centredRows(inputs, 0, sampleCount, centre)
  for (let from = 0; from < sampleCount; from += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, sampleCount - from)
    const block = transposed(all.subarray(from * dimension, (from + rows) * dimension), rows, dimension)
    const product = arithmetic.multiply(all, block, sampleCount, dimension, rows)
    for (let i = 0; i < sampleCount; i++)
      for (let k = 0; k < rows; k++) moment[i * sampleCount + from + k] = product[i * rows + k]! / sampleCount
    pulse()
  }
  return mirrorLowerTriangle(moment, sampleCount)
}
