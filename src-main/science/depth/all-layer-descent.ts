import type { Arithmetic } from '../arithmetic/arithmetic'
import { transposed } from '../kernels/gram'
import type { DeepNetwork, FiniteTangent } from './finite-width'

/** A network whose weights are all there and are trained. */
export interface TrainedDeepNetwork extends DeepNetwork {
  /** W_1, ..., W_L, row-major */
  readonly layers: readonly Float64Array[]
  /** v */
  readonly output: Float64Array
}

/** Copies the weights of a network into memory: about 8 L m^2 bytes. */
export function trainable(network: DeepNetwork): TrainedDeepNetwork {
  const { hiddenWidth: m, inputDimension, depth } = network
  return trainedNetwork(
    inputDimension,
    m,
    Array.from({ length: depth }, (_, index) => network.hiddenWeights(index + 1, 0, m)),
    network.outputWeights(),
  )
}

/** The network of given weights, which are not copied. */
export function trainedNetwork(
  inputDimension: number,
  hiddenWidth: number,
  layers: readonly Float64Array[],
  output: Float64Array,
): TrainedDeepNetwork {
  return {
    inputDimension,
    hiddenWidth,
    depth: layers.length,
    layers,
    output,
    hiddenWeights(layer, first, count) {
      const weights = layers[layer - 1]!
      const fanIn = weights.length / hiddenWidth
      return weights.subarray(first * fanIn, (first + count) * fanIn)
    },
    outputWeights: () => output,
  }
}

/**
 * One step of gradient descent on (1/n) sum (f(x_i) - y_i)^2 in all hidden layers and the output layer (arXiv 2002.01523, theorem 14), in place.
 * @param state outputs and derivatives at the weights as they are, from `backpropagate`
 */
export function descend(
  arithmetic: Arithmetic,
  network: TrainedDeepNetwork,
  state: FiniteTangent,
  labels: Float64Array,
  stepSize: number,
): void {
  const { hiddenWidth: m } = network
  const n = labels.length
  const errors = labels.map((label, i) => ((2 * stepSize) / n) * (state.outputs[i]! - label))
  network.layers.forEach((weights, index) => {
    const below = state.features[index]!
    const fanIn = below.length / n
    const scaled = state.gradients[index + 1]!.map((value, at) => value * errors[at % n]!)
    const step = arithmetic.multiply(scaled, transposed(below, fanIn, n), m, n, fanIn)
    for (let at = 0; at < weights.length; at++) weights[at]! -= step[at]!
  })
  const top = state.features[network.depth]!
  for (let j = 0; j < m; j++) for (let i = 0; i < n; i++) network.output[j]! -= errors[i]! * top[j * n + i]!
}

/** (1/n) sum (f - y)^2. */
export function meanSquaredError(outputs: Float64Array, labels: Float64Array): number {
  return labels.reduce((sum, label, i) => sum + (outputs[i]! - label) * (outputs[i]! - label), 0) / labels.length
}
