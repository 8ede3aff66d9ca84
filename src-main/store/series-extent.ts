import type { Points } from './series-chunk'

/**
 * What a stretch of a series looks like from afar. Extremes are those of the finite values, with the first step at which each is
 * reached, NaN where no value is finite. Steps of values that do not occur are NaN.
 */
export interface Extent {
  firstStep: number
  lastStep: number
  first: number
  last: number
  min: number
  minStep: number
  max: number
  maxStep: number
  nonFinite: number
  firstNanStep: number
  firstPositiveInfinityStep: number
  firstNegativeInfinityStep: number
}

export const EXTENT_FIELDS = 12
export const EXTENT_BYTES = 8 * EXTENT_FIELDS

/** The extent of points `from` up to (not including) `to`; there has to be at least one. */
export function extentOf({ steps, values }: Points, from = 0, to = steps.length): Extent {
  let minIndex = -1
  let maxIndex = -1
  let min = Infinity
  let max = -Infinity
  let nonFinite = 0
  let nan = -1
  let positiveInfinity = -1
  let negativeInfinity = -1
  for (let index = from; index < to; index++) {
    const value = at(values, index)
    if (value - value === 0) {
      if (value < min) {
        min = value
        minIndex = index
      }
      if (value > max) {
        max = value
        maxIndex = index
      }
    } else {
      nonFinite++
      if (value > 0) positiveInfinity = positiveInfinity < 0 ? index : positiveInfinity
      else if (value < 0) negativeInfinity = negativeInfinity < 0 ? index : negativeInfinity
      else nan = nan < 0 ? index : nan
    }
  }
  const stepAt = (index: number): number => (index < 0 ? NaN : at(steps, index))
  return {
    firstStep: at(steps, from),
    lastStep: at(steps, to - 1),
    first: at(values, from),
    last: at(values, to - 1),
    min: minIndex < 0 ? NaN : min,
    minStep: stepAt(minIndex),
    max: maxIndex < 0 ? NaN : max,
    maxStep: stepAt(maxIndex),
    nonFinite,
    firstNanStep: stepAt(nan),
    firstPositiveInfinityStep: stepAt(positiveInfinity),
    firstNegativeInfinityStep: stepAt(negativeInfinity),
  }
}

/** Extends `extent` by a stretch that comes after it. */
export function includeExtent(extent: Extent, later: Extent): void {
  extent.lastStep = later.lastStep
  extent.last = later.last
  if (!Number.isNaN(later.min) && !(later.min >= extent.min)) {
    extent.min = later.min
    extent.minStep = later.minStep
  }
  if (!Number.isNaN(later.max) && !(later.max <= extent.max)) {
    extent.max = later.max
    extent.maxStep = later.maxStep
  }
  extent.nonFinite += later.nonFinite
  if (Number.isNaN(extent.firstNanStep)) extent.firstNanStep = later.firstNanStep
  if (Number.isNaN(extent.firstPositiveInfinityStep)) extent.firstPositiveInfinityStep = later.firstPositiveInfinityStep
  if (Number.isNaN(extent.firstNegativeInfinityStep)) extent.firstNegativeInfinityStep = later.firstNegativeInfinityStep
}

export function encodeExtent(extent: Extent): Float64Array {
  return Float64Array.of(
    extent.firstStep,
    extent.lastStep,
    extent.first,
    extent.last,
    extent.min,
    extent.minStep,
    extent.max,
    extent.maxStep,
    extent.nonFinite,
    extent.firstNanStep,
    extent.firstPositiveInfinityStep,
    extent.firstNegativeInfinityStep,
  )
}

/** The extent number `index` of extents encoded one after the other. */
export function decodeExtent(data: Float64Array, index: number): Extent {
  const field = (offset: number): number => at(data, index * EXTENT_FIELDS + offset)
  return {
    firstStep: field(0),
    lastStep: field(1),
    first: field(2),
    last: field(3),
    min: field(4),
    minStep: field(5),
    max: field(6),
    maxStep: field(7),
    nonFinite: field(8),
    firstNanStep: field(9),
    firstPositiveInfinityStep: field(10),
    firstNegativeInfinityStep: field(11),
  }
}

function at(values: Float64Array, index: number): number {
  const value = values[index]
  if (value === undefined) throw new RangeError(`There is no point ${index}`)
  return value
}
