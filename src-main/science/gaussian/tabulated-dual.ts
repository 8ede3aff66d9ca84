import { chebyshevCoefficients, chebyshevSum } from '../approximation'
import { cosSinPi } from '../cos-sin-pi'
import { angleOf, clampCorrelation } from './angle'

/** A dual function as a Chebyshev series in theta = arccos rho, in which it is smooth up to both ends even where phi has kinks. */
export interface TabulatedDual {
  value(rho: number): number
  /** the same at theta = arccos rho, for correlations so near 1 that rho has lost digits */
  atAngle(theta: number): number
  degree: number
  /** largest difference from the dual function at as many points as the series has terms, none of which it was made from */
  measuredError: number
}

const LEAST_DEGREE = 16
const LARGEST_DEGREE = 1024

/**
 * Table of a dual function for use on many correlations.
 * @param tolerance largest absolute error wanted
 * @throws RangeError when a series of degree 1024 does not reach the tolerance
 */
export function tabulatedDual(dual: (rho: number) => number, tolerance: number): TabulatedDual {
  const atAngle = (turn: number): number => dual(cosSinPi(turn).cosine)
  let samples = Float64Array.from({ length: LEAST_DEGREE + 1 }, (_, j) => atAngle(angleFraction(j, LEAST_DEGREE)))
  for (let degree = LEAST_DEGREE; ; degree *= 2) {
    const coarse = chebyshevCoefficients(samples)
    const between = Float64Array.from({ length: degree }, (_, j) => atAngle(angleFraction(2 * j + 1, 2 * degree)))
    const measuredError = between.reduce(
      (largest, exact, j) => Math.max(largest, Math.abs(chebyshevSum(coarse, cosSinPi((2 * j + 1) / (2 * degree)).cosine) - exact)),
      0,
    )
    if (measuredError <= tolerance) {
      const atAngle = (theta: number): number => chebyshevSum(coarse, (2 * theta) / Math.PI - 1)
      return { value: (rho) => atAngle(angleOf(clampCorrelation(rho))), atAngle, degree, measuredError }
    }
    if (2 * degree > LARGEST_DEGREE)
      throw new RangeError(`A table of degree ${degree} of a dual function errs by ${measuredError}, more than ${tolerance}`)
    const finer = new Float64Array(2 * degree + 1)
    samples.forEach((sample, j) => (finer[2 * j] = sample))
    between.forEach((sample, j) => (finer[2 * j + 1] = sample))
    samples = finer
  }
}

/** theta / pi at the Chebyshev point cos(pi j / degree) of [-1, 1] */
function angleFraction(j: number, degree: number): number {
  return (1 + cosSinPi(j / degree).cosine) / 2
}
