import type { StudyView, TableEntry, TableView } from '../contract'
import { shortNumber, textTable } from './console'

/** A study's tables, claims and notes as text: measured mean beside the published one. */
export function studyText(view: StudyView): string {
  const { summary } = view
  const states = Object.entries(summary.byState).map(([state, count]) => `${count} ${state}`)
  const parts = [`${summary.title}: ${summary.cells} cells, ${summary.runs} runs (${[...states, `${summary.missing} missing`].join(', ')})`]
  for (const table of view.tables) parts.push('', table.title, tableText(table))
  if (view.claims.length > 0) {
    parts.push(
      '',
      textTable(
        ['claim', 'verdict', 'measured', 'prediction'],
        view.claims.map((claim) => [`${claim.id} ${claim.title}`, claim.verdict, claim.measured, claim.prediction]),
        [],
      ),
    )
  }
  if (view.notes.length > 0) parts.push('', ...view.notes.map((note) => `Note: ${note}`))
  return parts.join('\n')
}

function tableText(table: TableView): string {
  const published = table.rows.some(({ entries }) => entries.some((entry) => entry.published !== null))
  const columns = published ? 3 : 1
  const headers = [
    ...table.axes.map((axis) => axis.label),
    'converged',
    ...table.quantityIds.flatMap((id) => [id, 'published', ''].slice(0, columns)),
  ]
  const rows = table.rows.map((row) => [
    ...table.axes.map((axis) => String(row.axes[axis.id] ?? '')),
    `${row.convergence.succeeded}/${row.convergence.planned}`,
    ...table.quantityIds.flatMap((id) => entryText(row.entries.find((entry) => entry.quantityId === id)).slice(0, columns)),
  ])
  return textTable(
    headers,
    rows,
    headers.map((header) => (header === '' ? 'left' : 'right')),
  )
}

function entryText(entry: TableEntry | undefined): string[] {
  if (entry === undefined) return ['', '', '']
  return [shortNumber(entry.measured?.mean), shortNumber(entry.published?.mean), entry.verdict === 'outside' ? '!' : '']
}
