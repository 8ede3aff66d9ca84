import { SELU_ALPHA, SELU_SCALE, normReluConstants, normalCdf, normalDensity, sine, type Activation } from '../activations'
import { activationHermite, type Part } from './activation-hermite'
import { angleOf } from './angle'
import { bivariateNormalCdf } from './bivariate-normal'
import { gaussLegendreIntegral, integral } from './quadrature'

type Dual = (rho: number) => number

/** A larger scale loses too many digits in the exponentials before the distribution function. */
const LARGEST_EXPONENTIAL_SCALE = 1.5

/**
 * E psi(s u) psi(s v) in closed form (or as an integral of a smooth function over an interval) for the activations that have one, null for
 * others; psi is phi or phi', s the scale, |rho| <= 1. Sources: arXiv 1908.05660, section 3 and appendix K; arXiv 2002.01523, appendix C
 * and, for NormReLU, Price's theorem.
 */
export function closedFormDual(activation: Activation, part: Part, scale: number): Dual | null {
  const { spec } = activation
  const square = scale * scale
  switch (spec.kind) {
    case 'relu':
      return part === 'value' ? rectifiedPowerDual(1, square) : rectifiedPowerDual(0, 1)
    case 'relu-power':
      return part === 'value'
        ? rectifiedPowerDual(spec.power, power(square, spec.power))
        : rectifiedPowerDual(spec.power - 1, power(square, spec.power - 1))
    case 'step':
      return part === 'value' ? rectifiedPowerDual(0, 1) : () => 0
    case 'leaky-relu': {
      // phi = (1 - a) max(x, 0) + a x, and E u max(v, 0) = rho / 2
      const a = spec.negativeSlope
      const rectified = part === 'value' ? rectifiedPowerDual(1, square) : rectifiedPowerDual(0, 1)
      const linear = (rho: number): number => (part === 'value' ? square * rho : 1)
      return (rho) => (1 - a) * (1 - a) * rectified(rho) + a * linear(rho)
    }
    case 'absolute':
      return part === 'value'
        ? (rho) => (2 / Math.PI) * square * (Math.sqrt((1 - rho) * (1 + rho)) + rho * Math.asin(rho))
        : (rho) => (2 / Math.PI) * Math.asin(rho)
    case 'normrelu':
      return normReluDual(spec.kink, part, scale)
    case 'elu':
      return part === 'derivative' ? exponentialStepDual(1, 1, scale) : null
    case 'selu':
      return part === 'derivative' ? exponentialStepDual(SELU_SCALE, SELU_SCALE * SELU_ALPHA, scale) : null
    case 'erf': {
      const spread = 1 + 2 * square
      return part === 'value'
        ? (rho) => (2 / Math.PI) * Math.asin((2 * square * rho) / spread)
        : (rho) => 4 / Math.PI / Math.sqrt((spread - 2 * square * rho) * (spread + 2 * square * rho))
    }
    case 'sine':
      return part === 'value'
        ? (rho) => (Math.exp(square * (rho - 1)) - Math.exp(-square * (rho + 1))) / 2
        : (rho) => (Math.exp(square * (rho - 1)) + Math.exp(-square * (rho + 1))) / 2
    case 'polynomial':
      return mehlerSum(activationHermite(activation, part, spec.coefficients.length, scale).coefficients)
    default:
      return null
  }
}

function power(base: number, exponent: number): number {
  let value = 1
  for (let k = 0; k < exponent; k++) value *= base
  return value
}

/** sum of c_k^2 rho^k (Mehler) */
export function mehlerSum(coefficients: Float64Array): Dual {
  const squares = coefficients.map((c) => c * c)
  return (rho) => squares.reduceRight((total, square) => total * rho + square, 0)
}

/**
 * factor E u_+^p v_+^p / p!^2 = factor / (2 pi p!) int_0^(pi - theta) (cos t + cos theta)^p dt, theta = arccos rho: the arc-cosine kernels.
 */
function rectifiedPowerDual(p: number, factor: number): Dual {
  if (p === 0) return (rho) => (factor * angleOf(-rho)) / (2 * Math.PI)
  if (p === 1) return (rho) => (factor * (Math.sqrt((1 - rho) * (1 + rho)) + rho * angleOf(-rho))) / (2 * Math.PI)
  let factorial = 1
  for (let k = 2; k <= p; k++) factorial *= k
  return (rho) => {
    const rest = angleOf(-rho)
    // cos t + cos theta as a product, which stays accurate where both ends of the interval meet
    const integrand = (t: number): number => power(2 * sine((rest + t) / 2) * sine((rest - t) / 2), p)
    return (factor * gaussLegendreIntegral(integrand, 0, rest, 24)) / (2 * Math.PI * factorial)
  }
}

/** For psi = a 1{x > 0} + b e^x 1{x <= 0}, the derivatives of ELU and SELU, by shifting the normal density. */
function exponentialStepDual(a: number, b: number, scale: number): Dual | null {
  if (scale > LARGEST_EXPONENTIAL_SCALE) return null
  return (rho) => {
    const both = scale * (1 + rho)
    return (
      (a * a * angleOf(-rho)) / (2 * Math.PI) +
      2 * a * b * Math.exp((scale * scale) / 2) * bivariateNormalCdf(-scale, rho * scale, -rho) +
      b * b * Math.exp(scale * scale * (1 + rho)) * bivariateNormalCdf(-both, -both, rho)
    )
  }
}

function normReluDual(kink: number, part: Part, scale: number): Dual {
  const { scale: factor, shift } = normReluConstants(kink)
  const c = kink / scale
  const upper = normalCdf(-c)
  const density = (t: number): number => (c === 0 ? 1 : Math.exp((-c * c) / (1 + sine(t))))
  const square = factor * factor
  if (part === 'derivative') return (rho) => square * (upper * upper + integral(density, 0, Math.asin(rho)) / (2 * Math.PI))
  const rectifiedMean = normalDensity(c) - c * upper
  return (rho) => {
    const rest = integral((t) => (rho - sine(t)) * density(t), 0, Math.asin(rho)) / (2 * Math.PI)
    const rectified = rectifiedMean * rectifiedMean + rho * upper * upper + rest
    return square * (scale * scale * rectified + 2 * scale * shift * rectifiedMean + shift * shift)
  }
}
