import type { StudyView, TableEntry, TableView } from '../contract'
import { shortNumber, textTable } from './console'

/** A study's tables, claims and notes as text: measured mean beside the published one. */
export function studyText(view: StudyView): string {
  const { summary } = view
  const states = Object.entries(summary.byState).map(([state, count]) => `${count} ${state}`)
  const parts = [`${summary.title}: ${summary.cells} cells, ${summary.runs} runs (${[...states, `${summary.missing} missing`].join(', ')})`]
  for (const table of view.tables) parts.push('', table.title, tableText(table))
  if (view.tables.length === 0) parts.push('', cellsText(view))
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
  const headers = [...table.axes.map((axis) => axis.label), 'converged', ...table.quantityIds.flatMap((id) => [id, 'published', ''])]
  const rows = table.rows.map((row) => [
    ...table.axes.map((axis) => String(row.axes[axis.id] ?? '')),
    `${row.convergence.succeeded}/${row.convergence.planned}`,
    ...table.quantityIds.flatMap((id) => entryText(row.entries.find((entry) => entry.quantityId === id))),
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

function cellsText(view: StudyView): string {
  const names = [...new Set(view.cells.flatMap((cell) => Object.keys(cell.statistics)))].slice(0, 8)
  const headers = [...view.axes.map((axis) => axis.label), 'runs', ...names]
  const rows = view.cells.map((cell) => [
    ...view.axes.map((axis) => String(cell.axes[axis.id] ?? '')),
    `${cell.runs.filter((run) => run.state === 'finished').length}/${cell.seeds.length}`,
    ...names.map((name) => shortNumber(cell.statistics[name]?.mean)),
  ])
  return textTable(
    headers,
    rows,
    headers.map(() => 'right'),
  )
}
