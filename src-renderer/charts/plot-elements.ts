import type { Marker } from '../components/run-colour'
import { isResolved, OVER_TILES, type ChartCurve, type ChartModel } from './chart-model'
import { plotArea, type ChartLayout } from './chart-layout'
import { CASING, dataColour, type ChartTheme } from './chart-theme'
import { dashOf, isBand, showsMarkers, styleOf } from './curve-style'
import type { DrawnElement } from './echarts'
import { bandOutlines, isInside, pixelPath, pixelX, pixelY } from './pixel-path'

/** Depth of a bound's shaded side. */
const SHADE = 12
const HATCH = 7
/** A measured dot fits into the ring of a published value, so that both are seen where they agree. */
export const HOLLOW = 4.5
export const FILLED = 2.25

/** Everything inside the plot, back to front, in pixels of the plot. */
export function plotElements(model: ChartModel, curves: readonly ChartCurve[], layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  return [
    ...floorElements(model, layout, theme),
    ...curves.flatMap((curve) => shadeElements(curve, layout, theme)),
    ...curves.flatMap((curve) => rangeElements(curve, layout, theme)),
    ...lineAcross(model, layout, theme),
    ...curves.flatMap((curve) => casingElements(curve, layout)),
    ...behindFirst(curves).flatMap((curve) => lineElements(curve, layout, theme)),
    ...curves.flatMap((curve) => (curve.faint ? [] : markerElements(curve, layout, theme))),
  ]
}

const behindFirst = (curves: readonly ChartCurve[]) => curves.toSorted((a, b) => (b.faint ? 1 : 0) - (a.faint ? 1 : 0))

type Point = [x: number, y: number]

/** Pieces of a path between its gaps. */
export function pieces(path: Float32Array): Point[][] {
  const found: Point[][] = []
  let current: Point[] = []
  for (let i = 0; i + 1 < path.length; i += 2) {
    const x = path[i] ?? NaN
    const y = path[i + 1] ?? NaN
    if (Number.isNaN(x) || Number.isNaN(y)) {
      if (current.length > 0) found.push(current)
      current = []
    } else current.push([x, y])
  }
  if (current.length > 0) found.push(current)
  return found
}

function pairs(outline: Float32Array): Point[] {
  const points: Point[] = []
  for (let i = 0; i + 1 < outline.length; i += 2) points.push([outline[i] ?? 0, outline[i + 1] ?? 0])
  return points
}

function lineElements(curve: ChartCurve, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { line } = styleOf(curve.kind)
  if (line === null) return []
  if (line.course === 'stems') return stemElements(curve, line.width, layout, theme)
  if (curve.floor === undefined) return strokes(curve, curve.y, dashOf(curve), layout, theme)
  const part = (resolved: boolean) => curve.y.map((value) => (isResolved(curve, value) === resolved ? value : NaN))
  return [...strokes(curve, part(true), dashOf(curve), layout, theme), ...strokes(curve, part(false), NOISE_DASH, layout, theme)]
}

/** Where values are noise. */
const NOISE_DASH = [1, 3]

function strokes(curve: ChartCurve, y: Float64Array, dash: readonly number[], layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { line } = styleOf(curve.kind)
  if (line === null) return []
  const area = plotArea(layout)
  const colour = dataColour(theme, curve.look.colour)
  return pieces(pixelPath(curve.x, y, layout.axes, area)).map((course): DrawnElement => {
    const points = line.course === 'stairs' ? stairs(course, curve, layout) : course
    const [only] = points
    // a value between two gaps has no neighbour to draw a line to, and must not vanish
    if (points.length === 1 && only !== undefined) {
      return {
        type: 'circle',
        silent: true,
        shape: { cx: only[0], cy: only[1], r: line.width },
        style: { fill: colour, ...paleness(curve) },
      }
    }
    return {
      type: 'polyline',
      silent: true,
      shape: { points },
      style: { fill: 'none', ...pen(points.length, line.width), stroke: colour, lineDash: [...dash], ...paleness(curve) },
    }
  })
}

const FAINT = 0.35
const paleness = (curve: ChartCurve) => (curve.faint ? { opacity: FAINT } : {})

/** Height of the value 0, or the frame where the axis does not reach it. */
function baseline(layout: ChartLayout): number {
  const { height } = layout.area
  if (layout.axes.y.scale === 'log') return height
  return Math.max(0, Math.min(height, pixelY(layout.axes, plotArea(layout))(0)))
}

/** The level of each bin over its width, down to the axis at both ends. Bins are of one width, points stand in their middles. */
function stairs(points: Point[], curve: ChartCurve, layout: ChartLayout): Point[] {
  const toX = pixelX(layout.axes, plotArea(layout))
  const half = curve.x.length > 1 ? (toX(curve.x[1] ?? NaN) - toX(curve.x[0] ?? NaN)) / 2 : 8
  const base = baseline(layout)
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined) return []
  const levels = points.flatMap(([x, y]): Point[] => [
    [x - half, y],
    [x + half, y],
  ])
  return [[first[0] - half, base], ...levels, [last[0] + half, base]]
}

function stemElements(curve: ChartCurve, width: number, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const area = plotArea(layout)
  const colour = dataColour(theme, curve.look.colour)
  const toX = pixelX(layout.axes, area)
  const toY = pixelY(layout.axes, area)
  const base = baseline(layout)
  return [...curve.x].flatMap((x, i) => {
    const px = toX(x) + (curve.shift ?? 0)
    const py = toY(curve.y[i] ?? NaN)
    if (!(px >= 0 && px <= area.width) || Number.isNaN(py)) return []
    return [segment(px, base, px, py, { stroke: colour, lineWidth: width, opacity: 0.45, lineDash: [...curve.look.dash] })]
  })
}

/** What keeps a white line apart from a white tile. */
function casingElements(curve: ChartCurve, layout: ChartLayout): DrawnElement[] {
  const { line } = styleOf(curve.kind)
  if (line === null || curve.look.colour !== OVER_TILES) return []
  return pieces(pixelPath(curve.x, curve.y, layout.axes, plotArea(layout))).map((points) => ({
    type: 'polyline',
    silent: true,
    shape: { points },
    style: { fill: 'none', lineWidth: line.width + 2, lineJoin: 'round', stroke: CASING },
  }))
}

/** Many points close together are stroked ten times faster as a hairline without rounded corners, and look the same. */
const DENSE = 400

function pen(points: number, width: number): { lineWidth: number; lineJoin: 'round' | 'bevel' } {
  return points > DENSE ? { lineWidth: Math.min(1, width), lineJoin: 'bevel' } : { lineWidth: width, lineJoin: 'round' }
}

function markerElements(curve: ChartCurve, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const area = plotArea(layout)
  if (!showsMarkers(curve, area.width)) return []
  const { marker } = styleOf(curve.kind)
  const colour = dataColour(theme, curve.look.colour)
  const toX = pixelX(layout.axes, area)
  const toY = pixelY(layout.axes, area)
  const radius = curve.kind === 'values' || curve.kind === 'stems' ? 1.75 : marker === 'hollow' ? HOLLOW : FILLED
  const cased = curve.look.colour === OVER_TILES ? { stroke: CASING, lineWidth: 1 } : {}
  const hollow = { fill: 'none', stroke: colour, lineWidth: 1.25 }
  const style = marker === 'hollow' ? hollow : { fill: colour, ...cased }
  const elements: DrawnElement[] = []
  for (let i = 0; i < curve.x.length; i++) {
    const px = toX(curve.x[i] ?? NaN) + (curve.shift ?? 0)
    const py = toY(curve.y[i] ?? NaN)
    const isNoise = !isResolved(curve, curve.y[i] ?? NaN)
    if (isInside(px, py, area)) elements.push(markerElement(curve.look.marker, px, py, radius, isNoise ? hollow : style))
  }
  return elements
}

type MarkerStyle = { fill: string; stroke?: string; lineWidth?: number }

/** Markers of equal area, so that none looks heavier. */
export function markerElement(marker: Marker, x: number, y: number, radius: number, style: MarkerStyle): DrawnElement {
  if (marker === 'circle') return { type: 'circle', silent: true, shape: { cx: x, cy: y, r: radius }, style }
  if (marker === 'square') {
    const half = radius * 0.886
    return { type: 'rect', silent: true, shape: { x: x - half, y: y - half, width: 2 * half, height: 2 * half }, style }
  }
  const side = radius * (marker === 'triangle' ? 1.35 : 1.253)
  const points: Point[] =
    marker === 'triangle'
      ? [
          [x, y - side * 1.155],
          [x + side, y + side * 0.577],
          [x - side, y + side * 0.577],
        ]
      : [
          [x, y - side],
          [x + side, y],
          [x, y + side],
          [x - side, y],
        ]
  return { type: 'polygon', silent: true, shape: { points }, style }
}

function rangeElements(curve: ChartCurve, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { range } = styleOf(curve.kind)
  if (range === 'none' || curve.low === null || curve.high === null) return []
  const area = plotArea(layout)
  const colour = dataColour(theme, curve.look.colour)
  if (isBand(curve)) {
    return bandOutlines(curve.x, curve.low, curve.high, layout.axes, area).map((outline) => ({
      type: 'polygon',
      silent: true,
      shape: { points: pairs(outline) },
      style: { fill: colour, opacity: 0.16 },
    }))
  }
  const toX = pixelX(layout.axes, area)
  const toY = pixelY(layout.axes, area)
  const elements: DrawnElement[] = []
  for (let i = 0; i < curve.x.length; i++) {
    const px = toX(curve.x[i] ?? NaN)
    const top = toY(curve.high[i] ?? NaN)
    const lowValue = curve.low[i] ?? NaN
    const bottom = layout.axes.y.scale === 'log' && lowValue <= 0 ? area.height : toY(lowValue)
    if (!(px >= -0.5 && px <= area.width + 0.5) || Number.isNaN(top) || Number.isNaN(bottom)) continue
    if (range === 'bar') {
      elements.push(segment(px, bottom, px, top, { stroke: colour, lineWidth: 6, opacity: 0.28 }))
      continue
    }
    const stroke = { stroke: colour, lineWidth: 1 }
    elements.push(
      segment(px, bottom, px, top, stroke),
      segment(px - 3, top, px + 3, top, stroke),
      segment(px - 3, bottom, px + 3, bottom, stroke),
    )
  }
  return elements
}

type LineStyle = { stroke: string; lineWidth: number; opacity?: number; lineDash?: number[] }

function segment(x1: number, y1: number, x2: number, y2: number, style: LineStyle): DrawnElement {
  return { type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { fill: 'none', ...style } }
}

/** The side of a bound on which no value may lie, as a strip along the line. */
function shadeElements(curve: ChartCurve, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  if (curve.excluded === null) return []
  const offset = curve.excluded === 'above' ? -SHADE : SHADE
  return pieces(pixelPath(curve.x, curve.y, layout.axes, plotArea(layout))).map((points) => ({
    type: 'polygon',
    silent: true,
    shape: { points: [...points, ...points.map(([x, y]): Point => [x, y + offset]).toReversed()] },
    style: { fill: dataColour(theme, curve.look.colour), opacity: 0.16 },
  }))
}

/** Vertical and horizontal lines through the plot. Zero is one of them wherever a linear axis passes it. */
function lineAcross(model: ChartModel, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const area = plotArea(layout)
  const elements: DrawnElement[] = []
  const { range } = layout.axes.y
  const toY = pixelY(layout.axes, area)
  if (model.tiles === null && model.y.scale !== 'log' && range.low < 0 && range.high > 0) {
    elements.push(segment(0, toY(0), area.width, toY(0), { stroke: theme.lineStrong, lineWidth: 1 }))
  }
  for (const marker of layout.markers) {
    const colour = model.tiles === null ? groupColour(model, marker.group, theme) : dataColour(theme, OVER_TILES)
    if (model.tiles !== null) elements.push(segment(marker.px, 0, marker.px, area.height, { stroke: CASING, lineWidth: 3 }))
    elements.push(segment(marker.px, 0, marker.px, area.height, { stroke: colour, lineWidth: 1, lineDash: [2, 3] }))
  }
  for (const line of model.horizontal) {
    const y = toY(line.at)
    if (y >= 0 && y <= area.height) {
      elements.push(segment(0, y, area.width, y, { stroke: groupColour(model, line.group, theme), lineWidth: 1, lineDash: [6, 4] }))
    }
  }
  return elements
}

export function groupColour(model: ChartModel, group: string | null, theme: ChartTheme): string {
  const curve = group === null ? undefined : model.curves.find((each) => each.group === group)
  return curve === undefined || curve.look.colour === OVER_TILES ? theme.lineStrong : dataColour(theme, curve.look.colour)
}

/** What lies below the floor is not resolved: hatched, not only coloured. */
function floorElements(model: ChartModel, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  if (model.floor === null) return []
  const area = plotArea(layout)
  const at = pixelY(layout.axes, area)(model.floor.at)
  if (Number.isNaN(at) || at >= area.height) return []
  const top = Math.max(0, at)
  const depth = area.height - top
  const elements: DrawnElement[] = []
  for (let x = -depth; x < area.width; x += HATCH) {
    const from = Math.max(0, -x)
    const to = Math.min(depth, area.width - x)
    if (to > from) elements.push(segment(x + from, area.height - from, x + to, area.height - to, { stroke: theme.line, lineWidth: 1 }))
  }
  if (at >= 0) elements.push(segment(0, at, area.width, at, { stroke: theme.lineStrong, lineWidth: 1, lineDash: [6, 4] }))
  return elements
}
