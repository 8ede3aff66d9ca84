import type { Arithmetic } from '../arithmetic/arithmetic'
import { pairDistance, unitInnerProducts } from './gram'

/** rho -> E psi(u) psi(v) for standard normal u, v of correlation rho. */
export type Dual = (rho: number) => number

/** From 1 - |r| below this on, r has lost too many digits and the distance of the pair is used. */
const NEARLY_PARALLEL = 1e-10

/** Half distances of the nodes that carry a dual to the end of its range. */
const NODES: readonly number[] = [0, 2.5e-4, 5e-4, 7.5e-4, 1e-3]

/**
 * A dual as a function of half the distance t of two nearly equal (or, with `sign` -1, nearly opposite) directions. It is smooth in t, with
 * rho = sign (1 - 2 t^2), also where it is not in rho; the interpolation error is below 1e-14 up to t = 1e-3.
 */
function dualOfHalfDistance(dual: Dual, sign: 1 | -1): (t: number) => number {
  const values = NODES.map((t) => dual(sign * (1 - 2 * t * t)))
  return (t) =>
    NODES.reduce((total, node, k) => {
      const weight = NODES.reduce((product, other, j) => (j === k ? product : (product * (t - other)) / (node - other)), 1)
      return total + weight * values[k]!
    }, 0)
}

/**
 * The matrix of E psi(u_i) psi(u_j) for jointly normal u with correlations <x_i, x_j> of unit rows x; the diagonal is the dual at 1. Pairs that
 * are nearly parallel are evaluated from their distance, since a kinked activation makes the dual a function of the angle.
 * @param unit row-major sampleCount x dimension, unit rows
 * @returns row-major, exactly symmetric
 */
export function dualOfDirections(
  arithmetic: Arithmetic,
  unit: Float64Array,
  sampleCount: number,
  dimension: number,
  dual: Dual,
): Float64Array {
  const matrix = unitInnerProducts(arithmetic, unit, sampleCount, dimension)
  let nearlyEqual: ((t: number) => number) | null = null
  let nearlyOpposite: ((t: number) => number) | null = null
  const diagonal = dual(1)
  for (let i = 0; i < sampleCount; i++) {
    for (let j = 0; j < i; j++) {
      const rho = matrix[i * sampleCount + j]!
      let value: number
      if (1 - Math.abs(rho) > NEARLY_PARALLEL) value = dual(rho)
      else if (rho > 0) value = (nearlyEqual ??= dualOfHalfDistance(dual, 1))(pairDistance(unit, dimension, i, j, 1) / 2)
      else value = (nearlyOpposite ??= dualOfHalfDistance(dual, -1))(pairDistance(unit, dimension, i, j, -1) / 2)
      matrix[i * sampleCount + j] = value
      matrix[j * sampleCount + i] = value
    }
    matrix[i * sampleCount + i] = diagonal
  }
  return matrix
}
