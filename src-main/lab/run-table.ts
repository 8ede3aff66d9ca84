import {
  FilterProblem,
  forkOf,
  LabError,
  packStatistics,
  parseFilter,
  parseFilterValue,
  RESULT_STATES,
  type Answers,
  type ClaimView,
  type ExperimentSpec,
  type FilterKeys,
  type FilterValue,
  type RequestArgument,
  type RunFilter,
  type RunRecord,
} from '../contract'
import { EXPERIMENTS, experimentOf } from '../experiments'
import type { RunOrder, Store, StoreFilter } from '../store/store'
import { claimName, PAPERS } from '../papers'
import { groupsOf } from './run-groups'

/** Row fields by the names that the table gives its columns. */
const FIELD_COLUMNS: ReadonlyMap<string, FilterValue> = new Map<string, FilterValue>([
  ['id', { kind: 'field', field: 'id' }],
  ['uid', { kind: 'field', field: 'uid' }],
  ['cellHash', { kind: 'field', field: 'cell' }],
  ['seed', { kind: 'field', field: 'seed' }],
  ['attempt', { kind: 'field', field: 'attempt' }],
  ['state', { kind: 'field', field: 'state' }],
  ['stopReason', { kind: 'field', field: 'stopReason' }],
  ['step', { kind: 'field', field: 'step' }],
  ['progress', { kind: 'field', field: 'progress' }],
  ['priority', { kind: 'field', field: 'priority' }],
  ['createdAt', { kind: 'field', field: 'created' }],
  ['startedAt', { kind: 'field', field: 'started' }],
  ['finishedAt', { kind: 'field', field: 'ended' }],
  ['computeSeconds', { kind: 'field', field: 'duration' }],
  ['bytes', { kind: 'field', field: 'size' }],
  ['name', { kind: 'field', field: 'name' }],
  ['note', { kind: 'field', field: 'note' }],
  ['title', { kind: 'field', field: 'title' }],
])

/** How many of the checked statements hold, computed for the runs in sight only; sorted by how many fail. */
const VERDICTS = 'verdicts'

/** A value of the filter language, not the plain name of something. */
const EXPRESSION = /[()*/+\s]/

/** The table of runs: what is asked in the words of a person, answered from the store. */
export class RunTable {
  /** of results, by run: a verdict on what never changes never changes */
  private readonly verdicts = new Map<number, string | null>()

  constructor(
    private readonly store: Pick<Store, 'queryRuns' | 'tabulate' | 'filterKeys' | 'annotationsOf'>,
    private readonly claimsOf: (run: RunRecord) => readonly Pick<ClaimView, 'verdict'>[],
  ) {}

  /** Reads what every question of the table needs, so that the first one does not wait for it. */
  warm(): void {
    this.keys()
    this.store.queryRuns({ filter: { archived: false }, offset: 0, limit: 1 })
  }

  query({ filter, sort, offset, limit, columns }: RequestArgument<'runs.query'>): Answers['runs.query'] {
    const keys = lazily(() => this.keys())
    const computed = columns.map((column) => (EXPRESSION.test(column) ? valueOf(column, keys) : null))
    const values = computed.filter((value) => value !== null)
    const found = this.store.queryRuns({ filter: storeFilter(filter, keys), ...orderOf(sort, keys), values, offset, limit })
    const said = new Map(this.store.annotationsOf(found.rows.map(({ id }) => id)).map((each) => [each.runId, each]))
    return {
      total: found.total,
      differingKeys: found.differingKeys,
      rows: found.rows.map(({ spec, ...row }, index) => {
        let next = 0
        return {
          ...row,
          title: titleOf(spec),
          name: said.get(row.id)?.name ?? null,
          starred: said.get(row.id)?.starred ?? false,
          archivedAt: said.get(row.id)?.archivedAt ?? null,
          tags: said.get(row.id)?.tags ?? [],
          cells: columns.map((column, place) =>
            computed[place] === null ? this.columnValue({ ...row, spec }, column) : (found.values[index]?.[next++] ?? null),
          ),
        }
      }),
    }
  }

  private columnValue(run: RunRecord, column: string): number | string | null {
    return column === VERDICTS ? this.verdictsOf(run) : columnValue(run, column)
  }

  private verdictsOf(run: RunRecord): string | null {
    const known = this.verdicts.get(run.id)
    if (known !== undefined) return known
    const words = verdictCounts(this.claimsOf(run))
    if (RESULT_STATES.includes(run.state)) this.verdicts.set(run.id, words)
    return words
  }

  groups({ filter, sort, by, columns }: RequestArgument<'runs.groups'>): Answers['runs.groups'] {
    const keys = lazily(() => this.keys())
    const asked = { filter: storeFilter(filter, keys), ...orderOf(sort, keys) }
    const title: FilterValue = { kind: 'field', field: 'title' }
    const values = [...by, ...columns].map((column) => valueOf(column, keys))
    const table = this.store.tabulate({ ...asked, values: [...values, title] })
    const groups = groupsOf(table, { by, columns, sort: sort ?? '' })
    return {
      total: table.ids.length,
      groups: groups.map(({ statistics: _packed, ...group }) => group),
      statistics: packStatistics(groups.map(({ statistics }) => statistics)),
      differingKeys: this.store.queryRuns({ ...asked, offset: 0, limit: 0 }).differingKeys,
    }
  }

  /** Names known to the experiments too: a filter may name what no run has measured yet. */
  keys(): FilterKeys {
    const stored = this.store.filterKeys()
    const quantities = EXPERIMENTS.flatMap(({ info }) => info.quantities.map(({ id }) => id))
    const series = EXPERIMENTS.flatMap(({ info }) => info.series.map(({ id }) => id))
    const seen = new Set(stored.claims.map(({ id }) => id))
    return {
      ...stored,
      claims: PAPERS.flatMap((paper) =>
        paper.claims.map(({ id, title }) => ({ id: claimName(paper, id), title, seen: seen.has(claimName(paper, id)) })),
      ),
      quantities: [...new Set([...stored.quantities, ...quantities])],
      series: [...new Set([...stored.series, ...series])],
    }
  }
}

/** Most tables are asked for without a name that has to be looked up. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

/** A filter as the store takes it. @throws LabError `invalid-request` that shows the place in the filter */
export function storeFilter({ query, ...filter }: RunFilter, keys: () => FilterKeys): StoreFilter {
  if (query === undefined || query.trim() === '') return filter
  const { condition, namesArchived } = explained(query, () => parseFilter(query, keys()))
  const { archived, ...rest } = filter
  return {
    ...(namesArchived || archived === undefined ? rest : { ...rest, archived }),
    ...(condition === null ? {} : { where: condition }),
  }
}

function orderOf(sort: string | undefined, keys: () => FilterKeys): { sort?: string; order?: RunOrder } {
  if (sort === undefined) return {}
  const descending = sort.startsWith('-')
  const column = descending ? sort.slice(1) : sort
  if (column === VERDICTS) return { order: { value: { kind: 'verdict-count', verdict: 'fails' }, descending } }
  return EXPRESSION.test(column) ? { order: { value: valueOf(column, keys), descending } } : { sort }
}

function valueOf(column: string, keys: () => FilterKeys): FilterValue {
  const field = FIELD_COLUMNS.get(column)
  if (field !== undefined) return field
  if (column.startsWith('spec.')) return { kind: 'key', paths: [column.slice('spec.'.length)], numeric: false }
  if (!EXPRESSION.test(column)) return { kind: 'quantity', id: column }
  return explained(column, () => parseFilterValue(column, keys()))
}

/** The message for where there is only text; where in the filter it is, for the window. */
function explained<T>(text: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FilterProblem)) throw error
    const place = { path: `filter:${error.from}-${error.to}`, rule: error.advice }
    throw new LabError('invalid-request', `${error.advice} Nothing was looked up.\n\n${error.picture(text)}`, [place], { cause: error })
  }
}

export function titleOf(spec: ExperimentSpec): string {
  const fork = forkOf(spec)
  return fork === null ? experimentOf(spec).title(spec) : `${experimentOf(spec).title(spec)}, from step ${fork.step}`
}

/** Such as "fails 1, holds 3"; null for a run that no statement speaks of. */
function verdictCounts(claims: readonly Pick<ClaimView, 'verdict'>[]): string | null {
  const counts = Map.groupBy(claims, ({ verdict }) => verdict)
  return counts.size === 0
    ? null
    : [...counts]
        .map(([verdict, own]) => `${verdict} ${own.length}`)
        .sort()
        .join(', ')
}

/** A column of the runs table: summary quantity, or configuration key `spec.model.hiddenWidth`. */
function columnValue(run: Pick<RunRecord, 'summary' | 'spec'>, column: string): number | string | null {
  if (!column.startsWith('spec.')) return run.summary[column] ?? null
  let value: unknown = run.spec
  for (const key of column.split('.').slice(1)) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  }
  if (value === undefined || value === null) return null
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value)
}
