import { atFraction, fraction, fromCoordinate, toCoordinate, type Range, type AxisScale } from './scale'

/** Rectangle of the plot in pixels of the canvas. */
export interface PlotArea {
  x: number
  y: number
  width: number
  height: number
}

export interface PlotAxis {
  range: Range
  scale: AxisScale
}

export interface PlotAxes {
  x: PlotAxis
  y: PlotAxis
}

/** Canvas back ends round coordinates far outside of the picture badly; nothing is drawn further out than this. */
const FAR = 20_000

/** From value to pixel: the low end of the axis stands at `from`, the high end at `to`. NaN for what cannot be drawn. */
function pixelOf(axis: PlotAxis, from: number, to: number): (value: number) => number {
  const { range, scale } = axis
  const length = to - from
  return (value) => {
    const pixel = from + length * fraction(toCoordinate(value, scale), range)
    return pixel < -FAR ? -FAR : pixel > FAR ? FAR : pixel
  }
}

export const pixelX = (axes: PlotAxes, area: PlotArea) => pixelOf(axes.x, area.x, area.x + area.width)
export const pixelY = (axes: PlotAxes, area: PlotArea) => pixelOf(axes.y, area.y + area.height, area.y)

/** From pixel back to the value under it. */
export function valueAtX(pixel: number, axes: PlotAxes, area: PlotArea): number {
  return fromCoordinate(atFraction((pixel - area.x) / area.width, axes.x.range), axes.x.scale)
}

export function isInside(px: number, py: number, area: PlotArea): boolean {
  return px >= area.x - 0.5 && px <= area.x + area.width + 0.5 && py >= area.y - 0.5 && py <= area.y + area.height + 0.5
}

/** Index of the first of ascending values that is at least `value`. */
export function lowerBound(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * A curve as pixel positions x, y, x, y, ...; NaN parts where a value cannot be drawn break it. Where more than four points share a pixel
 * column only the first, lowest, highest and last of them are kept, which draws the same ink; points outside of the plot are left out up
 * to one on each side.
 */
export function pixelPath(x: Float64Array, y: Float64Array, axes: PlotAxes, area: PlotArea): Float32Array {
  const left = Math.max(0, lowerBound(x, fromCoordinate(axes.x.range.low, axes.x.scale)) - 1)
  const right = Math.min(x.length, lowerBound(x, fromCoordinate(axes.x.range.high, axes.x.scale)) + 2)
  const toX = pixelX(axes, area)
  const toY = pixelY(axes, area)
  const out = new Float32Array(2 * Math.max(0, right - left))
  let used = 0
  const push = (px: number, py: number) => {
    out[used++] = px
    out[used++] = py
  }
  // the pixels of the points of the current column; only the four that matter are kept once it is left
  let column: number[] = []
  let columnAt = NaN
  const flush = () => {
    const points = column.length / 2
    if (points <= 4) for (let k = 0; k < column.length; k += 2) push(column[k] ?? NaN, column[k + 1] ?? NaN)
    else for (const k of extremes(column)) push(column[2 * k] ?? NaN, column[2 * k + 1] ?? NaN)
    column = []
  }
  for (let i = left; i < right; i++) {
    const px = toX(x[i] ?? NaN)
    const py = toY(y[i] ?? NaN)
    if (Number.isNaN(px) || Number.isNaN(py)) {
      flush()
      columnAt = NaN
      push(NaN, NaN)
      continue
    }
    if (Math.floor(px) !== columnAt) {
      flush()
      columnAt = Math.floor(px)
    }
    column.push(px, py)
  }
  flush()
  return out.subarray(0, used)
}

/** First, lowest, highest and last point of x, y pairs, in their order. */
function extremes(pairs: readonly number[]): number[] {
  const count = pairs.length / 2
  let lowest = 0
  let highest = 0
  for (let k = 1; k < count; k++) {
    const y = pairs[2 * k + 1] ?? NaN
    if (y > (pairs[2 * lowest + 1] ?? NaN)) lowest = k
    if (y < (pairs[2 * highest + 1] ?? NaN)) highest = k
  }
  return [...new Set([0, lowest, highest, count - 1])].sort((a, b) => a - b)
}

/** Outline of the area between two curves, in pieces where both can be drawn; an undrawable lower end on a logarithmic axis reaches the frame. */
export function bandOutlines(x: Float64Array, low: Float64Array, high: Float64Array, axes: PlotAxes, area: PlotArea): Float32Array[] {
  const toX = pixelX(axes, area)
  const toY = pixelY(axes, area)
  const outlines: Float32Array[] = []
  let upper: number[] = []
  /** y before x, so that reversing the whole gives x before y */
  let lower: number[] = []
  const close = () => {
    if (upper.length >= 4) outlines.push(Float32Array.from([...upper, ...lower.toReversed()]))
    upper = []
    lower = []
  }
  for (let i = 0; i < x.length; i++) {
    const px = toX(x[i] ?? NaN)
    const top = toY(high[i] ?? NaN)
    const lowValue = low[i] ?? NaN
    const reachesFrame = axes.y.scale === 'log' && lowValue <= 0
    const bottom = reachesFrame ? area.y + area.height : toY(lowValue)
    if (Number.isNaN(px) || Number.isNaN(top) || Number.isNaN(bottom)) {
      close()
      continue
    }
    upper.push(px, top)
    lower.push(bottom, px)
  }
  close()
  return outlines
}
