import { normals, RandomStream, signs } from '../../science/random'
import type { TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { nodeWeights } from '../../science/two-layer'
import type { RunContext } from '../experiment'
import type { Dimensions } from './dimensions'
import { storedOf } from '../points/stored-of'
import type { TwoLayerSpec } from './spec'

type Model = TwoLayerSpec['model']

/** Weights at step 0, from the streams `hidden-weights`, `biases` and `output-weights` of the seed in the row-major order of the array. */
export function drawWeights(model: Model, seed: number, dimensions: Dimensions, labelNorm: number, context: RunContext): TwoLayerWeights {
  const { inputDimension, hiddenWidth, sampleCount } = dimensions
  return {
    hiddenWeights:
      model.hiddenWeights.kind === 'gaussian'
        ? gaussians(seed, 'hidden-weights', hiddenWidth * inputDimension, variance(model.hiddenWeights.variance, dimensions))
        : context.storedArray(storedOf(model.hiddenWeights)),
    biases:
      model.biases.kind === 'none'
        ? new Float64Array(0)
        : biases(seed, hiddenWidth, biasDeviation(model.biases.standardDeviation, hiddenWidth)),
    outputWeights: outputWeights(model, seed, dimensions, labelNorm / Math.sqrt(hiddenWidth * sampleCount), context),
  }
}

function outputWeights(model: Model, seed: number, dimensions: Dimensions, balance: number, context: RunContext): Float64Array {
  const { hiddenWidth, outputCount } = dimensions
  const count = hiddenWidth * outputCount
  const given = model.outputWeights
  switch (given.kind) {
    case 'signs':
      return signs(new RandomStream(seed, 'output-weights'), 0, count)
    case 'gaussian':
      return gaussians(seed, 'output-weights', count, variance(given.variance, dimensions))
    case 'balanced':
      return balancedWeights(hiddenWidth, balance)
    default:
      return context.storedArray(storedOf(given))
  }
}

/** +c, then as many -c, and 0 for the last of an odd number (arXiv 1902.04674, theorem 2.1 and its footnote). */
export function balancedWeights(hiddenWidth: number, c: number): Float64Array {
  const half = Math.floor(hiddenWidth / 2)
  return Float64Array.from({ length: hiddenWidth }, (_, neuron) => (neuron < half ? c : neuron < 2 * half ? -c : 0))
}

function biases(seed: number, hiddenWidth: number, deviation: number): Float64Array {
  return normals(new RandomStream(seed, 'biases'), 0, hiddenWidth).map((value) => deviation * value)
}

function gaussians(seed: number, stream: string, count: number, of: number): Float64Array {
  const values = normals(new RandomStream(seed, stream), 0, count)
  if (of === 1) return values
  const deviation = Math.sqrt(of)
  return values.map((value) => deviation * value)
}

export function variance(given: number | 'inverse-input-dimension' | 'inverse-hidden-width', dimensions: Dimensions): number {
  if (given === 'inverse-input-dimension') return 1 / dimensions.inputDimension
  if (given === 'inverse-hidden-width') return 1 / dimensions.hiddenWidth
  return given
}

export function biasDeviation(given: number | 'inverse-sqrt-hidden-width', hiddenWidth: number): number {
  return given === 'inverse-sqrt-hidden-width' ? 1 / Math.sqrt(hiddenWidth) : given
}

/** s_j, the factors on the neurons. */
export function drawNodeScales({ nodeScales, hiddenWidth }: Model): Float64Array {
  switch (nodeScales.kind) {
    case 'one':
      return new Float64Array(hiddenWidth).fill(1)
    case 'inverse-sqrt-hidden-width':
      return new Float64Array(hiddenWidth).fill(1 / Math.sqrt(hiddenWidth))
    case 'asymmetric':
      return nodeWeights(hiddenWidth, nodeScales.symmetricShare, nodeScales.profile).map(Math.sqrt)
  }
}

export function preactivationScale({ preactivationScale: scale }: Model, inputDimension: number): number {
  return scale === 'one' ? 1 : 1 / Math.sqrt(inputDimension)
}
