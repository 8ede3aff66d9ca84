import { complementaryErrorFunction } from '../activations/error-function'
import { gaussLegendre } from './gauss-legendre'

/** Least slacks of lemma C.1 of arXiv 1908.05660, 1 - 0.8 t <= P(|v| >= t sigma) <= 1 - 2t/3 for 0 < t < 1, over equally spaced t. */
export function smallValueSlacks(thresholds: number): { lower: number; upper: number } {
  let [lower, upper] = [Infinity, Infinity]
  for (let k = 1; k <= thresholds; k++) {
    const t = k / (thresholds + 1)
    const probability = complementaryErrorFunction(t * Math.SQRT1_2)
    lower = Math.min(lower, probability - (1 - 0.8 * t))
    upper = Math.min(upper, 1 - (2 * t) / 3 - probability)
  }
  return { lower, upper }
}

/**
 * Lemma C.5 of the same with k = 3: the probability that all of n independent standard normal variables are at most 3 sqrt(ln n) in size,
 * and the bound 1 - 2 n^(-3.5) from below.
 */
export function smallMaximum(count: number): { probability: number; bound: number } {
  const logarithm = Math.log(count)
  const outside = complementaryErrorFunction(3 * Math.sqrt(logarithm / 2))
  return { probability: Math.exp(count * Math.log1p(-outside)), bound: 1 - 2 * Math.exp(-3.5 * logarithm) }
}

/** Panels of {@link NODES} nodes over [-RANGE, RANGE]: exact to rounding for products of polynomials with the density. */
const RANGE = 16
const PANELS = 16
const NODES = 24

/**
 * Lemma N.1: max over a, b <= highestOrder of |E h_a(u) h_b(v) - r^a delta_ab| with h_k = He_k / sqrt(k!) and u, v standard normal of
 * correlation r, by quadrature over u and v = r u + sqrt(1 - r^2) w.
 */
export function hermiteIdentityError(highestOrder: number, correlation: number): number {
  const { points, masses } = normalRule()
  const other = Math.sqrt((1 - correlation) * (1 + correlation))
  const orders = highestOrder + 1
  const moments = new Float64Array(orders * orders)
  points.forEach((u, i) => {
    const first = hermiteValues(u, orders)
    const means = new Float64Array(orders)
    points.forEach((w, j) => hermiteValues(correlation * u + other * w, orders).forEach((value, b) => (means[b]! += masses[j]! * value)))
    for (let a = 0; a < orders; a++) for (let b = 0; b < orders; b++) moments[a * orders + b]! += masses[i]! * first[a]! * means[b]!
  })
  let [largest, power] = [0, 1]
  for (let a = 0; a < orders; a++) {
    for (let b = 0; b < orders; b++) largest = Math.max(largest, Math.abs(moments[a * orders + b]! - (a === b ? power : 0)))
    power *= correlation
  }
  return largest
}

function normalRule(): { points: Float64Array; masses: Float64Array } {
  const { nodes, weights } = gaussLegendre(NODES)
  const half = RANGE / PANELS
  const points = Float64Array.from(
    { length: PANELS * NODES },
    (_, k) => -RANGE + (2 * Math.floor(k / NODES) + 1 + nodes[k % NODES]!) * half,
  )
  const masses = points.map((x, k) => (half * weights[k % NODES]! * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI))
  return { points, masses }
}

/** h_0(x), ..., h_(count-1)(x) */
function hermiteValues(x: number, count: number): Float64Array {
  const values = new Float64Array(count)
  values[0] = 1
  for (let k = 0; k + 1 < count; k++) values[k + 1] = (x * values[k]! - Math.sqrt(k) * (values[k - 1] ?? 0)) / Math.sqrt(k + 1)
  return values
}
