import type { ActivationSpec } from '../../contract'

/**
 * Hermite coefficients of tanh and of the functions made from the logistic function, to full relative accuracy however small they are.
 *
 * tanh x = sum over n of 1 / (x - i y_n), y_n = pi (n + 1/2), and E h_k(z) / (z - i y) = i^(k+1) (-1)^k p_k(y) where p_k is the minimal
 * solution of sqrt(k) p_(k-1) = y p_k + sqrt(k+1) p_(k+1), which the backward recurrence of its ratios gives without cancellation, from
 * p_0 = Mills' ratio. All terms of the sum over n have one sign. Likewise for the logistic function, y_n = pi (2n + 1).
 */

/** Below this order the sum over the poles converges slowly and quadrature is as accurate. */
export const LEAST_ORDER = 12
const POLES = 60
/** The backward recurrence starts where its error has decayed by exp(-4 y) times this. */
const EXTRA_ROOT_ORDER = 16

type PoleSum = (order: number, scale: number, values: Float64Array[]) => number

/**
 * c_k of phi(scale x) for LEAST_ORDER <= k < count, zeros before.
 * @returns null for activations that are not of this family
 */
export function poleExpansion(spec: ActivationSpec, scale: number, count: number): Float64Array | null {
  const sum = SUMS[spec.kind]
  if (!sum) return null
  const distance = spec.kind === 'tanh' ? Math.PI : 2 * Math.PI
  const poles = Array.from({ length: POLES }, (_, n) => ((n + 0.5) * distance) / scale)
  const values = poles.map((y) => minimalSolution(y, count + 1))
  return Float64Array.from({ length: count }, (_, k) => (k < LEAST_ORDER ? 0 : sum(k, scale, values)))
}

const SUMS: Partial<Record<ActivationSpec['kind'], PoleSum>> = {
  tanh: oddSum,
  sigmoid: oddSum,
  // softplus' is the logistic function
  softplus: (order, scale, values) => (scale * oddSum(order - 1, scale, values)) / Math.sqrt(order),
  // x / (x - i y) and i y / (x - i y) differ by the constant 1
  swish: (order, scale, values) =>
    order % 2 === 1
      ? 0
      : (order % 4 === 0 ? -2 : 2) * values.reduceRight((total, p, n) => total + (((2 * n + 1) * Math.PI) / scale) * p[order]!, 0),
}

function oddSum(order: number, scale: number, values: Float64Array[]): number {
  if (order % 2 === 0) return 0
  return ((order % 4 === 1 ? 2 : -2) / scale) * values.reduceRight((total, p) => total + p[order]!, 0)
}

/** p_0, ..., p_(count-1) at y > 0 */
function minimalSolution(y: number, count: number): Float64Array {
  const rootOfStart = Math.sqrt(count) + EXTRA_ROOT_ORDER * Math.max(1, 1 / y)
  // ratios[k] = p_k / p_(k-1)
  const ratios = new Float64Array(count)
  let ratio = 1
  for (let k = Math.ceil(rootOfStart * rootOfStart); k >= 1; k--) {
    ratio = Math.sqrt(k) / (y + Math.sqrt(k + 1) * ratio)
    if (k < count) ratios[k] = ratio
  }
  const values = new Float64Array(count)
  values[0] = 1 / (y + ratio)
  for (let k = 1; k < count; k++) values[k] = values[k - 1]! * ratios[k]!
  return values
}
