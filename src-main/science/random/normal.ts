import type { RandomStream } from './random-stream'
import { forEachUniform } from './uniform'

// Coefficients of AS 241, highest power first, as the float64 nearest to the published decimals.
const CENTRE_NUMERATOR = [
  2509.0809287301227, 33430.57558358813, 67265.7709270087, 45921.95393154987, 13731.69376550946, 1971.5909503065513, 133.14166789178438,
  3.3871328727963665,
] as const
const CENTRE_DENOMINATOR = [
  5226.495278852854, 28729.085735721943, 39307.89580009271, 21213.794301586597, 5394.196021424751, 687.1870074920579, 42.31333070160091, 1,
] as const
const MIDDLE_NUMERATOR = [
  0.0007745450142783414, 0.022723844989269184, 0.2417807251774506, 1.2704582524523684, 3.6478483247632045, 5.769497221460691,
  4.630337846156546, 1.4234371107496835,
] as const
const MIDDLE_DENOMINATOR = [
  1.0507500716444169e-9, 0.0005475938084995345, 0.015198666563616457, 0.14810397642748008, 0.6897673349851, 1.6763848301838038,
  2.053191626637759, 1,
] as const
const TAIL_NUMERATOR = [
  2.0103343992922881e-7, 2.7115555687434876e-5, 0.0012426609473880784, 0.026532189526576124, 0.29656057182850487, 1.7848265399172913,
  5.463784911164114, 6.657904643501103,
] as const
const TAIL_DENOMINATOR = [
  2.0442631033899397e-15, 1.421511758316446e-7, 1.8463183175100548e-5, 0.0007868691311456133, 0.014875361290850615, 0.1369298809227358,
  0.599832206555888, 1,
] as const

type Coefficients = readonly [number, number, number, number, number, number, number, number]

function polynomial(c: Coefficients, r: number): number {
  return ((((((c[0] * r + c[1]) * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5]) * r + c[6]) * r + c[7]
}

/**
 * Standard normal quantile by algorithm AS 241, PPND16 (M. J. Wichura, Applied Statistics 37, 1988, 477-484): relative accuracy about
 * 1e-16, only logarithm and square root, so that its values are the same wherever float64 is.
 *
 * @param p probability, 0 < p < 1
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q
    return (polynomial(CENTRE_NUMERATOR, r) * q) / polynomial(CENTRE_DENOMINATOR, r)
  }
  const r = Math.sqrt(-Math.log(q < 0 ? p : 1 - p))
  const magnitude =
    r <= 5
      ? polynomial(MIDDLE_NUMERATOR, r - 1.6) / polynomial(MIDDLE_DENOMINATOR, r - 1.6)
      : polynomial(TAIL_NUMERATOR, r - 5) / polynomial(TAIL_DENOMINATOR, r - 5)
  return q < 0 ? -magnitude : magnitude
}

/** Independent N(0, 1) values [from, from + count) of a stream: the normal quantile of its uniforms. */
export function normals(stream: RandomStream, from: number, count: number): Float64Array {
  const values = new Float64Array(count)
  forEachUniform(stream, from, count, (index, u) => {
    values[index] = normalQuantile(u)
  })
  return values
}
