import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atFraction, fraction, fromCoordinate, toCoordinate, whyUndrawable } from '../../../../src-renderer/charts/scale'

describe('scale', () => {
  it('has no place for what cannot be drawn and says why', () => {
    expect(toCoordinate(0, 'log')).toBeNaN()
    expect(toCoordinate(-1, 'log')).toBeNaN()
    expect(toCoordinate(Infinity, 'linear')).toBeNaN()
    expect(whyUndrawable(0, 'log')).toBe('not-positive')
    expect(whyUndrawable(0, 'linear')).toBeNull()
    expect(whyUndrawable(NaN, 'linear')).toBe('not-a-number')
    expect(whyUndrawable(Infinity, 'log')).toBe('infinite')
    expect(whyUndrawable(-Infinity, 'log')).toBe('minus-infinite')
  })

  it('keeps the tail of a spectrum and the smallest double', () => {
    expect(toCoordinate(1e-46, 'log')).toBeCloseTo(-46, 12)
    expect(toCoordinate(5e-324, 'log')).toBeCloseTo(-323.306, 3)
  })

  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        const back = fromCoordinate(toCoordinate(value, 'log'), 'log')
        expect(Math.abs(back / value - 1)).toBeLessThan(1e-12)
      }),
    )
  })

  it('places the ends exactly, even where the length of the range overflows', () => {
    const wide = { low: -Number.MAX_VALUE, high: Number.MAX_VALUE }
    expect(fraction(wide.low, wide)).toBe(0)
    expect(fraction(wide.high, wide)).toBe(1)
    expect(fraction(0, wide)).toBe(0.5)
    const tiny = { low: 1e-46, high: 3e-46 }
    expect(fraction(2e-46, tiny)).toBeCloseTo(0.5, 12)
    expect(atFraction(0, tiny)).toBe(1e-46)
    expect(atFraction(1, tiny)).toBe(3e-46)
  })
})
