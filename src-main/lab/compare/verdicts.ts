import type { ClaimView, ComparedClaim, RunRecord, Verdict } from '../../contract'
import { claimsOfRun } from '../../papers'
import type { Paper } from '../../papers/paper'

/** What the runs of each entry say about the claims that are checked run by run. */
export function compareVerdicts(
  entries: readonly (readonly number[])[],
  runs: ReadonlyMap<number, RunRecord>,
  evidence: Parameters<Paper['runClaims']>[1],
): ComparedClaim[] {
  const claims = new Map<string, Omit<ComparedClaim, 'verdicts'>>()
  const found = entries.map((ids) =>
    ids.flatMap((id) => {
      const run = runs.get(id)
      if (run === undefined) return []
      return claimsOfRun(run, evidence).map(({ paper, claim }) => ({ key: `${paper.id} ${claim.id}`, claim }))
    }),
  )
  for (const { key, claim } of found.flat()) claims.set(key, { id: key, title: claim.title, source: claim.source })
  return [...claims].map(([key, claim]) => ({
    ...claim,
    verdicts: found.map((own) => countedVerdicts(own.flatMap((each) => (each.key === key ? [each.claim] : [])))),
  }))
}

function countedVerdicts(claims: readonly ClaimView[]): { verdict: Verdict; runs: number; measured: string }[] {
  return [...Map.groupBy(claims, ({ verdict }) => verdict)].map(([verdict, own]) => ({
    verdict,
    runs: own.length,
    measured: own[0]?.measured ?? '',
  }))
}
