import { computed } from 'vue'
import { plotArea } from './chart-layout'
import { stepsOf, type ChartNavigation, type NavigatedChart, type PlotPoint } from './chart-navigation'
import { nearestPoint, nearestX, neighbourX } from './nearest'
import { valueAtX } from './pixel-path'
import { anchorCurves } from './readings'
import type { UsedReadout } from './use-readout'

/** A click this near to a point means it, in pixels. */
const REACH = 10

/** From x to x over the points of curves. */
export function usePointNavigation(chart: NavigatedChart, { pinnedX, readX, rows }: UsedReadout): ChartNavigation {
  const { model, layout, link, axisKey, over } = chart
  const anchors = () => anchorCurves(model.value.curves)

  function placeUnder(px: number): number | null {
    if (layout.value === null) return null
    const area = plotArea(layout.value)
    return nearestX(anchors(), valueAtX(px, layout.value.axes, area), layout.value.axes, area)
  }

  function referenceUnder(at: PlotPoint): string | null {
    if (layout.value === null || !chart.clickable()) return null
    const opening = model.value.curves.filter((curve) => curve.references !== null)
    const found = nearestPoint(opening, at, layout.value.axes, plotArea(layout.value), REACH)
    return found?.curve.references?.[found.index] ?? null
  }

  function hoverAt(x: number | null): void {
    link().hovered.value = x === null ? null : { key: axisKey(), x }
  }

  function pin(x: number | null): void {
    const same = x === null || x === pinnedX.value
    link().pinned.value = same ? null : { key: axisKey(), x }
  }

  function step(direction: 1 | -1, times: number): void {
    let x = readX.value
    for (let i = 0; i < times; i++) x = neighbourX(anchors(), x, direction) ?? x
    moveTo(x)
  }

  function moveTo(x: number | null): void {
    if (x === null) return
    over.value = true
    if (pinnedX.value !== null) link().pinned.value = { key: axisKey(), x }
    hoverAt(x)
    chart.speak([`${model.value.x.label} ${x}`, ...rows.value.map((row) => `${row.curve.label} ${row.value ?? 'not there'}`)].join(', '))
  }

  return {
    hover: (at) => hoverAt(at === null ? null : placeUnder(at.x)),
    click(at) {
      const reference = referenceUnder(at)
      if (reference !== null) chart.open(reference)
      else pin(placeUnder(at.x))
    },
    opens: (at) => referenceUnder(at) !== null,
    keys: {
      ArrowLeft: (event) => step(-1, stepsOf(event)),
      ArrowRight: (event) => step(1, stepsOf(event)),
      Home: () => moveTo(neighbourX(anchors(), null, 1)),
      End: () => moveTo(neighbourX(anchors(), null, -1)),
      Enter: () => pin(readX.value),
    },
    pinned: computed(() => pinnedX.value !== null),
    unpin: () => pin(null),
  }
}
