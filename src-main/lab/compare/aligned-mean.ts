import type { Coverage } from '../../contract'
import type { Band } from '../../science/statistics'
import type { Points } from './series-cache'

export interface AlignedMean {
  x: Float64Array
  y: Float64Array
  low: Float64Array
  high: Float64Array
  /** members at each place */
  counts: Float64Array
  /** places recorded by some member at which the mean is not taken */
  leftOut: number
}

/**
 * Mean and band of several curves at places that they have in common to the last bit: nothing is interpolated, and which members a value
 * is made of is told by the coverage and counted at each place.
 */
export function alignedMean(members: readonly Points[], coverage: Coverage, band: Band): AlignedMean {
  const next = new Array<number>(members.length).fill(0)
  const longest = members.reduce((most, { x }) => Math.max(most, x.length), 0)
  const kept = new GrowingColumns(5, longest)
  const values = new Float64Array(members.length)
  let leftOut = 0
  for (;;) {
    let place = Infinity
    members.forEach(({ x }, i) => {
      const head = x[next[i] ?? 0]
      if (head !== undefined && head < place) place = head
    })
    if (place === Infinity) break
    let count = 0
    let present = 0
    members.forEach(({ x, y }, i) => {
      const at = next[i] ?? 0
      if ((x[0] ?? Infinity) <= place && (x[x.length - 1] ?? -Infinity) >= place) present++
      if (x[at] !== place) return
      values[count++] = y[at] ?? NaN
      next[i] = at + 1
    })
    const wanted = coverage === 'any' ? 1 : coverage === 'every' ? members.length : present
    if (count < wanted) {
      leftOut++
      continue
    }
    const { mean, low, high } = band.around(values, count)
    kept.push([place, mean, low, high, count])
  }
  const [x, y, low, high, counts] = kept.columns() as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]
  return { x, y, low, high, counts, leftOut }
}

/** Mean and band at some places of an aligned mean, member by member, without going through all of them. */
export function bandAt(members: readonly Points[], places: Float64Array, band: Band): { low: Float64Array; high: Float64Array } {
  const low = new Float64Array(places.length)
  const high = new Float64Array(places.length)
  const values = new Float64Array(members.length)
  places.forEach((place, k) => {
    let count = 0
    for (const { x, y } of members) {
      const at = firstFrom(x, place)
      if (x[at] === place) values[count++] = y[at] ?? NaN
    }
    const found = band.around(values, count)
    low[k] = found.low
    high[k] = found.high
  })
  return { low, high }
}

/** Index of the first of ascending numbers that is at least `value`. */
export function firstFrom(ascending: Float64Array, value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? Infinity) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Columns of numbers whose length is not known beforehand. */
class GrowingColumns {
  private data: Float64Array[]
  private rows = 0

  constructor(width: number, expected: number) {
    this.data = Array.from({ length: width }, () => new Float64Array(Math.max(16, expected)))
  }

  push(row: readonly number[]): void {
    if (this.rows === this.data[0]?.length) {
      this.data = this.data.map((column) => {
        const longer = new Float64Array(2 * column.length)
        longer.set(column)
        return longer
      })
    }
    this.data.forEach((column, i) => (column[this.rows] = row[i] ?? NaN))
    this.rows++
  }

  columns(): Float64Array[] {
    return this.data.map((column) => column.slice(0, this.rows))
  }
}
