import type { SpectrumHealth, SpectrumRecord } from '../../contract'
import { NotPositiveDefiniteError, type Arithmetic, type Eigensystem, type Pulse } from '../../science/arithmetic/arithmetic'
import { isFiniteMatrix, noiseFloor, symmetryError, timesVector, trace } from '../../science/symmetric-matrix'

/** Up to this order all eigenvalues are computed and kept, above only the extremes. */
export const COMPLETE_SPECTRUM_UP_TO = 1500

/** Eigenvalues of one symmetric positive semidefinite matrix with their health. */
export interface KernelSpectrum {
  lambdaMin: number
  lambdaMax: number
  trace: number
  /** ascending; only the extremes when not complete */
  values: Float64Array
  complete: boolean
  health: SpectrumHealth
}

/**
 * Eigenvalues of a row-major symmetric matrix: all of them up to order 1500. Above, the extremes by Lanczos iteration, unless the Cholesky
 * factorisation fails: then the smallest eigenvalue is at the noise floor and all eigenvalues are computed.
 * @returns null when the matrix has entries that are not finite
 */
export function measureSpectrum(arithmetic: Arithmetic, matrix: Float64Array, order: number, pulse: Pulse): KernelSpectrum | null {
  if (!isFiniteMatrix(matrix)) return null
  if (order <= COMPLETE_SPECTRUM_UP_TO) return completeSpectrum(arithmetic, matrix, order, 'all eigenvalues', pulse)
  try {
    const smallest = arithmetic.smallestEigenvalue(matrix, order, pulse)
    const largest = arithmetic.largestEigenvalue(matrix, order, pulse)
    return {
      lambdaMin: smallest.value,
      lambdaMax: largest.value,
      trace: trace(matrix, order),
      values: Float64Array.of(smallest.value, largest.value),
      complete: false,
      health: {
        symmetryError: symmetryError(matrix, order),
        traceError: null,
        residual: Math.max(smallest.residual, largest.residual),
        noiseFloor: noiseFloor(order, largest.value),
        method: `smallest: ${smallest.method}; largest: ${largest.method}`,
      },
    }
  } catch (error) {
    if (!(error instanceof NotPositiveDefiniteError)) throw error
    return completeSpectrum(arithmetic, matrix, order, 'all eigenvalues, as the matrix is not numerically positive definite', pulse)
  }
}

function completeSpectrum(arithmetic: Arithmetic, matrix: Float64Array, order: number, method: string, pulse: Pulse): KernelSpectrum {
  return spectrumOf(matrix, order, arithmetic.symmetricEigenvalues(matrix, order, pulse), null, method)
}

/** The same from an eigensystem that is there already; checks the residuals of the smallest and the largest pair. */
export function spectrumOfEigensystem(matrix: Float64Array, order: number, system: Eigensystem): KernelSpectrum {
  const norm = system.values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const residual = Math.max(pairResidual(matrix, order, system, 0), pairResidual(matrix, order, system, order - 1))
  return spectrumOf(matrix, order, system.values, norm === 0 ? 0 : residual / norm, 'all eigenvalues and eigenvectors')
}

/** |A v - lambda v| of one pair. */
function pairResidual(matrix: Float64Array, order: number, system: Eigensystem, index: number): number {
  const vector = system.vectors.subarray(index * order, (index + 1) * order)
  const value = system.values[index] ?? NaN
  const squares = timesVector(matrix, vector).reduce((total, image, j) => {
    const difference = image - value * (vector[j] ?? NaN)
    return total + difference * difference
  }, 0)
  return Math.sqrt(squares)
}

function spectrumOf(matrix: Float64Array, order: number, values: Float64Array, residual: number | null, method: string): KernelSpectrum {
  const lambdaMax = values[order - 1] ?? NaN
  const diagonal = trace(matrix, order)
  const sum = values.reduce((total, value) => total + value, 0)
  return {
    lambdaMin: values[0] ?? NaN,
    lambdaMax,
    trace: diagonal,
    values,
    complete: true,
    health: {
      symmetryError: symmetryError(matrix, order),
      traceError: diagonal === 0 ? Math.abs(sum) : Math.abs(sum - diagonal) / Math.abs(diagonal),
      residual,
      noiseFloor: noiseFloor(order, lambdaMax),
      method,
    },
  }
}

/**
 * Spectrum of the m x m product A^T A from the one of the smaller A A^T: the other m - rank bound eigenvalues are exactly 0, whatever the
 * rounding, and are put in as zeros.
 */
export function withStructuralZeros(spectrum: KernelSpectrum, order: number, why: string): KernelSpectrum {
  const zeros = order - (spectrum.complete ? spectrum.values.length : 0)
  return {
    ...spectrum,
    lambdaMin: 0,
    values: spectrum.complete
      ? Float64Array.from([...new Array<number>(zeros).fill(0), ...spectrum.values]).sort()
      : Float64Array.of(0, spectrum.lambdaMax),
    health: { ...spectrum.health, method: `${spectrum.health.method}; ${why}, hence the smallest eigenvalue is exactly 0` },
  }
}

export function asRecord(name: string, step: number, order: number, spectrum: KernelSpectrum): SpectrumRecord {
  return { name, step, order, values: spectrum.values, complete: spectrum.complete, health: spectrum.health }
}

/** Whether the smallest eigenvalue is above the noise floor, so that a ratio with it means something. */
export function isResolved(spectrum: KernelSpectrum): boolean {
  return spectrum.lambdaMin > spectrum.health.noiseFloor
}
