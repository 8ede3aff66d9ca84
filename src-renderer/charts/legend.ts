import type { ChartCurve, CurveKind, CurveLook } from './chart-model'
import { KIND_NAMES } from './curve-style'

/** A line of the legend. Either a colour that several kinds share, or a kind that several colours share, or one curve. */
export interface LegendEntry {
  id: string
  label: string
  /** null: the entry explains a kind, whatever the colour */
  look: CurveLook | null
  /** null: the entry explains a colour, whatever the kind */
  kind: CurveKind | null
  curveIds: string[]
}

/**
 * Names only what differs. Groups (colours) and kinds (line styles) are named once each when curves combine them, otherwise every curve has
 * an entry; a single curve has none.
 */
export function legendEntries(curves: readonly ChartCurve[]): LegendEntry[] {
  if (curves.length <= 1) return []
  const groups = [...new Set(curves.map((curve) => curve.group))]
  const kinds = [...new Set(curves.map((curve) => curve.kind))]
  const combined = groups.length > 1 && kinds.length > 1 && curves.length > groups.length
  if (!combined) {
    return curves.map((curve) => ({
      id: `curve:${curve.id}`,
      label: curve.label,
      look: curve.look,
      kind: curve.kind,
      curveIds: [curve.id],
    }))
  }
  const ofGroups = groups.flatMap((group): LegendEntry[] => {
    const own = curves.filter((curve) => curve.group === group)
    const first = own[0]
    return first === undefined || group === ''
      ? []
      : [
          {
            id: `group:${group}`,
            label: own.length === 1 ? first.label : group,
            look: first.look,
            kind: null,
            curveIds: own.map((curve) => curve.id),
          },
        ]
  })
  const ofKinds = kinds.map((kind): LegendEntry => {
    const own = curves.filter((curve) => curve.kind === kind)
    const labels = new Set(own.map((curve) => curve.label))
    const label = labels.size === 1 ? (own[0]?.label ?? KIND_NAMES[kind]) : KIND_NAMES[kind]
    return { id: `kind:${kind}`, label, look: null, kind, curveIds: own.map((curve) => curve.id) }
  })
  return [...ofGroups, ...ofKinds]
}

/** Curves that no hidden entry names. */
export function visibleCurves(curves: readonly ChartCurve[], entries: readonly LegendEntry[], hidden: ReadonlySet<string>): ChartCurve[] {
  if (hidden.size === 0) return [...curves]
  const gone = new Set(entries.filter((entry) => hidden.has(entry.id)).flatMap((entry) => entry.curveIds))
  return curves.filter((curve) => !gone.has(curve.id))
}
