import { correlationOf, type Correlation, type CorrelationMap } from './correlation-map'

/** Where correlations go when the mean of the activation is left in (arXiv 2002.01523, theorem 11 and lemmas 32 to 36). */
export interface FixedPoint {
  /** rho-bar: the correlation that all of [0, 1) tends to */
  correlation: number
  /** mu~ = 1 - a_0^2 - a_1^2 with E s^2 = 1 */
  nonlinearity: number
  /** factor of the distance from rho-bar per layer near it, at most; 1 when the approach is slower than exponential */
  rate: number
  /** shat'(rho-bar) */
  slope: number
  /** `exponential`, or a power of the depth where shat'(1) = 1 at rho-bar = 1 */
  approach: 'exponential' | 'power law'
}

/** Slopes this near to 1 at rho-bar = 1 are 1. */
const MARGINAL = 1e-9
const MOST_LAYERS = 100_000

/** Of an uncentred map, whose valueAtZero is positive; of a centred one rho-bar is 0. */
export function fixedPoint(map: CorrelationMap): FixedPoint {
  const nonlinearity = Math.max(0, 1 - map.valueAtZero - map.slopeAtZero)
  const marginal = Math.abs(map.slopeAtOne - 1) <= MARGINAL
  if (marginal || map.slopeAtOne < 1)
    return {
      correlation: 1,
      nonlinearity,
      rate: marginal ? 1 : map.slopeAtOne,
      slope: map.slopeAtOne,
      approach: marginal ? 'power law' : 'exponential',
    }
  const correlation = limit(map)
  const slope = slopeAt(map, correlation)
  const rate = Math.max(1 - (nonlinearity * (1 - correlation)) / 2, slope)
  return { correlation, nonlinearity, rate, slope, approach: 'exponential' }
}

function limit(map: CorrelationMap): number {
  let state: Correlation = correlationOf(0)
  for (let layer = 0; layer < MOST_LAYERS; layer++) {
    const next = map.next(state)
    if (Math.abs(next.rho - state.rho) <= Number.EPSILON) return next.rho
    state = next
  }
  return state.rho
}

const DIFFERENCE = 1e-4

/** shat' at an inner point, by differences for activations that jump. */
function slopeAt(map: CorrelationMap, rho: number): number {
  const slope = map.slope(correlationOf(rho))
  if (!Number.isNaN(slope)) return slope
  const value = (at: number): number => map.next(correlationOf(at)).rho
  return (
    (value(rho - 2 * DIFFERENCE) - 8 * value(rho - DIFFERENCE) + 8 * value(rho + DIFFERENCE) - value(rho + 2 * DIFFERENCE)) /
    (12 * DIFFERENCE)
  )
}

/** L_0 of lemma 36: max(ceil(log((1 - rho-bar) / (2 delta)) / log(1 + mu~ (1 - rho-bar) / 2)), ceil(1 / shat(0))). Very loose. */
export function uncentredEscapeDepth(map: CorrelationMap, { correlation, nonlinearity }: FixedPoint, separation: number): number {
  const room = 1 - correlation
  const first = room === 0 ? 0 : Math.ceil(Math.log(room / (2 * separation)) / Math.log1p((nonlinearity * room) / 2))
  return Math.max(first, Math.ceil(1 / map.valueAtZero))
}
