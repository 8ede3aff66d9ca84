import type { Activation } from '../../science/activations'
import type { TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { spectralNorm } from '../../science/kernels/data-conditions'
import { innerProducts, transposed } from '../../science/kernels/gram'
import type { RunContext } from '../experiment'
import { preactivations } from './neuron-statistics'

const NEURONS_AT_ONCE = 256

/**
 * Spectral norms of W - W_0 and of J(W) - J(W_0), the Jacobian of the outputs with respect to the hidden weights: the square of the second
 * is the largest eigenvalue of c^2 sum_j (s_j a_j)^2 (phi'(z_ji) - phi'(z0_ji))(phi'(z_jl) - phi'(z0_jl)) <x_i, x_l>. Output weights are those
 * of the start.
 */
export function jacobianChange(
  context: RunContext,
  problem: TwoLayerProblem,
  activation: Activation,
  weights: TwoLayerWeights,
  initial: TwoLayerWeights,
): { weights: number; jacobian: number } {
  const { inputDimension, hiddenWidth, sampleCount: n, inputs, nodeScales, preactivationScale } = problem
  const { arithmetic } = context
  const pulse = (): void => context.pulse()
  const columns = transposed(inputs, n, inputDimension)
  const gram = new Float64Array(n * n)
  for (let first = 0; first < hiddenWidth; first += NEURONS_AT_ONCE) {
    const count = Math.min(NEURONS_AT_ONCE, hiddenWidth - first)
    const now = preactivations(context, problem, weights, columns, first, count)
    const start = preactivations(context, problem, initial, columns, first, count)
    const change = now.map((z, index) => {
      const neuron = first + Math.floor(index / n)
      const factor = preactivationScale * (nodeScales[neuron] ?? NaN) * (initial.outputWeights[neuron] ?? NaN)
      return factor * (activation.derivative(z) - activation.derivative(start[index]!))
    })
    const product = arithmetic.multiply(transposed(change, count, n), change, n, count, n)
    for (let index = 0; index < gram.length; index++) gram[index]! += product[index]!
    pulse()
  }
  const products = innerProducts(arithmetic, inputs, n, inputDimension)
  for (let i = 0; i < n; i++) for (let l = 0; l < n; l++) gram[i * n + l]! *= products[i * n + l]!
  for (let i = 0; i < n; i++) for (let l = 0; l < i; l++) gram[l * n + i] = gram[i * n + l]!
  const largest = arithmetic.symmetricEigenvalues(gram, n, pulse).at(-1) ?? NaN
  const moved = weights.hiddenWeights.map((value, index) => value - initial.hiddenWeights[index]!)
  return { weights: spectralNorm(arithmetic, moved, hiddenWidth, inputDimension, pulse), jacobian: Math.sqrt(Math.max(0, largest)) }
}
