import { describe, expect, it } from 'vitest'
import { binomialLowerTail, describe as describeValues, fitPowerLaw } from '../../../../src-main/science/statistics'

describe('describe', () => {
  it('gives count, mean, extremes and sample standard deviation', () => {
    expect(describeValues([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      count: 8,
      mean: 5,
      min: 2,
      max: 9,
      standardDeviation: Math.sqrt(32 / 7),
    })
  })

  it('has no standard deviation for one value and refuses none', () => {
    expect(describeValues([3])).toEqual({ count: 1, mean: 3, min: 3, max: 3, standardDeviation: null })
    expect(() => describeValues([])).toThrow(RangeError)
  })

  it('does not lose a small spread about a large mean', () => {
    expect(describeValues([1e9 + 1, 1e9 + 2, 1e9 + 3]).standardDeviation).toBe(1)
  })

  it('does not hide a NaN', () => {
    const statistics = describeValues([1, NaN, 3])
    expect([statistics.mean, statistics.min, statistics.max, statistics.standardDeviation]).toEqual([NaN, NaN, NaN, NaN])
  })
})

describe('fitPowerLaw', () => {
  it('finds an exact law', () => {
    const x = [0.001, 0.01, 0.05, 0.3, 2]
    const fit = fitPowerLaw(
      x,
      x.map((value) => 0.75 * value ** 0.49),
    )
    expect(fit?.coefficient).toBeCloseTo(0.75, 12)
    expect(fit?.exponent).toBeCloseTo(0.49, 12)
    expect(fit?.logResidual).toBeLessThan(1e-14)
    expect(fit?.count).toBe(5)
  })

  it('leaves out what has no logarithm and gives up with too little', () => {
    expect(fitPowerLaw([1, 2, 4, 0, 8], [3, 6, 12, 5, NaN])).toMatchObject({ count: 3, exponent: expect.closeTo(1, 12) as number })
    expect(fitPowerLaw([2, 2, 2], [1, 2, 3])).toBeNull()
    expect(fitPowerLaw([2], [1])).toBeNull()
  })
})

describe('binomialLowerTail', () => {
  it.each([
    // P(K <= 16), n = 20, p = 0.95: 1 - sum of the upper four terms, in exact rational arithmetic
    [16, 20, 0.95, 0.01590153],
    [18, 20, 0.95, 0.2641605],
    [1, 2, 0.95, 0.0975],
    [20, 20, 0.95, 1],
    [0, 10, 0.5, 1 / 1024],
  ])('P(K <= %i) of %i at %d', (successes, trials, chance, expected) => {
    expect(binomialLowerTail(successes, trials, chance)).toBeCloseTo(expected, 7)
  })

  it('at certain chances', () => {
    expect([binomialLowerTail(0, 3, 0), binomialLowerTail(2, 3, 1), binomialLowerTail(3, 3, 1)]).toEqual([1, 0, 1])
  })
})
