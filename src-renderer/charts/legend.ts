import { OVER_TILES, type ChartCurve, type CurveKind, type CurveLook } from './chart-model'
import { dashOf, KIND_NAMES } from './curve-style'

/** A line of the legend. Either a colour that several kinds share, or a kind that several colours share, or one curve. */
export interface LegendEntry {
  id: string
  label: string
  /** null: the entry explains a kind, whatever the colour */
  look: CurveLook | null
  /** null: the entry explains a colour, whatever the kind */
  kind: CurveKind | null
  dash: readonly number[]
  curveIds: string[]
}

/**
 * Names only what differs. Groups (colours) and kinds (line styles) are named once each when curves combine them, otherwise every curve has
 * an entry; a single curve has none. Over tiles every name has one, also where it is a curve in several pieces.
 */
export function legendEntries(curves: readonly ChartCurve[]): LegendEntry[] {
  if (curves.some((curve) => curve.look.colour === OVER_TILES))
    return [...Map.groupBy(curves, ({ label }) => label).values()].flatMap(piecesEntry)
  if (curves.length <= 1) return []
  const groups = Map.groupBy(curves, (curve) => curve.group)
  const kinds = Map.groupBy(curves, (curve) => `${curve.kind} ${curve.family}`)
  const combined = groups.size > 1 && kinds.size > 1 && curves.length > groups.size
  return combined ? [...[...groups.values()].flatMap(groupEntry), ...[...kinds.values()].flatMap(kindEntry)] : curves.map(curveEntry)
}

function curveEntry(curve: ChartCurve): LegendEntry {
  return { id: `curve ${curve.id}`, label: curve.label, look: curve.look, kind: curve.kind, dash: dashOf(curve), curveIds: [curve.id] }
}

function piecesEntry(own: readonly ChartCurve[]): LegendEntry[] {
  const [first] = own
  return first === undefined ? [] : [{ ...curveEntry(first), curveIds: own.map(({ id }) => id) }]
}

function groupEntry(own: readonly ChartCurve[]): LegendEntry[] {
  const [first] = own
  if (first === undefined || first.group === '') return []
  if (own.length === 1 && first.family === '' && first.label !== first.group) return [curveEntry(first)]
  return [
    { id: `group ${first.group}`, label: first.group, look: first.look, kind: null, dash: [], curveIds: own.map((curve) => curve.id) },
  ]
}

function kindEntry(own: readonly ChartCurve[]): LegendEntry[] {
  const [first] = own
  if (first === undefined) return []
  const named = first.family !== '' && first.kind !== 'measured' && first.kind !== 'published'
  const label = named ? (first.kind === 'series' ? first.family : `${first.kind}: ${first.family}`) : KIND_NAMES[first.kind]
  return [
    {
      id: `kind ${first.kind} ${first.family}`,
      label,
      look: null,
      kind: first.kind,
      dash: dashOf(first),
      curveIds: own.map((curve) => curve.id),
    },
  ]
}

/** Curves that no hidden entry names. */
export function visibleCurves(curves: readonly ChartCurve[], entries: readonly LegendEntry[], hidden: ReadonlySet<string>): ChartCurve[] {
  if (hidden.size === 0) return [...curves]
  const gone = new Set(entries.filter((entry) => hidden.has(entry.id)).flatMap((entry) => entry.curveIds))
  return curves.filter((curve) => !gone.has(curve.id))
}
