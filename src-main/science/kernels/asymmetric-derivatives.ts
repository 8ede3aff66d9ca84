import type { Activation } from '../activations'
import { gaussianExpectation, tripleExpectation } from '../gaussian'
import type { KernelInputs } from './kernel-inputs'

/**
 * Mean velocities at the start of gradient flow on the half-sum (arXiv 2302.01002, section 4.3). They are averages over weights w_j ~ N(0,
 * deviation^2 I) and signs a_j, and depend on no labels: E a_j (y - f) sees only the part of f that neuron j makes.
 */

/** g_1(x) = E phi(z) phi'(z) with z ~ N(0, variance); exactly 0 for odd phi. */
export function valueSlopeMean({ value, derivative, kinks }: Activation, variance: number): number {
  const deviation = Math.sqrt(variance)
  const breaks = deviation === 0 ? [] : [...kinks, ...kinks.map((kink) => -kink)].map((kink) => kink / deviation)
  const product = (z: number): number => value(z) * derivative(z)
  return gaussianExpectation((u) => (product(deviation * u) + product(-deviation * u)) / 2, breaks)
}

/**
 * g_2(x_1, x_2, x_3) = E phi''(z_1) phi'(z_2) phi'(z_3) phi(z_3) with cov(z_i, z_j) = covariance; for smooth phi.
 * @param covariance row-major 3 x 3
 */
export function curvatureSlopeMean({ value, derivative, secondDerivative }: Activation, covariance: ArrayLike<number>): number {
  return tripleExpectation(secondDerivative, derivative, (z) => derivative(z) * value(z), covariance)
}

/**
 * Theorem 4.3: E dw_j/dt = -(lambda_j / sqrt d) sum_i g_1(x_i) x_i, for lambda_j = 1.
 * @returns length inputDimension
 */
export function expectedWeightVelocity(
  activation: Activation,
  { inputs, sampleCount, inputDimension }: KernelInputs,
  deviation = 1,
): Float64Array {
  const velocity = new Float64Array(inputDimension)
  for (let i = 0; i < sampleCount; i++) {
    const point = inputs.subarray(i * inputDimension, (i + 1) * inputDimension)
    const variance = (deviation * deviation * squaredNorm(point)) / inputDimension
    const mean = valueSlopeMean(activation, variance)
    for (let k = 0; k < inputDimension; k++) velocity[k] = (velocity[k] ?? 0) - (mean * (point[k] ?? NaN)) / Math.sqrt(inputDimension)
  }
  return velocity
}

/**
 * Theorem 4.4 for smooth activations, over sum_j lambda_j^2: E dTheta(x_k, x_l)/dt = -(<x_k, x_l> / d^2) sum_i (g_2(k, l, i) <x_k, x_i> + g_2(l, k, i)
 * <x_l, x_i>). The paper prints d^(3/2) in the place of d^2; the velocity of w has one 1/sqrt d, that of z another and Theta has 1/d.
 * @returns row-major sampleCount x sampleCount, exactly symmetric
 */
export function expectedKernelVelocity(
  activation: Activation,
  { inputs, sampleCount: n, inputDimension: d }: KernelInputs,
  pulse: () => void,
  deviation = 1,
): Float64Array {
  const products = new Float64Array(n * n)
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) products[i * n + k] = product(inputs, d, i, k)
  const of = (i: number, k: number): number => products[i * n + k] ?? NaN
  const covariance = (...points: number[]): number[] => points.flatMap((i) => points.map((k) => (deviation * deviation * of(i, k)) / d))
  const half = new Float64Array(n * n)
  for (let k = 0; k < n; k++) {
    for (let l = 0; l < n; l++) {
      for (let i = 0; i < n; i++) {
        half[k * n + l] = (half[k * n + l] ?? 0) + curvatureSlopeMean(activation, covariance(k, l, i)) * of(k, i)
        pulse()
      }
    }
  }
  return half.map((value, index) => {
    const [k, l] = [Math.floor(index / n), index % n]
    return (-of(k, l) * (value + (half[l * n + k] ?? NaN))) / (d * d)
  })
}

function product(inputs: Float64Array, dimension: number, i: number, k: number): number {
  let sum = 0
  for (let q = 0; q < dimension; q++) sum += (inputs[i * dimension + q] ?? NaN) * (inputs[k * dimension + q] ?? NaN)
  return sum
}

function squaredNorm(vector: Float64Array): number {
  return vector.reduce((sum, value) => sum + value * value, 0)
}
