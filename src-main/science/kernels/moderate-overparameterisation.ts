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
