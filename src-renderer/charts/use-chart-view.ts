import { computed, ref, shallowRef, watch, type ComputedRef, type Ref } from 'vue'
import type { ChartLink } from './chart-link'
import { withScale, type ChartModel } from './chart-model'
import { wholeView, type ChartView, type Fitting } from './chart-view'
import { legendEntries, visibleCurves, type LegendEntry } from './legend'
import { fromCoordinate, toCoordinate, type Range, type AxisScale } from './scale'
import { zoomAround } from './zoom'

interface ShownModel {
  model: ChartModel
  fitting: Fitting
  link: ChartLink
  axisKey: string
}

export interface UsedChartView {
  yScale: Ref<AxisScale>
  /** counts and ratios of one sign have a logarithm; a quantity that is mostly negative has not */
  scalable: ComputedRef<boolean>
  entries: ComputedRef<LegendEntry[]>
  /** ids of the entries of the legend that are switched off */
  hidden: Ref<ReadonlySet<string>>
  /** on the chosen scale, with the curves that are shown */
  model: ComputedRef<ChartModel>
  view: ComputedRef<ChartView>
  zoomed: ComputedRef<boolean>
  /** null leaves an axis as it is */
  show: (x: Range | null, y: Range | null) => void
  showWhole: () => void
  /** closer to (factor < 1) or further from the place at a share of the horizontal axis */
  zoomX: (share: number, factor: number) => void
}

/** What of a model a chart shows: the scale of its vertical axis, its curves, its part. The horizontal part is that of linked charts. */
export function useChartView(shown: ShownModel): UsedChartView {
  const yScale = ref<AxisScale>(shown.model.y.scale)
  const hidden = ref<ReadonlySet<string>>(new Set())
  const yZoom = shallowRef<Range | null>(null)
  const entries = computed(() => legendEntries(shown.model.curves))
  const scalable = computed(
    () => shown.model.tiles === null && shown.model.curves.every((curve) => curve.y.length === 0 || curve.y.some((value) => value > 0)),
  )
  const model = computed((): ChartModel => {
    const scaled = withScale(shown.model, 'y', yScale.value)
    return { ...scaled, curves: visibleCurves(scaled.curves, entries.value, hidden.value) }
  })
  const xZoom = computed((): Range | null => {
    const range = shown.link.range.value
    if (range?.key !== shown.axisKey) return null
    const low = toCoordinate(range.from, model.value.x.scale)
    const high = toCoordinate(range.to, model.value.x.scale)
    return high > low ? { low, high } : null
  })
  const whole = computed(() => wholeView(model.value, shown.fitting))
  const view = computed((): ChartView => {
    if (xZoom.value === null) return yZoom.value === null ? whole.value : { ...whole.value, y: yZoom.value }
    const part = wholeView(model.value, 'fitted', xZoom.value)
    return yZoom.value === null ? part : { ...part, y: yZoom.value }
  })

  watch(
    () => shown.model.y.scale,
    (scale) => (yScale.value = scale),
  )
  watch([yScale, () => shown.model.x.scale], () => (yZoom.value = null))

  function setXZoom(range: Range | null): void {
    const { scale } = model.value.x
    shown.link.range.value =
      range === null ? null : { key: shown.axisKey, from: fromCoordinate(range.low, scale), to: fromCoordinate(range.high, scale) }
  }

  return {
    yScale,
    scalable,
    entries,
    hidden,
    model,
    view,
    zoomed: computed(() => xZoom.value !== null || yZoom.value !== null),
    show(x, y) {
      if (x !== null) setXZoom(x)
      yZoom.value = y
    },
    showWhole() {
      setXZoom(null)
      yZoom.value = null
    },
    zoomX(share, factor) {
      const range = zoomAround(view.value.x, share, factor, whole.value.x)
      setXZoom(range)
      if (range === null) yZoom.value = null
    },
  }
}
