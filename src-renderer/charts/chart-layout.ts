import { OVER_TILES, type ChartAxis, type ChartCurve, type ChartModel, type NamedLine } from './chart-model'
import type { ChartView } from './chart-view'
import { BAR_BEFORE, colourBar, type ColourBar } from './colour-bar'
import { placeEndLabels, type PlacedLabel } from './end-labels'
import { mathPieces } from './math-text'
import { pixelX, pixelY, type PlotArea, type PlotAxes } from './pixel-path'
import { raised, scriptPieces, upright, type Piece } from './rich-text'
import { withoutCommonBeginning } from './short-names'
import type { Measure } from './text-measure'
import { axisTicks, type AxisTicks } from './ticks'

export const LABEL_SIZE = 11
export const NAME_SIZE = 12
const ROW = 14
const MARKER_ROWS = 3
/** beyond, the legend has to do */
const MOST_END_LABELS = 12
const NAME_GAP = 9
/** half of the longest label of the horizontal axis may hang over its end */
const END_ROOM = 26

/** A vertical line's name in the strip above the plot; `row` 0 is next to the plot. */
export interface PlacedMarker extends NamedLine {
  /** in pixels of the plot */
  px: number
  /** null when there was no room for the name */
  row: number | null
  /** the name stands at the left of its line */
  toLeft: boolean
}

/** Where everything of a chart stands. Pixels of the plot count from its own top left corner. */
export interface ChartLayout {
  width: number
  height: number
  area: PlotArea
  axes: PlotAxes
  xTicks: AxisTicks
  yTicks: AxisTicks
  xName: Piece[]
  yName: Piece[]
  markers: PlacedMarker[]
  /** where the name of the vertical axis begins, from the left edge */
  inset: number
  /** null when the lines' names do not fit at their ends */
  endLabels: PlacedLabel[] | null
  /** what the colours of tiles mean */
  colourBar: PlacedColourBar | null
}

interface PlacedColourBar extends ColourBar {
  /** in pixels of the plot: left edge of the bar, right end and height of its name */
  x: number
  name: Piece[]
  nameEnd: number
  nameY: number
}

export interface LayoutRequest {
  model: ChartModel
  /** the curves that are shown */
  curves: readonly ChartCurve[]
  view: ChartView
  width: number
  height: number
  measure: Measure
  /** room above and at the left of everything, for the title, the legend and the margin of an exported picture */
  top?: number
  left?: number
}

/** The plot alone, in its own pixels. */
export function plotArea(layout: ChartLayout): PlotArea {
  return { x: 0, y: 0, width: layout.area.width, height: layout.area.height }
}

export function layOut(request: LayoutRequest): ChartLayout {
  const { model, view, width, height, measure } = request
  const axes: PlotAxes = { x: { range: view.x, scale: model.x.scale }, y: { range: view.y, scale: model.y.scale } }
  const bottom = 44
  const wantsMarkers = model.vertical.length > 0
  const inset = request.left ?? 0
  const barName = model.tiles === null ? [] : upright(model.tiles.label)
  if (model.tiles !== null && model.tiles.symbol !== '') barName.push(...upright('\u00a0\u00a0'), ...mathPieces(model.tiles.symbol))
  // the names of the vertical axis and of the colours share a line where they fit
  const nameWidth = (name: readonly Piece[]) => measure(name, NAME_SIZE)
  const twoLines = barName.length > 0 && inset + nameWidth(axisName(model.y, 0)) + nameWidth(barName) + 24 > width
  const top = (request.top ?? 0) + 28 + (twoLines ? ROW : 0)
  const yTicks = axisTicks({
    range: view.y,
    scale: model.y.scale,
    room: Math.max(2, (height - top - bottom) / 38),
    integer: model.y.integer,
  })
  const left = inset + Math.ceil(Math.max(24, ...yTicks.major.map((tick) => measure(tick.label, LABEL_SIZE))) + 14)
  const texts = endLabelTexts(request.curves)
  const labelWidth = Math.max(0, ...texts.map((text) => measure(scriptPieces(text.text), LABEL_SIZE)))
  const bar = model.tiles === null ? null : colourBar(model.tiles, height - top - bottom, (label) => measure(label, LABEL_SIZE))
  const wantsLabels = texts.length > 0 && width - left - labelWidth - (bar?.room ?? 0) > 300
  const labelRoom = wantsLabels ? Math.ceil(labelWidth) + 16 : 0
  const right = bar === null ? labelRoom || END_ROOM : labelRoom + bar.room
  const plotWidth = Math.max(40, width - left - right)
  const placed = wantsMarkers ? placeMarkers(model.vertical, axes, plotWidth, measure) : []
  const markerRows = Math.max(0, ...placed.map((marker) => (marker.row === null ? 0 : marker.row + 1)))
  const area: PlotArea = {
    x: left,
    y: top + markerRows * ROW,
    width: plotWidth,
    height: Math.max(40, height - top - markerRows * ROW - bottom),
  }
  const widest = measure(upright('00000'), LABEL_SIZE)
  const xTicks = axisTicks({ range: view.x, scale: model.x.scale, room: Math.max(2, plotWidth / (widest + 28)), integer: model.x.integer })
  return {
    width,
    height,
    area,
    axes,
    xTicks,
    yTicks,
    xName: axisName(model.x, xTicks.commonPower),
    yName: axisName(model.y, yTicks.commonPower),
    markers: placed,
    inset: inset === 0 ? 2 : inset,
    endLabels: wantsLabels ? endLabels(texts, request.curves, axes, area, measure) : null,
    colourBar: bar && {
      ...bar,
      x: plotWidth + labelRoom + BAR_BEFORE,
      name: barName,
      nameEnd: width - left - 2,
      nameY: -markerRows * ROW - 17 - (twoLines ? ROW : 0),
    },
  }
}

/** "Name symbol (unit, x 10^k)": the labels have left the power out, the axis names it once. */
export function axisName(axis: ChartAxis, commonPower: number): Piece[] {
  const pieces: Piece[] = upright(axis.label)
  if (axis.symbol !== '') pieces.push(...upright('\u00a0\u00a0'), ...mathPieces(axis.symbol))
  const power: Piece[] = commonPower === 0 ? [] : [...upright('×\u202f10'), ...raised(String(commonPower).replace('-', '\u2212'))]
  if (axis.unit !== '' || power.length > 0) {
    pieces.push(
      ...upright('\u2002('),
      ...upright(axis.unit),
      ...(axis.unit !== '' && power.length > 0 ? upright(', ') : []),
      ...power,
      ...upright(')'),
    )
  }
  return pieces
}

/** Kinds that the legend alone names. */
const WITHOUT_END: ReadonlySet<ChartCurve['kind']> = new Set(['values', 'spectrum', 'histogram', 'stems'])

/** Names at line ends: one for each group, at that of its curves which reaches furthest, a measured one if several do. */
function endLabelTexts(curves: readonly ChartCurve[]): { id: string; text: string }[] {
  const lines = curves.filter((curve) => !WITHOUT_END.has(curve.kind) && curve.x.length > 0)
  if (lines.length <= 1 && lines[0]?.look.colour !== OVER_TILES) return []
  const texts = [...Map.groupBy(lines, (curve) => curve.group)].flatMap(([group, own]) => {
    const named = own.toSorted((a, b) => endOf(b) - endOf(a) || rank(a) - rank(b))[0]
    if (named === undefined) return []
    return [{ id: named.id, text: own.length === 1 && named.family === '' ? named.label : group || named.label }]
  })
  if (texts.length > MOST_END_LABELS) return []
  const short = withoutCommonBeginning(texts.map(({ text }) => text))
  return texts.map(({ id, text }, i) => ({ id, text: short[i] ?? text }))
}

const endOf = (curve: ChartCurve) => curve.x[curve.x.length - 1] ?? -Infinity
const RANKS: readonly ChartCurve['kind'][] = ['series', 'measured', 'published', 'fit', 'theory', 'bound']
const rank = (curve: ChartCurve) => RANKS.indexOf(curve.kind)

function endLabels(
  texts: readonly { id: string; text: string }[],
  curves: readonly ChartCurve[],
  axes: PlotAxes,
  area: PlotArea,
  measure: Measure,
): PlacedLabel[] | null {
  const own = { x: 0, y: 0, width: area.width, height: area.height }
  const labels = texts.flatMap(({ id, text }) => {
    const curve = curves.find((each) => each.id === id)
    const at = curve === undefined ? null : lastDrawn(curve, axes, own)
    return at === null ? [] : [{ id, text, width: measure(scriptPieces(text), LABEL_SIZE), at }]
  })
  return placeEndLabels(labels, ROW, 0, area.height)
}

/** Height of the last point of a curve inside the plot. */
function lastDrawn(curve: ChartCurve, axes: PlotAxes, area: PlotArea): number | null {
  const toX = pixelX(axes, area)
  const toY = pixelY(axes, area)
  for (let i = curve.x.length - 1; i >= 0; i--) {
    const px = toX(curve.x[i] ?? NaN)
    const py = toY(curve.y[i] ?? NaN)
    if (px <= area.width + 0.5 && px >= 0 && !Number.isNaN(py)) return Math.max(0, Math.min(area.height, py))
  }
  return null
}

/**
 * Names of vertical lines in up to three rows above the plot. A line rises to its name's row, so a name that reaches over the lines to its
 * right stands above theirs: no line ever crosses a name.
 */
function placeMarkers(lines: readonly NamedLine[], axes: PlotAxes, width: number, measure: Measure): PlacedMarker[] {
  const toX = pixelX(axes, { x: 0, y: 0, width, height: 1 })
  const placed: (PlacedMarker & { end: number })[] = []
  const visible = lines.map((line) => ({ ...line, px: toX(line.at) })).filter((line) => line.px >= 0 && line.px <= width)
  for (const line of visible.toSorted((a, b) => b.px - a.px)) {
    const textWidth = measure(scriptPieces(line.label), LABEL_SIZE) + NAME_GAP
    // at the right end a name stands on the other side of its line
    const start = line.px + textWidth > width ? line.px - textWidth : line.px
    const end = start + textWidth
    const touching = placed.filter((other) => other.row !== null && other.px < end && other.end > start)
    const row = touching.reduce((lowest, other) => Math.max(lowest, (other.row ?? 0) + 1), 0)
    placed.push({ ...line, row: row < MARKER_ROWS ? row : null, end, toLeft: start < line.px })
  }
  return placed.toReversed()
}
