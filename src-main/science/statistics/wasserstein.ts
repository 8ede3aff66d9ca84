/**
 * Wasserstein distance of order 1 between two empirical distributions of mass 1: the area between their quantile functions,
 * sum of |a_(k) - b_(k)| / n where both have n values. NaN when one has no value or one that is not finite.
 * @param a ascending
 * @param b ascending, of any length
 */
export function wassersteinDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length === 0 || b.length === 0) return NaN
  let distance = 0
  let [i, j] = [0, 0]
  // probabilities in units of 1 / (a.length b.length), so that the steps of both are whole numbers
  let reached = 0
  while (i < a.length && j < b.length) {
    const next = Math.min((i + 1) * b.length, (j + 1) * a.length)
    distance += (next - reached) * Math.abs((a[i] ?? NaN) - (b[j] ?? NaN))
    if (next === (i + 1) * b.length) i++
    if (next === (j + 1) * a.length) j++
    reached = next
  }
  return distance / (a.length * b.length)
}
