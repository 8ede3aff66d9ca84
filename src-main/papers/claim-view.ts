import type { ClaimStatement, ClaimView } from '../contract'

/** What checking a statement found; `premise` and `prediction` replace the stated text where numbers make it more definite. */
export type ClaimFinding = Pick<ClaimView, 'measured' | 'verdict' | 'runIds'> & {
  met: boolean | null
  premise?: string
  prediction?: string
}

/** A statement together with what checking it found. */
export function claimView(statement: ClaimStatement, finding: ClaimFinding): ClaimView {
  const { id, title, formula, source, remark } = statement
  return {
    id,
    title,
    formula,
    source,
    premise: { text: finding.premise ?? statement.premise, met: finding.met },
    prediction: finding.prediction ?? statement.prediction,
    measured: finding.measured,
    verdict: finding.verdict,
    remark,
    runIds: finding.runIds,
  }
}
