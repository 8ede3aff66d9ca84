import type { Activation } from '../../science/activations'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { transposed } from '../../science/kernels/gram'
import type { RunContext } from '../experiment'

const NEURONS_AT_ONCE = 256

export interface Distances {
  hidden: number
  output: number
  largestNeuron: number
  /** counted from 0 */
  mostMovedNeuron: number
  /** of each neuron */
  ofNeurons: Float64Array
}

/** How far the weights are from those at the start. */
export function distances(problem: TwoLayerProblem, weights: TwoLayerWeights, initial: TwoLayerWeights): Distances {
  const { inputDimension, hiddenWidth } = problem
  const ofNeurons = new Float64Array(hiddenWidth)
  let total = 0
  let largest = 0
  let mostMovedNeuron = 0
  for (let neuron = 0; neuron < hiddenWidth; neuron++) {
    let square = 0
    for (let i = neuron * inputDimension; i < (neuron + 1) * inputDimension; i++) {
      const change = weights.hiddenWeights[i]! - initial.hiddenWeights[i]!
      square += change * change
    }
    total += square
    ofNeurons[neuron] = Math.sqrt(square)
    if (square > largest) {
      largest = square
      mostMovedNeuron = neuron
    }
  }
  let output = 0
  for (let i = 0; i < weights.outputWeights.length; i++) {
    const change = weights.outputWeights[i]! - initial.outputWeights[i]!
    output += change * change
  }
  return { hidden: Math.sqrt(total), output: Math.sqrt(output), largestNeuron: Math.sqrt(largest), mostMovedNeuron, ofNeurons }
}

export interface PointActivity {
  /** share of the pairs of neuron and point whose pre-activation changed its sign */
  signFlipShare: number
  /** points at which phi' is zero for every neuron that contributes */
  deadPoints: number[]
}

/** Looks at the pre-activations of all points, at the start and now. */
export function pointActivity(
  context: RunContext,
  problem: TwoLayerProblem,
  activation: Activation,
  weights: TwoLayerWeights,
  initial: TwoLayerWeights,
): PointActivity {
  const { inputDimension, hiddenWidth, sampleCount } = problem
  const columns = transposed(problem.inputs, sampleCount, inputDimension)
  const alive = new Uint8Array(sampleCount)
  let flips = 0
  for (let first = 0; first < hiddenWidth; first += NEURONS_AT_ONCE) {
    const count = Math.min(NEURONS_AT_ONCE, hiddenWidth - first)
    const now = preactivations(context, problem, weights, columns, first, count)
    const start = preactivations(context, problem, initial, columns, first, count)
    for (let row = 0; row < count; row++) {
      const neuron = first + row
      const contributes = problem.nodeScales[neuron] !== 0 && hasOutput(problem, weights, neuron)
      for (let i = 0; i < sampleCount; i++) {
        const z = now[row * sampleCount + i]!
        if (z > 0 !== start[row * sampleCount + i]! > 0) flips++
        if (contributes && alive[i] === 0 && activation.derivative(z) !== 0) alive[i] = 1
      }
    }
    context.pulse()
  }
  return {
    signFlipShare: flips / (hiddenWidth * sampleCount),
    deadPoints: Array.from(alive.keys()).filter((i) => alive[i] === 0),
  }
}

function hasOutput({ outputCount }: TwoLayerProblem, { outputWeights }: TwoLayerWeights, neuron: number): boolean {
  return outputWeights.subarray(neuron * outputCount, (neuron + 1) * outputCount).some((weight) => weight !== 0)
}

export function preactivations(
  { arithmetic }: RunContext,
  problem: TwoLayerProblem,
  weights: TwoLayerWeights,
  columns: Float64Array,
  first: number,
  count: number,
): Float64Array {
  const { inputDimension, sampleCount, preactivationScale } = problem
  const block = weights.hiddenWeights.subarray(first * inputDimension, (first + count) * inputDimension)
  const z = arithmetic.multiply(block, columns, count, inputDimension, sampleCount)
  return z.map((value, index) => preactivationScale * value + (weights.biases[first + Math.floor(index / sampleCount)] ?? 0))
}
