import type { Pulse } from './arithmetic'
import { Pace } from './pace'

/** @throws RangeError when the array is not an order x order matrix or holds NaN or infinity, on which eigensolvers may not end. */
export function checkSymmetricMatrix(matrix: Float64Array, order: number, pulse: Pulse): void {
  if (!Number.isSafeInteger(order) || order < 1) throw new RangeError(`order is ${order}, a positive integer is needed.`)
  if (matrix.length !== order * order) throw new RangeError(`matrix has ${matrix.length} entries, ${order} x ${order} are needed.`)
  // a sum is finite only if every term is; overflow of finite terms is told apart below
  const pace = new Pace(pulse)
  let sum = 0
  for (let i = 0; i < order; i++) {
    for (let j = i * order; j < (i + 1) * order; j++) sum += matrix[j]!
    pace.beat()
  }
  if (Number.isFinite(sum)) return
  const index = matrix.findIndex((value) => !Number.isFinite(value))
  if (index >= 0)
    throw new RangeError(
      `matrix has the entry ${matrix[index]} in row ${Math.floor(index / order)}, column ${index % order}; its eigenvalues are not defined.`,
    )
}

/** Largest absolute row sum: a bound on the spectral norm of a symmetric matrix. */
export function rowSumNorm(matrix: Float64Array, order: number, pulse: Pulse): number {
  const pace = new Pace(pulse)
  let largest = 0
  for (let i = 0; i < order; i++) {
    let sum = 0
    for (let j = 0; j < order; j++) sum += Math.abs(matrix[i * order + j]!)
    largest = Math.max(largest, sum)
    pace.beat()
  }
  return largest
}

/** @throws RangeError unless 0 <= from <= to < order. */
export function checkPairRange(order: number, from: number, to: number): void {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to < from || to >= order) {
    throw new RangeError(`Eigenpairs ${from} to ${to} do not exist for a matrix of order ${order}.`)
  }
}

/** @throws RangeError when the vector has another length or holds NaN or infinity. */
export function checkVector(vector: Float64Array, order: number): void {
  if (vector.length !== order) throw new RangeError(`The vector has ${vector.length} entries, ${order} are needed.`)
  if (!vector.every(Number.isFinite)) throw new RangeError('The vector holds NaN or infinity.')
}
