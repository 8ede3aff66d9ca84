import {
  correlationMap,
  correlationOf,
  dualBound,
  fixedPoint,
  lengthContraction,
  slopeBound,
  type NormalisedActivation,
} from '../../science/depth'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { DepthAnalysisOf } from './spec'

/** Slopes of this part of that at 1 are 0 as far as their table tells, and so may their bound be. */
const ROUNDING = 1e-10

/** Constants after normalising, lemmas 21 and 26, and theorem 11's limit of the activation with its mean. */
export function analyseConstants(normalised: NormalisedActivation, { samples }: DepthAnalysisOf<'constants'>, context: RunContext): void {
  const { activation, nonlinearity } = normalised
  const map = correlationMap(activation)
  context.pulse()
  let [dualRatio, slopeRatio] = [0, 0]
  for (let k = 0; k <= samples; k++) {
    const rho = -1 + (2 * k) / samples
    const at = correlationOf(rho)
    const dual = map.next(at).rho
    context.recordAt('dual', k, dual)
    if (rho > 0) {
      const bound = dualBound(at.gap, nonlinearity)
      context.recordAt('dualBound', k, bound)
      dualRatio = Math.max(dualRatio, dual / bound)
    }
    const slope = Math.abs(map.slope(at)) / map.slopeAtOne
    if (slope > ROUNDING) slopeRatio = Math.max(slopeRatio, slope / slopeBound(rho, nonlinearity))
  }
  const limit = fixedPoint(correlationMap(activation, false))
  const { rate, below, above } = lengthContraction(normalised)
  const summary: Partial<Record<QuantityId, number | null>> = {
    samples: samples + 1,
    mean: normalised.mean,
    scale: normalised.scale,
    linearCoefficient: normalised.linearCoefficient,
    nonlinearity,
    slopeAtOne: normalised.slopeAtOne,
    lengthSlope: normalised.lengthSlope,
    dualBoundRatio: dualRatio,
    slopeBoundRatio: normalised.slopeAtOne === Infinity ? null : slopeRatio,
    dualAtHalf: map.next(correlationOf(0.5)).rho,
    uncentredLimit: limit.correlation,
    uncentredRate: limit.rate,
    uncentredSlope: limit.slope,
    contractionRate: rate,
    contractionBelow: below,
    contractionAbove: above,
  }
  context.summarise(summary)
}
