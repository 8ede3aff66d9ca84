import { Pace } from '../arithmetic/pace'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { mirrorLowerTriangle, transposed } from '../kernels/gram'
import type { KernelInputs } from '../kernels/kernel-inputs'
import { normals, RandomStream } from '../random'

/**
 * A network f(x) = v . Phi^L(x), Phi^l(x) = m^(-1/2) s(W_l Phi^(l-1)(x)), Phi^0(x) = x (arXiv 2002.01523, equation 1). Weights are asked for by
 * rows, so that they need not be there at once.
 */
export interface DeepNetwork {
  readonly inputDimension: number
  /** m */
  readonly hiddenWidth: number
  /** L >= 1 */
  readonly depth: number
  /** rows first, ..., first + count - 1 of W_layer, layer = 1, ..., L: count x (inputDimension for layer 1, m after it) */
  hiddenWeights(layer: number, first: number, count: number): Float64Array
  /** v, of length m */
  outputWeights(): Float64Array
}

/** s and s', usually those of a normalised activation. */
export interface LayerFunction {
  value(x: number): number
  derivative(x: number): number
}

/** Independent N(0, 1) weights from the streams `hidden-weights-1`, ..., `hidden-weights-L` and `output-weights` of a seed. */
export function randomDeepNetwork(seed: number, inputDimension: number, hiddenWidth: number, depth: number): DeepNetwork {
  return {
    inputDimension,
    hiddenWidth,
    depth,
    hiddenWeights(layer, first, count) {
      const fanIn = layer === 1 ? inputDimension : hiddenWidth
      return normals(new RandomStream(seed, `hidden-weights-${layer}`), first * fanIn, count * fanIn)
    },
    outputWeights: () => normals(new RandomStream(seed, 'output-weights'), 0, hiddenWidth),
  }
}

/** Numbers of a block of weights: 4 MB. */
const BLOCK = 1 << 19

function* rowBlocks(network: DeepNetwork, layer: number): Generator<{ first: number; count: number; weights: Float64Array }> {
  const fanIn = layer === 1 ? network.inputDimension : network.hiddenWidth
  const size = Math.max(1, Math.floor(BLOCK / fanIn))
  for (let first = 0; first < network.hiddenWidth; first += size) {
    const count = Math.min(size, network.hiddenWidth - first)
    yield { first, count, weights: network.hiddenWeights(layer, first, count) }
  }
}

/** One layer of a network at n inputs; a column an input. */
export interface LayerState {
  /** W_l Phi^(l-1), m x n; empty at layer 0 */
  preactivations: Float64Array
  /** Phi^l, m x n (inputDimension x n at layer 0) */
  features: Float64Array
}

/** Layers 0, ..., L at the inputs, one after the other. */
export function* layersOf(
  arithmetic: Arithmetic,
  network: DeepNetwork,
  layerFunction: LayerFunction,
  { inputs, sampleCount: n, inputDimension }: KernelInputs,
  pulse: Pulse,
): Generator<LayerState> {
  const { hiddenWidth: m } = network
  const scale = 1 / Math.sqrt(m)
  const pace = new Pace(pulse)
  let features: Float64Array = transposed(inputs, n, inputDimension)
  yield { preactivations: new Float64Array(0), features }
  for (let layer = 1; layer <= network.depth; layer++) {
    const fanIn = layer === 1 ? inputDimension : m
    const preactivations = new Float64Array(m * n)
    for (const { first, count, weights } of rowBlocks(network, layer)) {
      preactivations.set(arithmetic.multiply(weights, features, count, fanIn, n), first * n)
      pace.beat()
    }
    features = preactivations.map((z) => scale * layerFunction.value(z))
    yield { preactivations, features }
  }
}

/** Inner products of columns, n x n, exactly symmetric. */
export function columnGram(arithmetic: Arithmetic, columns: Float64Array, n: number): Float64Array {
  const rows = columns.length / n
  return mirrorLowerTriangle(arithmetic.multiply(transposed(columns, rows, n), columns, n, rows, n), n)
}

/** K^(l), l = 0, ..., L: kernels of the features of every layer, row-major n x n. */
export function featureKernels(
  arithmetic: Arithmetic,
  network: DeepNetwork,
  layerFunction: LayerFunction,
  inputs: KernelInputs,
  pulse: Pulse,
): Float64Array[] {
  return Array.from(layersOf(arithmetic, network, layerFunction, inputs, pulse), ({ features }) =>
    columnGram(arithmetic, features, inputs.sampleCount),
  )
}

export interface FiniteTangent {
  /** f at the inputs */
  outputs: Float64Array
  /** Phi^0, ..., Phi^L */
  features: Float64Array[]
  /** g^1, ..., g^L (entry 0 is empty), m x n: the derivative of f by the pre-activations of a layer */
  gradients: Float64Array[]
}

/**
 * Outputs and what their derivatives by all weights are made of: the derivative by W_l is g^l (Phi^(l-1))^T, by v it is Phi^L, with
 * g^L = v o s'(z_L) / sqrt m and g^l = (W_(l+1)^T g^(l+1)) o s'(z_l) / sqrt m.
 */
export function backpropagate(
  arithmetic: Arithmetic,
  network: DeepNetwork,
  layerFunction: LayerFunction,
  inputs: KernelInputs,
  pulse: Pulse,
): FiniteTangent {
  const { hiddenWidth: m, depth } = network
  const { sampleCount: n } = inputs
  const scale = 1 / Math.sqrt(m)
  const pace = new Pace(pulse)
  const layers = [...layersOf(arithmetic, network, layerFunction, inputs, pulse)]
  const outputWeights = network.outputWeights()
  const outputs = arithmetic.multiply(outputWeights, layers[depth]!.features, 1, m, n)
  const gradients: Float64Array[] = Array.from({ length: depth + 1 }, () => new Float64Array(0))
  // W_(l+1)^T g^(l+1), before s' and the scale
  let arriving: Float64Array = Float64Array.from({ length: m * n }, (_, index) => outputWeights[Math.floor(index / n)]!)
  for (let layer = depth; layer >= 1; layer--) {
    const { preactivations } = layers[layer]!
    const gradient = arriving.map((value, index) => scale * value * layerFunction.derivative(preactivations[index]!))
    gradients[layer] = gradient
    if (layer === 1) break
    arriving = new Float64Array(m * n)
    for (const { first, count, weights } of rowBlocks(network, layer)) {
      const part = arithmetic.multiply(transposed(weights, count, m), gradient.subarray(first * n, (first + count) * n), m, count, n)
      for (let index = 0; index < part.length; index++) arriving[index]! += part[index]!
      pace.beat()
    }
  }
  return { outputs, features: layers.map(({ features }) => features), gradients }
}

/**
 * Tangent kernel of all hidden layers and the output layer, exact:
 * T_ij = Phi^L_i . Phi^L_j + sum_l (Phi^(l-1)_i . Phi^(l-1)_j) (g^l_i . g^l_j). Row-major n x n.
 */
export function finiteTangentKernel(arithmetic: Arithmetic, { features, gradients }: FiniteTangent, sampleCount: number): Float64Array {
  const depth = features.length - 1
  const kernel = columnGram(arithmetic, features[depth]!, sampleCount)
  for (let layer = 1; layer <= depth; layer++) {
    const below = columnGram(arithmetic, features[layer - 1]!, sampleCount)
    const above = columnGram(arithmetic, gradients[layer]!, sampleCount)
    for (let index = 0; index < kernel.length; index++) kernel[index]! += below[index]! * above[index]!
  }
  return kernel
}
