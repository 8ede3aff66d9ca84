/**
 * Limits of the two kernels of a two-layer ReLU network for infinitely many neurons, per neuron, as functions of the inner product of two
 * unit inputs (arXiv 2212.02323, section 3.1.4): H / S -> f_w(<x, x'>) for signs as output weights, G / S -> f_z(<x, x'>).
 */

/** f_w(g) = g (1/2 - arccos(g) / (2 pi)), -1 <= g <= 1. */
export function hiddenLimitKernel(g: number): number {
  return g * (0.5 - Math.acos(clampToUnit(g)) / (2 * Math.PI))
}

/** f_z(g) = (g (pi - arccos g) + sqrt(1 - g^2)) / (2 pi), -1 <= g <= 1. */
export function outputLimitKernel(g: number): number {
  const cosine = clampToUnit(g)
  return (cosine * (Math.PI - Math.acos(cosine)) + Math.sqrt((1 - cosine) * (1 + cosine))) / (2 * Math.PI)
}

/** Rounding may put the inner product of two unit vectors a little outside of [-1, 1]. */
function clampToUnit(g: number): number {
  return Math.max(-1, Math.min(1, g))
}

/**
 * Limit kernel matrix of given unit inputs.
 * @param inputs row-major sampleCount x inputDimension, unit rows
 * @returns row-major sampleCount x sampleCount, exactly symmetric
 */
export function limitKernelMatrix(
  kernel: (innerProduct: number) => number,
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
): Float64Array {
  const matrix = new Float64Array(sampleCount * sampleCount)
  for (let j = 0; j < sampleCount; j++) {
    for (let k = 0; k <= j; k++) {
      let innerProduct = 0
      for (let i = 0; i < inputDimension; i++) {
        innerProduct += (inputs[j * inputDimension + i] ?? 0) * (inputs[k * inputDimension + i] ?? 0)
      }
      const value = kernel(j === k ? 1 : innerProduct)
      matrix[j * sampleCount + k] = value
      matrix[k * sampleCount + j] = value
    }
  }
  return matrix
}

/**
 * Approximation of the smallest eigenvalue of the hidden layer's limit kernel H^w for m uniform points on the unit sphere of R^n by the
 * lower Marchenko-Pastur edges of its linear and quadratic part and the diagonal excess of the rest:
 *   1/4 (1 - sqrt(m/n))_+^2 + 1/(2 pi) (1 - sqrt(2m/n^2))_+^2 + 1/4 - 1/(2 pi).
 * Within 2 % for n = 100, m = 1000 (.1395 against .1421); below m = 2n it is too small by up to about a tenth.
 */
export function hiddenLimitLambdaMin(inputDimension: number, sampleCount: number): number {
  const linear = Math.max(0, 1 - Math.sqrt(sampleCount / inputDimension))
  const quadratic = Math.max(0, 1 - Math.sqrt((2 * sampleCount) / (inputDimension * inputDimension)))
  return (linear * linear) / 4 + (quadratic * quadratic) / (2 * Math.PI) + 1 / 4 - 1 / (2 * Math.PI)
}

/**
 * The same for the output layer's limit kernel H^z: 1/4 (1 - sqrt(m/n))_+^2 + 1/(4 pi) (1 - sqrt(2m/n^2))_+^2 + 1/4 - 3/(4 pi), from the
 * linear and quadratic parts of f_z and the diagonal excess of the rest. A lower approximation: 0.070 against 0.083 for m = n = 100.
 */
export function outputLimitLambdaMin(inputDimension: number, sampleCount: number): number {
  const linear = Math.max(0, 1 - Math.sqrt(sampleCount / inputDimension))
  const quadratic = Math.max(0, 1 - Math.sqrt((2 * sampleCount) / (inputDimension * inputDimension)))
  return (linear * linear) / 4 + (quadratic * quadratic) / (4 * Math.PI) + 1 / 4 - 3 / (4 * Math.PI)
}

/**
 * Approximation of the largest eigenvalue of H_0 / S for m uniform points on the unit sphere of R^n and signs as output weights:
 * (1 + sqrt(m/n))^2 / 4 + 1/4, within about 4 % for m/n from 1 to 10. Gradient descent on the hidden layer alone needs
 * hiddenStepSize * S * this below about 2.
 */
export function hiddenLimitLambdaMax(inputDimension: number, sampleCount: number): number {
  const edge = 1 + Math.sqrt(sampleCount / inputDimension)
  return (edge * edge) / 4 + 1 / 4
}

/** Approximation of the largest eigenvalue of G_0 / S, on nearly constant vectors: m / (2 pi) + 1/2. */
export function outputLimitLambdaMax(sampleCount: number): number {
  return sampleCount / (2 * Math.PI) + 1 / 2
}
