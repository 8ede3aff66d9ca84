import type { ExtremeEigenvalue, Pulse } from './arithmetic'
import { largestEigenpairByLanczos } from './lanczos'

const relativeTolerance = 1e-8

function normalisedResidual(image: Float64Array, value: number, vector: Float64Array, norm: number): number {
  let sum = 0
  for (let i = 0; i < image.length; i++) {
    const difference = image[i]! - value * vector[i]!
    sum += difference * difference
  }
  return norm === 0 ? Math.sqrt(sum) : Math.sqrt(sum) / norm
}

export interface SymmetricOperator {
  order: number
  /** a bound on the spectral norm that scales the residual */
  norm: number
  multiply(vector: Float64Array): Float64Array
}

/** Smallest eigenvalue of a positive definite matrix: Lanczos on the inverse, given as `solve`. */
export function smallestByInverse(
  matrix: SymmetricOperator,
  solve: (rightHandSide: Float64Array) => Float64Array,
  pulse: Pulse,
): ExtremeEigenvalue {
  const { value, vector, iterations } = largestEigenpairByLanczos(solve, matrix.order, relativeTolerance, pulse)
  const smallest = 1 / value
  return {
    value: smallest,
    residual: normalisedResidual(matrix.multiply(vector), smallest, vector, matrix.norm),
    iterations,
    vector,
    method: 'Lanczos on the inverse by a Cholesky factor',
  }
}

/** Largest eigenvalue of a positive semidefinite or indefinite symmetric matrix: Lanczos on the matrix. */
export function largestByMultiplication(matrix: SymmetricOperator, pulse: Pulse): ExtremeEigenvalue {
  const { value, vector, iterations } = largestEigenpairByLanczos((v) => matrix.multiply(v), matrix.order, relativeTolerance, pulse)
  return {
    value,
    residual: normalisedResidual(matrix.multiply(vector), value, vector, matrix.norm),
    iterations,
    vector,
    method: 'Lanczos on the matrix',
  }
}
