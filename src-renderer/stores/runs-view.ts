import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { RunFilter, RunState } from '../../src-main/contract'

/** How the table of runs is looked at; kept while other pages are shown, so that coming back finds it as it was left. */
export const useRunsView = defineStore('runs-view', () => {
  const states = shallowRef<RunState[]>([])
  const studyId = shallowRef<number | null>(null)
  const cellHash = shallowRef<string | null>(null)
  /** in the filter language; always one that can be read */
  const query = shallowRef('')
  const showArchived = shallowRef(false)
  /** column id, `-` in front for descending */
  const sort = shallowRef('-createdAt')
  /** column ids, none for a flat list */
  const groupBy = shallowRef<string[]>([])
  /** keys of the groups whose runs are shown */
  const expanded = shallowRef<ReadonlySet<string>>(new Set())
  /** columns that stay in sight, counted from the first */
  const pinned = shallowRef(1)
  const selected = shallowRef<ReadonlySet<number>>(new Set())
  const scrollTop = shallowRef(0)
  /** configuration keys met so far: a column does not vanish because a filter leaves one value of it */
  const keys = shallowRef<string[]>([])

  function meetKeys(met: readonly string[]): void {
    const fresh = met.filter((key) => !keys.value.includes(key))
    if (fresh.length > 0) keys.value = [...keys.value, ...fresh]
  }

  function filter(): RunFilter {
    const trimmed = query.value.trim()
    return {
      ...(showArchived.value ? {} : { archived: false }),
      ...(states.value.length > 0 ? { states: states.value } : {}),
      ...(studyId.value === null ? {} : { studyId: studyId.value }),
      ...(cellHash.value === null ? {} : { cellHash: cellHash.value }),
      ...(trimmed === '' ? {} : { query: trimmed }),
    }
  }

  function isFiltered(): boolean {
    return Object.keys(filter()).some((key) => key !== 'archived')
  }

  function clearFilter(): void {
    states.value = []
    studyId.value = null
    cellHash.value = null
    query.value = ''
  }

  return {
    states,
    studyId,
    cellHash,
    query,
    showArchived,
    sort,
    groupBy,
    expanded,
    pinned,
    selected,
    scrollTop,
    keys,
    meetKeys,
    filter,
    isFiltered,
    clearFilter,
  }
})
