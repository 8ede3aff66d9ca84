import { normalisedOutputs, type NormalisedActivation } from '../../science/depth'
import { normals, RandomStream } from '../../science/random'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { DepthAnalysisOf } from './spec'

/** Lemma 1 with Gaussian pre-activations and weights, from the streams `preactivations` and `hidden-weights`. */
export function analyseNormalisationLayers(
  normalised: NormalisedActivation,
  { units, batch }: DepthAnalysisOf<'normalisation-layers'>,
  seed: number,
  context: RunContext,
): void {
  const z = normals(new RandomStream(seed, 'preactivations'), 0, units * batch)
  const weights = normals(new RandomStream(seed, 'hidden-weights'), 0, units * units)
  const multiply = context.arithmetic.multiply.bind(context.arithmetic)
  const plain = normalisedOutputs(multiply, z, batch, weights, normalised.activation.value)
  context.pulse()
  const centred = normalisedOutputs(multiply, z, batch, weights, normalised.value)
  const normal = (x: number): number => (x - normalised.mean) / normalised.scale
  const difference = (a: Float64Array, b: Float64Array, through: (x: number) => number): number =>
    a.reduce((most, value, index) => Math.max(most, Math.abs(through(value) - b[index]!)), 0)
  const summary: Partial<Record<QuantityId, number>> = {
    batchDifference: difference(plain.batch, centred.batch, normal),
    layerAfterDifference: difference(plain.layerAfter, centred.layerAfter, (x) => x),
    layerBeforeDifference: difference(plain.layerBefore, centred.layerBefore, normal),
  }
  context.summarise(summary)
}
