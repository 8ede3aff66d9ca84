import { cosine, sine, type Activation } from '../activations'
import {
  activationHermite,
  angleOf,
  closedFormOf,
  dualFunction,
  gaussLegendre,
  gaussianExpectation,
  tabulatedDual,
  type TabulatedDual,
} from '../gaussian'
import { jumps } from './normalised-activation'

/** The correlation of two vectors. The gap keeps its relative accuracy where rho itself would be rounded to 1 or -1. */
export interface Correlation {
  /** in [-1, 1] */
  rho: number
  /** 1 - |rho| */
  gap: number
}

/**
 * What a layer of infinite width does to the correlation of two inputs of length 1: rho -> shat(rho), the dual of the activation (arXiv
 * 2002.01523, section 3) scaled to E s^2 = 1, with its mean taken off (`centred`) or left in (appendix C.3).
 *
 * Gaps near 0 and correlations near 0 keep their relative accuracy, about 1e-13 a layer, correlations below -1/2 have 2e-11 unless the
 * activation is even or odd; activations that jump have 1e-12 in absolute terms
 * (the step function has full accuracy).
 */
export interface CorrelationMap {
  /** shat(0): the squared mean over the second moment; 0 when centred */
  readonly valueAtZero: number
  /** shat'(0): the factor a layer has for correlations near 0 */
  readonly slopeAtZero: number
  /** shat'(1): the factor a layer has for gaps near 0; Infinity for activations that jump */
  readonly slopeAtOne: number
  next(correlation: Correlation): Correlation
  /** shat'; NaN for activations that jump, whose shat' is not bounded and whose tangent kernel is not defined */
  slope(correlation: Correlation): number
}

/** A correlation of which nothing is known but rho. */
export function correlationOf(rho: number): Correlation {
  return { rho, gap: 1 - Math.abs(rho) }
}

/** |rho| up to which the Hermite series is summed: its terms are below 2^-k. */
const SERIES_UP_TO = 0.5
const SERIES_TERMS = 64
const SMALLEST_TERM = 1e-18
/** Errors of the tables relative to the largest value of what they hold. */
const TOLERANCE = 1e-13
const TOLERANCE_OF_QUADRATURE = 3e-12
/** Below -1/2, where no digits of a gap are at stake. */
const TOLERANCE_BELOW = 2e-11
const GAP_NODES = 40

/**
 * @throws RangeError when a table of the dual of the activation does not reach twelve digits
 */
export function correlationMap(activation: Activation, centred = true): CorrelationMap {
  const { kinks } = activation
  const mean = gaussianExpectation(activation.value, kinks)
  const shift = centred ? mean : 0
  const moment = gaussianExpectation((x) => (activation.value(x) - shift) * (activation.value(x) - shift), kinks)
  const valueAtZero = ((mean - shift) * (mean - shift)) / moment
  const coefficients = activationHermite(activation, 'value', SERIES_TERMS).coefficients
  const squares = trimmed(Array.from(coefficients, (c, k) => (k === 0 ? valueAtZero : (c * c) / moment)))
  const parity = parityOf(activation, shift)
  const dual = dualFunction(activation, 'value')
  const normalisedDual = (rho: number): number => (dual(rho) - mean * mean) / moment + valueAtZero
  const steepness = jumps(activation) ? steepGaps(activation, normalisedDual) : gradualGaps(activation, moment)
  const below = parity === 0 ? table(activation, 'value', normalisedDual, 1, -1) : null

  const atPositive = ({ rho, gap }: Correlation): Correlation => {
    if (rho <= SERIES_UP_TO) return correlationOf(horner(squares, rho))
    const next = Math.min(1, steepness.gap(gap))
    return { rho: 1 - next, gap: next }
  }
  return {
    valueAtZero,
    slopeAtZero: squares[1] ?? 0,
    slopeAtOne: steepness.slopeAtOne,
    next(correlation) {
      const { rho, gap } = correlation
      if (rho >= -SERIES_UP_TO) return rho >= 0 ? atPositive(correlation) : correlationOf(horner(squares, rho))
      if (below !== null) return correlationOf(Math.max(-1, Math.min(1, below.value(rho))))
      const mirrored = atPositive({ rho: -rho, gap })
      return { rho: parity * mirrored.rho, gap: mirrored.gap }
    },
    slope: (correlation) => steepness.slope(correlation),
  }
}

/** What happens to gaps, and shat'. */
interface Steepness {
  slopeAtOne: number
  slope(correlation: Correlation): number
  gap(gap: number): number
}

/** From shat': 1 - shat(cos theta) is the integral of shat'(cos t) sin t over [0, theta], and over 1 - cos theta it is smooth in theta. */
function gradualGaps(activation: Activation, moment: number): Steepness {
  const derivative = dualFunction(activation, 'derivative')
  const slopeAtOne = derivative(1) / moment
  const slope = (rho: number): number => derivative(rho) / moment
  const above = table(activation, 'derivative', slope, slopeAtOne, 1)
  const below = table(activation, 'derivative', slope, slopeAtOne, -1)
  const { nodes, weights } = gaussLegendre(GAP_NODES)
  const ratio = (rho: number): number => {
    const theta = angleOf(rho)
    if (theta === 0) return slopeAtOne
    let total = 0
    for (let k = 0; k < GAP_NODES; k++) {
      const t = (theta * (1 + nodes[k]!)) / 2
      total += weights[k]! * above.atAngle(t) * sine(t)
    }
    const half = sine(theta / 2)
    return (theta * total) / (4 * half * half)
  }
  const ratios = table(activation, 'derivative', ratio, slopeAtOne, 1)
  return {
    slopeAtOne,
    slope: ({ rho, gap }) => (rho > 0 ? above : below).atAngle(angleOfGap(gap)),
    gap: (gap) => gap * ratios.atAngle(angleOfGap(gap)),
  }
}

/** Angles from which the ratio of gap and angle is continued to 0, where its own digits are lost. */
const CONTINUED_FROM = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4]

/** Of activations that jump the gap is proportional to the angle, and shat'(1) is infinite. */
function steepGaps(activation: Activation, dual: (rho: number) => number): Steepness {
  const direct = (theta: number): number => (1 - dual(cosine(theta))) / theta
  const known = CONTINUED_FROM.map(direct)
  const ratio = (rho: number): number => {
    const theta = angleOf(rho)
    return theta < CONTINUED_FROM[0]! ? interpolated(CONTINUED_FROM, known, theta) : direct(theta)
  }
  const ratios = table(activation, 'value', ratio, 1, 1)
  return {
    slopeAtOne: Infinity,
    slope: () => NaN,
    gap: (gap) => {
      const theta = angleOfGap(gap)
      return theta * ratios.atAngle(theta)
    },
  }
}

/** arccos(1 - gap), accurate for small gaps. */
function angleOfGap(gap: number): number {
  return 2 * Math.asin(Math.sqrt(gap / 2))
}

/**
 * Table over the correlations of one sign, as a function of the angle from 1 or from -1. Kinks away from 0 make duals flat beyond all powers
 * at -1, which a table over both signs would pay for with a degree at which angles near 0 lose their digits.
 */
function table(
  activation: Activation,
  part: 'value' | 'derivative',
  f: (rho: number) => number,
  largest: number,
  sign: 1 | -1,
): TabulatedDual {
  const integrated = activation.smoothness.kind === 'jump' && closedFormOf(activation.spec, part) === null
  const onHalf = (stretched: number): number => f(sign * cosine(angleOf(stretched) / 2))
  const tabulated = tabulatedDual(onHalf, (sign < 0 ? TOLERANCE_BELOW : integrated ? TOLERANCE_OF_QUADRATURE : TOLERANCE) * largest)
  return {
    ...tabulated,
    value: (rho) => tabulated.atAngle(2 * angleOf(sign * rho)),
    atAngle: (theta) => tabulated.atAngle(2 * theta),
  }
}

/** 1 for an even function minus `shift`, -1 for an odd one, 0 for others. */
function parityOf({ value }: Activation, shift: number): -1 | 0 | 1 {
  let [even, odd] = [true, true]
  for (let x = 1 / 16; x <= 8; x += 1 / 16) {
    const [right, left] = [value(x) - shift, value(-x) - shift]
    const rounding = 1e-13 * (Math.abs(right) + Math.abs(left) + Math.abs(shift))
    even &&= Math.abs(right - left) <= rounding
    odd &&= Math.abs(right + left) <= rounding
  }
  return even ? 1 : odd ? -1 : 0
}

function trimmed(coefficients: number[]): number[] {
  let [last, power] = [0, 1]
  coefficients.forEach((c, k) => {
    if (c * power > SMALLEST_TERM) last = k
    power *= SERIES_UP_TO
  })
  return coefficients.slice(0, last + 1)
}

function horner(coefficients: readonly number[], x: number): number {
  let value = 0
  for (let k = coefficients.length - 1; k >= 0; k--) value = value * x + coefficients[k]!
  return value
}

/** Lagrange's polynomial through the points. */
function interpolated(points: readonly number[], values: readonly number[], x: number): number {
  return points.reduce(
    (total, point, k) =>
      total + values[k]! * points.reduce((product, other, j) => (j === k ? product : (product * (x - other)) / (point - other)), 1),
    0,
  )
}
