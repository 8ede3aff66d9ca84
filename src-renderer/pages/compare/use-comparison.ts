import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import type { ComparisonView, LabError, LabEvent } from '../../../src-main/contract'
import { provideChartLink } from '../../charts/chart-link'
import type { CurveLook } from '../../charts/chart-model'
import { groupLook } from '../../charts/figure-model'
import { useLabEvents } from '../../stores/lab'
import { useRequest } from '../../stores/use-request'
import type { CompareState } from './compare-state'
import { entryLooks } from './entry-look'
import { brushed } from './parallel-axes'

export interface UsedComparison {
  /** all runs of the state */
  whole: ComputedRef<ComparisonView | null>
  /** those within the brushes */
  view: ComputedRef<ComparisonView | null>
  looks: ComputedRef<CurveLook[]>
  wholeLooks: ComputedRef<CurveLook[]>
  /** runs within the brushes; null without brushes */
  within: ComputedRef<number[] | null>
  error: ComputedRef<LabError | null>
  refresh: () => void
  /** grows whenever more has been recorded */
  revision: Ref<number>
}

/** What the lab says of the runs of a state, kept fresh while they go on, and one step for all charts below this component. */
export function useComparison(state: () => CompareState, change: (part: Partial<CompareState>) => void): UsedComparison {
  const link = provideChartLink()
  const revision = ref(0)
  const isShown = (id: number): boolean => state().runIds.includes(id)
  const options = { interval: 1000, invalidatedBy: (event: LabEvent) => event.kind === 'runs-changed' && event.runIds.some(isShown) }
  const opened = useRequest(
    'compare.open',
    () => (state().runIds.length === 0 ? null : { runIds: state().runIds, groupBy: state().groupBy, base: state().base }),
    options,
  )
  const whole = computed(() => (state().runIds.length === 0 ? null : opened.value))

  // runs outside of the brushes of the parallel coordinates are left out of all views
  const isBrushed = computed(() => state().brushes.length > 0)
  const values = useRequest(
    'compare.columns',
    () =>
      isBrushed.value && state().runIds.length > 0
        ? { runIds: state().runIds, columns: state().brushes.map(({ column }) => column) }
        : null,
    options,
  )
  const within = computed(() => {
    const found = values.value
    return !isBrushed.value || found === null || found.values.length !== state().brushes.length
      ? null
      : brushed(found.runIds, found.values, state().brushes)
  })
  const reopened = useRequest(
    'compare.open',
    () =>
      within.value === null || within.value.length === 0
        ? null
        : { runIds: within.value, groupBy: whole.value?.groupedBy ?? state().groupBy, base: state().base },
    options,
  )
  const view = computed(() =>
    isBrushed.value && within.value !== null ? (within.value.length === 0 ? null : reopened.value) : whole.value,
  )
  const error = computed(() => opened.error ?? values.error ?? reopened.error)
  const wholeLooks = computed(() => entryLooks(whole.value?.entries ?? []))
  /** Leaving runs out changes no colour. */
  const looks = computed(() => {
    const all = whole.value?.entries ?? []
    return (view.value?.entries ?? []).map(
      ({ runIds }) => wholeLooks.value[all.findIndex((entry) => entry.runIds.includes(runIds[0] ?? 0))] ?? groupLook(0),
    )
  })
  useLabEvents('series-grown', ({ runId }) => {
    if (isShown(runId)) revision.value++
  })
  useLabEvents('runs-changed', ({ runIds }) => {
    if (runIds.some(isShown)) revision.value++
  })

  // one step for all views: what is pinned in a chart over steps is the step of the others, and so it is on axes that go evenly with the steps
  const isCompareAxis = (key: string): boolean => key.startsWith('compare ')
  const perStep = (key: string): number | null => view.value?.axes.find(({ kind }) => `compare ${kind}` === key)?.perStep ?? null
  const shownAxis = computed(() => `compare ${state().x}`)
  watch(
    [() => state().step, shownAxis, () => perStep(shownAxis.value)] as const,
    ([step, key, factor]) => {
      const pinned = link.pinned.value
      if (step === null || factor === null) {
        if (pinned !== null && isCompareAxis(pinned.key)) link.pinned.value = null
      } else if (pinned?.key !== key || Math.round(pinned.x / factor) !== step) link.pinned.value = { key, x: step * factor }
    },
    { immediate: true },
  )
  watch(
    () => link.pinned.value,
    (pinned) => {
      if (pinned !== null && !isCompareAxis(pinned.key)) return
      const factor = perStep(pinned?.key ?? shownAxis.value)
      if (factor === null) return
      const step = pinned === null ? null : Math.max(0, Math.round(pinned.x / factor))
      if (step !== state().step) change({ step })
    },
  )
  return { whole, view, looks, wholeLooks, within, error, refresh: opened.refresh, revision }
}
