import type { NeuronBlock } from '../../../../src-main/science/kernels/finite-width'
import { normals, RandomStream } from '../../../../src-main/science/random'

/** Weights N(0, 1), node scales m^(-1/2). */
export function gaussianNetwork(neurons: number, inputDimension: number, outputCount = 1, seed = 1): NeuronBlock {
  return {
    neurons,
    outputCount,
    hiddenWeights: normals(new RandomStream(seed, 'hidden-weights'), 0, neurons * inputDimension),
    biases: null,
    outputWeights: normals(new RandomStream(seed, 'output-weights'), 0, neurons * outputCount),
    nodeScales: new Float64Array(neurons).fill(1 / Math.sqrt(neurons)),
    preactivationScale: 1,
  }
}
