import { shallowRef, watch, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { MOST_COMPARED } from '../../../src-main/contract'
import { useLastComparison } from '../../stores/last-comparison'
import { useNotices } from '../../stores/notices'
import { FIRST_STATE, readState, writeState, type CompareState } from './compare-state'
import { readRunList } from './run-list'

export interface UsedCompareState {
  state: Readonly<ShallowRef<CompareState>>
  change: (part: Partial<CompareState>) => void
  /** further runs, at the end */
  add: (runIds: readonly number[]) => void
}

/** What the page shows and its address, the one following the other. */
export function useCompareState(): UsedCompareState {
  const route = useRoute()
  const router = useRouter()
  const notices = useNotices()
  const last = useLastComparison()
  const state = shallowRef(FIRST_STATE)

  function change(part: Partial<CompareState>): void {
    state.value = { ...state.value, ...part }
  }
  function add(runIds: readonly number[]): void {
    const all = [...new Set([...state.value.runIds, ...runIds])]
    if (all.length > MOST_COMPARED) {
      notices.reportError(new Error(`At most ${MOST_COMPARED} runs are compared at once. Nothing was added.`))
      return
    }
    change({ runIds: all })
  }
  function take(query: Readonly<Record<string, unknown>>): void {
    try {
      const { add: added } = query
      // an address without runs is the way back to the last comparison, or to it with some more
      state.value = readState(typeof query.runs === 'string' ? query : last.query)
      if (typeof added === 'string') add(readRunList(added))
    } catch (error) {
      notices.reportError(error)
    }
  }

  take(route.query)
  watch(
    () => route.query,
    (query) => {
      if (route.name === 'compare' && JSON.stringify(query) !== JSON.stringify(writeState(state.value))) take(query)
    },
  )
  watch(
    state,
    (now) => {
      const query = writeState(now)
      last.query = query
      if (route.name === 'compare') void router.replace({ query })
    },
    { immediate: true },
  )
  return { state, change, add }
}
