import type { TwoLayerReluProblem } from '../../science/arithmetic/arithmetic'
import { spectralNorm } from '../../science/kernels/data-conditions'
import { transposed } from '../../science/kernels/gram'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'

/** R of property (28). */
const NEAR_KINK = 0.1

/** Properties (19), (20), (22), (23), (26), (27), (28) of arXiv 2212.02323 at the start, scaled so that each is of the order of 1 or of a logarithm. */
export function propertiesAtStart(
  problem: TwoLayerReluProblem,
  hiddenWeights: Float64Array,
  outputWeights: Float64Array,
  context: RunContext,
): Partial<Record<QuantityId, number>> {
  const { inputDimension: n, hiddenWidth: S, sampleCount: m, inputs } = problem
  const columns = transposed(inputs, m, n)
  const products = context.arithmetic.multiply(inputs, columns, m, n, m)
  const preactivations = context.arithmetic.multiply(hiddenWeights, columns, S, n, m)
  const outputs = new Float64Array(m)
  const nearKink = new Float64Array(m)
  preactivations.forEach((p, index) => {
    const [neuron, point] = [Math.floor(index / m), index % m]
    outputs[point] = (outputs[point] ?? NaN) + (outputWeights[neuron] ?? NaN) * Math.max(p, 0)
    if (Math.abs(p) <= NEAR_KINK) nearKink[point] = (nearKink[point] ?? NaN) + 1
  })
  let leastNorm = Infinity
  for (let neuron = 0; neuron < S; neuron++) {
    const row = hiddenWeights.subarray(neuron * n, (neuron + 1) * n)
    leastNorm = Math.min(leastNorm, Math.sqrt(row.reduce((sum, w) => sum + w * w, 0)))
  }
  return {
    coherence: largest(products.map((value, index) => (Math.floor(index / m) === index % m ? 0 : value))) * Math.sqrt(n),
    inputNormRatio: spectralNorm(context.arithmetic, inputs, m, n, () => context.pulse()) / (1 + Math.sqrt(m / n)),
    leastWeightNorm: leastNorm / Math.sqrt(n),
    largestWeight: largest(hiddenWeights),
    largestPreactivation: largest(preactivations),
    largestOutput: largest(outputs) / Math.sqrt(S),
    nearKinkRatio: largest(nearKink) / (S * NEAR_KINK),
  }
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
}
