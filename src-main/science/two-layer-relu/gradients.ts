import { activationWords, type Arithmetic, type Pulse, type TwoLayerReluProblem } from '../arithmetic/arithmetic'

/** Neurons treated at once, so that no array of all neurons times all points is ever made. */
const NEURONS_PER_BLOCK = 256

/** Weights and activations at one iterate, as in TwoLayerReluState. */
export interface Iterate {
  /** W, S x n */
  hiddenWeights: Float64Array
  /** z, length S */
  outputWeights: Float64Array
  /** A, bit matrix */
  activations: Uint32Array
  /** f, length m */
  outputs: Float64Array
}

export interface Gradients {
  /** diag(z) (A o 1 e^T) X^T, S x n */
  hidden: Float64Array
  /** F e, length S */
  output: Float64Array
  /** J_w^T grad_W = H e, length m */
  hiddenResponse: Float64Array
  /** J_z^T grad_z = G e, length m */
  outputResponse: Float64Array
}

/** e = f - y. */
export function errorOf(outputs: Float64Array, labels: Float64Array): Float64Array {
  return outputs.map((f, j) => f - (labels[j] ?? NaN))
}

/**
 * Gradients of half the squared error for both layers at one iterate (arXiv 2212.02323, 1.2), and what a step along them does to the
 * error as long as no activation changes: e_(t+1) = e_t - eta_w H e_t - eta_z G e_t, up to the product of both steps.
 * Independent of the fused training step of the arithmetic, so that it can check that one.
 */
export function gradientsAt(arithmetic: Arithmetic, problem: TwoLayerReluProblem, iterate: Iterate, pulse: Pulse): Gradients {
  const { inputDimension: n, hiddenWidth, sampleCount: m, inputs, labels } = problem
  const error = errorOf(iterate.outputs, labels)
  const inputColumns = transposed(inputs, m, n)
  const gradients: Gradients = {
    hidden: new Float64Array(hiddenWidth * n),
    output: new Float64Array(hiddenWidth),
    hiddenResponse: new Float64Array(m),
    outputResponse: new Float64Array(m),
  }
  for (let first = 0; first < hiddenWidth; first += NEURONS_PER_BLOCK) {
    pulse()
    const neurons = Math.min(NEURONS_PER_BLOCK, hiddenWidth - first)
    const weighted = weightedActivations(iterate, first, neurons, m)
    const hidden = arithmetic.multiply(scaleColumns(weighted, error), inputs, neurons, m, n)
    gradients.hidden.set(hidden, first * n)
    const response = arithmetic.multiply(hidden, inputColumns, neurons, n, m)
    const features = arithmetic.multiply(iterate.hiddenWeights.subarray(first * n, (first + neurons) * n), inputColumns, neurons, n, m)
    for (let row = 0; row < neurons; row++) {
      let output = 0
      for (let j = 0; j < m; j++) output += Math.max(0, features[row * m + j] ?? NaN) * (error[j] ?? NaN)
      gradients.output[first + row] = output
      for (let j = 0; j < m; j++) {
        const at = row * m + j
        gradients.hiddenResponse[j] = (gradients.hiddenResponse[j] ?? 0) + (weighted[at] ?? NaN) * (response[at] ?? NaN)
        gradients.outputResponse[j] = (gradients.outputResponse[j] ?? 0) + Math.max(0, features[at] ?? NaN) * output
      }
    }
  }
  return gradients
}

/** Rows [first, first + neurons) of B = diag(z) A. */
function weightedActivations(iterate: Iterate, first: number, neurons: number, sampleCount: number): Float64Array {
  const words = activationWords(sampleCount)
  const block = new Float64Array(neurons * sampleCount)
  for (let row = 0; row < neurons; row++) {
    const weight = iterate.outputWeights[first + row] ?? NaN
    for (let j = 0; j < sampleCount; j++) {
      const word = iterate.activations[(first + row) * words + (j >>> 5)] ?? 0
      block[row * sampleCount + j] = (word >>> (j & 31)) & 1 ? weight : 0
    }
  }
  return block
}

function scaleColumns(matrix: Float64Array, factors: Float64Array): Float64Array {
  return matrix.map((value, index) => value * (factors[index % factors.length] ?? NaN))
}

function transposed(matrix: Float64Array, rows: number, columns: number): Float64Array {
  const result = new Float64Array(matrix.length)
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j] ?? NaN
  return result
}
