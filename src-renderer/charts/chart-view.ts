import type { ChartAxis, ChartModel } from './chart-model'
import { tileExtent } from './chart-tiles'
import { extentOf, opened, padded, stepped, steppedStepRange, union } from './extent'
import { toCoordinate, type Range } from './scale'

/** What part of the plane a chart shows, in coordinates. */
export interface ChartView {
  x: Range
  y: Range
}

/** `growing`: ends on round numbers, for data that are still being measured. `fitted`: around the data. */
export type Fitting = 'growing' | 'fitted'

/** The whole of a model, or, for given x, the heights of what lies there. */
export function wholeView(model: ChartModel, fitting: Fitting, xRange: Range | null = null): ChartView {
  const tiles = model.tiles === null ? null : tileExtent(model.tiles)
  if (tiles !== null) return { x: xRange ?? tiles.x, y: tiles.y }
  const x = xRange ?? xExtent(model, fitting)
  return { x, y: yExtent(model, fitting, xRange) }
}

function xExtent(model: ChartModel, fitting: Fitting): Range {
  const { scale } = model.x
  const extent = extentOf(
    model.curves.map((curve) => curve.x),
    scale,
  )
  if (extent === null) return opened(null, scale)
  if (fitting === 'growing') return model.x.integer ? steppedStepRange(extent, scale) : stepped(extent, scale)
  return padded(opened(extent, scale), 0.04)
}

function yExtent(model: ChartModel, fitting: Fitting, xRange: Range | null): Range {
  const { scale } = model.y
  let extent: Range | null = null
  for (const curve of model.curves) {
    const within = xRange === null ? curve : rowsWithin(curve, model.x, xRange)
    extent = union(extent, extentOf([within.y, within.low, within.high], scale))
  }
  // a named line is shown when it stands near the data; it must not squeeze them together from afar
  for (const line of [...model.horizontal, ...(model.floor ? [model.floor] : [])]) {
    const at = extentOf([[line.at]], scale)
    if (extent !== null && at !== null && near(at.low, extent)) extent = union(extent, at)
  }
  const whole = opened(extent, scale)
  return fitting === 'growing' ? stepped(whole, scale) : padded(whole, 0.06)
}

function near(coordinate: number, extent: Range): boolean {
  const span = Math.max(extent.high - extent.low, Number.MIN_VALUE)
  return coordinate > extent.low - span && coordinate < extent.high + span
}

interface Columns {
  x: Float64Array
  y: Float64Array
  low: Float64Array | null
  high: Float64Array | null
}

function rowsWithin(curve: Columns, axis: ChartAxis, range: Range): Columns {
  const inside = (x: number) => {
    const coordinate = toCoordinate(x, axis.scale)
    return coordinate >= range.low && coordinate <= range.high
  }
  let first = 0
  while (first < curve.x.length && !inside(curve.x[first] ?? NaN)) first++
  let last = curve.x.length
  while (last > first && !inside(curve.x[last - 1] ?? NaN)) last--
  const cut = (values: Float64Array | null) => values && values.subarray(first, last)
  return { x: curve.x.subarray(first, last), y: curve.y.subarray(first, last), low: cut(curve.low), high: cut(curve.high) }
}
