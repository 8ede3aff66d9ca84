import { normalDensity } from '../activations'
import { adaptivePanels, edges } from './quadrature'

/** The normal density is below 1e-313 beyond. */
const RANGE = 38
const WIDEST_PANEL = 2

/**
 * E f(z) for z standard normal, by Gauss-Legendre panels that are halved where f needs it. About 1e-15 E|f(z)| apart from the true value,
 * below 1e-12 of it in all tests, if f is smooth between the breaks and grows no faster than exp(|x|).
 *
 * @param breaks points where f or one of its derivatives jumps
 * @returns NaN where f is not finite
 */
export function gaussianExpectation(f: (x: number) => number, breaks: readonly number[]): number {
  return adaptivePanels((x) => f(x) * normalDensity(x), edges(-RANGE, RANGE, breaks, WIDEST_PANEL)).integral
}
