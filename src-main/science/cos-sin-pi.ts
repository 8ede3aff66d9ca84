// pi = PI_HIGH + PI_LOW to 107 bits
const PI_HIGH = Math.PI
const PI_LOW = 1.2246467991473532e-16
const SPLITTER = 2 ** 27 + 1
/** Below this the rounding of pi r is all the error there is, and splitting would underflow. */
const TINY = 2 ** -900

// Taylor coefficients: on |t| <= pi/4 the first one left out is below 2^-63 of the result
const SINE = [-1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000, 1 / 355687428096000] as const
const COSINE = [
  1 / 24,
  -1 / 720,
  1 / 40320,
  -1 / 3628800,
  1 / 479001600,
  -1 / 87178291200,
  1 / 20922789888000,
  -1 / 6402373705728000,
] as const

/**
 * cos(pi x) and sin(pi x) of x = numerator / denominator to less than one unit in the last place, by additions and products alone, so
 * that the values are the same wherever float64 is. The reduction is exact: multiples of 1/2 give exactly 0, 1 or -1, however large x is,
 * and a quarter turn of a fraction of integers swaps the two numbers exactly.
 *
 * @param numerator finite; an integer where there is a denominator
 * @param denominator a positive integer below 2^50
 */
export function cosSinPi(numerator: number, denominator = 1): { cosine: number; sine: number } {
  const period = numerator % (2 * denominator)
  const quarter = Math.round((2 * period) / denominator)
  const rest = (2 * period - quarter * denominator) / (2 * denominator)
  const angle = PI_HIGH * rest
  const tail = Math.abs(rest) < TINY ? 0 : productError(PI_HIGH, rest, angle) + PI_LOW * rest
  const cosine = cosineNearZero(angle, tail)
  const sine = sineNearZero(angle, tail)
  // differences from 0, so that a zero has the sign +
  switch (quarter & 3) {
    case 0:
      return { cosine, sine }
    case 1:
      return { cosine: 0 - sine, sine: cosine }
    case 2:
      return { cosine: -cosine, sine: 0 - sine }
    default:
      return { cosine: sine, sine: -cosine }
  }
}

/** a b - fl(a b), exact (T. J. Dekker, Numerische Mathematik 18, 1971). */
function productError(a: number, b: number, product: number): number {
  const [aHigh, aLow] = halves(a)
  const [bHigh, bLow] = halves(b)
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow)
}

function halves(value: number): [number, number] {
  const scaled = SPLITTER * value
  const high = scaled - (scaled - value)
  return [high, value - high]
}

type Coefficients = typeof SINE

function polynomial(c: Coefficients, z: number): number {
  return ((((((c[7] * z + c[6]) * z + c[5]) * z + c[4]) * z + c[3]) * z + c[2]) * z + c[1]) * z + c[0]
}

/** sin(t + tail) for |t| <= pi/4. */
function sineNearZero(t: number, tail: number): number {
  const z = t * t
  return t + (t * z * polynomial(SINE, z) + tail * (1 - z / 2))
}

/** cos(t + tail) for |t| <= pi/4: what t^2 and 1 - t^2/2 lose by rounding is added to the rest of the series. */
function cosineNearZero(t: number, tail: number): number {
  const z = t * t
  const half = z / 2
  const leading = 1 - half
  const lost = 1 - leading - half - productError(t, t, z) / 2
  return leading + (lost + (z * z * polynomial(COSINE, z) - t * tail))
}
