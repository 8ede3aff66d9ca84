import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { cosSinPi } from '../cos-sin-pi'
import { activationHermite, withoutRounding } from '../gaussian'
import type { WeightLaw } from '../kernels/weight-law'
import { resolve, type ResolvedSpectrum } from './resolved-spectrum'

/**
 * Points at equal angles (arXiv 1908.05660, section 7): half, theta_i = pi i / n; full, theta_i = 2 pi i / n; full with a constant coordinate,
 * (cos theta_i, sin theta_i, 1) / sqrt 2 with theta_i = 2 pi i / n.
 */
export interface CircleGeometry {
  kind: 'half' | 'full' | 'full-with-constant'
  sampleCount: number
}

/**
 * A kernel of unit inputs as a power series of their inner product r: r^innerPower sum_k c_k^2 rho^k with rho = offset + slope r,
 * offset + slope = 1, both non-negative. Hidden layer: c_k of phi', innerPower 1; output layer: c_k of phi, innerPower 0. With weights of
 * variance v and biases of variance b: slope = v / (v + b), and the c_k are those of psi(s x), s^2 = v + b.
 */
export interface KernelSeries {
  innerPower: 0 | 1
  slope: number
  /** Hermite coefficients c_k, as many as matter */
  coefficients: Float64Array
  /** absolute error of each coefficient; those not above it count as 0 */
  coefficientError: number
}

/** Terms that matter on few points; more points need higher frequencies, which come from higher powers. */
const LEAST_TERMS = 1024
const MOST_TERMS = 16_384
const TERMS_PER_POINT = 16

/**
 * The series of an infinite-width kernel for unit inputs.
 * @throws RangeError for activations with kinks, whose series converge too slowly to be of use
 */
export function kernelSeries(activation: Activation, layer: 'hidden' | 'output', law: WeightLaw, sampleCount: number): KernelSeries {
  if (activation.smoothness.kind === 'jump') throw new RangeError(`${activation.name} has kinks: its kernel has no useful power series.`)
  const variance = law.weightVariance + law.biasVariance
  const count = Math.min(MOST_TERMS, Math.max(LEAST_TERMS, TERMS_PER_POINT * sampleCount))
  const part = layer === 'hidden' ? 'derivative' : 'value'
  const { coefficients, floor } = activationHermite(activation, part, count, Math.sqrt(variance))
  return {
    innerPower: layer === 'hidden' ? 1 : 0,
    slope: law.weightVariance / variance,
    coefficients: withoutRounding(coefficients),
    coefficientError: floor,
  }
}

/** Fourier coefficients of a kernel on n equal angles, with a bound of the error that the coefficients' errors cause. */
interface FoldedSeries {
  values: Float64Array
  errors: Float64Array
}

/**
 * Eigenvalues of a kernel on a circle geometry, far below what its matrix resolves. On a full circle the matrix is circulant; its eigenvalues are
 * sums of c_k^2 times Fourier coefficients of powers of a + b cos theta, all non-negative, so that nothing cancels and each eigenvalue is as
 * accurate, relatively, as the c_k. The half circle is the first half of the rows of the full circle of 2n points. Where the kernel changes its
 * sign under theta -> theta + pi (even phi', even powers alone), the half's matrix is skew-circulant and its eigenvalues are half those of the
 * odd frequencies; otherwise they are taken from the factor sqrt(eigenvalue) times Fourier vector, whose strong grading costs
 * {@link Arithmetic.factorEigensystem} no relative accuracy.
 */
export function circleSpectrum(arithmetic: Arithmetic, geometry: CircleGeometry, series: KernelSeries, pulse: Pulse): ResolvedSpectrum {
  const { kind, sampleCount: order } = geometry
  const points = kind === 'half' ? 2 * order : order
  const folded = foldedSeries(points, kind === 'full-with-constant' ? 0.5 : 1, series)
  if (kind !== 'half') return fromFrequencies(order, [...folded.values.keys()], folded, 1, 'circulant matrix')
  const even = [...folded.values.keys()].filter((f) => f % 2 === 0)
  const odd = [...folded.values.keys()].filter((f) => f % 2 === 1)
  if (even.every((f) => folded.values[f] === 0)) return fromFrequencies(order, odd, folded, 0.5, 'skew-circulant matrix')
  if (odd.every((f) => folded.values[f] === 0)) return fromFrequencies(order, even, folded, 0.5, 'circulant matrix')
  return fromFourierFactor(arithmetic, order, folded, pulse)
}

/** Eigenvalue f of the circulant of `points` angles, f = 0 .. points - 1; r = 1 - share + share cos theta. */
function foldedSeries(points: number, share: number, series: KernelSeries): FoldedSeries {
  const multiply = (from: Float64Array, offset: number, slope: number): Float64Array =>
    from.map((value, f) => offset * value + (slope / 2) * (from[(f + points - 1) % points]! + from[(f + 1) % points]!))
  let power = new Float64Array(points)
  power[0] = points
  if (series.innerPower === 1) power = Float64Array.from(multiply(power, 1 - share, share))
  const values = new Float64Array(points)
  const errors = new Float64Array(points)
  const last = series.coefficients.length - 1
  const error = series.coefficientError
  for (let k = 0; k <= last; k++) {
    const coefficient = Math.abs(series.coefficients[k]!)
    const resolved = coefficient > error ? coefficient : 0
    for (let f = 0; f < points; f++) {
      values[f]! += resolved * resolved * power[f]!
      errors[f]! += error * (2 * resolved + error) * power[f]!
    }
    // rho = 1 - slope + slope r
    power = Float64Array.from(multiply(power, 1 - series.slope * share, series.slope * share))
  }
  return { values, errors }
}

function fromFrequencies(order: number, frequencies: number[], folded: FoldedSeries, factor: number, structure: string): ResolvedSpectrum {
  const ascending = frequencies.toSorted((a, b) => folded.values[a]! - folded.values[b]!)
  const values = Float64Array.from(ascending, (f) => factor * folded.values[f]!)
  const floor = factor * folded.errors[ascending[0]!]!
  return spectrumOf(order, values, null, floor, `series of positive terms, ${structure}`)
}

function fromFourierFactor(arithmetic: Arithmetic, order: number, folded: FoldedSeries, pulse: Pulse): ResolvedSpectrum {
  const points = 2 * order
  const rows = fourierRows(points, order)
  const factor = rows.flatMap((row, index) => {
    const root = Math.sqrt(folded.values[frequencyOf(index)]!)
    return Array.from(row, (value) => root * value)
  })
  const { values, vectors } = arithmetic.factorEigensystem(Float64Array.from(factor), points, order, pulse)
  const smallest = vectors.subarray(0, order)
  // first-order change of the smallest eigenvalue when every frequency errs by its bound
  const floor = rows.reduce((sum, row, index) => {
    const share = row.reduce((total, value, i) => total + value * smallest[i]!, 0)
    return sum + share * share * folded.errors[frequencyOf(index)]!
  }, 0)
  return spectrumOf(
    order,
    values,
    vectors,
    floor,
    'series of positive terms, one-sided Jacobi rotations on the Fourier factor of the half circle',
  )
}

/** Frequency of a row of {@link fourierRows}: 0, 1, 1, 2, 2, ..., points / 2. */
function frequencyOf(row: number): number {
  return Math.ceil(row / 2)
}

/** Orthonormal cosines and sines of an even number of points, in ascending frequency; only their first `length` entries. */
function fourierRows(points: number, length: number): Float64Array[] {
  return Array.from({ length: points }, (_, row) => {
    const frequency = frequencyOf(row)
    const norm = Math.sqrt((frequency === 0 || 2 * frequency === points ? 1 : 2) / points)
    return Float64Array.from({ length }, (_unused, j) => {
      const { cosine, sine } = cosSinPi(2 * ((frequency * j) % points), points)
      return norm * (row % 2 === 0 && frequency > 0 ? sine : cosine)
    })
  })
}

function spectrumOf(order: number, values: Float64Array, vectors: Float64Array | null, floor: number, method: string): ResolvedSpectrum {
  return resolve(
    { order, values, complete: true, vectors },
    { symmetryError: 0, traceError: null, residual: null, noiseFloor: floor, method },
  )
}
