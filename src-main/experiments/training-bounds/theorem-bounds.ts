import type { Arithmetic, Pulse } from '../../science/arithmetic/arithmetic'
import { gaussianExpectation } from '../../science/gaussian'
import { meanTangentGram } from '../../science/kernels/asymmetric-kernels'
import {
  reluFlowWidth,
  reluKernelBound,
  reluMovementCoefficient,
  smoothDescentStepSizes,
  smoothDescentWidth,
  smoothFlowWidth,
  smoothKernelBound,
  smoothMovementCoefficient,
  type AsymmetricSetting,
  type SmoothConstants,
} from '../../science/kernels/asymmetric-thresholds'
import type { Activation } from '../../science/activations'
import type { Instance } from './instance'

/** delta of the theorems; the paper leaves it open. */
const FAILURE_PROBABILITY = 0.1
/** Values of c over which the mean square of a neuron is maximised; it is attained at 1 for the activations of the paper. */
const SHRINKINGS = 20

/** The constants of one theorem on the flow for given points, labels and activation. */
export interface FlowTheorem {
  /** the width it asks for */
  width: number
  /** (a) and (b): gamma kappa_n */
  rate: number
  /** (c): |w_tj - w_0j| <= this sqrt(lambda_j) */
  movementCoefficient: number
  /** (d) */
  kernelBound: number
}

/** What the theorems need to know of points, labels and activation. */
export interface TheoremConstants {
  setting: AsymmetricSetting
  /** C_1 */
  meanSquare: number
  /** null for activations with a kink */
  smooth: SmoothConstants | null
}

/** @returns null when kappa_n is not positive, as then no theorem says anything */
export function theoremConstants(arithmetic: Arithmetic, instance: Instance, pulse: Pulse): TheoremConstants | null {
  const { activation, problem, symmetricShare, deviation } = instance
  const { sampleCount, inputDimension, inputs, targets } = problem
  const mean = meanTangentGram(arithmetic, activation, { inputs, sampleCount, inputDimension }, pulse, deviation)
  const kappa = arithmetic.symmetricEigenvalues(mean, sampleCount, pulse)[0] ?? NaN
  if (!(kappa > 0)) return null
  const meanSquare = meanSquareOf(activation, inputDimension)
  return {
    setting: {
      sampleCount,
      inputDimension,
      kappa,
      symmetricShare,
      failureProbability: FAILURE_PROBABILITY,
      largestLabel: targets.reduce((most, y) => Math.max(most, Math.abs(y)), 0),
    },
    meanSquare,
    smooth: isSmooth(activation) ? { meanSquare, secondDerivativeBound: activation.secondDerivativeBound } : null,
  }
}

export const isSmooth = ({ smoothness, secondDerivativeBound }: Activation): boolean =>
  smoothness.kind !== 'jump' && Number.isFinite(secondDerivativeBound)

/** C_1 = sup over c in (0, 1] of E phi(c z / sqrt d)^2. */
function meanSquareOf({ value, kinks }: Activation, inputDimension: number): number {
  return Math.max(
    ...Array.from({ length: SHRINKINGS }, (_, index) => {
      const scale = (index + 1) / SHRINKINGS / Math.sqrt(inputDimension)
      return gaussianExpectation(
        (z) => value(scale * z) * value(scale * z),
        kinks.map((kink) => kink / scale),
      )
    }),
  )
}

/** Theorem 4.1 for smooth activations, A.1 for ReLU; null for others and at gamma = 0. */
export function flowTheorem({ setting, smooth }: TheoremConstants, { activation, scales }: Instance): FlowTheorem | null {
  if (setting.symmetricShare === 0) return null
  const rate = setting.symmetricShare * setting.kappa
  const sumOf = (power: (scale: number) => number): number => scales.reduce((sum, scale) => sum + power(scale), 0)
  if (smooth !== null)
    return {
      width: smoothFlowWidth(setting, smooth).width,
      rate,
      movementCoefficient: smoothMovementCoefficient(setting, smooth),
      kernelBound: smoothKernelBound(
        setting,
        smooth,
        sumOf((scale) => scale * scale),
      ),
    }
  if (activation.spec.kind !== 'relu') return null
  return {
    width: reluFlowWidth(setting).width,
    rate,
    movementCoefficient: reluMovementCoefficient(setting),
    kernelBound: reluKernelBound(
      setting,
      sumOf((scale) => scale * Math.sqrt(scale)),
    ),
  }
}

/** Theorem H.1: the largest step size it allows, and the width for one; null for kinks and at gamma = 0. */
export function descentTheorem({ setting, smooth }: TheoremConstants): { stepSize: number; widthAt: (stepSize: number) => number } | null {
  if (smooth === null || setting.symmetricShare === 0) return null
  return {
    stepSize: Math.min(...smoothDescentStepSizes(setting, smooth)),
    widthAt: (stepSize) => smoothDescentWidth(setting, smooth, stepSize).width,
  }
}
