import type { RunTableRow } from '../../../src-main/contract'
import { cellValue, isAveraged, type CellValue, type RunColumn } from './run-columns'

export interface GroupStatistics {
  /** finite values of finished runs */
  count: number
  mean: number
  /** sample standard deviation (n - 1), null for one value */
  standardDeviation: number | null
  min: number
  max: number
  /** values that are NaN or infinite; they are counted here and in nothing else */
  nonFinite: number
}

export interface RunGroup {
  value: CellValue
  /** text of the value, also its identity */
  key: string
  rows: RunTableRow[]
  finished: number
  /** by column id */
  statistics: Map<string, GroupStatistics>
}

export type TableItem = { kind: 'group'; group: RunGroup; expanded: boolean } | { kind: 'run'; row: RunTableRow; group: RunGroup | null }

/**
 * Mean and sample standard deviation of the finite values (two passes, so that close values lose no digits).
 * @returns null when there is no finite value
 */
export function groupStatistics(values: readonly number[]): GroupStatistics | null {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return null
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length
  const squares = finite.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  let min = Infinity
  let max = -Infinity
  for (const value of finite) {
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  return {
    count: finite.length,
    mean,
    standardDeviation: finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : null,
    min,
    max,
    nonFinite: values.length - finite.length,
  }
}

function compareValues(a: CellValue, b: CellValue): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return String(a).localeCompare(String(b), 'en', { numeric: true })
}

/**
 * Runs by the value of one column, groups in ascending order, runs in the order they came in. Statistics are over finished runs, as
 * everywhere: a run under way would pull a mean of steps or distances towards its beginning.
 */
export function groupRuns(
  rows: readonly RunTableRow[],
  by: RunColumn,
  columns: readonly RunColumn[],
  asked: readonly string[],
): RunGroup[] {
  const groups = new Map<string, RunGroup>()
  for (const row of rows) {
    const value = cellValue(by, row, asked)
    const key = value === null ? '' : String(value)
    const known = groups.get(key)
    if (known) known.rows.push(row)
    else groups.set(key, { value, key, rows: [row], finished: 0, statistics: new Map() })
  }
  const averaged = columns.filter(isAveraged)
  for (const group of groups.values()) {
    const finished = group.rows.filter((row) => row.state === 'finished')
    group.finished = finished.length
    for (const column of averaged) {
      const values = finished.map((row) => cellValue(column, row, asked)).filter((value) => typeof value === 'number')
      const statistics = groupStatistics(values)
      if (statistics) group.statistics.set(column.id, statistics)
    }
  }
  return [...groups.values()].sort((a, b) => compareValues(a.value, b.value))
}

/** Groups and the runs of the expanded ones, one table row each. */
export function tableItems(groups: readonly RunGroup[], collapsed: ReadonlySet<string>): TableItem[] {
  const items: TableItem[] = []
  for (const group of groups) {
    const expanded = !collapsed.has(group.key)
    items.push({ kind: 'group', group, expanded })
    if (expanded) for (const row of group.rows) items.push({ kind: 'run', row, group })
  }
  return items
}
