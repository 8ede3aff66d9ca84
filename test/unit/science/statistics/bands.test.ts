import { describe, expect, it } from 'vitest'
import { Band, MeanBootstrap, quantileOfSorted } from '../../../../src-main/science/statistics'

const values = (...list: number[]) => Float64Array.from(list)

describe('bands around a mean', () => {
  it('standard deviation and standard error have the divisor n - 1', () => {
    // squares of the deviations of 2, 4, 4, 4, 5, 5, 7, 9 from 5 sum up to 32
    const list = values(2, 4, 4, 4, 5, 5, 7, 9)
    const deviation = Math.sqrt(32 / 7)
    const around = new Band('standard-deviation').around(list, 8)
    expect(around).toEqual({ mean: 5, low: 5 - deviation, high: 5 + deviation })
    expect(new Band('standard-error').around(list, 8).high).toBeCloseTo(5 + deviation / Math.sqrt(8), 14)
  })

  it('looks only at the values it is told to', () => {
    expect(new Band('min-max').around(values(3, 1, 2, 99), 3)).toEqual({ mean: 2, low: 1, high: 3 })
  })

  it('has quantiles with straight lines between the order statistics', () => {
    // R: quantile(c(1, 2, 4, 8), c(.1, .25, .5, .9)) is 1.3, 1.75, 3, 6.8
    const ascending = values(1, 2, 4, 8)
    const quartered = [0.1, 0.25, 0.5, 0.9].map((p) => quantileOfSorted(ascending, p))
    ;[1.3, 1.75, 3, 6.8].forEach((expected, i) => expect(quartered[i]).toBeCloseTo(expected, 14))
    const { mean, low, high } = new Band('quantiles').around(values(8, 1, 4, 2), 4)
    expect(mean).toBe(3.75)
    expect([low, high]).toEqual([quartered[0], quartered[3]])
  })

  it('has no band around one value, and none where a value is NaN', () => {
    for (const kind of ['standard-deviation', 'standard-error', 'min-max', 'quantiles', 'bootstrap'] as const) {
      expect(new Band(kind).around(values(7), 1)).toEqual({ mean: 7, low: NaN, high: NaN })
      expect(new Band(kind).around(values(7, NaN, 1), 3)).toEqual({ mean: NaN, low: NaN, high: NaN })
    }
  })
})

describe('the percentile bootstrap of a mean', () => {
  it('of up to five members visits every resample with its probability', () => {
    // of two members the means are a, (a + b) / 2, b with 1/4, 1/2, 1/4; of three the extremes have 1/27 > 2.5 %
    expect(new MeanBootstrap(2).interval([1, 5])).toEqual({ low: 1, high: 5 })
    expect(new MeanBootstrap(3).interval([1, 2, 6])).toEqual({ low: 1, high: 6 })
    // of four the least means are 0, 1/4, 1/2 with 1, 4, 6 of 256: the third reaches 2.5 %; up to 75 there are 247 of 256, up to 75.25 are 251
    const { low, high } = new MeanBootstrap(4).interval([0, 1, 10, 100])
    expect(low).toBe(0.5)
    expect(high).toBe(75.25)
  })

  it('of many members agrees with the normal approximation and is always the same', () => {
    const list = Float64Array.from({ length: 40 }, (_, i) => Math.sin(12.9898 * (i + 1)))
    const { mean } = new Band('none').around(list, 40)
    const half = 1.96 * (new Band('standard-error').around(list, 40).high - mean)
    const interval = new MeanBootstrap(40).interval(list)
    expect(Math.abs(interval.low - (mean - half))).toBeLessThan(0.12 * half)
    expect(Math.abs(interval.high - (mean + half))).toBeLessThan(0.12 * half)
    expect(new MeanBootstrap(40).interval(list)).toEqual(interval)
  })
})
