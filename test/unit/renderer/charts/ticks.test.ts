import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainText } from '../../../../src-renderer/charts/rich-text'
import { axisTicks, type TickRequest } from '../../../../src-renderer/charts/ticks'

const labels = (request: TickRequest) => axisTicks(request).major.map((tick) => plainText(tick.label))

describe('linear ticks', () => {
  it('are round and exact', () => {
    const ticks = axisTicks({ range: { low: 0, high: 1 }, scale: 'linear', room: 6 })
    expect(ticks.major.map((tick) => tick.value)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    expect(ticks.major[3]?.value).toBe(0.6)
    expect(ticks.minor[0]).toBe(0.05)
    expect(labels({ range: { low: 0, high: 1 }, scale: 'linear', room: 6 })).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0'])
  })

  it('leave a common power of ten to the axis', () => {
    const small = axisTicks({ range: { low: 0, high: 3.4e-7 }, scale: 'linear', room: 5 })
    expect(small.commonPower).toBe(-7)
    expect(small.major.map((tick) => plainText(tick.label))).toEqual(['0', '1', '2', '3'])
    const large = axisTicks({ range: { low: 0, high: 2.4e6 }, scale: 'linear', room: 6 })
    expect(large.commonPower).toBe(6)
    expect(large.major.map((tick) => plainText(tick.label))).toEqual(['0', '0.5', '1.0', '1.5', '2.0'])
    expect(axisTicks({ range: { low: 0, high: 120_000 }, scale: 'linear', room: 4 }).commonPower).toBe(0)
  })

  it('group thousands and write a real minus', () => {
    expect(labels({ range: { low: -20_000, high: 20_000 }, scale: 'linear', room: 5 })).toEqual([
      '−20\u202f000',
      '−10\u202f000',
      '0',
      '10\u202f000',
      '20\u202f000',
    ])
  })

  it('never fall between whole numbers where only those have a meaning', () => {
    const ticks = axisTicks({ range: { low: 0, high: 3 }, scale: 'linear', room: 12, integer: true })
    expect(ticks.major.map((tick) => tick.value)).toEqual([0, 1, 2, 3])
    expect(ticks.minor).toEqual([])
  })

  it('survive ranges of 1e-46, of 1e300 and of a deep zoom', () => {
    expect(axisTicks({ range: { low: 0, high: 3e-46 }, scale: 'linear', room: 4 }).major.map((tick) => tick.value)).toEqual([
      0, 1e-46, 2e-46, 3e-46,
    ])
    expect(axisTicks({ range: { low: -1e300, high: 1e300 }, scale: 'linear', room: 4 }).major.length).toBeGreaterThan(1)
    expect(labels({ range: { low: 0.5, high: 0.500_000_004 }, scale: 'linear', room: 5 })[1]).toBe('0.500000001')
  })

  it('stay inside the range, are ascending and fit', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e12, max: 1e12, noNaN: true }),
        fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
        fc.integer({ min: 2, max: 20 }),
        (low, span, room) => {
          const high = low + span
          fc.pre(high - low > Math.abs(low) * 1e-12)
          const { major, minor } = axisTicks({ range: { low, high }, scale: 'linear', room })
          expect(major.length).toBeLessThanOrEqual(room + 1)
          const slack = (high - low) * 1e-6
          for (const tick of major) expect(tick.value >= low - slack && tick.value <= high + slack).toBe(true)
          for (let i = 1; i < major.length; i++) expect(major[i]!.value).toBeGreaterThan(major[i - 1]!.value)
          const taken = new Set(major.map((tick) => tick.coordinate))
          for (const tick of minor) expect(taken.has(tick)).toBe(false)
          expect(new Set(major.map((tick) => plainText(tick.label))).size).toBe(major.length)
        },
      ),
    )
  })
})

describe('logarithmic ticks', () => {
  it('stand at powers of ten with superscripts and minor ticks at 2 to 9', () => {
    const ticks = axisTicks({ range: { low: -4, high: 1 }, scale: 'log', room: 8 })
    expect(ticks.major.map((tick) => tick.value)).toEqual([1e-4, 1e-3, 1e-2, 0.1, 1, 10])
    expect(ticks.major[0]?.label).toEqual([
      { text: '10', style: 'upright' },
      { text: '−4', style: 'raised' },
    ])
    expect(ticks.minor).toHaveLength(40)
    expect(ticks.minor).toContainEqual(-4 + Math.log10(2))
  })

  it('are plain numbers where those are short', () => {
    expect(labels({ range: { low: 0, high: 3 }, scale: 'log', room: 8 })).toEqual(['1', '10', '100', '1000'])
    expect(labels({ range: { low: -2, high: 0 }, scale: 'log', room: 3 })).toEqual(['0.01', '0.1', '1'])
  })

  it('leave decades out where they are many, and mark those by minor ticks', () => {
    const ticks = axisTicks({ range: { low: -46, high: 2 }, scale: 'log', room: 8 })
    expect(ticks.major.map((tick) => tick.coordinate)).toEqual([-40, -30, -20, -10, 0])
    expect(ticks.minor).toContain(-45)
    expect(ticks.minor).not.toContain(-40)
  })

  it('carry figures where there are less than three decades', () => {
    expect(labels({ range: { low: 2, high: 3 }, scale: 'log', room: 6 })).toEqual(['100', '200', '300', '500', '700', '1000'])
    expect(labels({ range: { low: -1, high: 0.7 }, scale: 'log', room: 6 })).toEqual(['0.1', '0.2', '0.5', '1', '2', '5'])
    expect(labels({ range: { low: -9, high: -8 }, scale: 'log', room: 4 })).toEqual([
      '10^−9',
      '2\u202f×\u202f10^−9',
      '5\u202f×\u202f10^−9',
      '10^−8',
    ])
  })

  it('become even over a small part of a decade', () => {
    const low = Math.log10(0.41)
    const high = Math.log10(0.44)
    expect(labels({ range: { low, high }, scale: 'log', room: 4 })).toEqual(['0.41', '0.42', '0.43', '0.44'])
  })

  it('always give at least two labels inside the range', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -300, max: 290, noNaN: true }),
        fc.double({ min: 0.01, max: 15, noNaN: true }),
        fc.integer({ min: 4, max: 14 }),
        (low, span, room) => {
          const range = { low, high: low + span }
          const { major } = axisTicks({ range, scale: 'log', room })
          expect(major.length).toBeGreaterThanOrEqual(2)
          expect(major.length).toBeLessThanOrEqual(room + 2)
          for (const tick of major) {
            expect(tick.coordinate).toBeGreaterThanOrEqual(range.low - 1e-6)
            expect(tick.coordinate).toBeLessThanOrEqual(range.high + 1e-6)
          }
        },
      ),
    )
  })
})

it('has no ticks on an axis without length', () => {
  expect(axisTicks({ range: { low: 1, high: 1 }, scale: 'linear', room: 5 }).major).toEqual([])
  expect(axisTicks({ range: { low: NaN, high: NaN }, scale: 'log', room: 5 }).major).toEqual([])
})
