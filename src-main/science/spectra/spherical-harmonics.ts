/** Number of linearly independent harmonic polynomials of all degrees up to `degree` in `dimension` >= 2 variables. */
export function harmonicCount(dimension: number, degree: number): number {
  return binomial(degree + dimension - 1, dimension - 1) + binomial(degree + dimension - 2, dimension - 1)
}

function binomial(n: number, k: number): number {
  let value = 1
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i
  return n < k ? 0 : Math.round(value)
}

/**
 * Values at points of R^dimension of homogeneous harmonic polynomials that are orthonormal on the unit sphere under its uniform probability:
 * entry l holds those of degree l, an array over the points each. On the sphere sum_m Y_lm(x)^2 is their number. Built from those in one
 * variable fewer and orthonormal Gegenbauer polynomials, whose recurrence is stable.
 * @param coordinates row-major count x dimension, dimension >= 2
 */
export function solidHarmonics(coordinates: Float64Array, count: number, dimension: number, degree: number): Float64Array[][] {
  if (dimension === 2) return circularHarmonics(coordinates, count, degree)
  const first = Float64Array.from({ length: count }, (_, i) => coordinates[i * dimension]!)
  const rest = new Float64Array(count * (dimension - 1))
  const squares = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < dimension; k++) {
      const x = coordinates[i * dimension + k]!
      squares[i]! += x * x
      if (k > 0) rest[i * (dimension - 1) + k - 1] = x
    }
  }
  const lower = solidHarmonics(rest, count, dimension - 1, degree)
  const result: Float64Array[][] = Array.from({ length: degree + 1 }, () => [])
  // E (1 - t^2)^j for a coordinate t of a uniform point
  let moment = 1
  for (let j = 0; j <= degree; j++) {
    const scale = 1 / Math.sqrt(moment)
    const polynomials = gegenbauer(first, squares, j + (dimension - 2) / 2, degree - j)
    for (const [k, polynomial] of polynomials.entries())
      for (const harmonic of lower[j]!) result[j + k]!.push(harmonic.map((value, i) => scale * value * polynomial[i]!))
    moment *= ((dimension - 1) / 2 + j) / (dimension / 2 + j)
  }
  return result
}

/** 1, and sqrt 2 times real and imaginary part of (x + i y)^l. */
function circularHarmonics(coordinates: Float64Array, count: number, degree: number): Float64Array[][] {
  const result: Float64Array[][] = [[new Float64Array(count).fill(1)]]
  let [real, imaginary] = [new Float64Array(count).fill(Math.SQRT2), new Float64Array(count)]
  for (let l = 1; l <= degree; l++) {
    const [a, b] = [real, imaginary]
    real = a.map((value, i) => value * coordinates[2 * i]! - b[i]! * coordinates[2 * i + 1]!)
    imaginary = a.map((value, i) => value * coordinates[2 * i + 1]! + b[i]! * coordinates[2 * i]!)
    result.push([real, imaginary])
  }
  return result
}

/**
 * s^(k/2) p_k(t / sqrt s), k = 0 .. degree, of the polynomials p_k orthonormal under the probability proportional to (1 - t^2)^(index - 1/2),
 * index > 0.
 */
function gegenbauer(t: Float64Array, s: Float64Array, index: number, degree: number): Float64Array[] {
  const polynomials = [new Float64Array(t.length).fill(1)]
  let before = new Float64Array(t.length)
  let coefficient = 0
  for (let k = 0; k < degree; k++) {
    const here = polynomials[k]!
    // of t p_k = b_(k+1) p_(k+1) + b_k p_(k-1)
    const next = Math.sqrt(((k + 1) * (k + 2 * index)) / ((k + 1 + index) * (k + index))) / 2
    const last = coefficient
    const previous = before
    polynomials.push(here.map((value, i) => (t[i]! * value - last * s[i]! * previous[i]!) / next))
    before = Float64Array.from(here)
    coefficient = next
  }
  return polynomials
}
