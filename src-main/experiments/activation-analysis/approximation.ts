import { activationOf } from '../../science/activations'
import {
  logisticDegree,
  minimaxError,
  printedTanhDegree,
  swishDerivativeDegree,
  tanhDegree,
  truncationError,
} from '../../science/approximation'
import type { RunContext } from '../experiment'
import type { QuantityId } from './quantities'
import type { AnalysisOf } from './spec'

const DEGREES = {
  logistic: logisticDegree,
  tanh: tanhDegree,
  'tanh-as-printed': printedTanhDegree,
  'swish-derivative': swishDerivativeDegree,
} as const

/** The exchange solves systems of this order some tens of times. */
const LARGEST_EXCHANGE = 64

export function degreeOf({ degree, radius, tolerance }: AnalysisOf<'approximation'>): number {
  return DEGREES[degree](radius, tolerance)
}

/** How well polynomials of the degree that a theorem names approximate (arXiv 1908.05660, theorems F.4 and G.1, equation 8). */
export function analyseApproximation(analysis: AnalysisOf<'approximation'>, context: RunContext): void {
  const { activation, part, radius, tolerance } = analysis
  const f = activationOf(activation)[part]
  const onUnit = (x: number): number => f(radius * x)
  const degree = degreeOf(analysis)
  const summary: Partial<Record<QuantityId, number>> = { degree, tolerance, truncationError: truncationError(onUnit, degree) }
  context.summarise(summary)
  context.pulse()
  if (degree > LARGEST_EXCHANGE) return
  const { lower, upper } = minimaxError(onUnit, degree)
  const best: Partial<Record<QuantityId, number>> = { leastErrorBelow: lower, leastErrorAbove: upper }
  context.summarise(best)
}
