import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { ClaimOutcome, ClaimRow, PaperInfo, Verdict } from '../../../../../src-main/contract'
import { filteredClaims, verdictCounts, verdictOf } from '../../../../../src-renderer/pages/claims/claim-rows'
import { claimsCsv, claimsMarkdown } from '../../../../../src-renderer/pages/claims/claims-text'

const outcome = (verdict: Verdict): ClaimOutcome => ({
  studyId: 3,
  studyTitle: 'Table 1 (quick)',
  verdict,
  measured: 'ratio = 0.97, "within"',
  premise: { text: 'm <= S (met by 2 of 3 runs)', met: true },
  prediction: 'ratio > 1/2',
  runs: 3,
  runId: null,
})

const claim = (id: string, ...verdicts: Verdict[]): ClaimRow => ({
  id,
  paperId: 'razborov',
  title: `Statement ${id}`,
  formula: '\\|W_T\\|\\le |x|',
  source: 'arXiv 1, (3)',
  premise: 'm <= S',
  prediction: 'ratio is large',
  remark: id === 'C2' ? 'a misprint\nin the *paper*' : null,
  recipeIds: ['razborov-table-1'],
  outcomes: verdicts.map(outcome),
})

const papers: PaperInfo[] = [
  { id: 'razborov', title: 'Guarantees', name: 'P', authors: 'A. Razborov', reference: 'arXiv 1', shows: '', thumbnail: null, recipes: [] },
]
const claims = [claim('C1', 'holds', 'fails'), claim('C2'), claim('C3', 'not measured'), claim('C4', 'premise not met')]

describe('claims', () => {
  it('have the verdict of the most telling study; what was not measured is not tested', () => {
    expect(claims.map(verdictOf)).toEqual(['holds', 'not tested', 'not tested', 'premise not met'])
    expect(verdictCounts(claims)).toEqual({ holds: 1, fails: 0, 'premise not met': 1, vacuous: 0, 'not tested': 2 })
  })

  it('are found by paper, verdict and every word', () => {
    const ids = (filter: Partial<Parameters<typeof filteredClaims>[1]>): string[] =>
      filteredClaims(claims, { papers: [], verdicts: [], text: '', ...filter }, papers).map(({ id }) => id)
    expect(ids({})).toEqual(['C1', 'C2', 'C3', 'C4'])
    expect(ids({ verdicts: ['not tested', 'holds'] })).toEqual(['C1', 'C2', 'C3'])
    expect(ids({ papers: ['other'] })).toEqual([])
    expect(ids({ text: 'MISPRINT razborov' })).toEqual(['C2'])
    expect(ids({ text: 'misprint nothing' })).toEqual([])
  })

  it('go into CSV whole', () => {
    const rows: Record<string, string>[] = parse(claimsCsv(claims, papers), { columns: true })
    expect(rows).toHaveLength(4)
    expect(rows[0]).toMatchObject({
      paper: 'A. Razborov, arXiv 1',
      verdict: 'holds',
      measured: 'ratio = 0.97, "within"',
      'premise met': 'yes',
      study: '3: Table 1 (quick)',
    })
    expect(rows[1]).toMatchObject({ verdict: 'not tested', measured: '', remark: 'a misprint\nin the *paper*', premise: 'm <= S' })
  })

  it('go into Markdown as tables that no formula or text breaks', () => {
    const lines = claimsMarkdown(claims, papers).split('\n')
    expect(lines[2]).toBe('## Guarantees (A. Razborov, arXiv 1)')
    const rows = lines.filter((line) => line.startsWith('| ')).slice(2)
    expect(rows).toHaveLength(4)
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(10)
    expect(rows[0]).toContain('$\\Vert W_T\\Vert \\le \\vert x\\vert $')
    expect(rows[0]).toContain('m \\<= S')
  })
})
