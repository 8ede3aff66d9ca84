import type { ChartCurve, CurveKind } from './chart-model'

/** How each kind of curve is drawn, the same on every page and in every legend. */
export interface CurveStyle {
  /** null: no line */
  line: { width: number; dash: readonly number[] | null; course?: 'stairs' | 'stems' } | null
  marker: 'filled' | 'hollow' | 'none'
  /** how the range of a point is shown */
  range: 'whiskers' | 'bar' | 'none'
}

const STYLES: Record<CurveKind, CurveStyle> = {
  measured: { line: { width: 1.5, dash: null }, marker: 'filled', range: 'whiskers' },
  published: { line: null, marker: 'hollow', range: 'bar' },
  theory: { line: { width: 1.25, dash: [6, 4] }, marker: 'none', range: 'none' },
  bound: { line: { width: 1.25, dash: null }, marker: 'none', range: 'none' },
  fit: { line: { width: 1.5, dash: [1.5, 3] }, marker: 'none', range: 'none' },
  series: { line: { width: 1.25, dash: null }, marker: 'none', range: 'none' },
  values: { line: null, marker: 'filled', range: 'none' },
  spectrum: { line: { width: 1, dash: null }, marker: 'filled', range: 'none' },
  histogram: { line: { width: 1.5, dash: null, course: 'stairs' }, marker: 'none', range: 'none' },
  stems: { line: { width: 1.25, dash: null, course: 'stems' }, marker: 'filled', range: 'none' },
}

export function styleOf(kind: CurveKind): CurveStyle {
  return STYLES[kind]
}

/** Dash of a line: that of the curve where it has one, otherwise that of its kind. */
export function dashOf(curve: Pick<ChartCurve, 'kind' | 'look'>): readonly number[] {
  return curve.look.dash.length > 0 ? curve.look.dash : (STYLES[curve.kind].line?.dash ?? [])
}

/** From this many points on whiskers would touch: the range becomes a band. */
const BAND_FROM = 16

export function isBand(curve: ChartCurve): boolean {
  return STYLES[curve.kind].range === 'whiskers' && curve.low !== null && curve.x.length >= BAND_FROM
}

/** A series of so few points shows where it was measured. */
const SPARSE = 40

/** Dots on every point of a long line hide it. */
export function showsMarkers(curve: ChartCurve, plotWidth: number): boolean {
  if (curve.kind === 'series') return curve.x.length <= SPARSE
  if (curve.kind === 'stems') return true
  const { marker, line } = STYLES[curve.kind]
  return marker !== 'none' && (line === null || curve.x.length * 9 <= plotWidth)
}

export const KIND_NAMES: Record<CurveKind, string> = {
  measured: 'measured (mean, range)',
  published: 'published (mean, range)',
  theory: 'theory',
  bound: 'bound (shaded side excluded)',
  fit: 'fit',
  series: 'measured',
  values: 'measured',
  spectrum: 'spectrum',
  histogram: 'histogram',
  stems: 'coefficients',
}
