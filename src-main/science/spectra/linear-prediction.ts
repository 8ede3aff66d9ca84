/**
 * Training with a kernel that stays as it is: the error y - u_t evolves by (I - eta K)^t under gradient descent with step size eta, by e^(-t K) under
 * gradient flow, for the loss (factor) 1/2 sum (y - u)^2 with the factor counted in eta. Everything is in the eigenbasis of K: eigenvalues and
 * coefficients of y - u_0 in the same order. The norm of the error under gradient descent, the
 * first step below a tolerance and the distances of two layers: `frozen-kernel.ts`.
 */

/** (1 - eta lambda)^t, accurate for tiny eta lambda and huge t. */
export function modeFactor(eigenvalue: number, stepSize: number, step: number): number {
  const product = stepSize * eigenvalue
  if (step === 0) return 1
  if (product < 1) return Math.exp(step * Math.log1p(-product))
  // beyond 1 the mode changes its sign at every step
  const size = Math.exp(step * Math.log(product - 1))
  return step % 2 === 0 ? size : -size
}

/** |y - u_t| under gradient flow at time t: sqrt(sum_k e^(-2 t lambda_k) c_k^2) (arXiv 2302.01002). */
export function predictedFlowResidual(eigenvalues: Float64Array, coefficients: Float64Array, time: number): number {
  return Math.sqrt(eigenvalues.reduce((sum, lambda, k) => sum + Math.exp(-2 * time * lambda) * coefficients[k]! * coefficients[k]!, 0))
}

/** v_k . (y - u_t) of every mode: slope of its logarithm in t is log(1 - eta lambda_k). */
export function predictedModes(eigenvalues: Float64Array, coefficients: Float64Array, stepSize: number, step: number): Float64Array {
  return eigenvalues.map((lambda, k) => modeFactor(lambda, stepSize, step) * coefficients[k]!)
}

/**
 * q_k = v_k^T H v_k for every eigenvector: the variance that the random outputs at the start have along it, H being the kernel of the output
 * layer at infinite width with output weights of variance 1 and no biases.
 * @param vectors row k is the unit eigenvector k
 */
export function outputVariances(vectors: Float64Array, outputKernel: Float64Array): Float64Array {
  const order = Math.sqrt(outputKernel.length)
  return Float64Array.from({ length: order }, (_, k) => {
    let form = 0
    for (let i = 0; i < order; i++) {
      let image = 0
      for (let j = 0; j < order; j++) image += outputKernel[i * order + j]! * vectors[k * order + j]!
      form += image * vectors[k * order + i]!
    }
    return Math.max(0, form)
  })
}

/**
 * Expected half-sum loss 1/2 sum_k (1 - eta lambda_k)^(2t) (labelVariance + q_k) over labels of mean 0 and the given variance and over the
 * start (arXiv 1908.05660, section 7).
 * @param variances q_k, see {@link outputVariances}
 */
export function expectedHalfSumLoss(
  eigenvalues: Float64Array,
  variances: Float64Array,
  stepSize: number,
  step: number,
  labelVariance = 1,
): number {
  return eigenvalues.reduce((sum, lambda, k) => {
    const factor = modeFactor(lambda, stepSize, step)
    return sum + (factor * factor * (labelVariance + variances[k]!)) / 2
  }, 0)
}

/** Least step at which the expected loss is at most `fraction` of its start; infinity when there is none below 2^1000. */
export function stepsToLossFraction(eigenvalues: Float64Array, variances: Float64Array, stepSize: number, fraction: number): number {
  const goal = fraction * expectedHalfSumLoss(eigenvalues, variances, stepSize, 0)
  const reached = (step: number): boolean => expectedHalfSumLoss(eigenvalues, variances, stepSize, step) <= goal
  if (reached(0)) return 0
  let above = 1
  while (!reached(above)) {
    above *= 2
    if (above > 2 ** 1000) return Infinity
  }
  let below = above / 2
  while (above - below > Math.max(1, above * 2 ** -50)) {
    const middle = Math.floor((below + above) / 2)
    if (reached(middle)) above = middle
    else below = middle
  }
  return above
}

/** Gradient descent on a half-sum loss is stable below 2 / lambda_max. */
export function largestStableStepSize(largestEigenvalue: number): number {
  return 2 / largestEigenvalue
}

/**
 * Distance D = sqrt(r_0^T K^-1 r_0) that the weights travel until a fixed kernel K = J J^T has fitted everything, with any step size (arXiv
 * 1902.04674, minimum-norm solution). NaN when an eigenvalue that carries error is not above `floor`.
 */
export function predictedDistance(eigenvalues: Float64Array, coefficients: Float64Array, floor: number): number {
  return Math.sqrt(
    eigenvalues.reduce((sum, lambda, k) => {
      const square = coefficients[k]! * coefficients[k]!
      return square === 0 ? sum : sum + (lambda > floor ? square / lambda : NaN)
    }, 0),
  )
}

/**
 * Weights beta_t on the training points of the prediction f_t(x) = f_0(x) + Theta(x, X) beta_t elsewhere (arXiv 2302.01002, lazy reference):
 * under gradient flow beta_t = Theta^-1 (I - e^(-t Theta)) (y - u_0); with a step size, after `time` steps of gradient descent,
 * Theta^-1 (I - (I - eta Theta)^t) (y - u_0). Modes of eigenvalue 0 get their limit t (or eta t), so that nothing is divided by 0.
 * @param vectors row k is the unit eigenvector k
 * @param coefficients of y - u_0 along the eigenvectors
 */
export function kernelRegressionWeights(
  eigenvalues: Float64Array,
  vectors: Float64Array,
  coefficients: Float64Array,
  time: number,
  stepSize?: number,
): Float64Array {
  const order = eigenvalues.length
  const weights = new Float64Array(order)
  for (let k = 0; k < order; k++) {
    const lambda = eigenvalues[k]!
    const factor = (coefficients[k] ?? NaN) * (stepSize === undefined ? flowWeight(lambda, time) : stepWeight(lambda, stepSize, time))
    for (let i = 0; i < order; i++) weights[i]! += factor * vectors[k * order + i]!
  }
  return weights
}

/** (1 - e^(-t lambda)) / lambda. */
function flowWeight(lambda: number, time: number): number {
  if (lambda === 0) return time
  return time === Infinity ? 1 / lambda : -Math.expm1(-time * lambda) / lambda
}

/** (1 - (1 - eta lambda)^t) / lambda. */
function stepWeight(lambda: number, stepSize: number, steps: number): number {
  if (lambda === 0) return stepSize * steps
  const product = stepSize * lambda
  return product < 1 ? -Math.expm1(steps * Math.log1p(-product)) / lambda : (1 - modeFactor(lambda, stepSize, steps)) / lambda
}

/**
 * Predictions f_t(x) at other points.
 * @param initial f_0 at those points
 * @param crossKernel Theta(x, X), row-major, a row for every such point
 */
export function kernelRegression(initial: Float64Array, crossKernel: Float64Array, weights: Float64Array): Float64Array {
  return initial.map((start, row) => weights.reduce((sum, weight, i) => sum + crossKernel[row * weights.length + i]! * weight, start))
}
