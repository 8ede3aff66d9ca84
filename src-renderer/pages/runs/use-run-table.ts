import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue'
import { LabError, type RunTableRow } from '../../../src-main/contract'
import { request, useLabEvents } from '../../stores/lab'
import { groupRuns, tableItems, type RunGroup, type TableItem } from './grouping'
import type { RunColumn } from './run-columns'
import { RunWindow, type RunQuery } from './run-window'

const FLAT_INTERVAL = 500
/** grouping needs every run; the changed ones are fetched and put in place */
const GROUPED_INTERVAL = 1500

interface RunTableOptions {
  query: () => RunQuery
  columns: () => RunColumn[]
  groupBy: () => RunColumn | null
  collapsed: () => ReadonlySet<string>
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
  /** how far the runs have been read for grouping; null when nothing is read */
  reading: Readonly<ShallowRef<{ read: number; of: number } | null>>
  show: (first: number, last: number) => void
  /** ids of the runs on lines first..last */
  ids: (first: number, last: number) => Promise<number[]>
  /** every matching run in the order shown */
  rows: () => Promise<RunTableRow[]>
  refresh: () => void
}

/** The lines of the table of runs, flat (only what is in view is held) or grouped (all matching runs are held). */
export function useRunTable(options: RunTableOptions): RunTable {
  const version = shallowRef(0)
  const error = shallowRef<LabError | null>(null)
  const everyRun = shallowRef<{ rows: RunTableRow[]; asked: string[] } | null>(null)

  const reading = shallowRef<{ read: number; of: number } | null>(null)

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

  watch(
    () => JSON.stringify(options.query()),
    () => window.setQuery(options.query()),
    { immediate: true },
  )

  const total = computed(() => (version.value, window.total))
  const loaded = computed(() => (version.value, window.loaded))
  const differingKeys = computed(() => (version.value, window.differingKeys))

  const groups = computed(() => {
    const by = options.groupBy()
    if (!by || !everyRun.value) return null
    return groupRuns(everyRun.value.rows, by, options.columns(), everyRun.value.asked)
  })
  const items = computed(() => (groups.value ? tableItems(groups.value, options.collapsed()) : null))
  const grouped = computed(() => options.groupBy() !== null)

  let loading = 0
  async function loadEveryRun(): Promise<void> {
    const mine = ++loading
    const asked = options.query().columns
    try {
      const rows = await window.rows(0, Number.MAX_SAFE_INTEGER, (read, of) => {
        if (mine === loading) reading.value = { read, of }
      })
      // a run queued between two chunks shifts the others, so that one can come twice
      const once = new Map(rows.map((row) => [row.id, row]))
      if (mine !== loading) return
      everyRun.value = { rows: [...once.values()], asked }
      reading.value = null
    } catch (caught) {
      if (mine !== loading) return
      error.value = LabError.from(caught)
      reading.value = null
    }
  }

  /** Fetches the runs that changed; those that no longer match are left out of the answer and of the list. */
  async function replaceChanged(ids: number[]): Promise<void> {
    const held = everyRun.value
    const mine = loading
    if (!held) return
    try {
      const query = options.query()
      const answer = await request('runs.query', {
        ...query,
        filter: { ...query.filter, ids },
        offset: 0,
        limit: Math.min(20_000, ids.length),
      })
      if (mine !== loading || everyRun.value !== held) return
      const fresh = new Map(answer.rows.map((row) => [row.id, row]))
      const changed = new Set(ids)
      const rows: RunTableRow[] = []
      for (const row of held.rows) {
        const replacement = changed.has(row.id) ? fresh.get(row.id) : row
        fresh.delete(row.id)
        if (replacement) rows.push(replacement)
      }
      everyRun.value = { rows: [...rows, ...fresh.values()], asked: held.asked }
    } catch (caught) {
      error.value = LabError.from(caught)
    }
  }

  watch(
    () => (grouped.value ? JSON.stringify(options.query()) : null),
    (wanted) => {
      if (wanted === null) {
        loading++
        everyRun.value = null
        reading.value = null
      } else void loadEveryRun()
    },
    { immediate: true },
  )

  const changedIds = new Set<number>()
  let timer: ReturnType<typeof setTimeout> | null = null
  function refreshNow(): void {
    timer = null
    const ids = [...changedIds]
    changedIds.clear()
    window.invalidate()
    if (grouped.value) void replaceChanged(ids)
  }
  useLabEvents('runs-changed', (event) => {
    for (const id of event.runIds) changedIds.add(id)
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
    if (items.value) return items.value[index]
    if (grouped.value || version.value < 0) return undefined
    const row = window.row(index)
    return row ? { kind: 'run', row, group: null } : undefined
  }

  async function ids(first: number, last: number): Promise<number[]> {
    if (!items.value) return window.ids(first, last)
    const found = new Set<number>()
    for (const item of items.value.slice(first, last + 1)) {
      if (item.kind === 'run') found.add(item.row.id)
      else if (!item.expanded) for (const row of item.group.rows) found.add(row.id)
    }
    return [...found]
  }

  return {
    total,
    differingKeys,
    loaded,
    error,
    lineCount: computed(() => items.value?.length ?? (grouped.value ? 0 : total.value)),
    line,
    asked: computed(() => (items.value && everyRun.value ? everyRun.value.asked : (version.value, window.columns))),
    groups,
    reading,
    show: (first, last) => {
      if (!grouped.value) window.show(first, last)
    },
    ids,
    rows: async () => groups.value?.flatMap((group) => group.rows) ?? (await window.rows(0, Number.MAX_SAFE_INTEGER)),
    refresh: () => {
      window.invalidate()
      if (grouped.value) void loadEveryRun()
    },
  }
}
