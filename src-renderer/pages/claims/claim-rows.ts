import type { ClaimRow, PaperInfo } from '../../../src-main/contract'

export const ROW_VERDICTS = ['fails', 'holds', 'premise not met', 'vacuous', 'not tested'] as const
export type RowVerdict = (typeof ROW_VERDICTS)[number]

/** What the most telling study says; a claim that nothing was measured for is not tested. */
export function verdictOf({ outcomes }: ClaimRow): RowVerdict {
  const verdict = outcomes[0]?.verdict ?? 'not measured'
  return verdict === 'not measured' ? 'not tested' : verdict
}

export interface ClaimFilter {
  /** empty: all */
  papers: readonly string[]
  verdicts: readonly RowVerdict[]
  text: string
}

/** Claims in their order that pass the filter; every word of the text has to occur somewhere. */
export function filteredClaims(claims: readonly ClaimRow[], filter: ClaimFilter, papers: readonly PaperInfo[]): ClaimRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return claims.filter((claim) => {
    if (filter.papers.length > 0 && !filter.papers.includes(claim.paperId)) return false
    if (filter.verdicts.length > 0 && !filter.verdicts.includes(verdictOf(claim))) return false
    const paper = papers.find(({ id }) => id === claim.paperId)
    const { id, title, source, premise, prediction, remark, formula } = claim
    const text = [id, title, source, premise, prediction, remark ?? '', formula, paper?.title ?? '', paper?.authors ?? '']
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

/** "3 fail, 12 hold, 20 not tested", in the order of the filter. */
export function verdictCounts(claims: readonly ClaimRow[]): Record<RowVerdict, number> {
  const counts: Record<RowVerdict, number> = { fails: 0, holds: 0, 'premise not met': 0, vacuous: 0, 'not tested': 0 }
  for (const claim of claims) counts[verdictOf(claim)]++
  return counts
}
