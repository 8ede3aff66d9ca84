import type { ChartCurve, ChartModel, CurveKind } from './chart-model'
import { readingsAt } from './nearest'
import { lowerBound } from './pixel-path'
import { fraction, fromCoordinate, toCoordinate, type AxisScale } from './scale'

/** One line of the read-out at a hovered x. */
export interface ReadoutRow {
  curve: ChartCurve
  /** null: nothing is known there (yet) */
  value: number | null
  low: number | null
  high: number | null
  /** how many values a mean is made of there; null where it is none */
  count: number | null
  /** the value was read off a theory's line between the points it is drawn by */
  interpolated: boolean
}

/** Curves that were measured somewhere decide where hovering stops; lines of theory are known everywhere. */
export function anchorCurves(curves: readonly ChartCurve[]): readonly ChartCurve[] {
  const measured = curves.filter((curve) => !isLineOfTheory(curve) && curve.x.length > 0)
  return measured.length > 0 ? measured : curves
}

export function isLineOfTheory(curve: ChartCurve): boolean {
  return curve.kind === 'theory' || curve.kind === 'bound' || curve.kind === 'fit'
}

/** Values of all curves at x; `known` gives exact values of thinned curves that were fetched for this x. */
export function readout(
  model: ChartModel,
  curves: readonly ChartCurve[],
  x: number,
  known: ReadonlyMap<string, number> = new Map(),
): ReadoutRow[] {
  return readingsAt(curves, x).map(({ curve, index }) => {
    if (index === null) {
      if (isLineOfTheory(curve))
        return { curve, value: interpolate(curve, x, model.x.scale, model.y.scale), low: null, high: null, count: null, interpolated: true }
      return { curve, value: known.get(curve.id) ?? null, low: null, high: null, count: null, interpolated: false }
    }
    const range = { low: finite(curve.low?.[index]), high: finite(curve.high?.[index]) }
    return { curve, value: curve.y[index] ?? null, ...range, count: finite(curve.counts?.[index]), interpolated: false }
  })
}

const finite = (value: number | undefined) => (value === undefined || !Number.isFinite(value) ? null : value)

const ORDER: readonly CurveKind[] = [
  'series',
  'values',
  'spectrum',
  'histogram',
  'stems',
  'measured',
  'published',
  'theory',
  'bound',
  'fit',
]

/** What was measured first, what is known besides it last. */
export function inReadingOrder(rows: readonly ReadoutRow[]): ReadoutRow[] {
  return rows.toSorted((a, b) => ORDER.indexOf(a.curve.kind) - ORDER.indexOf(b.curve.kind))
}

/** Along the straight piece that is drawn between two points. */
function interpolate(curve: ChartCurve, x: number, xScale: AxisScale, yScale: AxisScale): number | null {
  const after = lowerBound(curve.x, x)
  if (after === 0 || after >= curve.x.length) return null
  const left = toCoordinate(curve.x[after - 1]!, xScale)
  const right = toCoordinate(curve.x[after]!, xScale)
  const from = toCoordinate(curve.y[after - 1]!, yScale)
  const to = toCoordinate(curve.y[after]!, yScale)
  const value = fromCoordinate(from + (to - from) * fraction(toCoordinate(x, xScale), { low: left, high: right }), yScale)
  return Number.isFinite(value) ? value : null
}
