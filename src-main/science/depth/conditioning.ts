import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { matrixOfPairs } from './pair-correlations'

/** Extreme eigenvalues of a kernel with ones on its diagonal. */
export interface Conditioning {
  /** as computed; below the resolution it may be negative by rounding */
  lambdaMin: number
  lambdaMax: number
  /** whether lambda_min is above 1e-12 lambda_max; otherwise the matrix is singular as far as float64 can tell */
  resolved: boolean
  /** lambda_max / lambda_min; Infinity when not resolved */
  conditionNumber: number
  /** condition number - 1 without the cancellation at well-conditioned kernels; Infinity when not resolved */
  excess: number
  /** all eigenvalues, ascending */
  eigenvalues: Float64Array
}

/** Smallest eigenvalues below this times the largest are not told from 0 (spec of arXiv 2002.01523, 2.5). */
export const RESOLUTION = 1e-12

/**
 * Of the matrix with the given entries for pairs i > j and ones on its diagonal. The eigenvalues are those of the entries beside the diagonal,
 * plus 1, so that kernels near the identity keep the digits of kappa - 1.
 */
export function conditioning(arithmetic: Arithmetic, pairs: Float64Array, order: number, pulse: Pulse): Conditioning {
  const beside = arithmetic.symmetricEigenvalues(matrixOfPairs(pairs, order, 0), order, pulse)
  const [least, most] = [beside[0] ?? NaN, beside[order - 1] ?? NaN]
  const [lambdaMin, lambdaMax] = [1 + least, 1 + most]
  const resolved = lambdaMin > RESOLUTION * lambdaMax
  return {
    lambdaMin,
    lambdaMax,
    resolved,
    conditionNumber: resolved ? lambdaMax / lambdaMin : Infinity,
    excess: resolved ? (most - least) / lambdaMin : Infinity,
    eigenvalues: beside.map((value) => 1 + value),
  }
}
