import type { GroupStatistics, RunGroupView } from '../contract'
import { describe } from '../science/statistics'
import type { RunTabulation } from '../store/store'

/** A group with its statistics, column by column; null where no finished run has a finite number. */
export interface DescribedGroup extends RunGroupView {
  statistics: (GroupStatistics | null)[]
}

type Value = number | string | null

interface Grouping {
  by: readonly string[]
  columns: readonly string[]
  /** column of the table's order, `-` in front for descending */
  sort: string
}

/** Hashes have no order that means anything. */
const UNORDERED = ['cellHash', 'uid']

/**
 * Runs with the same values of the columns they are grouped by. Groups stand in the order of those values; of the mean where the table is
 * sorted by a column that has one; of their first run where the values have no order.
 * @param table values of the columns it is grouped by, then of those averaged, then the title of the cell
 */
export function groupsOf(table: RunTabulation, { by, columns, sort }: Grouping): DescribedGroup[] {
  const members = new Map<string | number, number[]>()
  table.values.forEach((row, index) => {
    const key = keyOf(row, by.length)
    const known = members.get(key)
    if (known === undefined) members.set(key, [index])
    else known.push(index)
  })
  const groups = [...members.values()].map((rows) => groupOf(table, rows, by.length, columns.length))
  const descending = sort.startsWith('-')
  const sorted = descending ? sort.slice(1) : sort
  const direction = descending ? -1 : 1
  const column = columns.indexOf(sorted)
  if (column !== -1) return groups.sort((a, b) => compareMeans(a.statistics[column], b.statistics[column], direction))
  if (by.every((each) => UNORDERED.includes(each))) return groups
  const first = by.indexOf(sorted)
  return groups.sort((a, b) => {
    const most = first === -1 ? 0 : compareValues(a.values[first] ?? null, b.values[first] ?? null) * direction
    return most === 0 ? compareRows(a.values, b.values) : most
  })
}

/** What rows of the same group have in common; a hash stands for itself, since thousands of rows are looked up. */
function keyOf(row: readonly Value[], by: number): string | number {
  const [first] = row
  return by === 1 && typeof first === 'string' ? `"${first}` : JSON.stringify(row.slice(0, by))
}

function groupOf({ ids, states, values }: RunTabulation, rows: readonly number[], by: number, columns: number): DescribedGroup {
  const first = values[rows[0] ?? 0] ?? []
  const finished = rows.filter((row) => states[row] === 'finished')
  const title = first[by + columns] ?? null
  const isCommon = rows.every((row) => (values[row]?.[by + columns] ?? null) === title)
  return {
    values: first.slice(0, by),
    runIds: rows.flatMap((row) => ids[row] ?? []),
    finished: finished.length,
    // a run under way would pull a mean of steps or distances towards its beginning
    statistics: Array.from({ length: columns }, (_, column) => statisticsOf(values, finished, by + column)),
    title: isCommon && typeof title === 'string' ? title : null,
  }
}

/** @returns null when there is no finite value */
function statisticsOf(values: RunTabulation['values'], rows: readonly number[], column: number): GroupStatistics | null {
  const finite: number[] = []
  let nonFinite = 0
  for (const row of rows) {
    const value = values[row]?.[column]
    if (typeof value !== 'number') continue
    if (Number.isFinite(value)) finite.push(value)
    else nonFinite++
  }
  return finite.length === 0 ? null : { ...describe(finite), nonFinite }
}

function compareMeans(a: GroupStatistics | null | undefined, b: GroupStatistics | null | undefined, direction: number): number {
  // what has no mean comes last either way
  if (!a || !b) return a ? -1 : b ? 1 : 0
  return direction * (a.mean - b.mean)
}

function compareRows(a: readonly Value[], b: readonly Value[]): number {
  for (let index = 0; index < a.length; index++) {
    const order = compareValues(a[index] ?? null, b[index] ?? null)
    if (order !== 0) return order
  }
  return 0
}

function compareValues(a: Value, b: Value): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}
