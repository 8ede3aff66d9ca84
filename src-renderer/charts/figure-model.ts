import type { FigureAxis, FigureCurve, FigureView } from '../../src-main/contract'
import { MARKERS } from '../components/run-colour'
import { OVER_TILES, type ChartAxis, type ChartCurve, type ChartModel, type CurveLook } from './chart-model'
import { tilesOf } from './chart-tiles'

/** The order in which groups first appear decides their colours, so that every figure of a study colours S = 100 alike. */
function groupColours(figure: FigureView): Map<string, number> {
  const places = new Map<string, number>()
  for (const curve of figure.curves) if (!places.has(curve.group)) places.set(curve.group, places.size)
  return places
}

export function modelOfFigure(figure: FigureView): ChartModel {
  const places = groupColours(figure)
  const families = familyDashes(figure)
  return {
    title: figure.title,
    caption: figure.caption,
    x: chartAxis(
      figure.x,
      figure.tiles?.tiles.map((tile) => tile.x) ?? figure.curves.flatMap((curve) => curve.points.map((point) => point.x)),
    ),
    y: chartAxis(figure.y, figure.tiles?.tiles.map((tile) => tile.y) ?? []),
    curves: figure.curves.map((curve, i) => {
      if (figure.tiles !== undefined) return chartCurve(curve, lookOverTiles(i))
      const look = groupLook(places.get(curve.group) ?? 0)
      return chartCurve(curve, { ...look, dash: families.get(familyKey(curve)) ?? look.dash })
    }),
    vertical: figure.markers.map((marker) => ({ at: marker.x, label: marker.label, group: marker.group })),
    horizontal: [],
    floor: null,
    tiles: figure.tiles === undefined ? null : tilesOf(figure.tiles, figure.x.scale, figure.y.scale),
  }
}

/** What is left of a curve's label without the name of its group: "displacement law" of "displacement law, S = 100". */
export function familyOf(curve: Pick<FigureCurve, 'label' | 'group'>): string {
  if (curve.label === curve.group || curve.group === '') return ''
  const suffix = `, ${curve.group}`
  if (curve.label.endsWith(suffix)) return curve.label.slice(0, -suffix.length)
  const prefix = `${curve.group}, `
  return curve.label.startsWith(prefix) ? curve.label.slice(prefix.length) : ''
}

const familyKey = (curve: FigureCurve) => `${curve.kind} ${familyOf(curve)}`

/** Dashes for the second and further theory of a figure; the first has the dash of all theories. */
const FURTHER_DASHES = [
  [9, 3, 2, 3],
  [3, 3],
  [12, 4],
]

function familyDashes(figure: FigureView): Map<string, readonly number[]> {
  const dashes = new Map<string, readonly number[]>()
  const theories = [...new Set(figure.curves.filter((curve) => curve.kind === 'theory').map(familyKey))]
  theories.slice(1).forEach((key, i) => dashes.set(key, FURTHER_DASHES[i % FURTHER_DASHES.length] ?? []))
  return dashes
}

const COLOURS = 8

/** In a figure the dash says what kind a curve is, so groups beyond the eighth differ by their markers only. */
export function groupLook(place: number): CurveLook {
  return { colour: `--data-${(place % COLOURS) + 1}`, dash: [], marker: MARKERS[Math.floor(place / COLOURS) % MARKERS.length] ?? 'circle' }
}

/** All colours belong to the tiles: the curves over them are told apart by dash and marker. */
function lookOverTiles(place: number): CurveLook {
  const dash = place === 0 ? [] : (FURTHER_DASHES[(place - 1) % FURTHER_DASHES.length] ?? [])
  return { colour: OVER_TILES, dash, marker: MARKERS[place % MARKERS.length] ?? 'circle' }
}

function chartAxis(axis: FigureAxis, values: number[]): ChartAxis {
  return { ...axis, integer: values.length > 0 && values.every((value) => Number.isInteger(value)) }
}

function chartCurve(curve: FigureCurve, look: CurveLook): ChartCurve {
  const points = curve.points.toSorted((a, b) => a.x - b.x)
  const ranged = points.some((point) => point.low !== undefined || point.high !== undefined)
  return {
    id: curve.id,
    label: curve.label,
    kind: curve.kind,
    group: curve.group,
    family: familyOf(curve),
    look,
    x: Float64Array.from(points, (point) => point.x),
    y: Float64Array.from(points, (point) => point.y),
    low: ranged ? Float64Array.from(points, (point) => point.low ?? NaN) : null,
    high: ranged ? Float64Array.from(points, (point) => point.high ?? NaN) : null,
    excluded: curve.kind === 'bound' ? (curve.excluded ?? 'above') : null,
    exact: true,
    total: points.length,
    references: points.some((point) => point.cellHash !== undefined) ? points.map((point) => point.cellHash ?? null) : null,
  }
}
