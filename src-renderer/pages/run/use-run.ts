import { computed, ref, toRef, type ComputedRef, type Ref } from 'vue'
import type { LabError, RunDetail, RunTableRow } from '../../../src-main/contract'
import { useLabEvents } from '../../stores/lab'
import { useRequest } from '../../stores/use-request'

export interface UsedRun {
  run: ComputedRef<RunDetail | null>
  error: Readonly<Ref<LabError | null>>
  refresh: () => void
  /** changes whenever its series have grown */
  revision: Readonly<Ref<number>>
  /** runs of its cell by seed and attempt */
  siblings: ComputedRef<RunTableRow[]>
}

const INTERVAL = 500

/** A run as it stands, and its neighbours in its cell. */
export function useRun(runId: () => number): UsedRun {
  const revision = ref(0)
  const detail = useRequest('runs.get', () => ({ runId: runId() }), {
    interval: INTERVAL,
    invalidatedBy: (event) =>
      (event.kind === 'runs-changed' && event.runIds.includes(runId())) || (event.kind === 'series-grown' && event.runId === runId()),
  })
  useLabEvents('series-grown', (event) => {
    if (event.runId === runId()) revision.value++
  })
  // a run that ends or is cut back changes its series without growing them
  useLabEvents('runs-changed', (event) => {
    if (event.runIds.includes(runId())) revision.value++
  })
  /** the answer of another run is not shown under this one's name */
  const run = computed(() => (detail.value?.id === runId() ? detail.value : null))
  const cellHash = computed(() => run.value?.cellHash ?? null)
  const cell = useRequest('runs.query', () =>
    cellHash.value === null ? null : { filter: { cellHash: cellHash.value }, offset: 0, limit: 2000, columns: [] },
  )
  const siblings = computed(() => (cell.value?.rows ?? []).toSorted((a, b) => a.seed - b.seed || a.attempt - b.attempt || a.id - b.id))
  return { run, error: toRef(detail, 'error'), refresh: detail.refresh, revision, siblings }
}
