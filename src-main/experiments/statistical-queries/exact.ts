import { activationOf } from '../../science/activations'
import { correlationMap, correlationOf, normalise, queryAdvantage, queryFloor } from '../../science/depth'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { QueriesOf, StatisticalQueriesSpec } from './spec'

/** Theorem 53 for every depth: correlations of the half cube go through the layers, the rest is a sum over its characters. */
export function analyseQueries(spec: StatisticalQueriesSpec, { depth }: QueriesOf<'exact'>, context: RunContext): void {
  const { inputDimension: d } = spec
  const activation = activationOf(spec.activation)
  const map = correlationMap(activation)
  let states = Array.from({ length: d }, (_, h) => correlationOf(1 - (2 * h) / d))
  let advantage = NaN
  for (let layer = 0; layer <= depth; layer++) {
    if (layer > 0) states = states.map((state) => map.next(state))
    advantage = queryAdvantage(d, (rho) => states[Math.round(((1 - rho) * d) / 2)]!.rho)
    context.recordAt('advantage', layer, advantage)
    context.pulse()
  }
  const summary: Partial<Record<QuantityId, number>> = {
    advantage,
    floor: queryFloor(d),
    nonlinearity: normalise(activation).nonlinearity,
  }
  context.summarise(summary)
}
