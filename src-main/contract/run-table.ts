import { z } from 'zod'
import type { FilterKeys } from './filter'
import { runFilter, type RunRow } from './run'

/** row field, summary quantity, configuration key `spec.model.hiddenWidth`, or a value of the filter language such as `tail(loss)` */
const column = z.string().min(1).max(300)

/** Requests of the table of runs. */
export const RUN_TABLE_REQUESTS = {
  'runs.query': z.strictObject({
    filter: runFilter,
    /** a column; `-` in front sorts descending */
    sort: column.optional(),
    offset: z.int().min(0),
    limit: z.int().min(1).max(20_000),
    columns: z.array(column).max(200),
  }),
  /** all matching runs in groups of the same values, with statistics of the columns over the finished ones */
  'runs.groups': z.strictObject({
    filter: runFilter,
    sort: column.optional(),
    by: z.array(column).min(1).max(8),
    columns: z.array(column).max(200),
  }),
  /** queues the next seeds that were never run for every cell that the runs are of */
  'runs.moreSeeds': z.strictObject({ runIds: z.array(z.int().min(1)).min(1).max(100_000), seeds: z.int().min(1).max(1000) }),
  /** queues what has no result among these runs, and what studies have planned for their cells and was never run */
  'runs.runMissing': z.strictObject({ runIds: z.array(z.int().min(1)).min(1).max(100_000) }),
  /** what a filter can name */
  'runs.filterKeys': z.strictObject({}),
} as const

export interface RunTableRow extends RunRow {
  /** what tells the run's cell from others, e.g. "S = 100, m = 300, gaussian labels" */
  title: string
  /** what it was called, null when it was not */
  name: string | null
  starred: boolean
  archivedAt: number | null
  tags: string[]
  /** values of the asked columns, in their order */
  cells: (number | string | null)[]
}

export interface RunGroupView {
  /** of the columns it is grouped by */
  values: (number | string | null)[]
  /** in the order of the table */
  runIds: number[]
  finished: number
  /** what the cells of its runs are called, when it is one and the same */
  title: string | null
}

export interface RunTableAnswers {
  'runs.query': {
    total: number
    rows: RunTableRow[]
    /** configuration keys that differ among the matching runs, for choosing columns and grouping */
    differingKeys: string[]
  }
  'runs.groups': {
    total: number
    groups: RunGroupView[]
    /** of the asked columns, to be read with unpackStatistics */
    statistics: Float64Array
    differingKeys: string[]
  }
  'runs.moreSeeds': { cells: number; queued: number }
  'runs.runMissing': { queued: number }
  'runs.filterKeys': FilterKeys
}
