/**
 * Widths and constants of F. Caron et al., Over-parameterised shallow neural networks with asymmetrical node scaling (arXiv 2302.01002), for
 * given data. The widths are sufficient, astronomically large, and shown beside what is used.
 */

export interface AsymmetricSetting {
  /** n */
  sampleCount: number
  /** d */
  inputDimension: number
  /** kappa_n, smallest eigenvalue of the mean tangent Gram matrix */
  kappa: number
  /** gamma, share of the symmetric part of the node scales, in (0, 1] */
  symmetricShare: number
  /** delta, accepted probability of failure */
  failureProbability: number
  /** C = max |y_i| */
  largestLabel: number
}

export interface SmoothConstants {
  /** C_1 = sup over c in (0, 1] of E phi(c z / sqrt d)^2 */
  meanSquare: number
  /** M = sup |phi''| */
  secondDerivativeBound: number
}

/** A width requirement that is the largest of several terms. */
export interface WidthRequirement {
  terms: number[]
  width: number
}

function requirement(...terms: number[]): WidthRequirement {
  return { terms, width: terms.reduce((a, b) => Math.max(a, b), 0) }
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let q = 0; q < exponent; q++) result *= base
  return result
}

/** 8 n log(factor n / delta) / (kappa d). */
function concentrationWidth({ sampleCount, inputDimension, kappa, failureProbability }: AsymmetricSetting, factor: number): number {
  return (8 * sampleCount * Math.log((factor * sampleCount) / failureProbability)) / (kappa * inputDimension)
}

/** Proposition D.1: from this width on lambda_min(Theta_0) > gamma kappa / 2 with probability at least 1 - delta. */
export function initialSpectrumWidth(setting: AsymmetricSetting): number {
  return concentrationWidth(setting, 1)
}

/** Theorem 4.1 (smooth, gradient flow): its three width requirements. */
export function smoothFlowWidth(setting: AsymmetricSetting, constants: SmoothConstants): WidthRequirement {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const common = squareOf(constants.secondDerivativeBound) * labelTerm(setting, constants)
  return requirement(
    concentrationWidth(setting, 2),
    (2 ** 10 * power(n, 3) * common) / (power(kappa, 3) * power(d, 3) * gamma * gamma * delta),
    (2 ** 15 * power(n, 4) * common) / (power(kappa, 4) * power(d, 4) * gamma * gamma * delta),
  )
}

/** Theorem 4.1 (c): |w_tj - w_0j| <= this times sqrt(lambda_j). */
export function smoothMovementCoefficient(setting: AsymmetricSetting, constants: SmoothConstants): number {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  return (n / (kappa * Math.sqrt(d))) * Math.sqrt((2 ** 7 * labelTerm(setting, constants)) / (gamma * gamma * delta))
}

/** Theorem 4.1 (d): bound of |Theta_t - Theta_0|_2. @param squareSum sum over nodes of lambda_j^2 */
export function smoothKernelBound(setting: AsymmetricSetting, constants: SmoothConstants, squareSum: number): number {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const M = constants.secondDerivativeBound
  const label = labelTerm(setting, constants)
  return (
    ((2 ** 7 * power(n, 3) * M * M * label) / (kappa * kappa * power(d, 3) * gamma * gamma * delta)) * squareSum +
    ((2 ** 5 * n * n * M * Math.sqrt(label)) / (kappa * d * d * gamma * Math.sqrt(delta))) * Math.sqrt(squareSum)
  )
}

/** D_0 = sqrt(2 C^2 + 2 / d) of Theorem A.1. */
export function reluInitialConstant({ largestLabel, inputDimension }: AsymmetricSetting): number {
  return Math.sqrt(2 * largestLabel * largestLabel + 2 / inputDimension)
}

/** Theorem A.1 (ReLU, gradient flow): its three width requirements. */
export function reluFlowWidth(setting: AsymmetricSetting): WidthRequirement {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const common = squareOf(reluInitialConstant(setting)) / (gamma * gamma * power(delta, 5))
  return requirement(
    concentrationWidth(setting, 4),
    (2 ** 25 * power(n, 4) * common) / (power(kappa, 4) * power(d, 3)),
    (2 ** 35 * power(n, 6) * common) / (power(kappa, 6) * power(d, 5)),
  )
}

/** Theorem A.1 (c): |w_tj - w_0j| <= this times sqrt(lambda_j). */
export function reluMovementCoefficient(setting: AsymmetricSetting): number {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  return (2 ** 3 * n * reluInitialConstant(setting)) / (kappa * Math.sqrt(d) * gamma * Math.sqrt(delta))
}

/** Theorem A.1 (d): bound of |Theta_t - Theta_0|_2. @param threeHalvesSum sum over nodes of lambda_j^(3/2) */
export function reluKernelBound(setting: AsymmetricSetting, threeHalvesSum: number): number {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const D0 = reluInitialConstant(setting)
  const rootDelta = Math.sqrt(delta)
  const deltaFiveHalves = delta * delta * rootDelta
  return (
    ((2 ** 9 * n * n * D0) / (kappa * d * Math.sqrt(d) * gamma * deltaFiveHalves)) * threeHalvesSum +
    ((2 ** 6 * n * Math.sqrt(n) * Math.sqrt(D0)) /
      (Math.sqrt(kappa) * d * Math.sqrt(Math.sqrt(d)) * Math.sqrt(gamma) * Math.sqrt(deltaFiveHalves))) *
      Math.sqrt(threeHalvesSum)
  )
}

/** Theorem H.1 (gradient descent, smooth): step sizes below the smallest of these three terms are covered. */
export function smoothDescentStepSizes(setting: AsymmetricSetting, constants: SmoothConstants): number[] {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const label = Math.sqrt(labelTerm(setting, constants))
  return [
    2 / (gamma * kappa),
    (gamma * kappa * d * d) / (8 * n * n),
    (gamma * kappa * d * d * Math.sqrt(delta)) / (16 * Math.SQRT2 * n * n * constants.secondDerivativeBound * label),
  ]
}

/** Theorem H.1: its three width requirements for a step size eta; then |y - u_s|^2 <= (1 - eta gamma kappa / 2)^s |y - u_0|^2. */
export function smoothDescentWidth(setting: AsymmetricSetting, constants: SmoothConstants, stepSize: number): WidthRequirement {
  const { sampleCount: n, inputDimension: d, kappa, symmetricShare: gamma, failureProbability: delta } = setting
  const alpha = (stepSize * gamma * kappa) / 2
  // 1 - sqrt(1 - alpha) without cancellation
  const gap = alpha / (1 + Math.sqrt(1 - alpha))
  const common = (squareOf(stepSize) * squareOf(constants.secondDerivativeBound) * labelTerm(setting, constants)) / (gap * gap * delta)
  return requirement(
    concentrationWidth(setting, 2),
    (2 ** 5 * power(n, 3) * common) / (kappa * power(d, 3)),
    (2 ** 11 * power(n, 4) * common) / (kappa * kappa * power(d, 4)),
  )
}

function labelTerm({ largestLabel }: AsymmetricSetting, { meanSquare }: SmoothConstants): number {
  return largestLabel * largestLabel + meanSquare
}

function squareOf(value: number): number {
  return value * value
}
