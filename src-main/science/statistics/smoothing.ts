/**
 * Debiased exponential mean of values at ascending places: the weight of a value halves with every `halfLife` behind it, and the weights
 * are normalised by their sum, so that the first values are not drawn towards zero and uneven places count by their distance. Values that
 * are not finite are left out; where none has come yet the result is NaN.
 */
export function exponentialMean(places: ArrayLike<number>, values: ArrayLike<number>, halfLife: number): Float64Array {
  const smooth = new Float64Array(values.length)
  const rate = Math.LN2 / halfLife
  let sum = 0
  let weight = 0
  for (let i = 0; i < smooth.length; i++) {
    const value = values[i] ?? NaN
    const decay = i === 0 ? 0 : Math.exp(-rate * ((places[i] ?? NaN) - (places[i - 1] ?? NaN)))
    sum *= decay
    weight *= decay
    if (Number.isFinite(value)) {
      sum += value
      weight++
    }
    smooth[i] = weight > 0 ? sum / weight : NaN
  }
  return smooth
}

/** A Gaussian is cut off where its weight is below 2e-8 of the middle. */
const REACH = 6

/**
 * Mean of the values around a place, each with the weight exp(-d^2 / (2 deviation^2)) of its distance, normalised by the sum of the
 * weights (Nadaraya-Watson), at each of `at` (indices into the ascending places). Values that are not finite are left out.
 */
export function gaussianMean(places: ArrayLike<number>, values: ArrayLike<number>, deviation: number, at: ArrayLike<number>): Float64Array {
  const smooth = new Float64Array(at.length)
  for (let k = 0; k < smooth.length; k++) {
    const index = at[k] ?? 0
    const centre = places[index] ?? NaN
    let sum = 0
    let weight = 0
    let first = index
    while (first > 0 && centre - (places[first - 1] ?? NaN) <= REACH * deviation) first--
    for (let i = first; i < values.length; i++) {
      const distance = ((places[i] ?? NaN) - centre) / deviation
      if (!(distance <= REACH)) break
      const value = values[i] ?? NaN
      if (!Number.isFinite(value)) continue
      const w = Math.exp(-0.5 * distance * distance)
      sum += w * value
      weight += w
    }
    smooth[k] = weight > 0 ? sum / weight : NaN
  }
  return smooth
}
