import { normReluConstants, normalCdf, normalDensity } from '../activations'
import { gaussianExpectation } from '../gaussian'
import type { NormalisedActivation } from './normalised-activation'

/** Moments of a normalised activation s at inputs of squared length g: of s(sqrt(g) z), z ~ N(0, 1) (arXiv 2002.01523, appendices D and I.1). */
export interface LengthMoments {
  /** f(g) = E s(sqrt(g) z)^2, the squared length after the layer */
  length: number
  /** a_0^{g} = E s(sqrt(g) z) */
  mean: number
  /** a_1^{g} = E s(sqrt(g) z) z */
  linear: number
  /** a_0^2 / f: the part of the length that is the same for all inputs */
  bias: number
  /** mu^{g} = 1 - a_1^2 / f */
  nonlinearity: number
  /** f'(g) */
  slope: number
}

/**
 * NormReLU in closed form, others by quadrature that splits at the kinks; about 1e-14 of f(g).
 * @param squaredLength g > 0
 */
export function lengthMoments(normalised: NormalisedActivation, squaredLength: number): LengthMoments {
  const { spec } = normalised.activation
  return spec.kind === 'normrelu' ? normReluMoments(spec.kink, squaredLength) : quadratureMoments(normalised, squaredLength)
}

function completed(length: number, mean: number, linear: number, slope: number): LengthMoments {
  return { length, mean, linear, slope, bias: (mean * mean) / length, nonlinearity: Math.max(0, 1 - (linear * linear) / length) }
}

/** The moments of NormReLU in closed form. */
export function normReluMoments(kink: number, g: number): LengthMoments {
  const { scale, shift } = normReluConstants(kink)
  const root = Math.sqrt(g)
  const upper = normalCdf(-kink / root)
  const density = normalDensity(kink / root)
  const square = scale * scale
  return completed(
    square * ((kink * kink + g - 2 * kink * shift) * upper + (2 * shift - kink) * root * density + shift * shift),
    scale * (root * density - upper * kink + shift),
    scale * root * upper,
    square * (upper + (shift / root) * density),
  )
}

/** Steps of the difference that stands for the slope of activations whose derivative misses their jumps. */
const DIFFERENCE = 1e-3

function quadratureMoments(normalised: NormalisedActivation, g: number): LengthMoments {
  const { value, derivative, activation, slopeAtOne } = normalised
  const expectationAt = (root: number, f: (z: number) => number): number =>
    gaussianExpectation(
      f,
      activation.kinks.map((kink) => kink / root),
    )
  const lengthAt = (squared: number): number => {
    const root = Math.sqrt(squared)
    return expectationAt(root, (z) => value(root * z) * value(root * z))
  }
  const root = Math.sqrt(g)
  const slope =
    slopeAtOne === Infinity
      ? fourthOrderDifference(lengthAt, g, DIFFERENCE * g)
      : expectationAt(root, (z) => value(root * z) * derivative(root * z) * z) / root
  return completed(
    lengthAt(g),
    expectationAt(root, (z) => value(root * z)),
    expectationAt(root, (z) => value(root * z) * z),
    slope,
  )
}

function fourthOrderDifference(f: (x: number) => number, x: number, step: number): number {
  return (f(x - 2 * step) - 8 * f(x - step) + 8 * f(x + step) - f(x + 2 * step)) / (12 * step)
}

/** What theorem 12 and theorem 42 use of the length map, for monotone activations whose length map is concave from 1/2 on. */
export interface LengthContraction {
  /** min(2 f(1/2) - 1, 1 - f'(1)): |f^(L)(g) - 1| <= (1 - alpha)^L |g - 1| for g >= 1/2 */
  rate: number
  /** 2 f(1/2) - 1, lengths below 1 */
  below: number
  /** 1 - f'(1), lengths above 1 */
  above: number
}

export function lengthContraction(normalised: NormalisedActivation): LengthContraction {
  const below = 2 * lengthMoments(normalised, 0.5).length - 1
  const above = 1 - lengthMoments(normalised, 1).slope
  return { rate: Math.min(below, above), below, above }
}

/** (1 - alpha)^L |g - 1| (theorem 37, where the extracted text squares both sides, which is false already at L = 0). */
export function lengthBound(rate: number, depth: number, squaredLength: number): number {
  return Math.exp(depth * Math.log1p(-rate)) * Math.abs(squaredLength - 1)
}

/**
 * L-hat of theorem 42, layers after which lengths count as 1: (1 / alpha) log(4 max(|g_x - 1|, |g_y - 1|, mu / 4) / mu). Theorem 12 as extracted
 * lacks the 1 / alpha.
 */
export function settlingDepth(rate: number, nonlinearity: number, first: number, second: number): number {
  const farthest = Math.max(Math.abs(first - 1), Math.abs(second - 1), nonlinearity / 4)
  return Math.log((4 * farthest) / nonlinearity) / rate
}

/** L-hat of theorem 59 for NormReLU: (2 / alpha') log(3 / min(epsilon, mu / 4)). */
export function normReluSettlingDepth(rate: number, nonlinearity: number, tolerance: number): number {
  return (2 / rate) * Math.log(3 / Math.min(tolerance, nonlinearity / 4))
}
