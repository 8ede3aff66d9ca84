import { activationOf } from '../../science/activations'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { transposed } from '../../science/kernels/gram'
import type { PointSet } from '../../datasets/point-set'
import type { RunContext } from '../experiment'
import type { TwoLayerSpec } from '../two-layer/spec'

/**
 * s_j phi(z_j(x_i)) for chosen neurons j, row-major points x neurons.
 * @param neurons counted from 0; column k is neuron neurons[k]
 */
export function featuresOf(
  context: RunContext,
  network: { spec: TwoLayerSpec; problem: TwoLayerProblem; weights: TwoLayerWeights },
  neurons: Uint32Array,
  points: PointSet,
): Float64Array {
  const { spec, problem, weights } = network
  const { inputDimension: d } = problem
  const chosen = new Float64Array(neurons.length * d)
  neurons.forEach((neuron, k) => chosen.set(weights.hiddenWeights.subarray(neuron * d, (neuron + 1) * d), k * d))
  const products = context.arithmetic.multiply(points.inputs, transposed(chosen, neurons.length, d), points.sampleCount, d, neurons.length)
  const activation = activationOf(spec.model.activation)
  return products.map((product, index) => {
    const neuron = neurons[index % neurons.length] ?? 0
    const bias = problem.biases ? (weights.biases[neuron] ?? NaN) : 0
    return (problem.nodeScales[neuron] ?? NaN) * activation.value(problem.preactivationScale * product + bias)
  })
}
