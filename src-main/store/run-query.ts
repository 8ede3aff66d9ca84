import { LabError, type RunFilter, type RunRecord, type RunState } from '../contract'
import type { Connection } from './connection'
import { configurationOf, differingKeys } from './configuration'
import { RUN_COLUMNS, type RunRepository, type RunRowStored } from './runs'
import type { RunQuery, Store } from './store'

/** Newest first. */
const DEFAULT_SORT = '-id'

const ROW_FIELDS: ReadonlyMap<string, string> = new Map([
  ['id', 'r.id'],
  ['uid', 'r.uid'],
  ['cellHash', 'c.hash'],
  ['seed', 'r.seed'],
  ['attempt', 'r.attempt'],
  ['state', 'r.state'],
  ['stopReason', 'r.stop_reason'],
  ['step', 'r.step'],
  ['progress', 'r.progress'],
  ['priority', 'r.priority'],
  ['createdAt', 'r.created_at'],
  ['startedAt', 'r.started_at'],
  ['finishedAt', 'r.finished_at'],
  ['computeSeconds', 'r.compute_seconds'],
  ['bytes', 'r.bytes'],
  ['note', 'r.note'],
])

/** Cells whose configuration is kept in memory; one takes about two kilobytes. */
const CACHED_CELLS = 20_000

const RUNS_AND_CELLS = 'runs r JOIN cells c ON c.id = r.cell_id'

interface Condition {
  sql: string
  parameters: Record<string, unknown>
}

interface Order extends Condition {
  direction: 'ASC' | 'DESC'
}

/** Finds, sorts and counts runs. Runs in the trash are seen by none of these. */
export class RunQueries implements Pick<Store, 'queryRuns' | 'runIds' | 'countByState'> {
  private readonly configurations = new Map<number, ReadonlyMap<string, string>>()
  private lastDiffering: { cells: string; keys: string[] } | null = null

  constructor(
    private readonly connection: Connection,
    private readonly runs: RunRepository,
  ) {}

  queryRuns({ filter, sort, offset, limit }: RunQuery): { total: number; rows: RunRecord[]; differingKeys: string[] } {
    return this.connection.read(() => {
      const where = conditionOf(filter)
      const cells = this.connection
        .prepare<[object], { id: number; runs: number }>(
          `SELECT r.cell_id AS id, count(*) AS runs FROM ${RUNS_AND_CELLS} WHERE ${where.sql} GROUP BY r.cell_id`,
        )
        .all(where.parameters)
      const order = orderOf(sort)
      // ids first: sorting whole rows would carry every summary through the sorter
      const ids = this.sortedIds(where, order, limit, offset)
      const rows = this.connection
        .prepare<[string], RunRowStored>(
          `SELECT ${RUN_COLUMNS} FROM json_each(?) page CROSS JOIN runs r ON r.id = page.value CROSS JOIN cells c ON c.id = r.cell_id ORDER BY page.key`,
        )
        .all(JSON.stringify(ids))
      return {
        total: cells.reduce((sum, cell) => sum + cell.runs, 0),
        rows: rows.map((row) => this.runs.record(row)),
        differingKeys: this.differingKeys(cells.map((cell) => cell.id)),
      }
    })
  }

  runIds(filter: RunFilter): number[] {
    return this.connection.read(() => this.sortedIds(conditionOf(filter), orderOf(undefined), -1, 0))
  }

  countByState(filter: RunFilter = {}): Partial<Record<RunState, number>> {
    return this.connection.read(() => {
      const where = conditionOf(filter)
      const rows = this.connection
        .prepare<[object], { state: RunState; count: number }>(
          `SELECT r.state, count(*) AS count FROM ${RUNS_AND_CELLS} WHERE ${where.sql} GROUP BY r.state`,
        )
        .all(where.parameters)
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    })
  }

  private sortedIds(where: Condition, order: Order, limit: number, offset: number): number[] {
    // materialized: otherwise the key would be taken out of the JSON again wherever the order mentions it
    const sql = `
      WITH found AS MATERIALIZED (SELECT r.id AS id, ${order.sql} AS key FROM ${RUNS_AND_CELLS} WHERE ${where.sql})
      SELECT id FROM found ORDER BY ${numeric('key')} ${order.direction} NULLS LAST, key IS NULL, id DESC LIMIT @limit OFFSET @offset`
    return this.connection
      .prepare<[object], number>(sql)
      .pluck()
      .all({ ...where.parameters, ...order.parameters, limit, offset })
  }

  /** The same cells are asked for again and again while a table is scrolled and sorted. */
  private differingKeys(cellIds: number[]): string[] {
    const cells = cellIds.join()
    if (this.lastDiffering?.cells !== cells)
      this.lastDiffering = { cells, keys: differingKeys(cellIds.map((id) => this.configuration(id))) }
    return this.lastDiffering.keys
  }

  private configuration(cellId: number): ReadonlyMap<string, string> {
    const known = this.configurations.get(cellId)
    if (known !== undefined) return known
    const configuration = configurationOf(this.runs.specOf(cellId))
    if (this.configurations.size >= CACHED_CELLS) this.configurations.clear()
    this.configurations.set(cellId, configuration)
    return configuration
  }
}

function conditionOf(filter: RunFilter): Condition {
  const parts = ['r.removed_at IS NULL']
  const parameters: Record<string, unknown> = {}
  if (filter.states !== undefined) {
    parts.push('r.state IN (SELECT value FROM json_each(@states))')
    parameters.states = JSON.stringify(filter.states)
  }
  if (filter.studyId !== undefined) {
    parts.push('EXISTS (SELECT 1 FROM study_seeds s WHERE s.study_id = @studyId AND s.cell_id = r.cell_id AND s.seed = r.seed)')
    parameters.studyId = filter.studyId
  }
  if (filter.cellHash !== undefined) {
    parts.push('c.hash = @cellHash')
    parameters.cellHash = filter.cellHash
  }
  if (filter.ids !== undefined) {
    parts.push('r.id IN (SELECT value FROM json_each(@ids))')
    parameters.ids = JSON.stringify(filter.ids)
  }
  if (filter.seedAtMost !== undefined) {
    parts.push('r.seed <= @seedAtMost')
    parameters.seedAtMost = filter.seedAtMost
  }
  if (filter.text !== undefined && filter.text !== '') {
    parts.push(
      `(r.note LIKE @text ESCAPE '\\' OR r.stop_reason LIKE @text ESCAPE '\\' OR r.error_message LIKE @text ESCAPE '\\' OR r.uid LIKE @text ESCAPE '\\'
        OR r.cell_id IN (SELECT id FROM cells WHERE spec LIKE @text ESCAPE '\\' OR hash LIKE @text ESCAPE '\\'))`,
    )
    parameters.text = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`
  }
  return { sql: parts.join(' AND '), parameters }
}

function orderOf(sort = DEFAULT_SORT): Order {
  const direction = sort.startsWith('-') ? 'DESC' : 'ASC'
  const key = direction === 'DESC' ? sort.slice(1) : sort
  const field = ROW_FIELDS.get(key)
  if (field !== undefined) return { sql: field, direction, parameters: {} }
  if (key.startsWith('spec.'))
    return { sql: 'json_extract(c.spec, @sortPath)', direction, parameters: { sortPath: jsonPath(key.split('.').slice(1)) } }
  return { sql: 'json_extract(r.summary, @sortPath)', direction, parameters: { sortPath: jsonPath([key]) } }
}

/** Numbers that JSON has no notation for are strings in summaries (json-numbers.ts). NaN comes last either way, like what is missing. */
function numeric(key: string): string {
  return `CASE ${key} WHEN 'NaN' THEN NULL WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999 WHEN '-0' THEN 0 ELSE ${key} END`
}

function jsonPath(names: string[]): string {
  for (const name of names) {
    if (name === '' || /["\\]/.test(name))
      throw new LabError('invalid-request', `Runs cannot be sorted by ${JSON.stringify(names.join('.'))}. Nothing was read.`)
  }
  return `$${names.map((name) => `."${name}"`).join('')}`
}
