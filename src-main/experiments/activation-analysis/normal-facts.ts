import { hermiteIdentityError, smallMaximum, smallValueSlacks } from '../../science/gaussian'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { AnalysisOf } from './spec'

/** Inequalities and identities of the normal distribution (arXiv 1908.05660, lemmas C.1, C.5 and N.1). */
export function analyseNormalFacts(analysis: AnalysisOf<'normal-facts'>, context: RunContext): void {
  const slacks = smallValueSlacks(analysis.thresholds)
  const maximum = smallMaximum(analysis.sampleCount)
  context.pulse()
  const summary: Partial<Record<QuantityId, number>> = {
    smallLowerSlack: slacks.lower,
    smallUpperSlack: slacks.upper,
    maximumProbability: maximum.probability,
    maximumBound: maximum.bound,
    orthogonalityError: hermiteIdentityError(analysis.highestOrder, analysis.correlation),
  }
  context.summarise(summary)
}
