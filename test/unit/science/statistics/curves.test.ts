import { describe, expect, it } from 'vitest'
import { exponentialMean, gaussianMean, judgePowerLaw, wassersteinDistance } from '../../../../src-main/science/statistics'
import { studentInterval95 } from '../../../../src-main/science/statistics/student'

describe('smoothing', () => {
  it('leaves a constant as it is from the first value on, at uneven places too', () => {
    const places = [0, 1, 5, 6, 100]
    const constant = [3, 3, 3, 3, 3]
    for (const value of exponentialMean(places, constant, 2)) expect(value).toBeCloseTo(3, 14)
    for (const value of gaussianMean(places, constant, 2, [0, 1, 2, 3, 4])) expect(value).toBeCloseTo(3, 14)
  })

  it('weighs by the distance: half after a half-life, normalised', () => {
    // weights 1/4, 1/2, 1 of places 0, 2, 4 with half-life 2
    const smooth = exponentialMean([0, 2, 4], [8, 4, 1], 2)
    ;[8, (0.5 * 8 + 4) / 1.5, (0.25 * 8 + 0.5 * 4 + 1) / 1.75].forEach((expected, i) => expect(smooth[i]).toBeCloseTo(expected, 14))
    const side = Math.exp(-0.5)
    expect(gaussianMean([0, 3, 6], [1, 2, 9], 3, [1])[0]).toBeCloseTo((side * 1 + 2 + side * 9) / (1 + 2 * side), 14)
  })

  it('leaves out what is not finite', () => {
    expect([...exponentialMean([0, 1, 2], [NaN, 5, Infinity], 1)]).toEqual([NaN, 5, 5])
    expect(gaussianMean([0, 1], [NaN, 4], 1, [0])[0]).toBe(4)
  })
})

describe("Student's interval", () => {
  it('has the closed forms of one and two degrees of freedom', () => {
    expect(studentInterval95(1)).toBeCloseTo(Math.tan(0.475 * Math.PI), 11)
    expect(studentInterval95(2)).toBeCloseTo(0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95)), 12)
  })

  it('has the tabulated values', () => {
    // M. Abramowitz, I. A. Stegun, table 26.10
    const table = new Map([
      [3, 3.182],
      [4, 2.776],
      [9, 2.262],
      [10, 2.228],
      [30, 2.042],
      [120, 1.98],
    ])
    for (const [degrees, t] of table) expect(Math.abs(studentInterval95(degrees) - t)).toBeLessThan(5.1e-4)
  })
})

describe('the interval of an exponent', () => {
  it('is that of linear regression of the logarithms', () => {
    // log x = 0, 1, 2, 3 and log y = 1, 3, 2, 5: slope 1.1, residual sum of squares 2.7, sum of squares 5
    const fit = judgePowerLaw([0, 1, 2, 3].map(Math.exp), [1, 3, 2, 5].map(Math.exp))
    const half = 0.95 * Math.sqrt(2 / (1 - 0.95 * 0.95)) * Math.sqrt(2.7 / 2 / 5)
    expect(fit?.exponent).toBeCloseTo(1.1, 12)
    expect(fit?.exponentInterval?.low).toBeCloseTo(1.1 - half, 10)
    expect(fit?.exponentInterval?.high).toBeCloseTo(1.1 + half, 10)
    expect(fit?.count).toBe(4)
  })

  it('is not there for two points', () => {
    expect(judgePowerLaw([1, 2], [3, 5])?.exponentInterval).toBeNull()
    expect(judgePowerLaw([1, 1], [3, 5])).toBeNull()
  })
})

describe('the Wasserstein distance', () => {
  it('is the mean distance of order statistics for equal numbers', () => {
    expect(wassersteinDistance([0, 1, 5], [1, 1, 2])).toBeCloseTo((1 + 0 + 3) / 3, 14)
  })

  it('of different numbers is the area between the quantile functions', () => {
    // quantiles 0 below 1/2 and 6 above, against 1, 2, 3 in thirds
    expect(wassersteinDistance([0, 6], [1, 2, 3])).toBeCloseTo(1 / 3 + 2 / 6 + 4 / 6 + 3 / 3, 14)
    expect(wassersteinDistance([2], [2, 2, 2, 2])).toBe(0)
    expect(wassersteinDistance([], [1])).toBeNaN()
  })
})
