import type { AsymmetricNetwork } from '../../contract/asymmetric-network-field'
import { activationOf, type Activation } from '../../science/activations'
import type { NeuronBlock } from '../../science/kernels/finite-width'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { normals, RandomStream, signs } from '../../science/random'
import { nodeWeights } from '../../science/two-layer'

/** What every statistic of a spec starts from. */
export interface Setting {
  activation: Activation
  inputs: KernelInputs
  /** y of the data, zeros where they have none */
  targets: Float64Array
  model: AsymmetricNetwork
  seed: number
}

export function settingOf(model: AsymmetricNetwork, inputs: KernelInputs, targets: Float64Array | null, seed: number): Setting {
  return { activation: activationOf(model.activation), inputs, targets: targets ?? new Float64Array(inputs.sampleCount), model, seed }
}

export const weightDeviation = ({ weightVariance }: AsymmetricNetwork): number => Math.sqrt(weightVariance)

/** lambda_mj of the network. */
export const scalesOf = ({ hiddenWidth, symmetricShare, profile }: AsymmetricNetwork): Float64Array =>
  nodeWeights(hiddenWidth, symmetricShare, profile)

/** Hidden weights [first, first + count) of draw after draw in the row-major order of the draws, from the stream `hidden-weights`. */
export function drawnWeights({ model, seed }: Setting, first: number, count: number): Float64Array {
  const values = normals(new RandomStream(seed, 'hidden-weights'), first, count)
  const deviation = weightDeviation(model)
  return deviation === 1 ? values : values.map((value) => deviation * value)
}

/** Signs a_j likewise, from the stream `output-weights`. */
export function drawnSigns({ seed }: Setting, first: number, count: number): Float64Array {
  return signs(new RandomStream(seed, 'output-weights'), first, count)
}

/** The kernel sees no signs: all a_j are 1 here. @param nodeScales sqrt(lambda_j) */
export function neuronsWith(hiddenWeights: Float64Array, nodeScales: Float64Array, inputDimension: number): NeuronBlock {
  return {
    neurons: nodeScales.length,
    outputCount: 1,
    hiddenWeights,
    biases: null,
    outputWeights: new Float64Array(nodeScales.length).fill(1),
    nodeScales,
    preactivationScale: 1 / Math.sqrt(inputDimension),
  }
}
