import { describe, expect, it } from 'vitest'
import { fromCoordinate, symlogScale, symlogThreshold, toCoordinate, whyUndrawable } from '../../../../src-renderer/charts/scale'
import { axisTicks } from '../../../../src-renderer/charts/ticks'

describe('a symmetric logarithmic axis', () => {
  const scale = symlogScale(1e-3)

  it('is straight within its threshold and has a decade a unit beyond, on both sides', () => {
    const places = new Map([
      [0, 0],
      [5e-4, 0.5],
      [1e-3, 1],
      [0.1, 3],
      [-1e-3, -1],
      [-100, -6],
    ])
    for (const [value, coordinate] of places) {
      expect(toCoordinate(value, scale)).toBeCloseTo(coordinate, 12)
      expect(fromCoordinate(coordinate, scale)).toBeCloseTo(value, 12)
    }
    expect(toCoordinate(NaN, scale)).toBeNaN()
    expect(whyUndrawable(0, scale)).toBeNull()
    expect(whyUndrawable(-Infinity, scale)).toBe('minus-infinite')
  })

  it('carries its threshold exactly', () => {
    for (const threshold of [1e-300, 0.1 + 0.2, 12345]) expect(symlogThreshold(symlogScale(threshold))).toBe(threshold)
    expect(symlogThreshold('log')).toBeNull()
  })

  it('has ticks at zero and at powers of ten of either sign', () => {
    const ticks = axisTicks({ range: { low: -3.2, high: 4.1 }, scale, room: 20 })
    expect(ticks.major.map(({ value }) => value)).toEqual([-0.1, -0.01, -0.001, 0, 0.001, 0.01, 0.1, 1])
    expect(ticks.major.map(({ coordinate }) => Math.round(coordinate))).toEqual([-3, -2, -1, 0, 1, 2, 3, 4])
    const few = axisTicks({ range: { low: -9, high: 9 }, scale, room: 6 })
    expect(few.major.length).toBeLessThanOrEqual(7)
    expect(few.major.map(({ value }) => value)).toContain(0)
    expect(few.minor.length).toBeGreaterThan(5)
  })
})
