import { RandomStream, uniforms } from '../random'

export interface EffectSize {
  /** eta squared: sum of squares between the classes over the whole one, biased upwards with many classes */
  share: number
  /** epsilon squared: the same without that bias (T. L. Kelley, An unbiased correlation ratio measure, 1935); null without two values in a class */
  adjusted: number | null
  classes: number
  count: number
}

/**
 * How much of the variance of values goes with the classes they are in (one-way analysis of variance).
 * @param classOf class of each value, counted from 0 without gaps
 * @returns null with fewer than two classes, or where all values are the same
 */
export function effectSize(values: ArrayLike<number>, classOf: ArrayLike<number>): EffectSize | null {
  const { classes, between, total } = sumsOfSquares(values, classOf)
  const count = values.length
  if (classes < 2 || !(total > 0)) return null
  const within = total - between
  const freedom = count - classes
  return {
    share: between / total,
    adjusted: freedom < 1 ? null : (between - ((classes - 1) * within) / freedom) / total,
    classes,
    count,
  }
}

const PERMUTATIONS = 1999
const STREAM = 'permutations'

/**
 * Orders in which values are put to see what chance would do: the same ones for every question about them, so that answers can be
 * compared.
 */
export class Permutations {
  private readonly permuted: Float64Array[]

  constructor(values: ArrayLike<number>) {
    const count = values.length
    const draws = uniforms(new RandomStream(0, STREAM), 0, PERMUTATIONS * count)
    this.permuted = Array.from({ length: PERMUTATIONS }, (_, round) => {
      const order = Float64Array.from(values)
      // Fisher and Yates
      for (let i = count - 1; i > 0; i--) {
        const k = Math.floor((draws[round * count + i] ?? 0) * (i + 1))
        const kept = order[i] ?? NaN
        order[i] = order[k] ?? NaN
        order[k] = kept
      }
      return order
    })
  }

  /**
   * Share of orders in which the classes take at least as much of the variance, the given order among them: (1 + number of those) / 2000
   * (B. Phipson, G. Smyth, Permutation p-values should never be zero, 2010). Never below 1 / 2000.
   */
  pValue(values: ArrayLike<number>, classOf: ArrayLike<number>): number {
    const { between, total } = sumsOfSquares(values, classOf)
    // a different order of summation must not count as less
    const enough = between - 1e-12 * total
    const reached = this.permuted.filter((order) => sumsOfSquares(order, classOf).between >= enough).length
    return (1 + reached) / (1 + PERMUTATIONS)
  }
}

function sumsOfSquares(values: ArrayLike<number>, classOf: ArrayLike<number>): { classes: number; between: number; total: number } {
  const sums: number[] = []
  const counts: number[] = []
  let mean = 0
  for (let i = 0; i < values.length; i++) mean += (values[i] ?? NaN) / values.length
  let total = 0
  for (let i = 0; i < values.length; i++) {
    const value = (values[i] ?? NaN) - mean
    const own = classOf[i] ?? 0
    sums[own] = (sums[own] ?? 0) + value
    counts[own] = (counts[own] ?? 0) + 1
    total += value * value
  }
  const between = sums.reduce((sum, own, k) => sum + (own * own) / (counts[k] ?? NaN), 0)
  return { classes: counts.length, between, total }
}

/**
 * Cramer's V of two classifications of the same things: 0 where they are independent, 1 where the coarser follows from the finer
 * (H. Cramer, Mathematical Methods of Statistics, 1946, section 21.9). NaN where one has a single class.
 */
export function cramersV(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const rows = sizesOf(one)
  const columns = sizesOf(other)
  const table = new Map<number, number>()
  for (let i = 0; i < one.length; i++) {
    const cell = (one[i] ?? 0) * columns.length + (other[i] ?? 0)
    table.set(cell, (table.get(cell) ?? 0) + 1)
  }
  const count = one.length
  let sum = 0
  for (const [cell, found] of table)
    sum += (found * found) / ((rows[Math.floor(cell / columns.length)] ?? NaN) * (columns[cell % columns.length] ?? NaN))
  // chi squared over the count
  return Math.sqrt(Math.max(0, sum - 1) / (Math.min(rows.length, columns.length) - 1)) * (count > 0 ? 1 : NaN)
}

function sizesOf(classOf: ArrayLike<number>): number[] {
  const sizes: number[] = []
  for (let i = 0; i < classOf.length; i++) sizes[classOf[i] ?? 0] = (sizes[classOf[i] ?? 0] ?? 0) + 1
  return sizes
}
