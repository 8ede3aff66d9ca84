import type { Statistics } from '../../contract'

/**
 * Count, mean, extremes and sample standard deviation (divisor count - 1; null for one value) of at least one value, by the two-pass
 * formula. A NaN among the values makes everything but the count NaN.
 */
export function describe(values: ArrayLike<number>): Statistics {
  const count = values.length
  if (count === 0) throw new RangeError('There are no statistics of no values')
  let [total, min, max] = [0, Infinity, -Infinity]
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? NaN
    total += value
    min = Math.min(min, value)
    max = Math.max(max, value)
  }
  const mean = total / count
  let squares = 0
  for (let i = 0; i < count; i++) {
    const deviation = (values[i] ?? NaN) - mean
    squares += deviation * deviation
  }
  return { count, mean, min, max, standardDeviation: count === 1 ? null : Math.sqrt(squares / (count - 1)) }
}
