/**
 * Quantile of ascending values at a probability between 0 and 1, with straight lines between the order statistics: definition 7 of
 * R. J. Hyndman, Y. Fan, The American Statistician 50, 1996, 361-365. NaN for no values.
 */
export function quantileOfSorted(ascending: ArrayLike<number>, probability: number): number {
  const place = (ascending.length - 1) * probability
  const below = Math.floor(place)
  const low = ascending[below] ?? NaN
  const share = place - below
  return share === 0 ? low : low + share * ((ascending[below + 1] ?? NaN) - low)
}
