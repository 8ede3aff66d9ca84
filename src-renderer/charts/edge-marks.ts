import type { ChartCurve } from './chart-model'
import { pixelX, type PlotArea, type PlotAxes } from './pixel-path'
import { whyUndrawable, type Undrawable } from './scale'

/** Values that have no place on the vertical axis, shown at the edge nearest to them. */
export interface EdgeMark {
  reason: Undrawable
  edge: 'top' | 'bottom'
  count: number
  /** whether more may exist between the points of a thinned curve */
  atLeast: boolean
  /** pixel columns where they stand, without repetitions */
  columns: number[]
}

const EDGE: Record<Undrawable, 'top' | 'bottom'> = {
  'not-positive': 'bottom',
  'minus-infinite': 'bottom',
  'not-a-number': 'bottom',
  infinite: 'top',
}

const NAME: Record<Undrawable, [one: string, many: string]> = {
  'not-positive': ['value ≤ 0', 'values ≤ 0'],
  'minus-infinite': ['value −∞', 'values −∞'],
  'not-a-number': ['value NaN', 'values NaN'],
  infinite: ['value +∞', 'values +∞'],
}

export function edgeMarks(curves: readonly ChartCurve[], axes: PlotAxes, area: PlotArea): EdgeMark[] {
  const found = new Map<Undrawable, { count: number; atLeast: boolean; columns: Set<number> }>()
  const toX = pixelX(axes, area)
  for (const curve of curves) {
    for (let i = 0; i < curve.y.length; i++) {
      const reason = whyUndrawable(curve.y[i] ?? NaN, axes.y.scale)
      if (reason === null) continue
      const column = Math.round(toX(curve.x[i] ?? NaN))
      if (!(column >= area.x - 1 && column <= area.x + area.width + 1)) continue
      let entry = found.get(reason)
      if (entry === undefined) found.set(reason, (entry = { count: 0, atLeast: false, columns: new Set() }))
      entry.count++
      entry.atLeast ||= !curve.exact
      entry.columns.add(column)
    }
  }
  return [...found].map(([reason, entry]) => ({
    reason,
    edge: EDGE[reason],
    count: entry.count,
    atLeast: entry.atLeast,
    columns: [...entry.columns].sort((a, b) => a - b),
  }))
}

export function edgeMarkText(mark: EdgeMark): string {
  const [one, many] = NAME[mark.reason]
  return `${mark.atLeast ? 'at least ' : ''}${mark.count} ${mark.count === 1 ? one : many}`
}

/** Points that cannot be drawn because their x has no place on a logarithmic axis (a step 0). */
export function undrawableX(curves: readonly ChartCurve[], axes: PlotAxes): number {
  if (axes.x.scale !== 'log') return 0
  let count = 0
  for (const curve of curves) for (const x of curve.x) if (!(x > 0)) count++
  return count
}
