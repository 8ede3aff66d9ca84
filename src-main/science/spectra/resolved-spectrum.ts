import type { SpectrumHealth } from '../../contract'
import { NotPositiveDefiniteError, type Arithmetic, type Eigensystem, type Pulse } from '../arithmetic/arithmetic'
import { noiseFloor, symmetryError, timesVector, trace } from '../symmetric-matrix'

/** Eigenvalues of a Gram matrix (symmetric, positive semidefinite) with what is known of their accuracy. */
export interface ResolvedSpectrum {
  order: number
  /** ascending and never negative: what was computed below 0 is given as 0 and is among the unresolved */
  values: Float64Array
  /** how many of the first values are not above the noise floor: only their being small is known */
  unresolved: number
  /** the smallest value as it was computed; below 0 it is rounding */
  smallestComputed: number
  /** false: only the smallest and the largest */
  complete: boolean
  health: SpectrumHealth
  /** row k is the unit eigenvector of values[k]; null where none were computed */
  vectors: Float64Array | null
}

/** What is known of a kernel: the matrix, a factor F with F^T F = matrix, or eigenvalues by its structure. */
export type KnownKernel =
  /** `complete`: all eigenvalues or the extremes alone; all of small orders when not said */
  | { kind: 'matrix'; matrix: Float64Array; vectors: boolean; complete?: boolean }
  /** row-major rows x order, rows >= order; `matrix` is checked against it when given */
  | { kind: 'factor'; factor: Float64Array; rows: number; matrix?: Float64Array }

/** Eigenvalues computed from entries are not believed below this times the largest: the entries themselves carry errors (spec 5.1). */
const MATRIX_NOISE = 1e-13

/** Up to this order all eigenvalues are computed from a matrix, above only the extremes. */
const COMPLETE_UP_TO = 1500

/**
 * Spectrum of a Gram matrix by the most accurate route that is open: from a factor down to about order epsilon^2 lambda_max, from the matrix
 * down to about 1e-13 lambda_max.
 * @throws RangeError when entries are not finite
 */
export function gramSpectrum(arithmetic: Arithmetic, order: number, known: KnownKernel, pulse: Pulse): ResolvedSpectrum {
  return known.kind === 'matrix'
    ? matrixSpectrum(arithmetic, known.matrix, order, known.vectors, known.complete ?? order <= COMPLETE_UP_TO, pulse)
    : factorSpectrum(arithmetic, known.factor, known.rows, order, known.matrix ?? null, pulse)
}

/** The eigenvalues as they may be shown: none negative, and the number of those at or below the floor. */
export function resolve(
  computed: { order: number; values: Float64Array; complete: boolean; vectors: Float64Array | null },
  health: SpectrumHealth,
): ResolvedSpectrum {
  return {
    ...computed,
    values: computed.values.map((value) => Math.max(0, value)),
    unresolved: computed.values.filter((value) => !(value > health.noiseFloor)).length,
    smallestComputed: computed.values[0] ?? NaN,
    health,
  }
}

/**
 * Order epsilon^2 lambda_max: the square roots of eigenvalues come out of a factor with an error of about sqrt(order) epsilon times the largest.
 */
export function factorNoiseFloor(order: number, largestEigenvalue: number): number {
  return order * Number.EPSILON * Number.EPSILON * Math.abs(largestEigenvalue)
}

function factorSpectrum(
  arithmetic: Arithmetic,
  factor: Float64Array,
  rows: number,
  order: number,
  matrix: Float64Array | null,
  pulse: Pulse,
): ResolvedSpectrum {
  const { values, vectors } = arithmetic.factorEigensystem(factor, rows, order, pulse)
  const largest = values[order - 1]!
  const diagonal = matrix === null ? factor.reduce((sum, value) => sum + value * value, 0) : trace(matrix, order)
  const multiply = (vector: Float64Array): Float64Array =>
    matrix === null ? timesFactorGram(factor, rows, vector) : timesVector(matrix, vector)
  return resolve(
    { order, values, complete: true, vectors },
    {
      symmetryError: matrix === null ? 0 : symmetryError(matrix, order),
      traceError: relativeError(sumOf(values), diagonal),
      residual: largestResidual(multiply, order, { values, vectors }, largest),
      noiseFloor: factorNoiseFloor(order, largest),
      method: 'one-sided Jacobi rotations on a factor of the matrix',
    },
  )
}

function matrixSpectrum(
  arithmetic: Arithmetic,
  matrix: Float64Array,
  order: number,
  withVectors: boolean,
  complete: boolean,
  pulse: Pulse,
): ResolvedSpectrum {
  if (!complete && !withVectors) {
    try {
      return extremes(arithmetic, matrix, order, pulse)
    } catch (error) {
      // the smallest eigenvalue is at the noise floor: all are computed to show how many are
      if (!(error instanceof NotPositiveDefiniteError)) throw error
    }
  }
  const system = withVectors ? arithmetic.symmetricEigensystem(matrix, order, pulse) : null
  const values = system?.values ?? arithmetic.symmetricEigenvalues(matrix, order, pulse)
  const largest = values[order - 1]!
  return resolve(
    { order, values, complete: true, vectors: system?.vectors ?? null },
    {
      symmetryError: symmetryError(matrix, order),
      traceError: relativeError(sumOf(values), trace(matrix, order)),
      residual: system === null ? null : largestResidual((vector) => timesVector(matrix, vector), order, system, largest),
      noiseFloor: matrixNoiseFloor(order, largest),
      method: `all eigenvalues${system === null ? '' : ' and eigenvectors'} of the matrix`,
    },
  )
}

function extremes(arithmetic: Arithmetic, matrix: Float64Array, order: number, pulse: Pulse): ResolvedSpectrum {
  const smallest = arithmetic.smallestEigenvalue(matrix, order, pulse)
  const largest = arithmetic.largestEigenvalue(matrix, order, pulse)
  return resolve(
    { order, values: Float64Array.of(smallest.value, largest.value), complete: false, vectors: null },
    {
      symmetryError: symmetryError(matrix, order),
      traceError: null,
      residual: Math.max(smallest.residual, largest.residual),
      noiseFloor: matrixNoiseFloor(order, largest.value),
      method: `smallest: ${smallest.method}; largest: ${largest.method}`,
    },
  )
}

function matrixNoiseFloor(order: number, largest: number): number {
  return Math.max(noiseFloor(order, largest), MATRIX_NOISE * Math.abs(largest))
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function relativeError(value: number, reference: number): number {
  return reference === 0 ? Math.abs(value) : Math.abs(value - reference) / Math.abs(reference)
}

/** max over the smallest and the largest pair of |A v - lambda v| / |A|. */
function largestResidual(multiply: (vector: Float64Array) => Float64Array, order: number, system: Eigensystem, norm: number): number {
  if (norm === 0) return 0
  const residuals = [0, order - 1].map((k) => {
    const vector = system.vectors.subarray(k * order, (k + 1) * order)
    const squares = multiply(vector).reduce((sum, image, i) => {
      const difference = image - system.values[k]! * vector[i]!
      return sum + difference * difference
    }, 0)
    return Math.sqrt(squares) / norm
  })
  return Math.max(...residuals)
}

/** F^T F v. */
function timesFactorGram(factor: Float64Array, rows: number, vector: Float64Array): Float64Array {
  const order = vector.length
  const result = new Float64Array(order)
  for (let i = 0; i < rows; i++) {
    let image = 0
    for (let k = 0; k < order; k++) image += factor[i * order + k]! * vector[k]!
    for (let k = 0; k < order; k++) result[k]! += image * factor[i * order + k]!
  }
  return result
}
