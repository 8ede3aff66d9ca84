import { csvText, type CsvValue } from '../../src-main/contract'
import type { ChartAxis, ChartCurve, ChartModel } from './chart-model'
import { mathPieces } from './math-text'
import { plainText } from './rich-text'

/**
 * The numbers of recorded curves with full precision, one point a line. Comment lines at the top say what the axes are and whether these are all
 * points or those that are drawn (minimum and maximum per pixel).
 */
export function chartCsv(model: ChartModel, curves: readonly ChartCurve[]): string {
  const ranged = curves.some((curve) => curve.low !== null)
  const counted = curves.some((curve) => curve.counts !== undefined)
  const header = [
    'curve',
    'kind',
    model.x.label,
    model.y.label,
    ...(ranged ? (model.band ? ['low', 'high'] : ['minimum', 'maximum']) : []),
    ...(counted ? ['count'] : []),
  ]
  const comments = [
    model.title,
    `x: ${axisText(model.x)}`,
    `y: ${axisText(model.y)}`,
    ...(model.band ? [`low and high: ${model.band}`] : []),
    ...curves.map((curve) => `${nameOf(curve)}: ${extentText(curve)}`),
  ]
  return csvText(header, rows(curves, ranged, counted), comments)
}

const nameOf = (curve: ChartCurve) => curve.label || curve.id

function* rows(curves: readonly ChartCurve[], ranged: boolean, counted: boolean): Generator<CsvValue[]> {
  for (const curve of curves) {
    for (let i = 0; i < curve.x.length; i++) {
      const row: CsvValue[] = [nameOf(curve), curve.kind, curve.x[i]!, curve.y[i]!]
      if (ranged) row.push(rangeEnd(curve.low?.[i]), rangeEnd(curve.high?.[i]))
      if (counted) row.push(curve.counts?.[i] ?? null)
      yield row
    }
  }
}

/** NaN stands for a range that is not there; a NaN that was measured stands in the value's own column. */
function rangeEnd(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

export function axisText(axis: ChartAxis): string {
  const symbol = plainText(mathPieces(axis.symbol))
  return [axis.label, symbol, axis.unit === '' ? '' : `(${axis.unit})`].filter((part) => part !== '').join(' ')
}

function extentText(curve: ChartCurve): string {
  const points = `${curve.x.length} ${curve.x.length === 1 ? 'point' : 'points'}`
  return curve.exact ? `${points}, exact and complete` : `${points} as drawn, minimum and maximum per pixel of ${curve.total}`
}
