import { atFraction, type Range } from './scale'

/** A drag shorter than this in one direction does not mean that direction. */
const MEANT = 12
/** No zoom shows less than this part of the numbers a double can tell apart around there. */
const FINEST = 1e-12

export interface DragBox {
  x0: number
  y0: number
  x1: number
  y1: number
}

export interface ZoomWish {
  x: Range | null
  y: Range | null
}

/**
 * What a drag over the plot asks for, in coordinates: a rectangle, or, when it runs along one axis, a stretch of that axis alone.
 * Null when it was too short to mean anything.
 */
export function zoomOfDrag(box: DragBox, view: { x: Range; y: Range }, size: { width: number; height: number }): ZoomWish | null {
  const wide = Math.abs(box.x1 - box.x0) >= MEANT
  const tall = Math.abs(box.y1 - box.y0) >= MEANT
  if (!wide && !tall) return null
  const x = wide ? part(view.x, box.x0 / size.width, box.x1 / size.width) : null
  const y = tall ? part(view.y, 1 - box.y0 / size.height, 1 - box.y1 / size.height) : null
  return { x, y }
}

function part(range: Range, a: number, b: number): Range | null {
  const low = atFraction(Math.max(0, Math.min(a, b)), range)
  const high = atFraction(Math.min(1, Math.max(a, b)), range)
  return isTooFine({ low, high }) ? null : { low, high }
}

function isTooFine(range: Range): boolean {
  return range.high - range.low <= Math.max(Math.abs(range.low), Math.abs(range.high)) * FINEST
}

/** Closer to (factor < 1) or further from (factor > 1) the point at a share of the range; never beyond the whole. Null when that is the whole. */
export function zoomAround(range: Range, share: number, factor: number, whole: Range): Range | null {
  const at = atFraction(share, range)
  const low = Math.max(whole.low, at - (at - range.low) * factor)
  const high = Math.min(whole.high, at + (range.high - at) * factor)
  if (isTooFine({ low, high })) return range
  return low <= whole.low && high >= whole.high ? null : { low, high }
}
