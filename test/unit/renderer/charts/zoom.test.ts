import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoomAround, zoomOfDrag } from '../../../../src-renderer/charts/zoom'

const view = { x: { low: 0, high: 100 }, y: { low: -4, high: 0 } }
const size = { width: 200, height: 100 }

describe('a drag', () => {
  it('along one axis zooms that axis alone', () => {
    expect(zoomOfDrag({ x0: 50, y0: 40, x1: 100, y1: 44 }, view, size)).toEqual({ x: { low: 25, high: 50 }, y: null })
    expect(zoomOfDrag({ x0: 50, y0: 75, x1: 55, y1: 25 }, view, size)).toEqual({ x: null, y: { low: -3, high: -1 } })
  })

  it('over a rectangle zooms both, in whatever direction it went', () => {
    const wish = zoomOfDrag({ x0: 100, y0: 75, x1: 50, y1: 25 }, view, size)
    expect(wish).toEqual({ x: { low: 25, high: 50 }, y: { low: -3, high: -1 } })
  })

  it('too short to mean anything does nothing', () => {
    expect(zoomOfDrag({ x0: 50, y0: 40, x1: 58, y1: 44 }, view, size)).toBeNull()
  })

  it('never leaves the view', () => {
    expect(zoomOfDrag({ x0: -80, y0: 0, x1: 900, y1: 3 }, view, size)?.x).toEqual(view.x)
  })
})

describe('zooming around a point', () => {
  it('keeps the point where it is', () => {
    const range = zoomAround({ low: 0, high: 100 }, 0.25, 0.5, { low: 0, high: 100 })
    expect(range).toEqual({ low: 12.5, high: 62.5 })
  })

  it('out ends at the whole', () => {
    expect(zoomAround({ low: 10, high: 90 }, 0.5, 2, { low: 0, high: 100 })).toBeNull()
  })

  it('stays inside the whole and never inverts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), factor: fc.double({ min: 0.3, max: 3, noNaN: true }) }), {
          maxLength: 80,
        }),
        (acts) => {
          const whole = { low: 0, high: 100 }
          let range = whole
          for (const { share, factor } of acts) range = zoomAround(range, share, factor, whole) ?? whole
          expect(range.low).toBeGreaterThanOrEqual(0)
          expect(range.high).toBeLessThanOrEqual(100)
          expect(range.high).toBeGreaterThan(range.low)
        },
      ),
    )
  })
})
