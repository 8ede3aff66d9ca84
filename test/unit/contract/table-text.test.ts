import { parse } from 'csv-parse/sync'
import { expect, it } from 'vitest'
import { figureToCsv, type FigureView } from '../../../src-main/contract'

const axis = { label: 'Hidden width', symbol: 'k', unit: '', scale: 'linear' } as const
const FIGURE: FigureView = {
  id: 'f',
  title: 'Success\nover width',
  caption: '',
  x: axis,
  y: { ...axis, label: 'Time', symbol: '\\tau', unit: 's' },
  curves: [
    {
      id: 'c',
      label: 'S = 100, "wide"',
      kind: 'measured',
      group: 'g',
      points: [
        { x: 1, y: 0.1, low: 0.05, high: 0.2, count: 3, cellHash: 'abc' },
        { x: 2, y: -0 },
      ],
    },
  ],
  markers: [],
}
const records = (csv: string): string[][] => parse(csv, { comment: '#', comment_no_infix: true })

it('a figure as CSV has every point in a row of its own, under what it is', () => {
  const csv = figureToCsv(FIGURE)
  expect(csv.split('\r\n').slice(0, 3)).toEqual(['# Success over width', '# x: Hidden width k', '# y: Time \\tau (s)'])
  expect(records(csv)).toEqual([
    ['curve', 'label', 'kind', 'x', 'y', 'low', 'high', 'count', 'cell'],
    ['c', 'S = 100, "wide"', 'measured', '1', '0.1', '0.05', '0.2', '3', 'abc'],
    ['c', 'S = 100, "wide"', 'measured', '2', '-0', '', '', '', ''],
  ])
})

it('a figure with tiles has one row a tile, in the same table as its curves', () => {
  const csv = figureToCsv({
    ...FIGURE,
    tiles: {
      label: 'Success probability',
      symbol: 'p',
      low: 0,
      high: 1,
      width: 1,
      height: 1,
      palette: 'probability',
      tiles: [
        { x: 1, y: 2, value: 1 / 3, done: 1, text: '1 of 3, 95 % interval .06 to .79', cellHash: 'def' },
        { x: 2, y: 2, value: null, done: 0, text: '' },
        { x: 3, y: 2, value: 0, done: 1, text: '', mark: 'D', inferred: true },
      ],
      marks: { D: 'all runs diverged' },
    },
  })
  expect(csv).toContain('# value: Success probability p\r\n# mark D: all runs diverged\r\n')
  const [header, ...rows] = records(csv)
  const named = rows.map((row): Record<string, string> => Object.fromEntries(row.map((field, i) => [header?.[i] ?? '', field])))
  expect(named.map((row) => row['kind'])).toEqual(['tile', 'tile', 'tile', 'measured', 'measured'])
  expect(named[0]).toMatchObject({
    x: '1',
    y: '2',
    done: '1',
    text: '1 of 3, 95 % interval .06 to .79',
    cell: 'def',
    mark: '',
    inferred: '',
  })
  expect(Number(named[0]?.['value'])).toBe(1 / 3)
  expect(named[1]).toMatchObject({ value: '', done: '0', cell: '' })
  expect(named[2]).toMatchObject({ value: '0', mark: 'D', inferred: 'yes' })
  expect(named[3]).toMatchObject({ curve: 'c', value: '', cell: 'abc', low: '0.05' })
})
