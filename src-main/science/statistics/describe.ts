import type { Statistics } from '../../contract'

/**
 * Count, mean, extremes and sample standard deviation (divisor count - 1; null for one value) of at least one value, by the two-pass
 * formula. A NaN among the values makes everything but the count NaN.
 */
export function describe(values: ArrayLike<number>): Statistics {
  const count = values.length
  if (count === 0) throw new RangeError('There are no statistics of no values')
  const list = Array.from(values)
  const mean = sum(list) / count
  const squares = sum(list.map((value) => (value - mean) * (value - mean)))
  return {
    count,
    mean,
    min: list.reduce((least, value) => Math.min(least, value)),
    max: list.reduce((largest, value) => Math.max(largest, value)),
    standardDeviation: count === 1 ? null : Math.sqrt(squares / (count - 1)),
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
