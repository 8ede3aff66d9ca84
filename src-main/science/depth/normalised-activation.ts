import type { Activation } from '../activations'
import { gaussianExpectation } from '../gaussian'

/** An activation s with what the depth theorems use of (s - E s) / sd(s), z ~ N(0, 1) (arXiv 2002.01523, section 2 and appendix C.4). */
export interface NormalisedActivation {
  readonly activation: Activation
  /** E s(z) */
  readonly mean: number
  /** standard deviation of s(z) */
  readonly scale: number
  /** a_1 = E z (s(z) - mean) / scale, the linear part of the normalised activation */
  readonly linearCoefficient: number
  /** mu = 1 - a_1^2: how far the activation is from affine */
  readonly nonlinearity: number
  /** derivative of the dual at correlation 1, E s'(z)^2 / scale^2; Infinity for an activation that jumps */
  readonly slopeAtOne: number
  /** chi = E s s' z of the normalised activation: the slope of the length map at length 1; above 1 lengths run away */
  readonly lengthSlope: number
  /** mu < 1e-12: depth does nothing to correlations */
  readonly isAffine: boolean
  /** of the normalised activation */
  readonly value: (x: number) => number
  readonly derivative: (x: number) => number
}

const AFFINE = 1e-12
/** Variance over second moment below which a function is constant up to rounding. */
const CONSTANT = 1e-24

/**
 * Constants by Gaussian quadrature that splits at the kinks, about 1e-14 apart from the true ones.
 * @throws RangeError for an activation without a finite second moment, or without variance
 */
export function normalise(activation: Activation): NormalisedActivation {
  const expectation = (f: (x: number) => number): number => gaussianExpectation(f, activation.kinks)
  const mean = expectation(activation.value)
  const secondMoment = expectation((x) => activation.value(x) * activation.value(x))
  if (!Number.isFinite(mean) || !Number.isFinite(secondMoment))
    throw new RangeError(`${activation.name} has no finite second moment under N(0, 1), so that it cannot be normalised.`)
  const variance = expectation((x) => (activation.value(x) - mean) * (activation.value(x) - mean))
  if (!(variance > CONSTANT * secondMoment))
    throw new RangeError(`${activation.name} is constant under N(0, 1): it has no variance to be scaled to 1.`)
  const scale = Math.sqrt(variance)
  const value = (x: number): number => (activation.value(x) - mean) / scale
  const derivative = (x: number): number => activation.derivative(x) / scale
  const linearCoefficient = expectation((x) => x * value(x))
  const nonlinearity = Math.max(0, 1 - linearCoefficient * linearCoefficient)
  return {
    activation,
    mean,
    scale,
    linearCoefficient,
    nonlinearity,
    slopeAtOne: jumps(activation) ? Infinity : expectation((x) => derivative(x) * derivative(x)),
    lengthSlope: expectation((x) => x * value(x) * derivative(x)) + lengthSlopeOfJumps(activation, value),
    isAffine: nonlinearity < AFFINE,
    value,
    derivative,
  }
}

/** Whether the activation itself jumps: its NTK is not defined. */
export function jumps({ smoothness }: Activation): boolean {
  return smoothness.kind === 'jump' && smoothness.order === 0
}

/** What jumps of s, where s' has a point mass, add to E s s' z = (d/dg) E s(sqrt(g) z)^2 at g = 1. */
function lengthSlopeOfJumps(activation: Activation, value: (x: number) => number): number {
  if (!jumps(activation)) return 0
  return activation.kinks.reduce((total, kink) => {
    const beside = 1e-9 * Math.max(1, Math.abs(kink))
    const above = value(kink + beside)
    const below = value(kink - beside)
    return total + (kink * (above * above - below * below) * Math.exp((-kink * kink) / 2)) / (2 * Math.sqrt(2 * Math.PI))
  }, 0)
}
