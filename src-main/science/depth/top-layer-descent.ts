/**
 * Gradient descent on the output layer of a network, from 0, on L(v) = (1/n) sum (v . Phi(x_i) - y_i)^2 (arXiv 2002.01523, theorems 13, 44 and
 * 50), and gradient descent on all layers as long as the tangent kernel stays what it is (theorems 14, 47 and 48): both are
 * residual <- (I - (2 eta / n) K) residual.
 */

/** eta of the theorem, n / (2 lambda_max): the step factor 2 eta / n is 1 / lambda_max. The paper's Theta(1 / lambda_max) omits the n. */
export function theoremStepSize(sampleCount: number, lambdaMax: number): number {
  return sampleCount / (2 * lambdaMax)
}

/** eta with the best rate, n / (lambda_min + lambda_max). */
export function bestStepSize(sampleCount: number, lambdaMin: number, lambdaMax: number): number {
  return sampleCount / (lambdaMin + lambdaMax)
}

/**
 * loss_t / loss_0 = sum_k (1 - 2 eta lambda_k / n)^(2t) c_k^2 / sum_k c_k^2.
 * @param coefficients c_k of the labels along the unit eigenvectors, in the order of the eigenvalues
 */
export function lossRatio(eigenvalues: ArrayLike<number>, coefficients: ArrayLike<number>, stepSize: number, step: number): number {
  const order = eigenvalues.length
  let [total, left] = [0, 0]
  for (let k = 0; k < order; k++) {
    const square = coefficients[k]! * coefficients[k]!
    total += square
    const product = (2 * stepSize * eigenvalues[k]!) / order
    const logarithm = product < 1 ? Math.log1p(-product) : Math.log(product - 1)
    left += step === 0 ? square : square === 0 ? 0 : square * Math.exp(2 * step * logarithm)
  }
  return left / total
}

/** Steps that are still told from their neighbours. */
const MOST_STEPS = 2 ** 50

/** First step with loss_t <= ratio loss_0, for step sizes that do not let the loss grow; Infinity when there is none below 2^50. */
export function stepsToRatio(eigenvalues: ArrayLike<number>, coefficients: ArrayLike<number>, stepSize: number, ratio: number): number {
  const reached = (step: number): boolean => lossRatio(eigenvalues, coefficients, stepSize, step) <= ratio
  if (reached(0)) return 0
  let above = 1
  while (!reached(above)) {
    above *= 2
    if (above > MOST_STEPS) return Infinity
  }
  let below = Math.floor(above / 2)
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2)
    if (reached(middle)) above = middle
    else below = middle
  }
  return above
}

/** exp(-t / (4 kappa)), the envelope of theorem 13 for loss_t / loss_0 at its step size. */
export function theoremEnvelope(conditionNumber: number, step: number): number {
  return Math.exp(-step / (4 * conditionNumber))
}
