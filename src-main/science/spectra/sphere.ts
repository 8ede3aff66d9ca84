import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { rowNorms } from '../kernels/gram'
import type { KernelInputs } from '../kernels/kernel-inputs'
import { spanCoordinates } from '../kernels/span'
import type { KernelSeries } from './circle'
import { factorNoiseFloor, resolve, type ResolvedSpectrum } from './resolved-spectrum'
import { harmonicCount, solidHarmonics } from './spherical-harmonics'

/** Numbers of the factor above which the matrix is used: 64 MB. */
const MOST_NUMBERS = 8e6
/** Part of the smallest eigenvalue that the degrees left out may carry. */
const LEFT_OUT = 1e-8
const GROWTH = 1.25
/** Deviation of the norms from 1 that rounding causes. */
const UNIT = 1e-12

/** A kernel of unit inputs as sum_l a_l P_l(r) in the zonal polynomials of the sphere with P_l(1) = 1; nothing in it is negative. */
interface ZonalSeries {
  values: Float64Array
  errors: Float64Array
}

/**
 * The power series of a kernel in zonal polynomials. t P_l = ((l + d - 2) P_(l+1) + l P_(l-1)) / (2l + d - 2) has no negative coefficient, so
 * that nothing cancels and each a_l is as accurate, relatively, as the c_k.
 */
export function zonalSeries({ innerPower, slope, coefficients, coefficientError }: KernelSeries, dimension: number): ZonalSeries {
  const length = coefficients.length + innerPower
  const times = (from: Float64Array, offset: number, factor: number): Float64Array => {
    const result = from.map((value) => offset * value)
    for (let l = 0; l < length; l++) {
      const value = factor * from[l]!
      if (value === 0) continue
      const down = l === 0 ? 0 : l / (2 * l + dimension - 2)
      if (l + 1 < length) result[l + 1]! += value * (1 - down)
      if (l > 0) result[l - 1]! += value * down
    }
    return result
  }
  let power = new Float64Array(length)
  power[0] = 1
  if (innerPower === 1) power = Float64Array.from(times(power, 0, 1))
  const values = new Float64Array(length)
  const errors = new Float64Array(length)
  for (const c of coefficients) {
    const size = Math.abs(c) > coefficientError ? Math.abs(c) : 0
    for (let l = 0; l < length; l++) {
      values[l]! += size * size * power[l]!
      errors[l]! += coefficientError * (2 * size + coefficientError) * power[l]!
    }
    power = Float64Array.from(times(power, 1 - slope, slope))
  }
  return { values, errors }
}

/**
 * Spectrum of an infinite-width kernel of unit inputs anywhere on a sphere, far below what its matrix resolves (arXiv 1908.05660; needed for
 * smooth activations): by the addition theorem the kernel is sum_l a_l / N_l sum_m Y_lm(x_i) Y_lm(x_j), so that sqrt(a_l / N_l) Y_lm(x_i) is a
 * factor, whose strong grading over l costs {@link Arithmetic.factorEigensystem} no relative accuracy. Degrees are added until those left out
 * carry at most 1e-8 of the smallest eigenvalue; what they could carry, and what the errors of the coefficients could, is the noise floor.
 * @returns null when the inputs are not unit vectors, span fewer than two dimensions, or the factor would be too large
 */
export function sphereSpectrum(arithmetic: Arithmetic, inputs: KernelInputs, series: KernelSeries, pulse: Pulse): ResolvedSpectrum | null {
  const { sampleCount: order } = inputs
  const { dimension, coordinates } = spanCoordinates(inputs.inputs, order, inputs.inputDimension)
  const unit = rowNorms(coordinates, order, dimension).every((norm) => Math.abs(norm - 1) <= UNIT)
  if (!unit || dimension < 2) return null
  const zonal = zonalSeries(series, dimension)
  const tails = tailsOf(zonal.values)
  const fits = (degree: number): boolean => harmonicCount(dimension, degree) * order <= MOST_NUMBERS
  let degree = 1
  while (harmonicCount(dimension, degree) < order) degree++
  const errors = zonal.errors.reduce((sum, error) => sum + error, 0)
  let found: ResolvedSpectrum | null = null
  while (fits(degree)) {
    const last = Math.min(degree, zonal.values.length - 1)
    const { factor, rows } = harmonicFactor(zonal.values, coordinates, order, dimension, last)
    if (rows < order) return null
    const { values, vectors } = arithmetic.factorEigensystem(factor, rows, order, pulse)
    // the rest has no negative eigenvalue, and its trace is this
    const leftOut = order * (tails[last] ?? 0)
    const floor = Math.max(leftOut, order * errors, Number.EPSILON * factorNoiseFloor(order, values[order - 1] ?? 0))
    found = resolve(
      { order, values, complete: true, vectors },
      {
        symmetryError: 0,
        traceError: null,
        residual: null,
        noiseFloor: floor,
        method: `series of positive terms, one-sided Jacobi rotations on spherical harmonics up to degree ${last} in ${dimension} dimensions`,
      },
    )
    if (leftOut <= LEFT_OUT * (values[0] ?? 0) || last === zonal.values.length - 1) return found
    degree = Math.max(degree + 1, Math.ceil(GROWTH * degree))
  }
  return found
}

/** Rows sqrt(a_l / N_l) Y_lm(x_i), those of vanishing a_l left out unless too few would remain. */
function harmonicFactor(
  zonal: Float64Array,
  coordinates: Float64Array,
  order: number,
  dimension: number,
  degree: number,
): { factor: Float64Array; rows: number } {
  const harmonics = solidHarmonics(coordinates, order, dimension, degree)
  const kept = harmonics.flatMap((own, l) => (zonal[l]! > 0 ? own.map((row) => ({ row, root: Math.sqrt(zonal[l]! / own.length) })) : []))
  const rows = Math.max(order, kept.length)
  const factor = new Float64Array(rows * order)
  kept.forEach(({ row, root }, at) => row.forEach((value, i) => (factor[at * order + i] = root * value)))
  return { factor, rows }
}

/** sum of what comes after each, small ones first */
function tailsOf(values: Float64Array): Float64Array {
  const tails = new Float64Array(values.length)
  for (let l = values.length - 2; l >= 0; l--) tails[l] = tails[l + 1]! + values[l + 1]!
  return tails
}
