import { RESULT_STATES, type FilterKeys, type FilterValue, type RunState } from '../contract'
import type { CellTitles } from './cell-titles'
import type { Connection } from './connection'
import { configurationOf, differingKeys } from './configuration'
import { FilterKeyCollector } from './filter-key-collector'
import { FilterSql, numeric, wordsSql, escapedPattern } from './filter-sql'
import { decodeNumber } from './json-numbers'
import { jsonPath } from './json-path'
import type { RunMeasures } from './run-measures'
import { RunQuantities } from './run-quantities'
import type { RunVerdicts } from './run-verdicts'
import { RUN_COLUMNS, type RunRepository, type RunRowStored } from './runs'
import type { RunOrder, RunQuery, RunTabulation, Store, StoreFilter } from './store'

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
  ['name', 'r.name'],
  ['starred', 'r.starred'],
  ['archivedAt', 'r.archived_at'],
  ['title', 'title_of_cell(c.id)'],
  ['tags', "(SELECT group_concat(tag, ', ') FROM (SELECT tag FROM run_tags WHERE run_id = r.id ORDER BY tag))"],
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

/** Matching runs in their order, and the cells they are of, each once. */
interface Found {
  key: string
  ids: number[]
  cells: number[]
}

/** Finds, sorts and counts runs. Runs in the trash are seen by none of these. */
export class RunQueries implements Pick<Store, 'queryRuns' | 'tabulate' | 'runIds' | 'countByState' | 'filterKeys'> {
  private readonly configurations = new Map<number, ReadonlyMap<string, string>>()
  private lastDiffering: { cells: string; keys: string[] } | null = null
  private lastFound: Found | null = null
  private lastKeys: { version: string; keys: FilterKeys } | null = null
  private readonly changes
  private readonly keys
  private readonly quantities

  constructor(
    private readonly connection: Connection,
    private readonly runs: RunRepository,
    private readonly titles: CellTitles,
    private readonly measures: RunMeasures,
    private readonly verdicts: RunVerdicts,
  ) {
    this.changes = connection.prepare<[], number>('SELECT total_changes()').pluck()
    this.keys = new FilterKeyCollector(connection)
    this.quantities = new RunQuantities(connection)
  }

  queryRuns({ filter, sort, order, values = [], offset, limit }: RunQuery): ReturnType<Store['queryRuns']> {
    return this.connection.read(() => {
      const found = this.find(filter, sort, order)
      const page = JSON.stringify(found.ids.slice(offset, limit < 0 ? undefined : offset + limit))
      const rows = this.connection
        .prepare<[string], RunRowStored>(
          `SELECT ${RUN_COLUMNS} FROM json_each(?) page CROSS JOIN runs r ON r.id = page.value CROSS JOIN cells c ON c.id = r.cell_id ORDER BY page.key`,
        )
        .all(page)
      return {
        total: found.ids.length,
        rows: rows.map((row) => this.runs.record(row)),
        values: values.length === 0 ? [] : this.valuesOf(page, values),
        differingKeys: this.differingKeys(found.cells),
      }
    })
  }

  tabulate({ filter, sort, order, values = [] }: Omit<RunQuery, 'offset' | 'limit'>): RunTabulation {
    return this.connection.read(() => {
      const { ids } = this.find(filter, sort, order)
      const fromSql = values.filter((value) => !isQuantity(value) && !isTitle(value))
      const rows = this.rowsOf(ids, fromSql)
      const states = rows.map(([, state]) => state)
      const quantities = this.quantities.read(
        values.filter(isQuantity).map(({ id }) => id),
        ids,
        (place) => RESULT_STATES.includes(states[place] ?? 'queued'),
      )
      if (values.some(isTitle)) this.titles.prepare()
      const taken = values.map((value) => (isQuantity(value) ? 'quantity' : isTitle(value) ? 'title' : 'sql'))
      return {
        ids,
        cells: rows.map(([cell]) => cell),
        states,
        values: rows.map(([cell, , ...stored], place) => {
          let [nextQuantity, nextStored] = [0, 0]
          return taken.map((from) =>
            from === 'title'
              ? this.titles.of(cell)
              : ((from === 'quantity' ? quantities[nextQuantity++]?.[place] : stored[nextStored++]) ?? null),
          )
        }),
      }
    })
  }

  /** Cell, state and values of the runs, in the order of their ids. */
  private rowsOf(ids: readonly number[], values: readonly FilterValue[]): [number, RunState, ...(number | string | null)[]][] {
    const { sql, columns } = this.columnsOf(values)
    const rows = this.connection
      .prepare<[object], [number, number, RunState, ...(number | string | null)[]]>(
        `SELECT ${['page.key', 'r.cell_id', 'r.state', ...columns].join(', ')} FROM json_each(@page) page
         CROSS JOIN runs r ON r.id = page.value CROSS JOIN cells c ON c.id = r.cell_id`,
      )
      .raw()
      .all({ ...sql.parameters, page: JSON.stringify(ids) })
    // put in their places here: a sorter of SQLite would move all columns
    const placed = new Array<[number, RunState, ...(number | string | null)[]]>(rows.length)
    for (const [place, ...row] of rows) placed[place] = row
    return placed
  }

  runIds(filter: StoreFilter): number[] {
    return this.connection.read(() => [...this.find(filter, undefined, undefined).ids])
  }

  filterKeys(): FilterKeys {
    return this.connection.read(() => {
      const version = this.version()
      if (this.lastKeys?.version !== version) this.lastKeys = { version, keys: this.keys.collect() }
      return { ...this.lastKeys.keys, claims: this.verdicts.seen().map((id) => ({ id, title: '', seen: true })) }
    })
  }

  countByState(filter: StoreFilter = {}): Partial<Record<RunState, number>> {
    return this.connection.read(() => {
      const where = this.conditionOf(filter)
      const rows = this.connection
        .prepare<[object], { state: RunState; count: number }>(
          `SELECT r.state, count(*) AS count FROM ${RUNS_AND_CELLS} WHERE ${where.sql} GROUP BY r.state`,
        )
        .all(where.parameters)
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
    })
  }

  /** All matching runs at once: while a table is scrolled, the order that was found stands as long as nothing changes. */
  private find(filter: StoreFilter, sort: string | undefined, order: RunOrder | undefined): Found {
    const where = this.conditionOf(filter)
    const by = order === undefined ? orderOf(sort) : this.orderBy(order)
    // materialized: otherwise the key would be taken out of the JSON again wherever the order mentions it
    const sql = `
      WITH found AS MATERIALIZED (SELECT r.id AS id, r.cell_id AS cell, ${by.sql} AS key FROM ${RUNS_AND_CELLS} WHERE ${where.sql})
      SELECT id, cell FROM found ORDER BY ${numeric('key')} ${by.direction} NULLS LAST, key IS NULL, id DESC`
    const parameters = { ...where.parameters, ...by.parameters }
    const key = JSON.stringify([this.version(), sql, parameters])
    if (this.lastFound?.key === key) return this.lastFound
    const rows = this.connection.prepare<[object], [number, number]>(sql).raw().all(parameters)
    const cells = new Set<number>()
    for (const [, cell] of rows) cells.add(cell)
    this.lastFound = { key, ids: rows.map(([id]) => id), cells: [...cells].sort((a, b) => a - b) }
    return this.lastFound
  }

  /** Another one whenever this process or another one has changed anything. */
  private version(): string {
    return `${String(this.connection.database.pragma('data_version', { simple: true }))} ${this.changes.get() ?? 0}`
  }

  /** @param page ids as a JSON array, whose order the rows have */
  private valuesOf(page: string, values: NonNullable<RunQuery['values']>): (number | string | null)[][] {
    const { sql, columns } = this.columnsOf(values)
    if (values.some(isTitle)) this.titles.prepare()
    return this.connection
      .prepare<[object], (number | string | null)[]>(
        `SELECT ${['NULL', ...columns].join(', ')} FROM json_each(@page) page CROSS JOIN runs r ON r.id = page.value
         CROSS JOIN cells c ON c.id = r.cell_id ORDER BY page.key`,
      )
      .raw()
      .all({ ...sql.parameters, page })
      .map((row) => row.slice(1).map((stored, index) => (values[index]?.kind === 'quantity' ? decodeNumber(stored) : stored)))
  }

  /** SQL of values as they are stored, with what it asks for at hand. */
  private columnsOf(values: readonly FilterValue[]): { sql: FilterSql; columns: string[] } {
    const sql = new FilterSql('v')
    const columns = values.map((value) => sql.raw(value))
    this.measures.prepare(sql.measures)
    if (sql.asksVerdicts) this.verdicts.prepare()
    return { sql, columns }
  }

  private orderBy({ value, descending }: RunOrder): Order {
    const sql = new FilterSql('o')
    const key = sql.value(value)
    this.measures.prepare(sql.measures)
    if (sql.asksVerdicts) this.verdicts.prepare()
    return { sql: key, parameters: sql.parameters, direction: descending ? 'DESC' : 'ASC' }
  }

  /** The same cells are asked for again and again while a table is scrolled and sorted. */
  private differingKeys(cellIds: number[]): string[] {
    const cells = cellIds.join()
    if (this.lastDiffering?.cells !== cells)
      this.lastDiffering = { cells, keys: differingKeys(cellIds.map((id) => this.configuration(id))) }
    return this.lastDiffering.keys
  }

  private conditionOf(filter: StoreFilter): Condition {
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
      this.titles.prepare()
      parts.push(wordsSql('@text'))
      parameters.text = `%${escapedPattern(filter.text)}%`
    }
    if (filter.archived !== undefined) parts.push(`r.archived_at IS ${filter.archived ? 'NOT ' : ''}NULL`)
    if (filter.where !== undefined) {
      const sql = new FilterSql('f')
      parts.push(sql.condition(filter.where))
      Object.assign(parameters, sql.parameters)
      this.titles.prepare()
      this.measures.prepare(sql.measures)
      if (sql.asksVerdicts) this.verdicts.prepare()
    }
    return { sql: parts.join(' AND '), parameters }
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

function isQuantity(value: FilterValue): value is Extract<FilterValue, { kind: 'quantity' }> {
  return value.kind === 'quantity'
}

function isTitle(value: FilterValue): boolean {
  return value.kind === 'field' && value.field === 'title'
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
