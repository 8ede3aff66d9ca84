import { conditioning, lengthsOf, matrixCorrelations, nextLayer, type NormalisedActivation } from '../../science/depth'
import { innerProducts } from '../../science/kernels/gram'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import type { RunContext } from '../experiment'
import { eigenvaluesAt } from './depth-schedule'
import type { QuantityId, SeriesId } from './quantities'
import type { DepthConditioningSpec } from './spec'

/** Lengths and correlations of inputs of any length, layer by layer (arXiv 2002.01523, appendix D). */
export function followLengths(
  spec: DepthConditioningSpec,
  train: KernelInputs,
  normalised: NormalisedActivation,
  context: RunContext,
): void {
  const { arithmetic } = context
  const { sampleCount: n, inputDimension } = train
  const { depth } = spec.model
  const pulse = (): void => context.pulse()
  let state = lengthsOf(innerProducts(arithmetic, train.inputs, n, inputDimension), n)
  for (let layer = 0; layer <= depth; layer++) {
    if (layer > 0) state = nextLayer(normalised, state, pulse)
    const record = (series: SeriesId, value: number): void => context.recordAt(series, layer, value)
    const { rho } = matrixCorrelations(state.correlations, n)
    const pairs = Math.max(1, rho.length)
    record(
      'shortest',
      state.squaredLengths.reduce((least, g) => Math.min(least, g), Infinity),
    )
    record(
      'longest',
      state.squaredLengths.reduce((most, g) => Math.max(most, g), 0),
    )
    record(
      'largestCorrelation',
      rho.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    )
    record('meanCorrelation', rho.reduce((sum, value) => sum + value, 0) / pairs)
    record('meanAbsoluteCorrelation', rho.reduce((sum, value) => sum + Math.abs(value), 0) / pairs)
    if (layer === depth || eigenvaluesAt(layer)) {
      const found = conditioning(arithmetic, rho, n, pulse)
      record('conditionNumber', found.conditionNumber)
      record('conditionExcess', found.excess)
      if (layer === depth) {
        const summary: Partial<Record<QuantityId, number>> = {
          sampleCount: n,
          nonlinearity: normalised.nonlinearity,
          conditionNumber: found.conditionNumber,
          lambdaMin: found.resolved ? found.lambdaMin : 0,
          largestLengthError: state.squaredLengths.reduce((most, g) => Math.max(most, Math.abs(g - 1)), 0),
        }
        context.summarise(summary)
      }
    }
    context.progress(layer / depth)
    pulse()
  }
}
