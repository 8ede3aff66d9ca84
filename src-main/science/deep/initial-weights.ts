import type { DeepArray, DeepNetwork, DeepProblem, DeepState } from '../arithmetic/deep-network'
import { normals, type RandomStream } from '../random'
import { parameterCount, parameterParts, runningStatisticsCount, type ParameterPart } from './parameters'

/** Variance of the independent normal weights of a part; 0: all are 0. */
export type WeightVariance = (part: ParameterPart) => number

/** gain / fanIn: 1 keeps the length of what passes through a normalised activation, 2 that of what passes through ReLU (He et al. 2015). */
export function fanInVariance(gain: number): WeightVariance {
  return ({ fanIn }) => gain / fanIn
}

/** gain / fanOut, kernel^2 outputChannels of convolutions: that of arXiv 2002.01523, figure 5, with gain 1. */
export function fanOutVariance(gain: number): WeightVariance {
  return ({ fanOut }) => gain / fanOut
}

/**
 * Fixup (Zhang, Dauphin and Ma 2019, section 3): the last weights of every residual branch and of the network are 0, the weights before
 * them in a branch have the variance 2 / fanOut times the number of residual layers to the power -1 / (weight layers of the branch - 1),
 * all others 2 / fanOut.
 * @throws RangeError when a branch has more than three weight layers
 */
export function fixupVariance(network: DeepNetwork): WeightVariance {
  const weights = parameterParts(network).filter(({ role }) => role === 'weight')
  const residualLayers = network.layers.filter(({ kind }) => kind === 'residual').length
  const variances = new Map<string, number>()
  for (const part of weights) {
    const together = weights.filter(({ place }) => place === part.place)
    const isBranch = network.layers[part.place]?.kind === 'residual'
    const isLast = isBranch ? together.at(-1) === part : weights.at(-1) === part
    variances.set(part.path, isLast ? 0 : ((isBranch ? branchFactor(residualLayers, together.length) : 1) * 2) / part.fanOut)
  }
  return ({ path }) => variances.get(path) ?? 0
}

/** L^(-1 / (m - 1)) of variances: standard deviations are scaled by L^(-1 / (2 m - 2)). */
function branchFactor(residualLayers: number, weightLayers: number): number {
  if (weightLayers > 3) throw new RangeError(`Fixup is defined here for branches of up to three weight layers, not of ${weightLayers}`)
  return weightLayers === 2 ? 1 / residualLayers : 1 / Math.sqrt(residualLayers)
}

function realNumbers(precision: DeepProblem['precision'], length: number): DeepArray {
  return precision === 'float32' ? new Float32Array(length) : new Float64Array(length)
}

/**
 * Parameters before training: normal weights, gains and scales 1, biases and shifts 0.
 * @param stream of a part's weights; parts never share one, so that no weight depends on another layer's size
 * @throws LabError naming the layer when shapes do not fit
 */
export function initialParameters(
  network: DeepNetwork,
  precision: DeepProblem['precision'],
  variance: WeightVariance,
  stream: (part: ParameterPart) => RandomStream,
): DeepArray {
  const parameters = realNumbers(precision, parameterCount(network))
  for (const part of parameterParts(network)) {
    const values = parameters.subarray(part.first, part.first + part.count)
    if (part.role === 'gain' || part.role === 'scalar-scale') values.fill(1)
    if (part.role === 'weight') fillNormal(values, Math.sqrt(variance(part)), stream(part))
  }
  return parameters
}

/** Values drawn at once, so that a wide layer needs no second copy of its weights. */
const BLOCK = 1 << 16

function fillNormal(values: DeepArray, deviation: number, stream: RandomStream): void {
  if (deviation === 0) return
  for (let first = 0; first < values.length; first += BLOCK) {
    const drawn = normals(stream, first, Math.min(BLOCK, values.length - first))
    for (let i = 0; i < drawn.length; i++) values[first + i] = deviation * drawn[i]!
  }
}

/** State at step 0: no velocity, running means 0 and variances 1. The parameters are taken over, not copied. */
export function initialDeepState(network: DeepNetwork, parameters: DeepArray): DeepState {
  const precision = parameters instanceof Float32Array ? 'float32' : 'float64'
  const runningStatistics = realNumbers(precision, runningStatisticsCount(network))
  let place = 0
  for (const channels of batchNormalisedChannels(network)) {
    runningStatistics.fill(1, place + channels, place + 2 * channels)
    place += 2 * channels
  }
  return { step: 0, parameters, velocity: realNumbers(precision, parameters.length), runningStatistics }
}

function batchNormalisedChannels(network: DeepNetwork): number[] {
  return parameterParts(network)
    .filter(({ kind, role }) => kind === 'batch-normalisation' && role === 'gain')
    .map(({ count }) => count)
}
