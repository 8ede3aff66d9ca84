import type { Arithmetic } from '../arithmetic/arithmetic'
import { mirrorLowerTriangle, transposed } from './gram'

/**
 * Softmax of every sample's outputs.
 * @param outputs row-major sampleCount x outputCount
 */
export function softmax(outputs: Float64Array, outputCount: number): Float64Array {
  const probabilities = new Float64Array(outputs.length)
  for (let first = 0; first < outputs.length; first += outputCount) {
    const row = outputs.subarray(first, first + outputCount)
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity)
    let sum = 0
    for (let k = 0; k < outputCount; k++) sum += probabilities[first + k] = Math.exp(row[k]! - largest)
    for (let k = 0; k < outputCount; k++) probabilities[first + k]! /= sum
  }
  return probabilities
}

/** Mean over the samples of -sum_k y_k log softmax_k(f); outputs and targets row-major sampleCount x outputCount, targets probabilities. */
export function meanCrossEntropy(outputs: Float64Array, targets: Float64Array, outputCount: number): number {
  let total = 0
  for (let first = 0; first < outputs.length; first += outputCount) {
    const row = outputs.subarray(first, first + outputCount)
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity)
    const logarithm = Math.log(row.reduce((sum, f) => sum + Math.exp(f - largest), 0))
    for (let k = 0; k < outputCount; k++) {
      const y = targets[first + k]!
      if (y !== 0) total -= y * (row[k]! - largest - logarithm)
    }
  }
  return (total * outputCount) / outputs.length
}

/**
 * J = blockdiag_i(diag(u_i) - u_i u_i^T), the softmax Jacobian, which the flow of arXiv 1908.05660, appendix M.3, leaves out: with it
 * du/dt = J K (y - u). Of rank outputCount - 1 a sample.
 * @param probabilities row-major sampleCount x outputCount
 * @returns row-major, order sampleCount * outputCount
 */
export function softmaxJacobian(probabilities: Float64Array, outputCount: number): Float64Array {
  const order = probabilities.length
  const jacobian = new Float64Array(order * order)
  forEachBlockEntry(order, outputCount, (row, column) => {
    const product = probabilities[row]! * probabilities[column]!
    jacobian[row * order + column] = row === column ? probabilities[row]! - product : -product
  })
  return jacobian
}

/**
 * A^T K A with J = A A^T, A = blockdiag(diag(s)(I - s s^T)), s the square roots of a sample's probabilities: the symmetric matrix with the
 * eigenvalues of J K, of which at least sampleCount are 0.
 * @param kernel row-major, order sampleCount * outputCount, index i outputCount + k
 */
export function crossEntropyRateMatrix(
  arithmetic: Arithmetic,
  kernel: Float64Array,
  probabilities: Float64Array,
  outputCount: number,
): Float64Array {
  const order = probabilities.length
  const root = probabilities.map(Math.sqrt)
  const factor = new Float64Array(order * order)
  forEachBlockEntry(order, outputCount, (row, column) => {
    factor[row * order + column] = root[row]! * ((row === column ? 1 : 0) - root[row]! * root[column]!)
  })
  const image = arithmetic.multiply(kernel, factor, order, order, order)
  return mirrorLowerTriangle(arithmetic.multiply(transposed(factor, order, order), image, order, order, order), order)
}

/** I_C (x) G in sample-major order: the limit of the kernel of all outputs for infinitely many neurons, G that of one output. */
export function multipleOutputLimit(hiddenLimit: Float64Array, sampleCount: number, outputCount: number): Float64Array {
  const order = sampleCount * outputCount
  const kernel = new Float64Array(order * order)
  for (let i = 0; i < sampleCount; i++) {
    for (let l = 0; l < sampleCount; l++) {
      for (let k = 0; k < outputCount; k++) {
        kernel[(i * outputCount + k) * order + l * outputCount + k] = hiddenLimit[i * sampleCount + l]!
      }
    }
  }
  return kernel
}

function forEachBlockEntry(order: number, outputCount: number, use: (row: number, column: number) => void): void {
  for (let row = 0; row < order; row++) {
    const first = row - (row % outputCount)
    for (let column = first; column < first + outputCount; column++) use(row, column)
  }
}
