import { describe, expect, it } from 'vitest'
import { Band } from '../../../../src-main/science/statistics'
import { alignedMean, bandAt } from '../../../../src-main/lab/compare/aligned-mean'
import { againstLevel, atCommonLevels } from '../../../../src-main/lab/compare/loss-level'
import { thinned } from '../../../../src-main/lab/compare/thinned'

const points = (...pairs: [number, number][]) => ({ x: Float64Array.from(pairs, ([x]) => x), y: Float64Array.from(pairs, ([, y]) => y) })

describe('the mean of runs', () => {
  // one every step, one every second step, one that ends early off the grid
  const members = [points([0, 1], [1, 2], [2, 3], [3, 4], [4, 5]), points([0, 3], [2, 5], [4, 9]), points([0, 5], [2, 10], [3, 20])]
  const none = new Band('min-max')

  it('is taken where every run that has begun and not ended was recorded, and tells how many those are', () => {
    const mean = alignedMean(members, 'present', none)
    expect([...mean.x]).toEqual([0, 2, 4])
    expect([...mean.y]).toEqual([3, 6, 7])
    expect([...mean.counts]).toEqual([3, 3, 2])
    expect([...mean.low]).toEqual([1, 3, 5])
    expect([...mean.high]).toEqual([5, 10, 9])
    expect(mean.leftOut).toBe(2)
  })

  it('can be asked for at places of every run, or of any', () => {
    expect([...alignedMean(members, 'every', none).x]).toEqual([0, 2])
    const any = alignedMean(members, 'any', none)
    expect([...any.x]).toEqual([0, 1, 2, 3, 4])
    expect([...any.counts]).toEqual([3, 1, 3, 2, 2])
    expect([...any.y]).toEqual([3, 2, 6, 12, 7])
    expect(any.leftOut).toBe(0)
  })

  it('keeps a NaN where it stands', () => {
    const mean = alignedMean(
      [points([0, 1], [1, NaN], [2, 1]), points([0, 1], [1, 1], [2, Infinity])],
      'present',
      new Band('standard-deviation'),
    )
    expect([...mean.y]).toEqual([1, NaN, Infinity])
  })

  it('has the same band when it is computed at some places only', () => {
    const whole = alignedMean(members, 'any', new Band('standard-deviation'))
    const { low, high } = bandAt(members, Float64Array.of(2, 4), new Band('standard-deviation'))
    expect([...low]).toEqual([whole.low[2], whole.low[4]])
    expect([...high]).toEqual([whole.high[2], whole.high[4]])
  })
})

describe('curves against the level of the loss', () => {
  it('have the value at each new smallest loss, of steps where both were recorded', () => {
    const loss = points([0, 8], [1, 4], [2, 6], [3, 4], [4, 1], [5, NaN])
    const series = points([0, 10], [1, 11], [2, 12], [4, 14], [5, 15])
    const against = againstLevel(series, loss)
    expect([...against.x]).toEqual([1, 4, 8])
    expect([...against.y]).toEqual([14, 11, 10])
  })

  it('of several runs are read when a run first was at or below a level', () => {
    const [one, other] = atCommonLevels([points([1, 14], [4, 11], [8, 10]), points([2, 22], [8, 20])])
    expect([...(one?.x ?? [])]).toEqual([1, 2, 4, 8])
    expect([...(one?.y ?? [])]).toEqual([14, 14, 11, 10])
    // the second never was below 2
    expect([...(other?.x ?? [])]).toEqual([2, 4, 8])
    expect([...(other?.y ?? [])]).toEqual([22, 22, 20])
  })
})

describe('thinning for drawing', () => {
  const x = Float64Array.from({ length: 1000 }, (_, i) => i)
  const y = x.map((step) => Math.cos(step / 7) + (step === 501 ? 50 : 0))
  y[333] = NaN

  it('keeps everything that is not more than the pixels show', () => {
    expect(thinned(x, [y], null, 500, 'linear')).toMatchObject({ exact: true, total: 1000 })
    expect(thinned(x, [y], null, Infinity, 'linear').indices).toHaveLength(1000)
  })

  it('keeps first, last and extremes of every column, and what is not a number', () => {
    const { indices, exact, total } = thinned(x, [y], null, 20, 'linear')
    expect(exact).toBe(false)
    expect(total).toBe(1000)
    expect(indices.length).toBeLessThanOrEqual(20 * 5)
    expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b))
    expect(indices).toContain(501)
    expect(indices).toContain(333)
    expect([indices[0], indices.at(-1)]).toEqual([0, 999])
    const kept = new Set(indices)
    for (let column = 0; column < 20; column++) {
      const own = [...x.keys()].filter((i) => Math.min(19, Math.floor((i * 20) / 999)) === column)
      const finite = own.filter((i) => !Number.isNaN(y[i]))
      expect(kept.has(finite.reduce((a, b) => (y[b]! < y[a]! ? b : a)))).toBe(true)
      expect(kept.has(finite.reduce((a, b) => (y[b]! > y[a]! ? b : a)))).toBe(true)
    }
  })

  it('brings the neighbours of a stretch along, and counts without them', () => {
    const { indices, total } = thinned(x, [y], { from: 99.5, to: 103 }, 50, 'linear')
    expect(indices).toEqual([99, 100, 101, 102, 103, 104])
    expect(total).toBe(4)
  })

  it('has columns of the logarithm on a logarithmic axis', () => {
    const { indices } = thinned(x, [y], null, 30, 'log')
    // the first decade has as much room as the last
    expect(indices.filter((i) => i >= 1 && i < 10).length).toBe(9)
  })
})
