import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { frozenKernelDistance, frozenKernelSolution, frozenKernelSteps } from '../../../src-main/science/frozen-kernel'
import { isFiniteMatrix, noiseFloor, quadraticForm, symmetryError, timesVector, trace } from '../../../src-main/science/symmetric-matrix'

const f = (...values: number[]): Float64Array => Float64Array.from(values)

/** First t with |(I - K)^t e_0| < tolerance by doing the steps. */
function stepsByIteration(eigenvalues: Float64Array, coefficients: Float64Array, tolerance: number): number {
  let error = coefficients
  for (let t = 0; t < 100_000; t++) {
    if (Math.sqrt(error.reduce((sum, c) => sum + c * c, 0)) < tolerance) return t
    error = error.map((c, k) => c * (1 - (eigenvalues[k] ?? NaN)))
  }
  return Infinity
}

describe('frozenKernelSteps', () => {
  it('of one eigenvalue is the logarithm', () => {
    // 0.9^t < 1e-3 first at t = 66
    expect(frozenKernelSteps(f(0.1), f(1), 1e-3)).toBe(66)
  })

  it('of the hand instance: H = diag(2, 1), step size 0.1', () => {
    expect(frozenKernelSteps(f(0.1, 0.2), f(0.8, -1.2), 1e-3)).toBe(64)
  })

  it('agrees with doing the steps', () => {
    const eigenvalue = fc.double({ min: 1e-3, max: 1.999, noNaN: true })
    const coefficient = fc.double({ min: -100, max: 100, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(eigenvalue, coefficient), { minLength: 1, maxLength: 6 }), (pairs) => {
        const eigenvalues = Float64Array.from(pairs, ([lambda]) => lambda)
        const coefficients = Float64Array.from(pairs, ([, c]) => c)
        const expected = stepsByIteration(eigenvalues, coefficients, 1e-3)
        // rounding may move the crossing by one step
        expect(Math.abs(frozenKernelSteps(eigenvalues, coefficients, 1e-3) - expected)).toBeLessThanOrEqual(1)
      }),
      { seed: 1, numRuns: 300 },
    )
  })

  it('is 0 when the error is below the tolerance already', () => {
    expect(frozenKernelSteps(f(0.5), f(1e-4), 1e-3)).toBe(0)
  })

  it('is infinite for an error in the null space and for an unstable kernel', () => {
    expect(frozenKernelSteps(f(0, 0.5), f(1, 1), 1e-3)).toBe(Infinity)
    expect(frozenKernelSteps(f(0.5, 2.1), f(1, 1), 1e-3)).toBe(Infinity)
    expect(frozenKernelSteps(f(2.5), f(1), 1e-3)).toBe(Infinity)
  })

  it('finds the crossing before an unstable direction takes over', () => {
    const eigenvalues = f(0.5, 2.1)
    const coefficients = f(1, 1e-9)
    expect(frozenKernelSteps(eigenvalues, coefficients, 1e-3)).toBe(stepsByIteration(eigenvalues, coefficients, 1e-3))
  })

  it('takes one step for eigenvalue 1, and more than a billion without iterating', () => {
    expect(frozenKernelSteps(f(1), f(5), 1e-3)).toBe(1)
    expect(frozenKernelSteps(f(1e-12), f(1), 1e-3) / (Math.log(1e3) / 1e-12)).toBeCloseTo(1, 6)
  })
})

describe('distances of the frozen kernel', () => {
  it('equal sqrt(e^T H^-1 e) for one layer, whatever the step size', () => {
    const expected = Math.sqrt((1.2 * 1.2) / 2 + (0.8 * 0.8) / 1)
    for (const stepSize of [1e-4, 0.1]) {
      expect(frozenKernelDistance(f(1 * stepSize, 2 * stepSize), f(0.8, -1.2), stepSize)).toBeCloseTo(expected, 13)
    }
  })

  it('are not a number when the kernel is singular to rounding', () => {
    expect(frozenKernelDistance(f(1e-17, 1), f(1, 1), 1)).toBeNaN()
  })

  it('come from K^-1 e for two layers', () => {
    // K = R diag(1, 4) R^T with R the rotation by 3-4-5
    const vectors = f(0.6, 0.8, -0.8, 0.6)
    const error = f(2, 1)
    const solution = frozenKernelSolution(f(1, 4), vectors, timesVector(vectors, error))
    const kernel = f(0.36 + 4 * 0.64, 0.48 - 4 * 0.48, 0.48 - 4 * 0.48, 0.64 + 4 * 0.36)
    timesVector(kernel, solution).forEach((value, j) => {
      expect(value).toBeCloseTo(error[j] ?? NaN, 13)
    })
  })
})

describe('symmetric matrices', () => {
  const matrix = f(2, 1, 1.5, 3)

  it('trace, quadratic form and product with a vector', () => {
    expect(trace(matrix, 2)).toBe(5)
    expect([...timesVector(matrix, f(1, 2))]).toEqual([4, 7.5])
    expect(quadraticForm(matrix, f(1, 2))).toBe(19)
  })

  it('symmetry error is relative to the largest entry', () => {
    expect(symmetryError(matrix, 2)).toBe(0.5 / 3)
    expect(symmetryError(f(1, 2, 2, 1), 2)).toBe(0)
    expect(symmetryError(f(0, 0, 0, 0), 2)).toBe(0)
    // one entry far off the diagonal of a matrix larger than a tile
    const large = new Float64Array(150 * 150).fill(2)
    expect(symmetryError(large, 150)).toBe(0)
    large[149 * 150 + 3] = 2.5
    expect(symmetryError(large, 150)).toBe(0.2)
    large[149 * 150 + 3] = 2
    large[3 * 150 + 149] = 1
    expect(symmetryError(large, 150)).toBe(0.5)
  })

  it.each([NaN, Infinity, -Infinity])('with an entry %d are not finite', (value) => {
    expect(isFiniteMatrix(f(1, value, value, 1))).toBe(false)
    expect(isFiniteMatrix(f(1, 1e308, 1e308, -1e308))).toBe(true)
  })

  it('noise floor', () => {
    expect(noiseFloor(100, 3)).toBe(300 * 2 ** -52)
  })
})
