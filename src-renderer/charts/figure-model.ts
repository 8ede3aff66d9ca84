import type { FigureAxis, FigureCurve, FigureView } from '../../src-main/contract'
import { MARKERS } from '../components/run-colour'
import type { ChartAxis, ChartCurve, ChartModel, CurveLook } from './chart-model'

/** The order in which groups first appear decides their colours, so that every figure of a study colours S = 100 alike. */
export function groupColours(figure: FigureView): Map<string, number> {
  const places = new Map<string, number>()
  for (const curve of figure.curves) if (!places.has(curve.group)) places.set(curve.group, places.size)
  return places
}

export function modelOfFigure(figure: FigureView): ChartModel {
  const places = groupColours(figure)
  return {
    title: figure.title,
    caption: figure.caption,
    x: chartAxis(
      figure.x,
      figure.curves.flatMap((curve) => curve.points.map((point) => point.x)),
    ),
    y: chartAxis(figure.y, []),
    curves: figure.curves.map((curve) => chartCurve(curve, places.get(curve.group) ?? 0)),
    vertical: figure.markers.map((marker) => ({ at: marker.x, label: marker.label, group: marker.group })),
    horizontal: [],
    floor: null,
  }
}

const COLOURS = 8

/** In a figure the dash says what kind a curve is, so groups beyond the eighth differ by their markers only. */
export function groupLook(place: number): CurveLook {
  return { colour: `--data-${(place % COLOURS) + 1}`, dash: [], marker: MARKERS[Math.floor(place / COLOURS) % MARKERS.length] ?? 'circle' }
}

function chartAxis(axis: FigureAxis, values: number[]): ChartAxis {
  return { ...axis, integer: values.length > 0 && values.every((value) => Number.isInteger(value)) }
}

function chartCurve(curve: FigureCurve, place: number): ChartCurve {
  const points = curve.points.toSorted((a, b) => a.x - b.x)
  const ranged = points.some((point) => point.low !== undefined || point.high !== undefined)
  return {
    id: curve.id,
    label: curve.label,
    kind: curve.kind,
    group: curve.group,
    look: groupLook(place),
    x: Float64Array.from(points, (point) => point.x),
    y: Float64Array.from(points, (point) => point.y),
    low: ranged ? Float64Array.from(points, (point) => point.low ?? NaN) : null,
    high: ranged ? Float64Array.from(points, (point) => point.high ?? NaN) : null,
    excluded: curve.kind === 'bound' ? 'above' : null,
    exact: true,
    total: points.length,
    references: points.some((point) => point.cellHash !== undefined) ? points.map((point) => point.cellHash ?? null) : null,
  }
}
