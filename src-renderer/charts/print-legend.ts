import { textElement } from './annotation-elements'
import { OVER_TILES, type ChartCurve } from './chart-model'
import { CASING, dataColour, PRINT_THEME } from './chart-theme'
import type { ChartTiles } from './chart-tiles'
import { styleOf } from './curve-style'
import type { DrawnElement } from './echarts'
import { legendEntries, type LegendEntry } from './legend'
import { FILLED, HOLLOW, markerElement } from './plot-elements'
import { scriptPieces } from './rich-text'
import type { Measure } from './text-measure'
import { markText } from './tile-elements'
import { tileKey, type TileKeyEntry } from './tile-key'
import { boxesElement, BoxList, hatchesElement } from './tile-shapes'

const LEGEND_SIZE = 11
export const LEGEND_ROW = 18
const SWATCH = 26
/** half of a sample tile, and its folded corner */
const TILE = 6
const FOLD = 5

/** A line of the legend in an exported picture. */
type LegendItem = { kind: 'curve'; entry: LegendEntry } | { kind: 'tile'; entry: TileKeyEntry }

interface PlacedItem {
  item: LegendItem
  x: number
  row: number
}

export function legendItems(curves: readonly ChartCurve[], tiles: ChartTiles | null): LegendItem[] {
  return [
    ...legendEntries(curves).map((entry) => ({ kind: 'curve' as const, entry })),
    ...(tiles === null ? [] : tileKey(tiles)).map((entry) => ({ kind: 'tile' as const, entry })),
  ]
}

const swatchWidth = (item: LegendItem) => (item.kind === 'curve' ? SWATCH : 2 * TILE)

/** In rows of a width, each item after the other. */
export function placeLegend(items: readonly LegendItem[], width: number, measure: Measure): PlacedItem[] {
  let x = 0
  let row = 0
  return items.map((item) => {
    const own = swatchWidth(item) + 6 + measure(scriptPieces(item.entry.label), LEGEND_SIZE) + 18
    if (x > 0 && x + own > width) {
      x = 0
      row++
    }
    const placed = { item, x, row }
    x += own
    return placed
  })
}

/** @param y middle of its row */
export function legendElements(item: LegendItem, x: number, y: number): DrawnElement[] {
  const at = { x: x + swatchWidth(item) + 6, y }
  const text = textElement(scriptPieces(item.entry.label), at, LEGEND_SIZE, PRINT_THEME.textNormal, PRINT_THEME)
  return [...(item.kind === 'curve' ? curveSwatch(item.entry, x, y) : tileSwatch(item.entry, x, y)), text]
}

function curveSwatch(entry: LegendEntry, x: number, y: number): DrawnElement[] {
  const colour = entry.look === null ? PRINT_THEME.textFaint : dataColour(PRINT_THEME, entry.look.colour)
  const marker = entry.look?.marker ?? 'circle'
  const middle = x + SWATCH / 2
  if (entry.kind === null)
    return [{ type: 'rect', silent: true, shape: { x: x + 2, y: y - 2, width: SWATCH - 4, height: 4 }, style: { fill: colour } }]
  const style = styleOf(entry.kind)
  const elements: DrawnElement[] = []
  if (style.range === 'bar') elements.push(line(middle, y - 7, middle, y + 7, { stroke: colour, lineWidth: 6, opacity: 0.28 }))
  if (style.range === 'whiskers') elements.push(line(middle, y - 6, middle, y + 6, { stroke: colour, lineWidth: 1 }))
  if (entry.kind === 'bound') {
    elements.push({ type: 'rect', silent: true, shape: { x, y: y - 7, width: SWATCH, height: 7 }, style: { fill: colour, opacity: 0.16 } })
  }
  if (style.line !== null) {
    const { width } = style.line
    if (entry.look?.colour === OVER_TILES) elements.push(line(x, y, x + SWATCH, y, { stroke: CASING, lineWidth: width + 2 }))
    elements.push(line(x, y, x + SWATCH, y, { stroke: colour, lineWidth: width, lineDash: [...entry.dash] }))
  }
  if (style.marker === 'filled') elements.push(markerElement(marker, middle, y, FILLED, { fill: colour }))
  if (style.marker === 'hollow') elements.push(markerElement(marker, middle, y, HOLLOW, { fill: 'none', stroke: colour, lineWidth: 1.25 }))
  return elements
}

function tileSwatch({ look }: TileKeyEntry, x: number, y: number): DrawnElement[] {
  const box = { left: x, top: y - TILE, right: x + 2 * TILE, bottom: y + TILE }
  const sample = (fold: number) => new BoxList().add(box.left, box.top, box.right, box.bottom, fold)
  if (look === 'partial') return [boxesElement(sample(FOLD), { fill: PRINT_THEME.textFaint })]
  const edge = boxesElement(sample(0), { stroke: PRINT_THEME.lineStrong, lineWidth: 1 })
  if (look === 'empty') return [edge]
  if (look === 'inferred') return [edge, hatchesElement(sample(0), { stroke: PRINT_THEME.textNormal, lineWidth: 1 })]
  return [edge, markText({ box, text: look.mark, ink: PRINT_THEME.textStrong }, PRINT_THEME)]
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  style: { stroke: string; lineWidth: number; opacity?: number; lineDash?: number[] },
): DrawnElement {
  return { type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { fill: 'none', ...style } }
}
