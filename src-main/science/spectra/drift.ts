import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'

/** How far a kernel has moved from a reference kernel of the same order. */
export interface KernelDrift {
  /** |A - B|_2, the largest absolute eigenvalue of the difference */
  spectral: number
  /** |A - B|_F */
  frobenius: number
  /** the same divided by the reference's norms; NaN when that is 0 */
  relativeSpectral: number
  relativeFrobenius: number
  /** <A, B>_F / (|A|_F |B|_F), 1 for proportional kernels */
  alignment: number
}

/**
 * Drift of a symmetric kernel from a symmetric reference: "difference in NTG" |Theta_t - Theta_0|_2 of arXiv 2302.01002 (the true spectral norm,
 * whose square root the published figures show), "eigenvalues stayed essentially constant" of arXiv 1908.05660.
 * @param kernel row-major order x order
 */
export function kernelDrift(
  arithmetic: Arithmetic,
  kernel: Float64Array,
  reference: Float64Array,
  order: number,
  pulse: Pulse,
): KernelDrift {
  const difference = kernel.map((value, index) => value - reference[index]!)
  const spectral = spectralNormOf(arithmetic, difference, order, pulse)
  const frobenius = frobeniusNorm(difference)
  const norm = frobeniusNorm(reference)
  return {
    spectral,
    frobenius,
    relativeSpectral: spectral / spectralNormOf(arithmetic, reference, order, pulse),
    relativeFrobenius: frobenius / norm,
    alignment: kernel.reduce((sum, value, index) => sum + value * reference[index]!, 0) / (norm * frobeniusNorm(kernel)),
  }
}

/** Largest absolute eigenvalue of a symmetric matrix. */
export function spectralNormOf(arithmetic: Arithmetic, matrix: Float64Array, order: number, pulse: Pulse): number {
  const values = arithmetic.symmetricEigenvalues(matrix, order, pulse)
  return Math.max(Math.abs(values[0]!), Math.abs(values[order - 1]!))
}

/** Square root of the sum of squares of the entries. */
export function frobeniusNorm(matrix: Float64Array): number {
  const largest = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest === 0) return 0
  return largest * Math.sqrt(matrix.reduce((sum, value) => sum + (value / largest) * (value / largest), 0))
}

/** |lambda_k - lambda'_k| / lambda'_k of eigenvalues in the same order; infinity where only the reference is 0. */
export function eigenvalueDrift(values: Float64Array, reference: Float64Array): Float64Array {
  return values.map((value, k) => (value === reference[k] ? 0 : Math.abs(value - reference[k]!) / Math.abs(reference[k]!)))
}

/**
 * Principal angles, ascending, in radians, between the spans of the `dimension` leading eigenvectors of two eigensystems of one order. Small angles
 * are computed from their sines and large ones from their cosines, so that both keep their digits. An angle means little where eigenvalue
 * number `dimension` is close to the next one, as the span is then not determined.
 * @param vectors rows are unit eigenvectors in ascending order of the eigenvalues
 */
export function principalAngles(
  arithmetic: Arithmetic,
  vectors: Float64Array,
  reference: Float64Array,
  order: number,
  dimension: number,
  pulse: Pulse,
): Float64Array {
  const leading = (all: Float64Array): Float64Array => all.subarray((order - dimension) * order)
  const a = leading(vectors)
  const b = leading(reference)
  const cosines = new Float64Array(dimension * dimension)
  for (let i = 0; i < dimension; i++) {
    for (let j = 0; j < dimension; j++) {
      let sum = 0
      for (let k = 0; k < order; k++) sum += a[i * order + k]! * b[j * order + k]!
      cosines[i * dimension + j] = sum
    }
  }
  // what of each vector of b lies outside of the span of a
  const outside = new Float64Array(order * dimension)
  for (let j = 0; j < dimension; j++) {
    for (let k = 0; k < order; k++) {
      let inside = 0
      for (let i = 0; i < dimension; i++) inside += cosines[i * dimension + j]! * a[i * order + k]!
      outside[k * dimension + j] = b[j * order + k]! - inside
    }
  }
  const squaredCosines = arithmetic.factorEigensystem(cosines, dimension, dimension, pulse).values.toReversed()
  const squaredSines = arithmetic.factorEigensystem(outside, order, dimension, pulse).values
  return squaredSines.map((square, k) =>
    square < 0.5 ? Math.asin(Math.sqrt(square)) : Math.acos(Math.min(1, Math.sqrt(squaredCosines[k]!))),
  )
}
