import { plotArea } from './chart-layout'
import { stepsOf, type ChartNavigation, type NavigatedChart, type PlotPoint } from './chart-navigation'
import { neighbourTile, tileOver } from './chart-tiles'
import { nearestPoint } from './nearest'
import { atFraction } from './scale'
import { boxOf, tileEdges } from './tile-boxes'
import { readingOf, type UsedTileReading } from './use-tile-reading'

/** A click this near to a point of a curve means the point, not the tile under it; in pixels. */
const REACH = 5

/** From tile to tile over a heat map. */
export function useTileNavigation(chart: NavigatedChart, { reading, pinned }: UsedTileReading): ChartNavigation {
  const { model, layout, link, axisKey, over } = chart

  function tileUnder(at: PlotPoint): number | null {
    const { tiles } = model.value
    if (tiles === null || layout.value === null) return null
    const { axes, area } = layout.value
    return tileOver(tiles, atFraction(at.x / area.width, axes.x.range), atFraction(1 - at.y / area.height, axes.y.range))
  }

  function placeOf(index: number | null): { key: string; x: number; y: number } | null {
    const { tiles } = model.value
    return tiles === null || index === null ? null : { key: axisKey(), x: tiles.x[index]!, y: tiles.y[index]! }
  }

  function referenceOf(index: number | null): string | null {
    return index === null || !chart.clickable() ? null : (model.value.tiles?.references[index] ?? null)
  }

  function referenceUnder(at: PlotPoint): string | null {
    if (layout.value === null || !chart.clickable()) return null
    const opening = model.value.curves.filter((curve) => curve.references !== null)
    const point = nearestPoint(opening, at, layout.value.axes, plotArea(layout.value), REACH)
    return point?.curve.references?.[point.index] ?? referenceOf(tileUnder(at))
  }

  function openOrPin(index: number | null, reference: string | null): void {
    if (reference !== null) return chart.open(reference)
    const place = placeOf(index)
    const now = link().pinned.value
    link().pinned.value = place?.x === now?.x && place?.y === now?.y ? null : place
  }

  function moveTo(index: number | null): void {
    const { tiles } = model.value
    if (tiles === null || index === null) return
    over.value = true
    const place = placeOf(index)
    if (pinned.value) link().pinned.value = place
    link().hovered.value = place
    const { x, y, value, text } = readingOf(model.value, tiles, index)
    const measured = value === null ? 'not measured' : String(value)
    chart.speak([`${model.value.x.label} ${x}`, `${model.value.y.label} ${y}`, `${tiles.label} ${measured}`, text].join(', '))
  }

  /** from the upper left corner of what a zoom shows */
  function firstInSight(): number | null {
    const { tiles } = model.value
    if (tiles === null || layout.value === null) return null
    const edges = tileEdges(tiles, layout.value.axes, plotArea(layout.value))
    const first = tiles.x.findIndex((_, i) => boxOf(edges, tiles, i) !== null)
    return first === -1 ? null : first
  }

  function step(direction: { x: number; y: number }, times: number): void {
    const { tiles } = model.value
    if (tiles === null || tiles.x.length === 0) return
    let index = reading.value?.index ?? null
    if (index === null) return moveTo(firstInSight())
    for (let i = 0; i < times; i++) {
      const next = neighbourTile(tiles, index, direction)
      if (next === null) break
      index = next
    }
    moveTo(index)
  }

  return {
    hover: (at) => (link().hovered.value = at === null ? null : placeOf(tileUnder(at))),
    click: (at) => openOrPin(tileUnder(at), referenceUnder(at)),
    opens: (at) => referenceUnder(at) !== null,
    keys: {
      ArrowLeft: (event) => step({ x: -1, y: 0 }, stepsOf(event)),
      ArrowRight: (event) => step({ x: 1, y: 0 }, stepsOf(event)),
      ArrowUp: (event) => step({ x: 0, y: 1 }, stepsOf(event)),
      ArrowDown: (event) => step({ x: 0, y: -1 }, stepsOf(event)),
      Home: () => step({ x: -1, y: 0 }, Infinity),
      End: () => step({ x: 1, y: 0 }, Infinity),
      Enter: () => openOrPin(reading.value?.index ?? null, referenceOf(reading.value?.index ?? null)),
    },
    pinned,
    unpin: () => (link().pinned.value = null),
  }
}
