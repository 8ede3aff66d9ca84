import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import {
  chebyshevCoefficients,
  chebyshevPoints,
  chebyshevSum,
  logisticDegree,
  minimaxError,
  printedTanhDegree,
  swishDerivativeDegree,
  tanhDegree,
  truncationError,
} from '../../../../src-main/science/approximation'

const TOLERANCES = [1e-1, 1e-3, 1e-6, 1e-9]
const logistic = activationOf({ kind: 'sigmoid' }).value
const swish = activationOf({ kind: 'swish' })

describe('Chebyshev series', () => {
  it('of a polynomial has its coefficients', () => {
    // 3 T_0 - T_2 + 0.5 T_5
    const f = (x: number): number => 3 - (2 * x * x - 1) + 0.5 * (16 * x ** 5 - 20 * x ** 3 + 5 * x)
    const coefficients = chebyshevCoefficients(chebyshevPoints(8).map(f))
    ;[3, 0, -1, 0, 0, 0.5, 0, 0, 0].forEach((value, k) => expect(coefficients[k]).toBeCloseTo(value, 14))
    for (const x of [-1, -0.3, 0.77, 1]) expect(chebyshevSum(coefficients, x)).toBeCloseTo(f(x), 14)
  })

  it('of exp has the modified Bessel functions', () => {
    // 2 I_k(1), mpmath
    const coefficients = chebyshevCoefficients(chebyshevPoints(32).map(Math.exp))
    ;[1.2660658777520084, 1.1303182079849701, 0.27149533953407656, 0.04433684984866381].forEach((value, k) =>
      expect(coefficients[k]).toBeCloseTo(value, 15),
    )
  })

  it('cut after T_3 errs by the terms left out', () => {
    expect(truncationError(Math.exp, 3)).toBeCloseTo(0.00606, 4)
  })
})

describe('degrees for the logistic function (theorem F.4)', () => {
  it.each([
    [1, [2, 6, 10, 15]],
    [5, [7, 16, 31, 45]],
    [10, [13, 30, 55, 81]],
    [20, [28, 59, 107, 154]],
  ])('radius %i', (radius, degrees) => {
    expect(TOLERANCES.map((tolerance) => logisticDegree(radius, tolerance))).toEqual(degrees)
    TOLERANCES.forEach((tolerance, index) => {
      const error = truncationError((x) => logistic(radius * x), degrees[index]!)
      expect(error).toBeLessThan(tolerance / 10)
    })
  })
})

describe('degrees for the derivative of swish (theorem G.1)', () => {
  it('radius 5', () => {
    const degrees = TOLERANCES.map((tolerance) => swishDerivativeDegree(5, tolerance))
    expect(degrees).toEqual([10, 20, 34, 48])
    TOLERANCES.forEach((tolerance, index) =>
      expect(truncationError((x) => swish.derivative(5 * x), degrees[index]!)).toBeLessThan(tolerance),
    )
  })
})

describe('degrees for tanh', () => {
  const cases = [1, 3, 5, 10].flatMap((radius) => TOLERANCES.map((tolerance) => ({ radius, tolerance })))
  const misses = (degreeOf: (radius: number, tolerance: number) => number): number =>
    cases.filter(({ radius, tolerance }) => truncationError((x) => Math.tanh(radius * x), degreeOf(radius, tolerance)) > tolerance).length

  it('as printed (equation 8) are too small in 12 of 16 cases; the corrected ones suffice in all', () => {
    expect(misses(printedTanhDegree)).toBe(12)
    expect(misses(tanhDegree)).toBe(0)
  })

  it.each([
    [3, 1e-3, 11, 1.99e-3],
    [5, 1e-3, 16, 5.6e-3],
    [10, 1e-3, 30, 6.65e-3],
  ])('as printed fail for every polynomial: radius %i, tolerance %d', (radius, tolerance, degree, error) => {
    expect(printedTanhDegree(radius, tolerance)).toBe(degree)
    const { lower, upper } = minimaxError((x) => Math.tanh(radius * x), degree)
    expect(lower).toBeGreaterThan(tolerance)
    expect(Math.abs(lower / error - 1)).toBeLessThan(2e-3)
    expect(upper / lower).toBeLessThan(1.001)
  })
})

describe('minimaxError', () => {
  it('of x^n by lower degrees is 2^(1-n)', () => {
    for (const n of [3, 8]) {
      const { lower, upper } = minimaxError((x) => x ** n, n - 1, 1e-12)
      // up to what the grid misses of the extremes
      expect(Math.abs(lower * 2 ** (n - 1) - 1)).toBeLessThan(2e-5)
      expect(Math.abs(upper * 2 ** (n - 1) - 1)).toBeLessThan(2e-5)
    }
  })

  it('of |x| by degree 2 is 1/8', () => {
    const { lower, upper } = minimaxError(Math.abs, 2)
    expect(lower).toBeCloseTo(0.125, 4)
    expect(upper).toBeCloseTo(0.125, 4)
    expect(lower).toBeLessThanOrEqual(upper)
  })

  it('of exp by degree 4', () => {
    // a linear programme on 4001 points (scipy): 5.46666e-4
    const { lower, upper } = minimaxError(Math.exp, 4, 1e-8)
    expect(lower).toBeCloseTo(5.46666e-4, 8)
    expect(upper).toBeCloseTo(5.46666e-4, 8)
  })
})
