import { Matrix, solve } from 'ml-matrix'
import { chebyshevPoints, chebyshevSum } from './chebyshev'

/** Bounds of the least uniform error with which polynomials of a degree approximate a function on [-1, 1]. */
export interface MinimaxError {
  /** no polynomial does better (de la Vallee Poussin) */
  lower: number
  /** error of the polynomial that was found */
  upper: number
}

const MOST_EXCHANGES = 40
const POINTS_PER_TERM = 240
const ASYMMETRY = 0.3
/** Smaller errors, relative to the largest, are rounding and have no sign. */
const ROUNDING = 1e-10

/**
 * Best uniform approximation of a continuous f by polynomials of a degree, by Remez' exchange on a grid that misses 2e-5 of the extremes of
 * the error at most.
 * @param precision the exchange ends when upper and lower bound differ by less than this part of the upper one
 */
export function minimaxError(f: (x: number) => number, degree: number, precision = 1e-4): MinimaxError {
  const grid = chebyshevPoints(POINTS_PER_TERM * (degree + 2))
  const values = grid.map(f)
  // not symmetric: at symmetric points the errors of an odd or even f may have no sign at all
  let reference = Array.from({ length: degree + 2 }, (_, i) => {
    const inner = i > 0 && i <= degree ? ASYMMETRY : 0
    return Math.round(((i + inner) * (grid.length - 1)) / (degree + 1))
  })
  let best: MinimaxError = { lower: 0, upper: Infinity }
  for (let round = 0; round < MOST_EXCHANGES; round++) {
    const { coefficients, level } = levelled(grid, values, reference)
    const errors = grid.map((x, i) => values[i]! - chebyshevSum(coefficients, x))
    const largest = errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0)
    best = { lower: Math.max(best.lower, Math.abs(level)), upper: Math.min(best.upper, largest) }
    if (best.upper - best.lower <= precision * best.upper) break
    const next = alternation(errors, degree + 2)
    if (!next) break
    reference = next
  }
  return best
}

/** The polynomial whose errors at the reference have one size and alternating signs, and that size with the sign of the first. */
function levelled(grid: Float64Array, values: Float64Array, reference: readonly number[]): { coefficients: Float64Array; level: number } {
  const size = reference.length
  const system = Matrix.zeros(size, size)
  reference.forEach((index, row) => {
    const x = grid[index]!
    let [before, here] = [x, 1]
    for (let k = 0; k < size - 1; k++) {
      system.set(row, k, here)
      ;[before, here] = [here, 2 * x * here - before]
    }
    system.set(row, size - 1, row % 2 === 0 ? 1 : -1)
  })
  const solution = solve(system, Matrix.columnVector(reference.map((index) => values[index]!))).to1DArray()
  return { coefficients: Float64Array.from(solution.slice(0, -1)), level: solution.at(-1)! }
}

/** Indices of the largest errors between changes of sign, the least at the ends left out until there are `count`; null if there are fewer. */
function alternation(errors: Float64Array, count: number): number[] | null {
  const peaks: number[] = []
  const least = ROUNDING * errors.reduce((most, error) => Math.max(most, Math.abs(error)), 0)
  errors.forEach((error, index) => {
    if (Math.abs(error) <= least) return
    const last = peaks.at(-1)
    if (last === undefined || error * errors[last]! < 0) peaks.push(index)
    else if (Math.abs(error) > Math.abs(errors[last]!)) peaks[peaks.length - 1] = index
  })
  while (peaks.length > count) {
    if (Math.abs(errors[peaks[0]!]!) < Math.abs(errors[peaks.at(-1)!]!)) peaks.shift()
    else peaks.pop()
  }
  return peaks.length === count ? peaks : null
}
