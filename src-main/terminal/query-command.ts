import { csvText, type RunFilter, type RunTableRow } from '../contract'
import type { Arguments } from './arguments'
import { shortNumber, textTable } from './console'
import type { Session } from './execute'

const CHUNK = 2000
/** What a file of runs says about each of them besides the columns asked for. */
const FIELDS = ['id', 'uid', 'state', 'seed', 'attempt', 'step', 'computeSeconds', 'createdAt', 'bytes', 'title'] as const

/** Runs that a filter finds, as text, CSV or JSON. Archived ones only when the filter speaks of them. */
export async function query({ lab, console }: Session, argument: Arguments): Promise<void> {
  const filter: RunFilter = { query: argument.operands.join(' '), archived: false }
  const columns = argument.columns ?? []
  const whole = argument.csv || argument.json
  const rows: RunTableRow[] = []
  let total: number
  do {
    const limit = whole ? CHUNK : argument.limit
    const answer = await lab.request('runs.query', { filter, sort: argument.sort ?? '-id', offset: rows.length, limit, columns })
    rows.push(...answer.rows)
    total = answer.total
    if (answer.rows.length === 0) break
  } while (whole && rows.length < total)
  if (argument.csv) {
    console.raw(
      csvText(
        [...FIELDS, ...columns],
        rows.map((row) => [...FIELDS.map((field) => row[field]), ...row.cells]),
      ),
    )
    return
  }
  const found = rows.map(({ cells, ...row }) => ({
    ...row,
    columns: Object.fromEntries(columns.map((name, index) => [name, cells[index] ?? null])),
  }))
  const more = total > rows.length ? `, the first ${rows.length} of them` : ''
  const text = [
    `${total} ${total === 1 ? 'run' : 'runs'}${more}`,
    textTable(
      ['run', 'state', 'seed', 'steps', ...columns, 'spec'],
      rows.map((row) => [
        String(row.id),
        row.state,
        String(row.seed),
        String(row.step),
        ...row.cells.map((cell) => (typeof cell === 'string' ? cell : shortNumber(cell))),
        row.title,
      ]),
      ['right', 'left', 'right', 'right', ...columns.map(() => 'right' as const), 'left'],
    ),
  ].join('\n')
  console.result({ total, runs: found }, text)
}
