import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import type { RunContext } from '../experiment'

/** The parts of the tangent kernel of the first output of a network at given weights, order x order for the first `order` points. */
export interface TangentKernels {
  /** sum_j (s_j a_j)^2 phi'(z_ji) phi'(z_jl) (c^2 <x_i, x_l> + 1 with trained biases) */
  hidden: Float64Array
  /** sum_j s_j^2 phi(z_ji) phi(z_jl) */
  output: Float64Array
  /** of all layers that are trained; the hidden layer's when none is */
  tangent: Float64Array
}

export function tangentKernels(context: RunContext, problem: TwoLayerProblem, weights: TwoLayerWeights, order: number): TangentKernels {
  const hidden = hiddenKernel(context, problem, weights, order)
  const output = outputKernel(context, problem, weights, order)
  const { stepSizes } = problem
  const trained = [...(stepSizes.hidden > 0 || stepSizes.output === 0 ? [hidden] : []), ...(stepSizes.output > 0 ? [output] : [])]
  return { hidden, output, tangent: trained.length === 1 ? trained[0]! : sum(hidden, output) }
}

export function hiddenKernel(context: RunContext, problem: TwoLayerProblem, weights: TwoLayerWeights, order: number): Float64Array {
  const { preactivationScale: c, nodeScales, outputCount } = problem
  const squares = nodeScales.map((scale, j) => {
    const a = scale * (weights.outputWeights[j * outputCount] ?? NaN)
    return a * a
  })
  const request = gramRequest(problem, weights, order, context.threads)
  const pulse = (): void => context.pulse()
  const ofWeights = context.arithmetic.activationGram(
    { ...request, which: 'derivative', neuronWeights: squares.map((square) => c * c * square), timesInputProducts: true },
    pulse,
  )
  if (!problem.biases || problem.stepSizes.bias === 0) return ofWeights
  return sum(
    ofWeights,
    context.arithmetic.activationGram({ ...request, which: 'derivative', neuronWeights: squares, timesInputProducts: false }, pulse),
  )
}

export function outputKernel(context: RunContext, problem: TwoLayerProblem, weights: TwoLayerWeights, order: number): Float64Array {
  return context.arithmetic.activationGram(
    {
      ...gramRequest(problem, weights, order, context.threads),
      which: 'value',
      neuronWeights: problem.nodeScales.map((scale) => scale * scale),
      timesInputProducts: false,
    },
    () => context.pulse(),
  )
}

function gramRequest(
  { inputDimension, hiddenWidth, ...problem }: TwoLayerProblem,
  weights: TwoLayerWeights,
  order: number,
  threads: number,
) {
  return {
    inputDimension,
    hiddenWidth,
    sampleCount: order,
    inputs: problem.inputs.subarray(0, order * inputDimension),
    preactivationScale: problem.preactivationScale,
    activation: problem.activation,
    block: (first: number, count: number) => ({
      hiddenWeights: weights.hiddenWeights.subarray(first * inputDimension, (first + count) * inputDimension),
      biases: weights.biases.subarray(first, Math.min(first + count, weights.biases.length)),
    }),
    threads,
  }
}

function sum(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => value + (b[index] ?? NaN))
}
