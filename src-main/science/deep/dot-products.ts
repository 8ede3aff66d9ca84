import type { Arithmetic } from '../arithmetic/arithmetic'
import type { DeepArray } from '../arithmetic/deep-network'
import type { Pulse } from '../arithmetic/pulse'

/** Averages over all ordered pairs i != j of the cosines of the angles between features. */
export interface AverageDotProducts {
  /** mean of <u_i, u_j>; may be negative, at least -1 / (N - 1) */
  signed: number
  /** mean of |<u_i, u_j>| */
  absolute: number
  /** root mean square of the entries of the features */
  rms: number
}

/** Rows of products that are held at once. */
const ROWS = 256

/**
 * The average normalised dot product of features (arXiv 2002.01523, figure 1), row-major N x m with N >= 2. A feature vector of length 0
 * has no direction; its products count as 0. The signed mean takes N m operations: (|sum u|^2 - sum |u|^2) / (N (N - 1)).
 *
 * @throws RangeError when there are no two rows
 */
export function averageDotProducts(arithmetic: Arithmetic, features: DeepArray, count: number, pulse: Pulse): AverageDotProducts {
  if (count < 2 || features.length % count !== 0)
    throw new RangeError(`${features.length} numbers are no ${count} feature vectors, at least 2`)
  const width = features.length / count
  const { units, lengths, sumOfSquares } = unitRows(features, count, width)
  const pairs = count * (count - 1)
  return {
    signed: (squareOf(columnSums(units, width)) - squareOf(lengths)) / pairs,
    absolute: absoluteSum(arithmetic, units, count, width, pulse) / pairs,
    rms: Math.sqrt(sumOfSquares / features.length),
  }
}

/** Rows divided by their lengths, and what the lengths of the results are: 1, or 0 for rows of zeros. */
function unitRows(features: DeepArray, count: number, width: number): { units: Float64Array; lengths: Float64Array; sumOfSquares: number } {
  const units = new Float64Array(features.length)
  const lengths = new Float64Array(count)
  let sumOfSquares = 0
  for (let i = 0; i < count; i++) {
    const row = features.subarray(i * width, (i + 1) * width)
    // divided by the largest first: squares of float32 numbers fit, those of large float64 numbers may not
    let largest = 0
    for (const value of row) largest = Math.max(largest, Math.abs(value))
    if (largest === 0) continue
    let sum = 0
    for (const value of row) sum += (value / largest) * (value / largest)
    const length = Math.sqrt(sum)
    for (let k = 0; k < width; k++) units[i * width + k] = row[k]! / largest / length
    lengths[i] = 1
    sumOfSquares += sum * largest * largest
  }
  return { units, lengths, sumOfSquares }
}

function columnSums(units: Float64Array, width: number): Float64Array {
  const sums = new Float64Array(width)
  units.forEach((value, index) => (sums[index % width]! += value))
  return sums
}

function squareOf(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0)
}

/** Sum of |<u_i, u_j>| over ordered pairs i != j. */
function absoluteSum(arithmetic: Arithmetic, units: Float64Array, count: number, width: number, pulse: Pulse): number {
  const columns = new Float64Array(units.length)
  for (let i = 0; i < count; i++) for (let k = 0; k < width; k++) columns[k * count + i] = units[i * width + k]!
  let sum = 0
  for (let first = 0; first < count; first += ROWS) {
    const rows = Math.min(ROWS, count - first)
    const products = arithmetic.multiply(units.subarray(first * width, (first + rows) * width), columns, rows, width, count)
    for (let i = 0; i < rows; i++) for (let j = 0; j < count; j++) if (j !== first + i) sum += Math.abs(products[i * count + j]!)
    pulse()
  }
  return sum
}
