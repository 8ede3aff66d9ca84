import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import type { KernelInputs } from './kernel-inputs'

/** P^(o power), the entrywise power of a row-major matrix: the Gram matrix of the Khatri-Rao power X^(*power) (arXiv 1902.04674, 2.1). */
export function hadamardPower(matrix: Float64Array, power: number): Float64Array {
  let result = new Float64Array(matrix.length).fill(1)
  let square = Float64Array.from(matrix)
  for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result.map((value, index) => value * square[index]!)
    square = square.map((value) => value * value)
  }
  return result
}

/**
 * Factor of the second Hadamard power with d(d + 1)/2 columns: rows (x_a^2, sqrt 2 x_a x_b for a < b), whose inner products are <x_i, x_j>^2.
 * @returns row-major sampleCount x d(d + 1)/2
 */
export function secondPowerFactor({ inputs, sampleCount, inputDimension }: KernelInputs): Float64Array {
  const columns = (inputDimension * (inputDimension + 1)) / 2
  const factor = new Float64Array(sampleCount * columns)
  for (let i = 0; i < sampleCount; i++) {
    let at = i * columns
    for (let a = 0; a < inputDimension; a++) {
      const x = inputs[i * inputDimension + a]!
      factor[at++] = x * x
      for (let b = a + 1; b < inputDimension; b++) factor[at++] = Math.SQRT2 * x * inputs[i * inputDimension + b]!
    }
  }
  return factor
}

/**
 * sigma_min^2(X * X) = lambda_min(P o P), from the factor, so that values far below epsilon are right too; exactly 0 when n > d(d + 1)/2
 * (arXiv 1902.04674, 2.1).
 */
export function smallestKhatriRaoSquare(arithmetic: Arithmetic, inputs: KernelInputs, pulse: Pulse): number {
  const { sampleCount, inputDimension } = inputs
  const columns = (inputDimension * (inputDimension + 1)) / 2
  if (sampleCount > columns) return 0
  const factor = secondPowerFactor(inputs)
  const byColumn = new Float64Array(factor.length)
  for (let i = 0; i < sampleCount; i++) for (let k = 0; k < columns; k++) byColumn[k * sampleCount + i] = factor[i * columns + k]!
  return arithmetic.factorEigensystem(byColumn, columns, sampleCount, pulse).values[0]!
}

/** One member of the family of lower bounds c_r^2 lambda_min(P^(o q)), q = r + 1 for the hidden layer, r for the output layer. */
export interface HermiteBound {
  /** r */
  order: number
  /** lambda_min of the Hadamard power */
  powerEigenvalue: number
  bound: number
}

/**
 * Lower bounds of lambda_min of a limit kernel of unit inputs: c_r(phi')^2 lambda_min(P^(o(r+1))) for the hidden layer (arXiv 1908.05660, Lemma
 * I.1; arXiv 1902.04674, Lemma H.1), c_r(phi)^2 lambda_min(P^(o r)) for the output layer (Lemma H.2). Eigenvalues below the noise of the
 * matrix count as 0, so that a bound is never too large.
 * @param products P, see unitInnerProducts
 * @param coefficients c_r for r = 0, 1, ...
 */
export function hermiteBounds(
  arithmetic: Arithmetic,
  products: Float64Array,
  sampleCount: number,
  coefficients: Float64Array,
  layer: 'hidden' | 'output',
  pulse: Pulse,
): HermiteBound[] {
  let power = layer === 'hidden' ? Float64Array.from(products) : new Float64Array(products.length).fill(1)
  return Array.from(coefficients, (coefficient, order) => {
    if (order > 0) power = power.map((value, index) => value * products[index]!)
    const values = arithmetic.symmetricEigenvalues(power, sampleCount, pulse)
    const noise = sampleCount * Number.EPSILON * values[sampleCount - 1]!
    const powerEigenvalue = values[0]! > noise ? values[0]! : 0
    return { order, powerEigenvalue, bound: coefficient * coefficient * powerEigenvalue }
  })
}

/**
 * Smallest eigenvalue of (X^T X)^(o q) for n points on the half circle, in closed form: n 2^-q min_s sum_{k = s mod n} C(q, k) (arXiv 1908.05660,
 * Lemma I.1; n / 2^(n-1) at q = n - 1, 0 below).
 */
export function halfCirclePowerEigenvalue(sampleCount: number, power: number): number {
  // C(q, k) 2^-q, folded: the distribution of q fair coins modulo n
  let folded = new Float64Array(sampleCount)
  folded[0] = sampleCount
  for (let q = 0; q < power; q++) {
    const before = folded
    folded = before.map((value, s) => (value + before[(s + sampleCount - 1) % sampleCount]!) / 2)
  }
  return folded.reduce((a, b) => Math.min(a, b), Infinity)
}
