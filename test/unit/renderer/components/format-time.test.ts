import { describe, expect, it } from 'vitest'
import { exactMoment, formatDuration, formatEstimate, formatMoment, formatRate } from '../../../../src-renderer/components/format-time'

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.0001, '< 1 ms'],
    [0.42, '420 ms'],
    [0.9996, '1.0 s'],
    [3.24, '3.2 s'],
    [9.96, '10 s'],
    [95, '95 s'],
    [119.4, '119 s'],
    [119.6, '2 min'],
    [240, '4 min'],
    [3569, '59 min'],
    [3571, '1 h'],
    [4800, '1 h 20 min'],
    [86_399, '1 d'],
    [183_600, '2 d 3 h'],
  ])('%d s is %s', (seconds, text) => expect(formatDuration(seconds)).toBe(text))

  it.each([null, NaN, Infinity, -1])('%s is unknown', (seconds) => expect(formatDuration(seconds)).toBe('–'))
})

describe('formatEstimate', () => {
  it('rounds and says that it is one', () => {
    expect(formatEstimate(7.6)).toBe('≈ 8 s')
    expect(formatEstimate(12.2)).toBe('≈ 12 s')
    expect(formatEstimate(0.62)).toBe('≈ 620 ms')
    expect(formatEstimate(null)).toBe('–')
  })
})

describe('formatMoment', () => {
  const now = new Date(2025, 10, 22, 15, 0).getTime()
  it.each([
    [new Date(2025, 10, 22, 14, 3), '14:03'],
    [new Date(2025, 10, 21, 9, 5), 'yesterday 09:05'],
    [new Date(2025, 10, 3, 14, 3), '3 Nov 14:03'],
    [new Date(2024, 10, 3, 14, 3), '3 Nov 2024'],
    [new Date(2025, 10, 23, 1, 0), '23 Nov 01:00'],
  ])('%s', (at, text) => expect(formatMoment(at.getTime(), now)).toBe(text))

  it('knows no moment', () => expect(formatMoment(null, now)).toBe('–'))
  it('gives the full moment on hover', () => expect(exactMoment(new Date(2025, 0, 2, 3, 4, 5).getTime())).toBe('2025-01-02 03:04:05'))
})

describe('formatRate', () => {
  it.each([
    [312.4, '312 steps/s'],
    [12_345, '12\u202f345 steps/s'],
    [3.14, '3.1 steps/s'],
    [0, '0 steps/s'],
    [NaN, '0 steps/s'],
  ])('%d', (rate, text) => expect(formatRate(rate, 'steps')).toBe(text))
})
