import { computed, onScopeDispose, ref, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { LabError } from '../../src-main/contract'
import type { ChartNavigation, NavigatedChart } from './chart-navigation'
import type { ReadoutRow } from './readings'
import type { Box } from './tile-boxes'
import { useChartKeys } from './use-chart-keys'
import type { UsedChartView } from './use-chart-view'
import { usePlotPointer, type PlotPointer } from './use-plot-pointer'
import { usePointNavigation } from './use-point-navigation'
import { useReadout, type Crosshair, type ExactAt } from './use-readout'
import { useTileNavigation } from './use-tile-navigation'
import { useTileReading, type TileReading } from './use-tile-reading'
import { zoomOfDrag } from './zoom'

const KEY_ZOOM = 0.6

/** What is read, and the stretch of the plot that its read-out leaves free. */
export interface ChartReading {
  /** null: curves at an x */
  tile: TileReading | null
  x: number
  rows: ReadoutRow[]
  from: number
  to: number
}

export interface UsedChartInteraction {
  read: ComputedRef<ChartReading | null>
  pinned: ComputedRef<boolean>
  /** exact values are on their way */
  waiting: ComputedRef<boolean>
  crosshair: ComputedRef<Crosshair | null>
  /** around the tile that is read */
  frame: ComputedRef<Box | null>
  readError: Readonly<ShallowRef<LabError | null>>
  /** the pointer stands on something that a click opens */
  pointing: Ref<boolean>
  /** for those who do not see it */
  spoken: Ref<string>
  pointer: PlotPointer
  keys: (event: KeyboardEvent) => void
  blur: () => void
}

type InteractiveChart = Omit<NavigatedChart, 'over' | 'speak'> & { exactAt: () => ExactAt | undefined }
type Zoom = Pick<UsedChartView, 'view' | 'zoomed' | 'show' | 'showWhole' | 'zoomX'>

/** Pointer and keys over a plot: what they read, open, pin and zoom. */
export function useChartInteraction(own: InteractiveChart, { view, zoomed, show, showWhole, zoomX }: Zoom): UsedChartInteraction {
  const over = ref(false)
  const pointing = ref(false)
  const spoken = ref('')
  const chart: NavigatedChart = { ...own, over, speak: (words) => (spoken.value = words) }
  const points = useReadout({ ...chart, exactAt: own.exactAt })
  const tiles = useTileReading(chart)
  const overPoints = usePointNavigation(chart, points)
  const overTiles = useTileNavigation(chart, tiles)
  const navigation = computed((): ChartNavigation => (own.model.value.tiles === null ? overPoints : overTiles))
  onScopeDispose(() => {
    if (over.value) own.link().hovered.value = null
  })

  const read = computed((): ChartReading | null => {
    const tile = tiles.reading.value
    const frame = tiles.frame.value
    if (tile !== null && frame !== null) return { tile, x: tile.x, rows: tile.rows, from: frame.left, to: frame.right }
    const x = points.readX.value
    const { value: crosshair } = points.crosshair
    if (x === null || crosshair === null) return null
    return { tile: null, x, rows: points.rows.value, from: crosshair.px, to: crosshair.px }
  })

  const pointer = usePlotPointer({
    hover(at) {
      over.value = at !== null
      pointing.value = at !== null && navigation.value.opens(at)
      navigation.value.hover(at)
    },
    click: (at) => navigation.value.click(at),
    drag(box) {
      if (own.layout.value === null) return
      const wish = zoomOfDrag(box, view.value, own.layout.value.area)
      if (wish !== null) show(wish.x, wish.y)
    },
    reset: showWhole,
    wheel(at, amount) {
      if (own.layout.value === null) return
      zoomX(at.x / own.layout.value.area.width, Math.exp(Math.max(-60, Math.min(60, amount)) * 0.005))
    },
  })

  function zoomAtReading(factor: number): void {
    const middle =
      read.value === null || own.layout.value === null ? 0.5 : (read.value.from + read.value.to) / 2 / own.layout.value.area.width
    zoomX(middle, factor)
  }
  const keys = useChartKeys(() => navigation.value, {
    zoomed: () => zoomed.value,
    closer: () => zoomAtReading(KEY_ZOOM),
    further: () => zoomAtReading(1 / KEY_ZOOM),
    showWhole,
  })

  return {
    read,
    pinned: computed(() => navigation.value.pinned.value),
    waiting: points.waiting,
    crosshair: points.crosshair,
    frame: tiles.frame,
    readError: points.error,
    pointing,
    spoken,
    pointer,
    keys,
    blur() {
      over.value = false
      navigation.value.hover(null)
    },
  }
}
