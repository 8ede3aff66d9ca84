/**
 * Sine and cosine by additions and products alone, so that their values are the same in every runtime: reduction by pi/2 in three parts
 * and the polynomials of fdlibm (Sun Microsystems, 1993) on [-pi/4, pi/4]. Within one unit in the last place for |x| < 2^20; beyond, x is
 * first reduced modulo the float64 nearest to 2 pi, which errs by about |x| 1e-16 in the argument.
 */

const PER_QUARTER = 2 / Math.PI
// pi/2 in parts of 33 bits, so that their products with a number of quarters below 2^20 are exact
const QUARTER_HIGH = 1.5707963267341256
const QUARTER_MIDDLE = 6.077100506303966e-11
const QUARTER_LOW = 2.0222662487959506e-21
const LARGEST = 2 ** 20

const SINE = [
  -1.66666666666666324348e-1, 8.33333333332248946124e-3, -1.98412698298579493134e-4, 2.75573137070700676789e-6, -2.50507602534068634195e-8,
  1.58969099521155010221e-10,
] as const
const COSINE = [
  4.16666666666666019037e-2, -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7, 2.0875723212981748279e-9,
  -1.13596475577881948265e-11,
] as const

/** sin x; NaN where x is not finite. */
export function sine(x: number): number {
  return quarterWave(x, 0)
}

/** cos x; NaN where x is not finite. */
export function cosine(x: number): number {
  return quarterWave(x, 1)
}

/** sin(x + quarters pi/2) */
function quarterWave(x: number, quarters: number): number {
  const argument = Math.abs(x) < LARGEST ? x : x % (2 * Math.PI)
  const count = Math.round(argument * PER_QUARTER)
  const high = argument - count * QUARTER_HIGH
  const middle = count * QUARTER_MIDDLE
  const difference = high - middle
  const correction = count * QUARTER_LOW - (high - difference - middle)
  const rest = difference - correction
  const tail = difference - rest - correction
  switch ((count + quarters) & 3) {
    case 0:
      return count === 0 && x === 0 ? x : sineNearZero(rest, tail)
    case 1:
      return cosineNearZero(rest, tail)
    case 2:
      return -sineNearZero(rest, tail)
    default:
      return -cosineNearZero(rest, tail)
  }
}

function polynomial(c: typeof SINE | typeof COSINE, z: number): number {
  return ((((c[5] * z + c[4]) * z + c[3]) * z + c[2]) * z + c[1]) * z + c[0]
}

/** sin(t + tail), |t| <= pi/4 */
function sineNearZero(t: number, tail: number): number {
  const z = t * t
  return t + (t * z * polynomial(SINE, z) + tail * (1 - z / 2))
}

/** cos(t + tail), |t| <= pi/4; the second difference is what 1 - z/2 loses by rounding */
function cosineNearZero(t: number, tail: number): number {
  const z = t * t
  const leading = 1 - z / 2
  return leading + (1 - leading - z / 2 + (z * z * polynomial(COSINE, z) - t * tail))
}
