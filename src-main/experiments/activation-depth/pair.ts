import {
  correlationBound,
  lengthBound,
  lengthContraction,
  nextLayer,
  settlingDepth,
  type LengthsAndCorrelations,
  type NormalisedActivation,
} from '../../science/depth'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { DepthAnalysisOf } from './spec'

/** Below this a length error is rounding. */
const ROUNDING = 1e-13

/** Theorems 12, 37 and 42 and lemma 41 on two inputs. */
export function analysePair(normalised: NormalisedActivation, analysis: DepthAnalysisOf<'pair'>, context: RunContext): void {
  const { firstLength, secondLength, correlation, depth } = analysis
  const { rate } = lengthContraction(normalised)
  const mu = normalised.nonlinearity
  const settled = settlingDepth(rate, mu, firstLength, secondLength)
  let state: LengthsAndCorrelations = {
    squaredLengths: Float64Array.of(firstLength, secondLength),
    correlations: Float64Array.of(1, correlation, correlation, 1),
  }
  let [lengthRatio, correlationRatio, growth] = [0, NaN, -Infinity]
  for (let layer = 0; layer <= depth; layer++) {
    const rho = state.correlations[1]!
    context.recordAt('firstLength', layer, state.squaredLengths[0]!)
    context.recordAt('secondLength', layer, state.squaredLengths[1]!)
    context.recordAt('correlation', layer, rho)
    ;[firstLength, secondLength].forEach((start, which) => {
      const error = Math.abs(state.squaredLengths[which]! - 1)
      if (start >= 0.5 && rate > 0 && error > ROUNDING) lengthRatio = Math.max(lengthRatio, error / lengthBound(rate, layer, start))
    })
    if (rate > 0 && layer > settled) {
      const bound = correlationBound(layer - settled, 1 - Math.abs(correlation), mu / 2)
      context.recordAt('correlationBound', layer, bound)
      const ratio = Math.abs(rho) / bound
      correlationRatio = Number.isNaN(correlationRatio) ? ratio : Math.max(correlationRatio, ratio)
    }
    if (layer < depth) {
      state = nextLayer(normalised, state, () => context.pulse())
      growth = Math.max(growth, Math.abs(state.correlations[1]!) - Math.abs(rho))
    }
    context.progress(layer / depth)
    context.pulse()
  }
  const summary: Partial<Record<QuantityId, number | null>> = {
    nonlinearity: mu,
    contractionRate: rate,
    settlingDepth: rate > 0 ? settled : null,
    lengthRatio: rate > 0 && Math.min(firstLength, secondLength) >= 0.5 ? lengthRatio : null,
    correlationRatio: Number.isNaN(correlationRatio) ? null : correlationRatio,
    correlationGrowth: growth,
    topCorrelation: state.correlations[1]!,
  }
  context.summarise(summary)
}
