import type { TwoLayerProblem } from '../../science/arithmetic/two-layer'
import { meanCrossEntropy } from '../../science/kernels/cross-entropy'

/** Mean over the points: of the cross-entropy, or of the squared errors, then over the outputs as well. */
export function riskOf(
  { loss, outputCount }: Pick<TwoLayerProblem, 'loss' | 'outputCount'>,
  outputs: Float64Array,
  targets: Float64Array,
): number {
  return loss === 'cross-entropy' ? meanCrossEntropy(outputs, targets, outputCount) : meanSquaredError(outputs, targets)
}

/** Mean over points and outputs. */
export function meanSquaredError(outputs: Float64Array, targets: Float64Array): number {
  let sum = 0
  outputs.forEach((value, index) => {
    const error = value - (targets[index] ?? NaN)
    sum += error * error
  })
  return sum / outputs.length
}
