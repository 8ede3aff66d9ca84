import { NotPositiveDefiniteError, type Pulse } from '../arithmetic'
import { Pace } from '../pace'

/** Lower Cholesky factor L of a symmetric positive definite matrix, row-major, upper triangle zero. @throws NotPositiveDefiniteError */
export function choleskyFactor(matrix: Float64Array, order: number, pulse: Pulse): Float64Array {
  const pace = new Pace(pulse)
  const factor = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    const row = i * order
    for (let j = 0; j <= i; j++) {
      const other = j * order
      let sum = matrix[row + j]!
      for (let k = 0; k < j; k++) sum -= factor[row + k]! * factor[other + k]!
      if (j < i) {
        factor[row + j] = sum / factor[other + j]!
      } else if (sum > 0) {
        factor[row + i] = Math.sqrt(sum)
      } else {
        throw new NotPositiveDefiniteError(
          `The matrix is not positive definite to working precision (pivot ${i + 1} of ${order} is ${sum}).`,
        )
      }
    }
    pace.beat()
  }
  return factor
}

/** x with L L^T x = b. */
export function choleskySolve(factor: Float64Array, order: number, rightHandSide: Float64Array): Float64Array {
  const x = Float64Array.from(rightHandSide)
  for (let i = 0; i < order; i++) {
    let sum = x[i]!
    for (let k = 0; k < i; k++) sum -= factor[i * order + k]! * x[k]!
    x[i] = sum / factor[i * order + i]!
  }
  for (let i = order - 1; i >= 0; i--) {
    const value = x[i]! / factor[i * order + i]!
    x[i] = value
    // by rows of L, so that memory is read in order
    for (let k = 0; k < i; k++) x[k]! -= factor[i * order + k]! * value
  }
  return x
}
