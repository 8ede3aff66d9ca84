import type { SeriesPoints } from '../contract'
import { CHUNK_POINTS, countUpTo, type Points } from './series-chunk'
import { extentOf, includeExtent, type Extent } from './series-extent'

/** A series as drawing sees it: chunks in order, of which all but the last one have their extent at hand. */
export interface DrawableSeries {
  name: string
  /** how many points there are */
  count: number
  /** how many chunks they are stored in */
  chunks: number
  /** extent of a chunk; null where only reading it would tell */
  extent(chunk: number): Extent | null
  points(chunk: number): Points
}

export interface DrawingRange {
  fromStep: number
  toStep: number
}

export type StepScale = 'linear' | 'log'

/**
 * Points to draw a series with, on a canvas `pixels` wide.
 *
 * Exact when at most 2 x pixels points are in the range. Otherwise the range is cut into `pixels` columns of equal width on the scale, and
 * of each column the points are: the first, the last, the first one with the smallest and the first one with the largest finite value,
 * and the first NaN, the first positive and the first negative infinity, in step order, each once. That draws the same picture as all
 * points would (Jugel et al., M4, PVLDB 7(10), 2014). Chunks that lie in one column are known by their extent and not read.
 *
 * The nearest point on either side of the range comes with it, so that lines reach the edges; `total` counts the points in the range.
 */
export function drawPoints(series: DrawableSeries, range: DrawingRange, pixels: number, scale: StepScale): SeriesPoints {
  const { fromStep, toStep } = range
  // chunk and point at which the range begins (the first step >= fromStep) and behind which it ends (the first step > toStep)
  const begin = locate(
    series,
    (steps) => countBefore(steps, fromStep),
    (extent) => extent.lastStep < fromStep,
  )
  const end = locate(
    series,
    (steps) => countUpTo(steps, toStep),
    (extent) => extent.lastStep <= toStep,
  )
  const total = Math.max(0, indexOf(series, end) - indexOf(series, begin))
  const drawn = new PointList()
  const before = neighbour(series, begin, -1)
  if (before !== null) drawn.add(before)
  const exact = total <= 2 * pixels
  if (exact) eachPiece(series, begin, end, (points, from, to) => drawn.addAll(points, from, to))
  else drawColumns(series, begin, end, columnsOf(range, pixels, scale), drawn)
  const after = neighbour(series, end, 0)
  if (after !== null) drawn.add(after)
  return { name: series.name, ...drawn.arrays(), exact, total }
}

interface Place {
  chunk: number
  point: number
}

/** Finds the place behind all points that come before something. `isBefore` tells that of a whole chunk, `countIn` counts within one. */
function locate(series: DrawableSeries, countIn: (steps: Float64Array) => number, isBefore: (extent: Extent) => boolean): Place {
  let low = 0
  let high = series.chunks
  while (low < high) {
    const middle = (low + high) >>> 1
    const extent = series.extent(middle)
    const before = extent === null ? isWhole(series.points(middle).steps, countIn) : isBefore(extent)
    if (before) low = middle + 1
    else high = middle
  }
  return { chunk: low, point: low === series.chunks ? 0 : countIn(series.points(low).steps) }
}

function isWhole(steps: Float64Array, countIn: (steps: Float64Array) => number): boolean {
  return countIn(steps) === steps.length
}

/** How many steps are smaller than `step`. */
function countBefore(steps: Float64Array, step: number): number {
  const upTo = countUpTo(steps, step)
  return steps[upTo - 1] === step ? upTo - 1 : upTo
}

/** How many points come before a place. */
function indexOf(series: DrawableSeries, place: Place): number {
  return place.chunk === series.chunks ? series.count : place.chunk * CHUNK_POINTS + place.point
}

function eachPiece(series: DrawableSeries, begin: Place, end: Place, visit: (points: Points, from: number, to: number) => void): void {
  for (let chunk = begin.chunk; chunk <= end.chunk && chunk < series.chunks; chunk++) {
    const points = series.points(chunk)
    const from = chunk === begin.chunk ? begin.point : 0
    const to = chunk === end.chunk ? end.point : points.steps.length
    if (from < to) visit(points, from, to)
  }
}

/** The point at `place` moved by `offset` points (-1 or 0), null beyond the ends. */
function neighbour(series: DrawableSeries, place: Place, offset: -1 | 0): [step: number, value: number] | null {
  let { chunk } = place
  let point = place.point + offset
  if (point < 0) {
    chunk--
    if (chunk < 0) return null
    point = series.points(chunk).steps.length - 1
  }
  if (chunk >= series.chunks) return null
  const { steps, values } = series.points(chunk)
  const step = steps[point]
  const value = values[point]
  return step === undefined || value === undefined ? null : [step, value]
}

function columnsOf({ fromStep, toStep }: DrawingRange, pixels: number, scale: StepScale): (step: number) => number {
  // a logarithmic axis begins at step 1 at the earliest; what is before it has a column of its own
  const from = Math.max(1, fromStep)
  if (scale === 'linear' || toStep <= from) {
    const width = (toStep - fromStep) / pixels
    return (step) => Math.min(pixels - 1, Math.floor((step - fromStep) / width))
  }
  const width = Math.log(toStep / from) / pixels
  return (step) => (step < from ? -1 : Math.min(pixels - 1, Math.floor(Math.log(step / from) / width)))
}

function drawColumns(series: DrawableSeries, begin: Place, end: Place, columnOf: (step: number) => number, drawn: PointList): void {
  let column = NaN
  let current: Extent | null = null
  const include = (extent: Extent, ofColumn: number): void => {
    if (current !== null && ofColumn === column) {
      includeExtent(current, extent)
      return
    }
    if (current !== null) drawn.addExtent(current)
    current = extent
    column = ofColumn
  }
  for (let chunk = begin.chunk; chunk <= end.chunk && chunk < series.chunks; chunk++) {
    const whole = (chunk > begin.chunk || begin.point === 0) && chunk < end.chunk
    const extent = whole ? series.extent(chunk) : null
    if (extent !== null && columnOf(extent.firstStep) === columnOf(extent.lastStep)) {
      include(extent, columnOf(extent.firstStep))
      continue
    }
    const points = series.points(chunk)
    const to = chunk === end.chunk ? end.point : points.steps.length
    for (let from = chunk === begin.chunk ? begin.point : 0; from < to;) {
      const ofColumn = columnOf(points.steps[from] ?? NaN)
      const next = endOfColumn(points.steps, from, to, (step) => columnOf(step) === ofColumn)
      include(extentOf(points, from, next), ofColumn)
      from = next
    }
  }
  if (current !== null) drawn.addExtent(current)
}

/** Index of the first of the steps between `from` and `to` that is not in the column of the step at `from`. */
function endOfColumn(steps: Float64Array, from: number, to: number, isInColumn: (step: number) => boolean): number {
  let low = from + 1
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isInColumn(steps[middle] ?? NaN)) low = middle + 1
    else high = middle
  }
  return low
}

class PointList {
  private readonly steps: number[] = []
  private readonly values: number[] = []

  add([step, value]: [step: number, value: number]): void {
    this.steps.push(step)
    this.values.push(value)
  }

  addAll(points: Points, from: number, to: number): void {
    for (let index = from; index < to; index++) this.add([points.steps[index] ?? NaN, points.values[index] ?? NaN])
  }

  addExtent(extent: Extent): void {
    const candidates: [number, number][] = [
      [extent.firstStep, extent.first],
      [extent.minStep, extent.min],
      [extent.maxStep, extent.max],
      [extent.firstNanStep, NaN],
      [extent.firstPositiveInfinityStep, Infinity],
      [extent.firstNegativeInfinityStep, -Infinity],
      [extent.lastStep, extent.last],
    ]
    const present = candidates.filter(([step]) => !Number.isNaN(step)).sort(([one], [other]) => one - other)
    for (const point of present) {
      if (point[0] !== this.steps.at(-1)) this.add(point)
    }
  }

  arrays(): Points {
    return { steps: Float64Array.from(this.steps), values: Float64Array.from(this.values) }
  }
}
