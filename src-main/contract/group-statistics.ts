/** Of one column over the runs of a group. */
export interface GroupStatistics {
  /** finite values of finished runs */
  count: number
  mean: number
  /** sample standard deviation (n - 1), null for one value */
  standardDeviation: number | null
  min: number
  max: number
  /** values that are NaN or infinite; they are counted here and in nothing else */
  nonFinite: number
}

const NUMBERS = 6

/**
 * Statistics of thousands of groups as one array, which goes from thread to thread at once where as many objects take longer than all that
 * was computed for them: group by group and in it column by column count, mean, deviation (NaN for none), least, largest, not finite.
 */
export function packStatistics(groups: readonly (readonly (GroupStatistics | null)[])[]): Float64Array {
  return Float64Array.from(
    groups.flatMap((columns) =>
      columns.flatMap((each) =>
        each === null ? [0, 0, 0, 0, 0, 0] : [each.count, each.mean, each.standardDeviation ?? NaN, each.min, each.max, each.nonFinite],
      ),
    ),
  )
}

/** @returns column by column; null where no finished run of the group has a finite number */
export function unpackStatistics(packed: Float64Array, group: number, columns: number): (GroupStatistics | null)[] {
  return Array.from({ length: columns }, (_, column) => {
    const at = (group * columns + column) * NUMBERS
    const [count = 0, mean = NaN, deviation = NaN, min = NaN, max = NaN, nonFinite = 0] = packed.subarray(at, at + NUMBERS)
    if (count === 0) return null
    return { count, mean, standardDeviation: Number.isNaN(deviation) ? null : deviation, min, max, nonFinite }
  })
}
