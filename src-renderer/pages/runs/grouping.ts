import type { GroupStatistics, RunGroupView, RunTableRow } from '../../../src-main/contract'
import { isAveraged, type CellValue, type RunColumn } from './run-columns'

export interface RunGroup {
  /** its values as text: what tells it from other groups */
  key: string
  /** of the columns it is grouped by */
  values: CellValue[]
  /** what the cells of its runs are called, when it is one and the same */
  title: string | null
  /** in the order of the table */
  runIds: number[]
  finished: number
  /** by column id */
  statistics: ReadonlyMap<string, GroupStatistics>
}

export type TableItem = { kind: 'group'; group: RunGroup; expanded: boolean } | { kind: 'run'; row: RunTableRow; group: RunGroup | null }

/** A line of the table whose run may still have to be fetched. */
export type GroupedLine = { kind: 'group'; group: RunGroup; expanded: boolean } | { kind: 'run'; runId: number; group: RunGroup }

/** Columns that groups have a mean of. */
export function averagedColumns(columns: readonly RunColumn[]): string[] {
  return columns.filter(isAveraged).map((column) => column.id)
}

/**
 * @param statistics column by column
 * @param averaged the columns that statistics were asked for, in their order
 */
export function groupOfView(view: RunGroupView, statistics: readonly (GroupStatistics | null)[], averaged: readonly string[]): RunGroup {
  const found = averaged.flatMap((id, index): [string, GroupStatistics][] => {
    const own = statistics[index]
    return own ? [[id, own]] : []
  })
  return { ...view, key: JSON.stringify(view.values), statistics: new Map(found) }
}

/** Groups and the runs of the expanded ones, one table line each. */
export function groupedLines(groups: readonly RunGroup[], expanded: ReadonlySet<string>): GroupedLine[] {
  const lines: GroupedLine[] = []
  for (const group of groups) {
    const isExpanded = expanded.has(group.key)
    lines.push({ kind: 'group', group, expanded: isExpanded })
    if (isExpanded) for (const runId of group.runIds) lines.push({ kind: 'run', runId, group })
  }
  return lines
}
