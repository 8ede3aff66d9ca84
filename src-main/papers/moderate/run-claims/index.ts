import type { ClaimView } from '../../../contract'
import type { StudyEvidence } from '../../paper'
import { checkRunClaimOver } from '../../run-claim'
import { factsOf, type RunEvidence } from '../run-facts'
import { CERTIFICATE_CLAIMS } from './certificate'
import { START_CLAIMS } from './start'
import type { Claim } from './measures'
import { RELU_CLAIMS } from './relu'
import { SMOOTH_CLAIMS } from './smooth'

/** Statements about any run with the network and training of the theorems, in the order of the paper. */
export const RUN_CLAIMS: readonly Claim[] = [...SMOOTH_CLAIMS, ...RELU_CLAIMS, ...START_CLAIMS, ...CERTIFICATE_CLAIMS]

/** Of the claims about runs those that a recipe is to test, over the runs of its study. */
export function runClaimsOver(recipeId: string, evidence: StudyEvidence): ClaimView[] {
  const facts = evidence.runs.flatMap((run) => factsOf(run, evidence) ?? [])
  return RUN_CLAIMS.filter(({ recipeIds }) => recipeIds.includes(recipeId)).map((claim) => checkRunClaimOver(claim, facts))
}

/** Claims about one run: those that say something about it and for which it has what they compare. */
export function runClaims(run: Parameters<typeof factsOf>[0], evidence: RunEvidence): ClaimView[] {
  const facts = factsOf(run, evidence)
  if (facts === null) return []
  return RUN_CLAIMS.map((claim) => checkRunClaimOver(claim, [facts])).filter(
    ({ verdict }) => verdict !== 'vacuous' && verdict !== 'not measured',
  )
}
