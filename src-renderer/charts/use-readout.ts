import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { LabError } from '../../src-main/contract'
import { plotArea, type ChartLayout } from './chart-layout'
import type { ChartLink } from './chart-link'
import type { ChartModel } from './chart-model'
import { nearestX } from './nearest'
import { pixelX, pixelY } from './pixel-path'
import { anchorCurves, readout, type ReadoutRow } from './readings'

/** Values of thinned curves at one x, by curve. */
export type ExactAt = (x: number) => Promise<ReadonlyMap<string, number>>

export interface Crosshair {
  /** in pixels of the plot */
  px: number
  /** where the curves pass it */
  dots: { id: string; py: number; colour: string }[]
}

export interface UsedReadout {
  pinnedX: ComputedRef<number | null>
  readX: ComputedRef<number | null>
  rows: ComputedRef<ReadoutRow[]>
  /** exact values are on their way */
  waiting: ComputedRef<boolean>
  crosshair: ComputedRef<Crosshair | null>
  error: Readonly<ShallowRef<LabError | null>>
}

interface ReadoutSource {
  model: Readonly<Ref<ChartModel>>
  layout: Readonly<Ref<ChartLayout | null>>
  link: () => ChartLink
  axisKey: () => string
  /** the pointer or the keys are in this chart, not in one it is linked with */
  over: Readonly<Ref<boolean>>
  exactAt: () => ExactAt | undefined
}

/** So long a hover rests before exact values are fetched. */
const EXACT_DELAY = 80
/** A chart that has nothing nearer to the shared place stays silent. */
const NEAR = 24

/** What is read at the hovered or pinned place that linked charts share. Tiles have a reading of their own, {@link useTileReading}. */
export function useReadout({ model, layout, link, axisKey, over, exactAt }: ReadoutSource): UsedReadout {
  const placeOf = (place: { key: string; x: number } | null) => (place?.key === axisKey() ? place.x : null)
  const pinnedX = computed(() => placeOf(link().pinned.value))
  const hoveredX = computed(() => placeOf(link().hovered.value))

  /** at its own point nearest to the shared place; a thinned curve is read at the place itself */
  const readX = computed(() => {
    const wanted = pinnedX.value ?? hoveredX.value
    if (wanted === null || layout.value === null || model.value.tiles !== null) return null
    const anchors = anchorCurves(model.value.curves)
    if (anchors.some((curve) => !curve.exact) && exactAt()) return wanted
    const area = plotArea(layout.value)
    const nearest = nearestX(anchors, wanted, layout.value.axes, area)
    if (nearest === null) return null
    const toX = pixelX(layout.value.axes, area)
    return over.value || Math.abs(toX(nearest) - toX(wanted)) < NEAR ? nearest : null
  })

  const fetched = shallowRef<{ x: number; values: ReadonlyMap<string, number> } | null>(null)
  const error = shallowRef<LabError | null>(null)
  const rows = computed(() => {
    if (readX.value === null) return []
    return readout(model.value, model.value.curves, readX.value, fetched.value?.x === readX.value ? fetched.value.values : undefined)
  })
  const waiting = computed(() => exactAt() !== undefined && error.value === null && fetched.value?.x !== readX.value)

  let timer: ReturnType<typeof setTimeout> | null = null
  function cancel(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }
  async function fetchAt(x: number, fetchExact: ExactAt): Promise<void> {
    try {
      const values = await fetchExact(x)
      if (readX.value === x) fetched.value = { x, values }
      error.value = null
    } catch (caught) {
      error.value = LabError.from(caught)
    }
  }
  watch(readX, (x) => {
    cancel()
    const fetchExact = exactAt()
    if (x === null || fetchExact === undefined || rows.value.every((row) => row.value !== null)) return
    timer = setTimeout(() => void fetchAt(x, fetchExact), EXACT_DELAY)
  })
  onScopeDispose(cancel)

  const crosshair = computed((): Crosshair | null => {
    if (layout.value === null || readX.value === null) return null
    const area = plotArea(layout.value)
    const px = pixelX(layout.value.axes, area)(readX.value)
    if (!(px >= -0.5 && px <= area.width + 0.5)) return null
    const toY = pixelY(layout.value.axes, area)
    const dots = rows.value.flatMap((row) => {
      const py = row.value === null ? NaN : toY(row.value)
      return py >= 0 && py <= area.height ? [{ id: row.curve.id, py, colour: row.curve.look.colour }] : []
    })
    return { px, dots }
  })
  return { pinnedX, readX, rows, waiting, crosshair, error }
}
