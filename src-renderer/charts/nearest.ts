import type { ChartCurve } from './chart-model'
import { isInside, lowerBound, pixelX, pixelY, type PlotArea, type PlotAxes } from './pixel-path'

/** What one curve shows at the hovered x. `index` is null when the curve has no drawn point there. */
export interface Reading {
  curve: ChartCurve
  index: number | null
}

/**
 * The drawn x nearest to a place on the axis, over all curves: hovering reads where something was measured, never between.
 * Distance counts in pixels, so that it also means the nearest on a logarithmic axis.
 */
export function nearestX(curves: readonly ChartCurve[], value: number, axes: PlotAxes, area: PlotArea): number | null {
  const toX = pixelX(axes, area)
  const at = toX(value)
  let best: number | null = null
  let bestDistance = Infinity
  for (const curve of curves) {
    const place = lowerBound(curve.x, value)
    for (const index of [place - 1, place]) {
      const x = curve.x[index]
      if (x === undefined) continue
      const distance = Math.abs(toX(x) - at)
      if (distance < bestDistance || (distance === bestDistance && best !== null && x < best)) [best, bestDistance] = [x, distance]
    }
  }
  return best
}

/** Values of all curves at exactly that x. Of a thinned curve the point may not be at hand: then `index` is null. */
export function readingsAt(curves: readonly ChartCurve[], x: number): Reading[] {
  return curves.map((curve) => {
    const index = lowerBound(curve.x, x)
    return { curve, index: curve.x[index] === x ? index : null }
  })
}

/** The next drawn x to the left or right: what the arrow keys step through. */
export function neighbourX(curves: readonly ChartCurve[], x: number | null, direction: 1 | -1): number | null {
  let best: number | null = null
  for (const curve of curves) {
    const from = x ?? (direction === 1 ? -Infinity : Infinity)
    const place = lowerBound(curve.x, from)
    const candidate = direction === 1 ? (curve.x[place] === from ? curve.x[place + 1] : curve.x[place]) : curve.x[place - 1]
    if (candidate === undefined) continue
    if (best === null || (direction === 1 ? candidate < best : candidate > best)) best = candidate
  }
  return best
}

/** The visible point nearest to the pointer, at most `reach` pixels away, and among those only points that open something if asked. */
export function nearestPoint(
  curves: readonly ChartCurve[],
  pointer: { x: number; y: number },
  axes: PlotAxes,
  area: PlotArea,
  reach: number,
): { curve: ChartCurve; index: number } | null {
  const toX = pixelX(axes, area)
  const toY = pixelY(axes, area)
  let best: { curve: ChartCurve; index: number } | null = null
  let bestDistance = reach
  for (const curve of curves) {
    for (let index = 0; index < curve.x.length; index++) {
      const px = toX(curve.x[index] ?? NaN)
      const py = toY(curve.y[index] ?? NaN)
      const distance = Math.hypot(px - pointer.x, py - pointer.y)
      if (distance <= bestDistance && isInside(px, py, area)) {
        best = { curve, index }
        bestDistance = distance
      }
    }
  }
  return best
}
