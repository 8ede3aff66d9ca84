import { describe, expect, it } from 'vitest'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { chartCsv } from '../../../../src-renderer/charts/chart-csv'
import { fileNameOf } from '../../../../src-renderer/charts/file-name'
import { modelOfFigure } from '../../../../src-renderer/charts/figure-model'

const axis = { label: 'Points', symbol: 'm', unit: '', scale: 'linear' } as const
const model = (points: { x: number; y: number; low?: number; high?: number }[], label = 'S = 100, "wide"') =>
  modelOfFigure({
    id: 'f',
    title: 'A\nfigure',
    caption: '',
    x: axis,
    y: { ...axis, label: 'Error', symbol: '\\|e_T\\|', unit: 'u' },
    curves: [{ id: 'c', label, kind: 'measured', group: 'g', points }],
    markers: [],
  })

function records(csv: string): string[][] {
  return parse(csv, { comment: '#', comment_no_infix: true })
}

describe('numbers of a chart as CSV', () => {
  it('says what the axes are and that the data are complete', () => {
    const { curves, ...rest } = model([{ x: 1, y: 2 }])
    const csv = chartCsv({ ...rest, curves }, curves)
    expect(csv.split('\r\n').slice(0, 4)).toEqual([
      '# A figure',
      '# x: Points m',
      '# y: Error ‖e_T‖ (u)',
      '# S = 100, "wide": 1 point, exact and complete',
    ])
  })

  it('says when the points are those that are drawn', () => {
    const whole = model([{ x: 1, y: 2 }])
    const curves = whole.curves.map((curve) => ({ ...curve, exact: false, total: 100_000 }))
    expect(chartCsv(whole, curves)).toContain('1 point as drawn, minimum and maximum per pixel of 100000')
  })

  it('gives every number back bit for bit, NaN and infinities included', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ x: fc.double({ noNaN: true }), y: fc.double() }), { minLength: 1, maxLength: 20 }), (points) => {
        const whole = model(points)
        const [, ...rows] = records(chartCsv(whole, whole.curves))
        rows.forEach((row, i) => {
          expect(Object.is(Number(row[2]), whole.curves[0]?.x[i])).toBe(true)
          expect(Object.is(Number(row[3]), whole.curves[0]?.y[i])).toBe(true)
        })
        expect(rows).toHaveLength(points.length)
      }),
    )
  })

  it('leaves a range that is not there empty', () => {
    const whole = model([
      { x: 1, y: 2 },
      { x: 2, y: 3, low: 1, high: 4 },
    ])
    expect(records(chartCsv(whole, whole.curves))).toEqual([
      ['curve', 'kind', 'Points', 'Error', 'minimum', 'maximum'],
      ['S = 100, "wide"', 'measured', '1', '2', '', ''],
      ['S = 100, "wide"', 'measured', '2', '3', '1', '4'],
    ])
  })
})

it('makes file names of titles', () => {
  expect(fileNameOf('Figure 2: κ_D / (m, S)', 'csv')).toBe('figure-2-κ-d-m-s.csv')
  expect(fileNameOf('***', 'svg')).toBe('chart.svg')
})
