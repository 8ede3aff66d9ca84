import type { ConfigurationValue } from '../../../src-main/contract'
import type { Aggregate } from './compare-state'

export interface PivotCell {
  /** null where no run has a finite value */
  value: number | null
  /** runs with a finite value */
  count: number
  /** runs of the cell whose value is missing or not finite */
  without: number
}

export interface Pivot {
  rows: ConfigurationValue[]
  columns: ConfigurationValue[]
  /** row by row */
  cells: (PivotCell | null)[][]
}

/** Runs by the values of two columns, a number of a third for each pair; pairs without a run are empty. */
export function pivotOf(
  rows: readonly ConfigurationValue[],
  columns: readonly ConfigurationValue[],
  values: readonly ConfigurationValue[],
  aggregate: Aggregate,
): Pivot {
  const [rowValues, columnValues] = [inOrder(rows), inOrder(columns)]
  const cells = rowValues.map((row) =>
    columnValues.map((column): PivotCell | null => {
      const own = values.filter((_, i) => rows[i] === row && columns[i] === column)
      if (own.length === 0) return null
      const finite = own.filter((value) => typeof value === 'number' && Number.isFinite(value)) as number[]
      return { value: aggregateOf(finite, aggregate), count: finite.length, without: own.length - finite.length }
    }),
  )
  return { rows: rowValues, columns: columnValues, cells }
}

/** Numbers ascending, then words, then what is missing. */
function inOrder(values: readonly ConfigurationValue[]): ConfigurationValue[] {
  return [...new Set(values)].sort((a, b) => {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (typeof a === 'number' || typeof b === 'number') return typeof a === 'number' ? -1 : 1
    return a === null || b === null ? Number(a === null) - Number(b === null) : String(a).localeCompare(String(b), 'en')
  })
}

/** The deviation has the divisor n - 1; of an even number of values the median is the mean of the middle two. */
export function aggregateOf(values: readonly number[], aggregate: Aggregate): number | null {
  const count = values.length
  if (aggregate === 'count') return count
  if (count === 0) return null
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  switch (aggregate) {
    case 'mean':
      return mean
    case 'median': {
      const sorted = values.toSorted((a, b) => a - b)
      return ((sorted[(count - 1) >> 1] ?? NaN) + (sorted[count >> 1] ?? NaN)) / 2
    }
    case 'min':
      return Math.min(...values)
    case 'max':
      return Math.max(...values)
    case 'deviation':
      return count < 2 ? null : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1))
  }
}
