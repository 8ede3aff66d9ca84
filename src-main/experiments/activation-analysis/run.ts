import type { Outcome, RunContext } from '../experiment'
import { analyseApproximation } from './approximation'
import { analyseHermite } from './hermite'
import { analyseNormalFacts } from './normal-facts'
import type { ActivationAnalysisSpec } from './spec'

/** Some milliseconds of arithmetic; a run that is stopped starts again. */
export function runActivationAnalysis({ analysis }: ActivationAnalysisSpec, _seed: number, context: RunContext): Outcome {
  switch (analysis.kind) {
    case 'hermite':
      analyseHermite(analysis, context)
      break
    case 'approximation':
      analyseApproximation(analysis, context)
      break
    case 'normal-facts':
      analyseNormalFacts(analysis, context)
  }
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}
