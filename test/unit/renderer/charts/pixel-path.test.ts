import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bandOutlines, lowerBound, pixelPath, pixelX, pixelY, valueAtX, type PlotAxes } from '../../../../src-renderer/charts/pixel-path'

const area = { x: 0, y: 0, width: 100, height: 50 }
const axes = (low: number, high: number, yLow: number, yHigh: number, yScale: 'linear' | 'log' = 'linear'): PlotAxes => ({
  x: { range: { low, high }, scale: 'linear' },
  y: { range: { low: yLow, high: yHigh }, scale: yScale },
})

describe('pixel path', () => {
  it('maps the corners of the view to the corners of the plot', () => {
    const view = axes(0, 10, -4, 0, 'log')
    expect(pixelX(view, area)(0)).toBe(0)
    expect(pixelX(view, area)(10)).toBe(100)
    expect(pixelY(view, area)(1)).toBe(0)
    expect(pixelY(view, area)(1e-4)).toBe(50)
    expect(pixelY(view, area)(0)).toBeNaN()
    expect(valueAtX(50, view, area)).toBe(5)
  })

  it('breaks where a value cannot be drawn', () => {
    const path = pixelPath(Float64Array.of(0, 1, 2), Float64Array.of(1, 0, 1), axes(0, 2, -2, 0, 'log'), area)
    expect([...path]).toEqual([0, 0, NaN, NaN, 100, 0])
  })

  it('leaves out what is outside, up to one point on each side', () => {
    const x = Float64Array.from({ length: 101 }, (_, i) => i)
    const path = pixelPath(x, x, axes(40, 60, 0, 100), area)
    expect(path[0]).toBe(-5)
    expect(path[path.length - 2]).toBe(105)
  })

  it('draws the same ink with few points: first, lowest, highest, last of each pixel column', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 3000 }), (values) => {
        const x = Float64Array.from(values, (_, i) => i)
        const y = Float64Array.from(values)
        const view = axes(0, Math.max(1, values.length - 1), 0, 1000)
        const path = pixelPath(x, y, view, area)
        expect(path.length / 2).toBeLessThanOrEqual(4 * (area.width + 1))
        const columns = new Map<number, [number, number]>()
        const toX = pixelX(view, area)
        const toY = pixelY(view, area)
        x.forEach((step, i) => {
          const column = Math.floor(toX(step))
          const py = Math.fround(toY(y[i]!))
          const known = columns.get(column) ?? [Infinity, -Infinity]
          columns.set(column, [Math.min(known[0], py), Math.max(known[1], py)])
        })
        const drawn = new Map<number, [number, number]>()
        for (let i = 0; i < path.length; i += 2) {
          const column = Math.floor(path[i]! + (path[i]! % 1 > 0.99999 ? 1e-4 : 0))
          const known = drawn.get(column) ?? [Infinity, -Infinity]
          drawn.set(column, [Math.min(known[0], path[i + 1]!), Math.max(known[1], path[i + 1]!)])
        }
        for (const [column, range] of drawn) expect(range).toEqual(columns.get(column))
      }),
    )
  })

  it('finds places in ascending lists', () => {
    const list = Float64Array.of(1, 3, 3, 7)
    expect([0, 1, 2, 3, 8].map((value) => lowerBound(list, value))).toEqual([0, 0, 1, 1, 4])
  })
})

describe('band', () => {
  it('goes along the top and back along the bottom', () => {
    const [outline] = bandOutlines(Float64Array.of(0, 1), Float64Array.of(1, 2), Float64Array.of(3, 4), axes(0, 1, 0, 5), area)
    expect([...(outline ?? [])]).toEqual([0, 20, 100, 10, 100, 30, 0, 40])
  })

  it('reaches the frame where its lower end has no logarithm, and breaks where there is no range', () => {
    const outlines = bandOutlines(
      Float64Array.of(0, 1, 2, 3, 4),
      Float64Array.of(0, 0, NaN, 1, 1),
      Float64Array.of(10, 10, NaN, 10, 10),
      axes(0, 4, 0, 1, 'log'),
      area,
    )
    expect(outlines).toHaveLength(2)
    expect([...(outlines[0] ?? [])]).toEqual([0, 0, 25, 0, 25, 50, 0, 50])
  })
})
