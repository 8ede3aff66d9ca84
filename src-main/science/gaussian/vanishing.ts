/** Coefficients this small beside the largest are rounding when a neighbour is far larger: the function is even or odd up to a constant. */
const ROUNDING = 4 * Number.EPSILON
const FAR_LARGER = 1e6

/** The coefficients with 0 for those that are rounding of the parity of the function. */
export function withoutRounding(coefficients: Float64Array): Float64Array {
  const rounding = ROUNDING * coefficients.reduce((most, c) => Math.max(most, Math.abs(c)), 0)
  return coefficients.map((c, k) => {
    const neighbour = Math.max(Math.abs(coefficients[k - 1] ?? 0), Math.abs(coefficients[k + 1] ?? 0))
    return Math.abs(c) <= rounding && neighbour > FAR_LARGER * rounding ? 0 : c
  })
}
