/**
 * The deterministic lemmas of F. Caron et al., Over-parameterised shallow neural networks with asymmetrical node scaling (arXiv 2302.01002):
 * they ask for no width, only for |phi'| <= 1 and |x_i| <= 1. The loss is the half-sum L = |y - u|^2 / 2.
 */

/** n and d of the points. */
export interface PointsSize {
  sampleCount: number
  inputDimension: number
}

/** Lemma E.1, gradient flow, zeta = 2 min_s lambda_min(Theta_s): L_t <= exp(-zeta t) L_0. */
export function flowLossBound(initialLoss: number, leastEigenvalue: number, time: number): number {
  return initialLoss * Math.exp(-2 * leastEigenvalue * time)
}

/** Lemma E.1: |w_tj - w_0j| <= sqrt(lambda_j) times this, sqrt(n / d) |y - u_0| 2 / zeta. */
export function flowMovementCoefficient(
  { sampleCount, inputDimension }: PointsSize,
  initialResidual: number,
  leastEigenvalue: number,
): number {
  return (Math.sqrt(sampleCount / inputDimension) * initialResidual) / leastEigenvalue
}

/**
 * Lemma E.4, smooth activations: |Theta_t - Theta_0|_2 <= (n M^2 / d^2) q + (2 n M / d^(3/2)) sqrt q.
 * @param curvature M = sup |phi''|
 * @param movement q = sum_j lambda_j |w_tj - w_0j|^2
 */
export function kernelChangeBound({ sampleCount: n, inputDimension: d }: PointsSize, curvature: number, movement: number): number {
  return (n * curvature * curvature * movement) / (d * d) + ((2 * n * curvature) / (d * Math.sqrt(d))) * Math.sqrt(movement)
}

/** Lemma H.2: |dL/dw_j| <= sqrt(lambda_j) times this, sqrt(n / d) |y - u|. */
export function gradientCoefficient({ sampleCount, inputDimension }: PointsSize, residual: number): number {
  return Math.sqrt(sampleCount / inputDimension) * residual
}

/** Lemma H.3, one step of gradient descent with smooth activations: |y - u_(s+1)|^2 <= this times |y - u_s|^2. */
export function descentFactor(
  { sampleCount: n, inputDimension: d }: PointsSize,
  curvature: number,
  stepSize: number,
  smallestEigenvalue: number,
  residual: number,
): number {
  return (
    1 -
    2 * stepSize * smallestEigenvalue +
    (2 * stepSize * stepSize * curvature * n * Math.sqrt(n) * residual) / (d * d) +
    (stepSize * stepSize * n * n) / (d * d)
  )
}
