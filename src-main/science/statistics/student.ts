/**
 * P(|T| <= t) for Student's T with a whole number of degrees of freedom, by the finite sums 26.7.3 and 26.7.4 of M. Abramowitz,
 * I. A. Stegun, Handbook of Mathematical Functions.
 */
function central(t: number, degrees: number): number {
  const hypotenuse = Math.sqrt(degrees + t * t)
  const sine = t / hypotenuse
  const squaredCosine = degrees / (hypotenuse * hypotenuse)
  const odd = degrees % 2 === 1
  let term = odd ? Math.sqrt(squaredCosine) : 1
  let sum = degrees === 1 ? 0 : term
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= (squaredCosine * (k - 1)) / k
    sum += term
  }
  return odd ? (2 / Math.PI) * (Math.atan(t / Math.sqrt(degrees)) + sine * sum) : sine * sum
}

/** t with P(|T| <= t) = 0.95 for Student's T, to 1e-13 relative. @param degrees whole number of degrees of freedom, at least 1 */
export function studentInterval95(degrees: number): number {
  let low = 1.9
  let high = 13
  while (high - low > 1e-13 * high) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (central(middle, degrees) < 0.95) low = middle
    else high = middle
  }
  return (low + high) / 2
}
