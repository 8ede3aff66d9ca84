import type { ClaimView, RunRecord } from '../../../contract'
import { checkRunClaimOver, type RunClaim as AnyRunClaim } from '../../run-claim'
import { factsOf, type RunFacts } from './run-facts'

export { writtenNumber } from '../../run-claim'

/**
 * A statement about single runs of the paper's experiment. The paper's o~, O~ and Omega hide constants and logarithms; premises are read
 * with unit constants, and thresholds are ours, each with its origin beside it.
 */
export type RunClaim = AnyRunClaim<RunFacts>

export function checkRunClaim(claim: RunClaim, runs: readonly RunRecord[]): ClaimView {
  return checkRunClaimOver(
    claim,
    runs.flatMap((run) => factsOf(run) ?? []),
  )
}
