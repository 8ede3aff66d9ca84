import type { Activation } from '../activations'
import { gaussianExpectation } from './expectation'

/** Moments of an activation phi and of its derivative phi' (almost everywhere) under z ~ N(0, 1). */
export interface ActivationConstants {
  /** E phi */
  mean: number
  /** E phi^2 */
  meanSquare: number
  variance: number
  /** E phi' */
  derivativeMean: number
  /** E phi'^2 */
  derivativeMeanSquare: number
  derivativeVariance: number
  /** (E phi^2)^(-1/2), c_phi of arXiv 1908.05660 (printed there inverted in section 2) */
  normalisation: number
  /** E z phi'(z), mu_phi of arXiv 1902.04674 */
  mu1: number
  /** E phi(z) (z^2 - 1) / sqrt 2, gamma_phi of arXiv 1902.04674 */
  gamma2: number
}

/** Each by quadrature to about 1e-15 of its size. */
export function activationConstants(activation: Activation): ActivationConstants {
  const { value, derivative, kinks } = activation
  const expectation = (f: (x: number) => number): number => gaussianExpectation(f, kinks)
  const mean = expectation(value)
  const derivativeMean = expectation(derivative)
  const meanSquare = expectation((x) => square(value(x)))
  return {
    mean,
    meanSquare,
    variance: expectation((x) => square(value(x) - mean)),
    derivativeMean,
    derivativeMeanSquare: expectation((x) => square(derivative(x))),
    derivativeVariance: expectation((x) => square(derivative(x) - derivativeMean)),
    normalisation: 1 / Math.sqrt(meanSquare),
    mu1: expectation((x) => x * derivative(x)),
    gamma2: expectation((x) => value(x) * (x * x - 1)) / Math.SQRT2,
  }
}

function square(x: number): number {
  return x * x
}
