import { csvText, type ClaimRow, type PaperInfo } from '../../../src-main/contract'
import { verdictOf } from './claim-rows'

const HEADER = [
  'paper',
  'id',
  'claim',
  'formula',
  'source',
  'premise',
  'premise met',
  'prediction',
  'measured',
  'verdict',
  'study',
  'runs',
  'remark',
] as const

function fields(claim: ClaimRow, papers: readonly PaperInfo[]): string[] {
  const [outcome] = claim.outcomes
  const paper = papers.find(({ id }) => id === claim.paperId)
  const met = outcome?.premise.met ?? null
  return [
    paper === undefined ? claim.paperId : `${paper.authors}, ${paper.reference}`,
    claim.id,
    claim.title,
    claim.formula,
    claim.source,
    outcome?.premise.text ?? claim.premise,
    met === null ? '' : met ? 'yes' : 'no',
    outcome?.prediction ?? claim.prediction,
    outcome?.measured ?? '',
    verdictOf(claim),
    outcome === undefined ? '' : `${outcome.studyId}: ${outcome.studyTitle}`,
    outcome === undefined ? '' : String(outcome.runs),
    claim.remark ?? '',
  ]
}

/** A row a claim. */
export function claimsCsv(claims: readonly ClaimRow[], papers: readonly PaperInfo[]): string {
  return csvText(
    HEADER,
    claims.map((claim) => fields(claim, papers)),
  )
}

/** Characters that Markdown or a table of it would take for its own; what stands in `$...$` is left alone. */
function markdownText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~$]/g, (character) => `\\${character}`).replaceAll(/\s+/g, ' ')
}

/** A heading and a table for each paper, formulas as `$...$`. */
export function claimsMarkdown(claims: readonly ClaimRow[], papers: readonly PaperInfo[]): string {
  const parts = [...Map.groupBy(claims, ({ paperId }) => paperId)].map(([paperId, own]) => {
    const paper = papers.find(({ id }) => id === paperId)
    const heading = paper === undefined ? paperId : `${paper.title} (${paper.authors}, ${paper.reference})`
    const rows = own.map((claim) => {
      const [, id = '', title = '', , source = '', premise = '', , prediction = '', measured = '', verdict = '', study = ''] = fields(
        claim,
        papers,
      )
      // a bar would end the cell, also inside a formula
      const formula = `$${claim.formula.replaceAll('\\|', '\\Vert ').replaceAll('|', '\\vert ')}$`
      const cells = [
        verdict,
        id,
        `${markdownText(title)}<br>${formula}`,
        ...[source, premise, prediction, measured, study].map(markdownText),
      ]
      return `| ${cells.join(' | ')} |`
    })
    return [
      `## ${markdownText(heading)}`,
      '',
      '| verdict | id | claim | source | premise | prediction | measured | study |',
      '| --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
      '',
    ].join('\n')
  })
  return `# Claims\n\n${parts.join('\n')}`
}
