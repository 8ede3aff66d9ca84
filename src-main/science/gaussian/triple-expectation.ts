import { normalDensity } from '../activations'

type RealFunction = (x: number) => number

/** The normal density is below 1e-17 beyond. */
const RANGE = 8.75
/** Spacing of the trapezoidal rule for arguments of standard deviation at most 1; larger ones need proportionally more nodes. */
const SPACING = 0.25

/**
 * E first(z_1) second(z_2) third(z_3) for jointly normal z of mean 0, by the trapezoidal rule in three independent directions. For functions
 * analytic within pi / 2 of the real line (all smooth activations of the lab) its error falls like exp(-pi^2 / spacing) and is about 1e-15 of
 * E |first second third|. Takes some ten milliseconds.
 * @param covariance row-major 3 x 3, positive semidefinite
 */
export function tripleExpectation(first: RealFunction, second: RealFunction, third: RealFunction, covariance: ArrayLike<number>): number {
  const [l11, l21, l22, l31, l32, l33] = choleskyOf(covariance)
  const widest = Math.max(1, l11, Math.sqrt(l21 * l21 + l22 * l22), Math.sqrt(l31 * l31 + l32 * l32 + l33 * l33))
  const half = Math.ceil((RANGE * widest) / SPACING)
  const spacing = RANGE / half
  const nodes = Float64Array.from({ length: 2 * half + 1 }, (_, k) => (k - half) * spacing)
  const weights = nodes.map((u) => spacing * normalDensity(u))
  let total = 0
  for (let a = 0; a < nodes.length; a++) {
    const u = nodes[a] ?? NaN
    const atFirst = (weights[a] ?? NaN) * first(l11 * u)
    let inner = 0
    for (let b = 0; b < nodes.length; b++) {
      const v = nodes[b] ?? NaN
      const atSecond = (weights[b] ?? NaN) * second(l21 * u + l22 * v)
      const mean = l31 * u + l32 * v
      if (l33 === 0) {
        inner += atSecond * third(mean)
        continue
      }
      let innermost = 0
      for (let c = 0; c < nodes.length; c++) innermost += (weights[c] ?? NaN) * third(mean + l33 * (nodes[c] ?? NaN))
      inner += atSecond * innermost
    }
    total += atFirst * inner
  }
  return total
}

/** Pivots below this share of the diagonal are those of linearly dependent variables. */
const DEPENDENT = 1e-14

/** L with covariance = L L^T, row by row; a column of zeros where a variable depends on those before it. */
function choleskyOf(covariance: ArrayLike<number>): [number, number, number, number, number, number] {
  const at = (i: number, j: number): number => covariance[3 * i + j] ?? NaN
  const pivot = (square: number, diagonal: number): number => (square > DEPENDENT * diagonal ? Math.sqrt(square) : 0)
  const over = (value: number, by: number): number => (by === 0 ? 0 : value / by)
  const l11 = pivot(at(0, 0), at(0, 0))
  const l21 = over(at(1, 0), l11)
  const l31 = over(at(2, 0), l11)
  const l22 = pivot(at(1, 1) - l21 * l21, at(1, 1))
  const l32 = over(at(2, 1) - l31 * l21, l22)
  const l33 = pivot(at(2, 2) - l31 * l31 - l32 * l32, at(2, 2))
  return [l11, l21, l22, l31, l32, l33]
}
