import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extentOf, opened, stepAbove, stepped, steppedStepRange } from '../../../../src-renderer/charts/extent'

describe('extent', () => {
  it('leaves out what cannot be drawn', () => {
    expect(extentOf([[1, NaN, Infinity, -3]], 'linear')).toEqual({ low: -3, high: 1 })
    expect(extentOf([[1, 0, -3, 100]], 'log')).toEqual({ low: 0, high: 2 })
    expect(extentOf([[0, -1], null], 'log')).toBeNull()
  })

  it('opens a single value around its place', () => {
    expect(opened({ low: 5, high: 5 }, 'linear')).toEqual({ low: 4.5, high: 5.5 })
    expect(opened({ low: 0, high: 0 }, 'linear')).toEqual({ low: -1, high: 1 })
    expect(opened(null, 'log')).toEqual({ low: 0, high: 1 })
  })
})

describe('a growing axis', () => {
  it('ends at the next round step', () => {
    expect(stepAbove(528)).toBe(600)
    expect(stepAbove(600)).toBe(600)
    expect(stepAbove(1.0001)).toBe(1.2)
    expect(stepAbove(0.97)).toBe(1)
    expect(stepped({ low: 3, high: 528 }, 'linear')).toEqual({ low: 0, high: 600 })
    expect(stepped({ low: -2.3, high: 1.1 }, 'log')).toEqual({ low: -3, high: 2 })
    expect(steppedStepRange({ low: 0, high: 0 }, 'linear')).toEqual({ low: 0, high: 1 })
  })

  it('holds the data, and moves only a few times while they grow tenfold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (first) => {
        const ends = new Set<number>()
        for (let last = first; last <= first * 10; last += Math.max(1, Math.floor(first / 7))) {
          const range = steppedStepRange({ low: 0, high: last }, 'linear')
          expect(range.high).toBeGreaterThanOrEqual(last)
          expect(range.high).toBeLessThanOrEqual(Math.max(1, last * 1.26))
          ends.add(range.high)
        }
        expect(ends.size).toBeLessThanOrEqual(16)
      }),
    )
  })

  it('holds any data and never shrinks when they widen', () => {
    const value = fc.double({ min: -1e9, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        const narrow = { low: Math.min(a, b), high: Math.max(a, b) }
        fc.pre(narrow.high - narrow.low > 1e-6)
        const range = stepped(narrow, 'linear')
        expect(range.low).toBeLessThanOrEqual(narrow.low)
        expect(range.high).toBeGreaterThanOrEqual(narrow.high)
        const wider = stepped({ low: Math.min(narrow.low, c), high: Math.max(narrow.high, c) }, 'linear')
        expect(wider.low).toBeLessThanOrEqual(c)
        expect(wider.high).toBeGreaterThanOrEqual(c)
      }),
      { examples: [[-999999999.9999986, -999999999.9999999, 0]] },
    )
  })
})
