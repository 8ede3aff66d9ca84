import { describe, expect, it } from 'vitest'
import { complementaryErrorFunction, cosine, errorFunction, normalCdf, normalDensity, sine } from '../../../../src-main/science/activations'
import { ERROR_FUNCTION, NORMAL_CDF, SINE_COSINE } from '../../../golden/special-functions'

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} instead of ${expected}`).toBeLessThanOrEqual(tolerance * Math.abs(expected))
}

const TWO_ULP = 2 * Number.EPSILON

describe('error function', () => {
  it.each(ERROR_FUNCTION)('at %d', (x, erf, erfc) => {
    expectRelative(errorFunction(x), erf, TWO_ULP)
    expectRelative(errorFunction(-x), -erf, TWO_ULP)
    expectRelative(complementaryErrorFunction(x), erfc, 2 * TWO_ULP)
  })

  it('at the ends of the numbers', () => {
    expect([errorFunction(Infinity), errorFunction(-Infinity), errorFunction(NaN)]).toEqual([1, -1, NaN])
    expect([Infinity, -Infinity, NaN, 30].map(complementaryErrorFunction)).toEqual([0, 2, NaN, 0])
    expect(Object.is(errorFunction(-0), -0)).toBe(true)
  })
})

describe('normal distribution', () => {
  it.each(NORMAL_CDF)('lower tail at %d', (x, p) => {
    // the rounding of x / sqrt 2 is magnified by x^2
    expectRelative(normalCdf(x), p, TWO_ULP * (2 + x * x))
  })

  it('density', () => {
    expect(normalDensity(0)).toBeCloseTo(1 / Math.sqrt(2 * Math.PI), 16)
    expect(normalDensity(2)).toBeCloseTo(0.05399096651318806, 16)
  })
})

describe('sine and cosine', () => {
  it.each(SINE_COSINE)('at %d', (x, sin, cos) => {
    expectRelative(sine(x), sin, TWO_ULP)
    expectRelative(cosine(x), cos, TWO_ULP)
  })

  it('is odd and even, keeps -0, and has no value where the argument is not finite', () => {
    expect(sine(-2.5)).toBe(-sine(2.5))
    expect(cosine(-2.5)).toBe(cosine(2.5))
    expect(Object.is(sine(-0), -0)).toBe(true)
    expect([sine(Infinity), cosine(-Infinity), sine(NaN)]).toEqual([NaN, NaN, NaN])
  })

  it('stays close to the true value for large arguments', () => {
    // mpmath: sin(1e9)
    expect(Math.abs(sine(1e9) - 0.5458434494486996)).toBeLessThan(1e-6)
  })
})
