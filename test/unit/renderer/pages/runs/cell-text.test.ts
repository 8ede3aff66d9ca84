import { describe, expect, it } from 'vitest'
import { cellText, statisticsText } from '../../../../../src-renderer/pages/runs/cell-text'
import { allColumns } from '../../../../../src-renderer/pages/runs/run-columns'
import { EXPERIMENT } from './rows'

const columns = allColumns([EXPERIMENT], ['spec.training.stepSizes.hidden'])
const column = (id: string) => columns.find((each) => each.id === id) ?? expect.fail(id)
const NOW = new Date(2025, 10, 22, 15, 0).getTime()

describe('cellText', () => {
  it('rounds a measurement, keeps it exact for hover and copying', () => {
    expect(cellText(column('kappaH'), 0.123456789, NOW)).toMatchObject({ text: '0.1235', hover: '0.123456789', copy: '0.123456789' })
  })
  it('writes a configuration value as it was given', () => {
    expect(cellText(column('spec.training.stepSizes.hidden'), 0.0005, NOW)).toMatchObject({ text: '5', exponent: '−4', copy: '0.0005' })
  })
  it('rounds a configuration value that has more digits than a cell, so that its power of ten is seen', () => {
    const computed = 3 * 1e-4
    expect(String(computed)).toBe('0.00030000000000000003')
    expect(cellText(column('spec.training.stepSizes.hidden'), computed, NOW)).toMatchObject({
      ...{ text: '3.00000', exponent: '−4', hover: '0.00030000000000000003', copy: '0.00030000000000000003' },
    })
  })
  it('says what was not measured and what is not finite', () => {
    expect(cellText(column('kappaH'), null, NOW)).toMatchObject({ text: '–', hover: 'not measured', copy: '' })
    expect(cellText(column('kappaH'), NaN, NOW)).toMatchObject({ text: 'NaN', faint: true })
    expect(cellText(column('note'), null, NOW).text).toBe('')
  })
  it('shortens a hash and copies it whole', () => {
    const hash = '0123456789abcdef'.repeat(4)
    expect(cellText(column('cellHash'), hash, NOW)).toMatchObject({ text: '01234567', copy: hash })
  })
})

describe('statisticsText', () => {
  it('shows mean and spread, and on hover over what', () => {
    const text = statisticsText(column('kappaH'), { count: 10, mean: 0.81234, standardDeviation: 0.0456, min: 0.7, max: 0.9, nonFinite: 1 })
    expect(text.text).toBe('0.8123 ± 0.046')
    expect(text.hover).toBe(
      'mean 0.81234 of 10 finished runs, sample standard deviation 0.0456, from 0.7 to 0.9; 1 not finite and left out',
    )
  })
  it('shows no spread for one run', () => {
    expect(statisticsText(column('step'), { count: 1, mean: 528, standardDeviation: null, min: 528, max: 528, nonFinite: 0 }).text).toBe(
      '528',
    )
  })
})
