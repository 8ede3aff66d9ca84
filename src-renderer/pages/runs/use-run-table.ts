import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { LabError, unpackStatistics, type RunTableRow } from '../../../src-main/contract'
import { request, useLabEvents } from '../../stores/lab'
import { averagedColumns, groupedLines, groupOfView, type RunGroup, type TableItem } from './grouping'
import type { RunColumn } from './run-columns'
import { RunWindow, type RunQuery } from './run-window'

const FLAT_INTERVAL = 500
const GROUPED_INTERVAL = 1500
/** Lines beyond those in view that are fetched with them. */
const MARGIN = 60

interface RunTableOptions {
  query: () => RunQuery
  columns: () => RunColumn[]
  /** column ids */
  groupBy: () => string[]
  /** keys of the groups whose runs are shown */
  expanded: () => ReadonlySet<string>
}

export interface RunTable {
  /** runs that match */
  total: ComputedRef<number>
  differingKeys: ComputedRef<string[]>
  loaded: ComputedRef<boolean>
  error: Readonly<ShallowRef<LabError | null>>
  /** lines of the table: runs, or groups and their runs */
  lineCount: ComputedRef<number>
  /** undefined while it is being fetched */
  line: (index: number) => TableItem | undefined
  /** names the rows' cells belong to */
  asked: ComputedRef<string[]>
  groups: ComputedRef<RunGroup[] | null>
  show: (first: number, last: number) => void
  /** ids of the runs on lines first..last */
  ids: (first: number, last: number) => Promise<number[]>
  /** every matching run in the order of the table without groups */
  rows: () => Promise<RunTableRow[]>
  refresh: () => void
}

/** The lines of the table of runs, flat or grouped. Only the runs that are looked at are held; groups are made where the runs are. */
export function useRunTable(options: RunTableOptions): RunTable {
  const version = shallowRef(0)
  const error = shallowRef<LabError | null>(null)
  const groups = shallowRef<RunGroup[] | null>(null)
  const groupedKeys = shallowRef<string[]>([])
  /** runs of expanded groups, and the columns their cells belong to */
  const members = shallowRef<{ rows: ReadonlyMap<number, RunTableRow>; asked: string[] }>({ rows: new Map(), asked: [] })
  let shown = { first: 0, last: 40 }

  const window = new RunWindow(
    (argument) => request('runs.query', argument),
    () => {
      error.value = null
      version.value++
    },
    (caught) => {
      error.value = LabError.from(caught)
    },
  )
  const grouped = computed(() => options.groupBy().length > 0)

  watch(
    () => JSON.stringify(options.query()),
    () => {
      if (grouped.value) window.prepare(options.query())
      else window.setQuery(options.query())
    },
    { immediate: true },
  )
  watch(grouped, (now) => {
    if (!now) window.setQuery(options.query())
  })

  const lines = computed(() => (grouped.value && groups.value ? groupedLines(groups.value, options.expanded()) : null))
  const total = computed(() =>
    grouped.value ? (groups.value?.reduce((sum, group) => sum + group.runIds.length, 0) ?? 0) : (version.value, window.total),
  )
  const loaded = computed(() => (grouped.value ? groups.value !== null : (version.value, window.loaded)))
  const differingKeys = computed(() => (grouped.value ? groupedKeys.value : (version.value, window.differingKeys)))

  let loading = 0
  async function loadGroups(): Promise<void> {
    const mine = ++loading
    const { filter, sort } = options.query()
    const averaged = averagedColumns(options.columns())
    try {
      const answer = await request('runs.groups', { filter, sort, by: options.groupBy(), columns: averaged })
      if (mine !== loading) return
      groups.value = answer.groups.map((group, at) =>
        groupOfView(group, unpackStatistics(answer.statistics, at, averaged.length), averaged),
      )
      groupedKeys.value = answer.differingKeys
      error.value = null
      void fetchMembers(new Set())
    } catch (caught) {
      if (mine === loading) error.value = LabError.from(caught)
    }
  }

  let fetching = 0
  /** @param stale runs to be fetched again though they are there */
  async function fetchMembers(stale: ReadonlySet<number>): Promise<void> {
    const { columns } = options.query()
    const same = columns.join('\n') === members.value.asked.join('\n')
    const wanted = (lines.value?.slice(Math.max(0, shown.first - MARGIN), shown.last + MARGIN) ?? []).flatMap((line) =>
      line.kind === 'run' && (!same || stale.has(line.runId) || !members.value.rows.has(line.runId)) ? [line.runId] : [],
    )
    if (wanted.length === 0) return
    const mine = ++fetching
    try {
      const { rows } = await request('runs.query', { filter: { ids: wanted }, sort: 'id', offset: 0, limit: wanted.length, columns })
      if (mine !== fetching) return
      const fresh = rows.map((row): [number, RunTableRow] => [row.id, row])
      members.value = { rows: new Map(same ? [...members.value.rows, ...fresh] : fresh), asked: columns }
    } catch (caught) {
      if (mine === fetching) error.value = LabError.from(caught)
    }
  }

  watch(
    () => {
      const { filter, sort } = options.query()
      return grouped.value ? JSON.stringify([filter, sort, options.groupBy(), averagedColumns(options.columns())]) : null
    },
    (wanted) => {
      loading++
      if (wanted === null) groups.value = null
      else void loadGroups()
    },
    { immediate: true },
  )
  watch([lines, () => JSON.stringify(options.query().columns)], () => void fetchMembers(new Set()))

  const changedIds = new Set<number>()
  let timer: ReturnType<typeof setTimeout> | null = null
  function refreshNow(): void {
    timer = null
    const changed = new Set(changedIds)
    changedIds.clear()
    if (grouped.value) {
      const kept = new Map([...members.value.rows].filter(([id]) => !changed.has(id)))
      // the old rows stay until the new ones are there
      if (kept.size < members.value.rows.size) void fetchMembers(changed)
      void loadGroups()
    } else window.invalidate()
  }
  useLabEvents('runs-changed', ({ runIds }) => {
    for (const id of runIds) changedIds.add(id)
    if (document.hidden) return
    timer ??= setTimeout(refreshNow, grouped.value ? GROUPED_INTERVAL : FLAT_INTERVAL)
  })
  function onVisible(): void {
    if (!document.hidden && changedIds.size > 0) timer ??= setTimeout(refreshNow, 0)
  }
  document.addEventListener('visibilitychange', onVisible)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', onVisible)
    if (timer !== null) clearTimeout(timer)
  })

  function line(index: number): TableItem | undefined {
    if (grouped.value) {
      const found = lines.value?.[index]
      if (found?.kind !== 'run') return found
      const row = members.value.rows.get(found.runId)
      return row ? { kind: 'run', row, group: found.group } : undefined
    }
    if (version.value < 0) return undefined
    const row = window.row(index)
    return row ? { kind: 'run', row, group: null } : undefined
  }

  async function ids(first: number, last: number): Promise<number[]> {
    if (!lines.value) return window.ids(first, last)
    const found = new Set<number>()
    for (const each of lines.value.slice(first, last + 1)) {
      if (each.kind === 'run') found.add(each.runId)
      else if (!each.expanded) for (const id of each.group.runIds) found.add(id)
    }
    return [...found]
  }

  return {
    total,
    differingKeys,
    loaded,
    error,
    lineCount: computed(() => (grouped.value ? (lines.value?.length ?? 0) : total.value)),
    line,
    asked: computed(() => (grouped.value ? members.value.asked : (version.value, window.columns))),
    groups: computed(() => (grouped.value ? groups.value : null)),
    show: (first, last) => {
      shown = { first, last }
      if (grouped.value) void fetchMembers(new Set())
      else window.show(first, last)
    },
    ids,
    rows: () => window.rows(0, Number.MAX_SAFE_INTEGER),
    refresh: () => {
      window.invalidate()
      if (grouped.value) void loadGroups()
    },
  }
}
