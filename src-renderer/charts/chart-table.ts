import type { ChartCurve, ChartModel } from './chart-model'
import { lowerBound } from './pixel-path'

export interface TableColumn {
  id: string
  label: string
  curve: ChartCurve
  part: 'y' | 'low' | 'high' | 'counts'
}

/** A chart's data as a table: one row for each x at which any curve has a point, one column for each curve and for the ends of its range. */
export interface ChartTable {
  x: Float64Array
  columns: TableColumn[]
}

export function tableOf(model: ChartModel, curves: readonly ChartCurve[]): ChartTable {
  return {
    x: unionOf(curves.map((curve) => curve.x)),
    columns: curves.flatMap((curve): TableColumn[] => {
      const label = curves.length === 1 && curve.label === '' ? model.y.label : curve.label
      const value: TableColumn = { id: curve.id, label, curve, part: 'y' }
      const count: TableColumn[] =
        curve.counts === undefined ? [] : [{ id: `${curve.id} count`, label: `${label}, n`, curve, part: 'counts' }]
      if (curve.low === null || curve.high === null) return [value, ...count]
      return [
        value,
        { id: `${curve.id} low`, label: `${label}, ${model.band ? 'low' : 'minimum'}`, curve, part: 'low' },
        { id: `${curve.id} high`, label: `${label}, ${model.band ? 'high' : 'maximum'}`, curve, part: 'high' },
        ...count,
      ]
    }),
  }
}

/** The value of a column at a row's x; null where the curve has no point. */
export function tableValue(column: TableColumn, x: number): number | null {
  const index = lowerBound(column.curve.x, x)
  if (column.curve.x[index] !== x) return null
  const values = column.curve[column.part]
  return values?.[index] ?? null
}

/** All numbers of ascending lists, ascending, each once. */
function unionOf(lists: readonly Float64Array[]): Float64Array {
  const [only] = lists
  if (lists.length === 1 && only !== undefined) return only
  const all = new Float64Array(lists.reduce((length, list) => length + list.length, 0))
  let used = 0
  for (const list of lists) {
    all.set(list, used)
    used += list.length
  }
  all.sort()
  let kept = 0
  for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) all[kept++] = all[i]!
  return all.slice(0, kept)
}
