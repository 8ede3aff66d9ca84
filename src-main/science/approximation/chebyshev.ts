import { cosSinPi } from '../cos-sin-pi'

/** cos(pi j / degree) for j = 0..degree: the points that {@link chebyshevCoefficients} takes samples at, descending. */
export function chebyshevPoints(degree: number): Float64Array {
  return Float64Array.from({ length: degree + 1 }, (_, j) => cosSinPi(j / degree).cosine)
}

/** Coefficients of T_0, ..., T_degree of the polynomial through samples at {@link chebyshevPoints}(degree), degree >= 1. */
export function chebyshevCoefficients(samples: Float64Array): Float64Array {
  const degree = samples.length - 1
  const cosines = Float64Array.from({ length: 2 * degree }, (_, j) => cosSinPi(j / degree).cosine)
  return Float64Array.from({ length: degree + 1 }, (_, k) => {
    let total = 0
    for (let j = 0; j <= degree; j++) total += samples[j]! * cosines[(j * k) % (2 * degree)]! * (j % degree === 0 ? 0.5 : 1)
    return (total * (k % degree === 0 ? 1 : 2)) / degree
  })
}

/** sum of coefficients[k] T_k(x), by Clenshaw's recurrence */
export function chebyshevSum(coefficients: Float64Array, x: number): number {
  let [next, here] = [0, 0]
  for (let k = coefficients.length - 1; k >= 1; k--) [next, here] = [here, 2 * x * here - next + coefficients[k]!]
  return x * here - next + coefficients[0]!
}

/** Samples that give the coefficients of a function which is analytic beyond [-1, 1] up to about pi / 40 of the imaginary axis. */
const SAMPLES = 1024
/** Points between which an error is looked for, for each term of the series. */
const POINTS_PER_TERM = 24

/** Largest difference on [-1, 1] between f and its Chebyshev series cut after T_degree, degree < 1024. */
export function truncationError(f: (x: number) => number, degree: number): number {
  const coefficients = chebyshevCoefficients(chebyshevPoints(SAMPLES).map(f)).subarray(0, degree + 1)
  return chebyshevPoints(POINTS_PER_TERM * (degree + 2)).reduce(
    (largest, x) => Math.max(largest, Math.abs(f(x) - chebyshevSum(coefficients, x))),
    0,
  )
}
