/** A relative error within this of the floor that dead points set counts as stuck there. */
const AT_FLOOR = 1e-2
/** A second half of the budget that shrinks the error by less than this factor has stalled. */
const STALLED = 0.999

export interface BudgetEnd {
  budget: number
  residualNorm: number
  /** NaN when the run had no halfway step */
  halfwayResidual: number
  /** norm of the labels of the points at which no neuron is active */
  deadResidual: number
}

/**
 * Why a run that used up its steps did not converge: `dead-points` when what is left is the error at points without gradient, `stalled`
 * when the error no longer falls, `step-budget` when it still does (arXiv 1902.04674; the classes are the laboratory's).
 */
export function classifyBudgetEnd({ budget, residualNorm, halfwayResidual, deadResidual }: BudgetEnd): {
  reason: 'dead-points' | 'stalled' | 'step-budget'
  contraction: number | null
} {
  const ratio = residualNorm / halfwayResidual
  const contraction = Number.isFinite(ratio) && ratio > 0 ? Math.exp((2 / budget) * Math.log(ratio)) : null
  if (deadResidual > 0 && residualNorm <= (1 + AT_FLOOR) * deadResidual) return { reason: 'dead-points', contraction }
  return { reason: ratio > STALLED ? 'stalled' : 'step-budget', contraction }
}
