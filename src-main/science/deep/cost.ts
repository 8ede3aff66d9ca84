import type { DeepNetwork, DeepProblem } from '../arithmetic/deep-network'
import { parameterCount, parameterParts, runningStatisticsCount } from './parameters'
import { sizeOf } from './shapes'
import { placedLayers, type PlacedLayer } from './walk'

function layerMultiplyAdds({ layer, input, output }: PlacedLayer): number {
  switch (layer.kind) {
    case 'linear':
      return layer.outputs * sizeOf(input)
    case 'convolution':
      return sizeOf(output) * input.channels * layer.kernel * layer.kernel
    default:
      return 0
  }
}

/** Work of one example; a multiply-add is two operations, and only linear and convolution layers count. */
export interface DeepWork {
  /** weights of linear and convolution layers, without biases */
  weights: number
  /** multiply-adds of the forward pass */
  multiplyAdds: number
  /** operations of the forward pass */
  forwardOperations: number
  /** operations of a training step: forward, gradient by the weights, and gradient by the input of all but the first layer with weights */
  trainingOperations: number
}

/** @throws LabError naming the layer when shapes do not fit */
export function deepWork(network: DeepNetwork): DeepWork {
  const products = placedLayers(network).map(layerMultiplyAdds)
  const multiplyAdds = products.reduce((sum, count) => sum + count, 0)
  const first = products.find((count) => count > 0) ?? 0
  const weights = parameterParts(network).reduce((sum, { role, count }) => sum + (role === 'weight' ? count : 0), 0)
  return { weights, multiplyAdds, forwardOperations: 2 * multiplyAdds, trainingOperations: 6 * multiplyAdds - 2 * first }
}

/** Bytes that training holds, an upper estimate. */
export interface DeepMemory {
  /** parameters, their velocity and running statistics: what a checkpoint holds */
  state: number
  /** outputs of all layers for a batch, and the gradients by them */
  activations: number
  /** the gradient by the parameters, and sums of convolutions that make it */
  gradient: number
  total: number
}

/** Examples that are worked on together: batches are filled up to a multiple of the largest block, convolutions sum up over the smallest. */
const LARGEST_BLOCK = 64
const SMALLEST_BLOCK = 8

/** @throws LabError naming the layer when shapes do not fit */
export function deepMemory({ network, precision, batchSize }: Pick<DeepProblem, 'network' | 'precision' | 'batchSize'>): DeepMemory {
  const bytes = precision === 'float32' ? 4 : 8
  const parameters = parameterCount(network)
  const state = bytes * (2 * parameters + runningStatisticsCount(network))
  const outputs = placedLayers(network).reduce((sum, { output }) => sum + sizeOf(output), sizeOf(network.input))
  const examples = LARGEST_BLOCK * Math.ceil(batchSize / LARGEST_BLOCK)
  const activations = 2 * bytes * examples * outputs
  const convolutions = parameterParts(network).filter(({ kind, role }) => kind === 'convolution' && role === 'weight')
  const sums = convolutions.reduce((sum, { count }) => sum + count, 0) * Math.ceil(batchSize / SMALLEST_BLOCK)
  const gradient = bytes * (parameters + sums)
  return { state, activations, gradient, total: state + activations + gradient }
}
