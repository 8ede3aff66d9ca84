import type { Activation } from '../activations'

/**
 * Constants of S. Oymak, M. Soltanolkotabi, Towards moderate overparameterization (arXiv 1902.04674) for given data: n unit inputs in R^d,
 * |X| their spectral norm, lambda the smallest eigenvalue of the neural-net covariance.
 */

export interface DataSize {
  sampleCount: number
  inputDimension: number
  /** |X| */
  spectralNorm: number
}

/**
 * B >= |phi'|, |phi''| of Theorems 2.1 and 6.2, which ask for a smooth activation: 1 for softplus. Null when there is none: kinks, or a
 * derivative that is not bounded.
 */
export function theoremDerivativeBound(
  activation: Pick<Activation, 'smoothness' | 'derivativeBound' | 'secondDerivativeBound'>,
): number | null {
  if (activation.smoothness.kind === 'jump') return null
  const bound = Math.max(activation.derivativeBound, activation.secondDerivativeBound)
  return Number.isFinite(bound) && bound > 0 ? bound : null
}

/** kappa(X) = sqrt(d/n) |X| / sigma_min^2(X * X); infinity when X * X is rank-deficient. */
export function khatriRaoCondition({ sampleCount, inputDimension, spectralNorm }: DataSize, smallestKhatriRaoSquare: number): number {
  return (Math.sqrt(inputDimension / sampleCount) * spectralNorm) / smallestKhatriRaoSquare
}

/** kappa~(X) = sqrt(d/n) |X| / lambda(X). */
export function covarianceCondition({ sampleCount, inputDimension, spectralNorm }: DataSize, lambda: number): number {
  return (Math.sqrt(inputDimension / sampleCount) * spectralNorm) / lambda
}

/**
 * Width that Theorem 6.2 asks for a smooth activation: (32 B (1 + (1 + delta) B))^2 n |X|^2 / lambda^2 (its proof, Eq. 6.18).
 * @param derivativeBound B >= |phi'|, |phi''|
 */
export function smoothWidthRequirement(data: DataSize, lambda: number, delta: number, derivativeBound: number): number {
  const factor = 32 * derivativeBound * (1 + (1 + delta) * derivativeBound)
  return (factor * factor * data.sampleCount * data.spectralNorm * data.spectralNorm) / (lambda * lambda)
}

/** Width that Theorem 6.3 asks for ReLU: (24 sqrt(2) 200^(3/2))^2 (1 + delta)^2 n |X|^6 / lambda^4 = 9.216e9 (1 + delta)^2 n |X|^6 / lambda^4. */
export function reluWidthRequirement(data: DataSize, lambda: number, delta: number): number {
  const norm = data.spectralNorm * data.spectralNorm
  const square = lambda * lambda
  return (9.216e9 * (1 + delta) * (1 + delta) * data.sampleCount * norm * norm * norm) / (square * square)
}

/** Step size n etaBar / (2 B^2 |y|^2 |X|^2) of Theorems 2.1 and 6.2, etaBar <= 1. */
export function smoothStepSize(data: DataSize, labelNorm: number, derivativeBound: number, etaBar = 1): number {
  const product = derivativeBound * labelNorm * data.spectralNorm
  return (data.sampleCount * etaBar) / (2 * product * product)
}

/** Step size n etaBar / (3 |y|^2 |X|^2) of Theorems 2.3 and 6.3, etaBar <= 1. */
export function reluStepSize(data: DataSize, labelNorm: number, etaBar = 1): number {
  const product = labelNorm * data.spectralNorm
  return (data.sampleCount * etaBar) / (3 * product * product)
}

/**
 * Certificate of Theorem 6.10 and Corollary 6.11 for one start: sigma_min(J_0) >= 2 alpha and alpha^2 / (4 L) >= |f(W_0) - y| with
 * L = M |v|_inf |X|, M >= |phi''|. Holds whatever the width; the theorem's rate and radius then hold for every step.
 */
export function aPosterioriCertificate(
  smallestSingularValue: number,
  secondDerivativeBound: number,
  largestOutputWeight: number,
  spectralNorm: number,
  initialMisfit: number,
): { alpha: number; radius: number; misfit: number; certified: boolean } {
  const alpha = smallestSingularValue / 2
  const radius = (alpha * alpha) / (4 * secondDerivativeBound * largestOutputWeight * spectralNorm)
  return { alpha, radius, misfit: initialMisfit, certified: radius >= initialMisfit }
}

/**
 * Where the paper's statement and its own proof differ: Theorem 6.10 contracts the square of the misfit, and its 4 / alpha is sqrt(128); the
 * theorems print the same factor for the misfit itself, and sqrt(32).
 */
export type BoundVersion = 'stated' | 'proof'

/**
 * Factor by which the misfit shrinks in a step at least: 1 - etaBar lambda / (32 B^2 |X|^2) as Theorem 6.2 states it (with mu^2 sigma_min^2(X * X)
 * for lambda: Theorem 2.1); its square root in the proof.
 */
export function smoothContraction(data: DataSize, lambda: number, derivativeBound: number, etaBar: number, version: BoundVersion): number {
  const product = derivativeBound * data.spectralNorm
  const factor = 1 - (etaBar * lambda) / (32 * product * product)
  return version === 'stated' ? factor : Math.sqrt(factor)
}

/** 1 - etaBar lambda / (24 |X|^2) of Theorem 6.3. */
export function reluContraction(data: DataSize, lambda: number, etaBar: number): number {
  return 1 - (etaBar * lambda) / (24 * data.spectralNorm * data.spectralNorm)
}

/**
 * c with c D + misfit <= initial misfit at every step, D the distance from the start: sqrt(lambda) |y| / sqrt(n) over sqrt 32 (Theorem 6.2 as
 * stated), sqrt 128 (its proof) or 6 sqrt 2 (Theorem 6.3).
 */
export function distanceCoefficient(lambda: number, labelNorm: number, sampleCount: number, over: 'stated' | 'proof' | 'relu'): number {
  const divisor = over === 'stated' ? Math.sqrt(32) : over === 'proof' ? Math.sqrt(128) : 6 * Math.SQRT2
  return (Math.sqrt(lambda) * labelNorm) / (Math.sqrt(sampleCount) * divisor)
}

/** What Theorem 2.6 says of stochastic gradient descent with single points. */
export interface StochasticSettings {
  /** largest step size it allows, for gradients of single points */
  stepSize: number
  /** factor by which the mean of the squared misfit shrinks in a step at least, on an event E */
  contraction: number
  /** lower bound of the probability of E; not positive for nu <= 4 */
  probability: number
}

/**
 * @param derivativeMean mu = E g phi'(g)
 * @param smallestKhatriRaoSquare sigma_min^2(X * X)
 * @param nu confidence, at least 3
 */
export function stochasticSettings(
  data: DataSize,
  labelNorm: number,
  hiddenWidth: number,
  derivativeMean: number,
  smallestKhatriRaoSquare: number,
  derivativeBound: number,
  nu: number,
): StochasticSettings {
  const { sampleCount, inputDimension, spectralNorm } = data
  const bound = derivativeMean * derivativeMean * smallestKhatriRaoSquare
  const fourth = derivativeBound * derivativeBound * derivativeBound * derivativeBound
  const norm = spectralNorm * spectralNorm
  const base = (3 * derivativeBound * spectralNorm) / Math.sqrt(bound)
  return {
    stepSize: (bound * sampleCount) / (9 * nu * fourth * labelNorm * labelNorm * norm),
    contraction: 1 - (bound * bound) / (144 * sampleCount * nu * fourth * norm),
    probability: 1 - (4 / nu) * Math.exp(Math.log(base) / (hiddenWidth * inputDimension)),
  }
}
