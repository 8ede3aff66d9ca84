import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupRuns, groupStatistics, tableItems } from '../../../../../src-renderer/pages/runs/grouping'
import { allColumns } from '../../../../../src-renderer/pages/runs/run-columns'
import { EXPERIMENT, tableRow } from './rows'

describe('groupStatistics', () => {
  it('has the mean and sample standard deviation of 2, 4, 4, 4, 5, 5, 7, 9', () => {
    expect(groupStatistics([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({
      count: 8,
      mean: 5,
      standardDeviation: Math.sqrt(32 / 7),
      min: 2,
      max: 9,
      nonFinite: 0,
    })
  })
  it('knows no spread of one value', () => expect(groupStatistics([3])).toMatchObject({ count: 1, mean: 3, standardDeviation: null }))
  it('counts what is not finite and leaves it out', () => {
    expect(groupStatistics([1, NaN, 3, Infinity])).toMatchObject({ count: 2, mean: 2, standardDeviation: Math.SQRT2, nonFinite: 2, max: 3 })
    expect(groupStatistics([NaN])).toBeNull()
    expect(groupStatistics([])).toBeNull()
  })
  it('loses no digits far from zero', () => {
    const statistics = groupStatistics([1e9 + 1, 1e9 + 2, 1e9 + 3])
    expect(statistics?.standardDeviation).toBe(1)
  })
  it('does not change its spread under a shift by an integer', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 20 }),
        fc.integer({ min: -1000, max: 1000 }),
        (values, shift) => {
          const before = groupStatistics(values)?.standardDeviation ?? NaN
          const after = groupStatistics(values.map((value) => value + shift))?.standardDeviation ?? NaN
          expect(after).toBeCloseTo(before, 9)
        },
      ),
    )
  })
})

describe('groupRuns', () => {
  const key = 'spec.model.hiddenWidth'
  const asked = [key, 'kappaH']
  const columns = allColumns([EXPERIMENT], [key])
  const by = columns.find((column) => column.id === key) ?? expect.fail()
  const rows = [
    tableRow({ id: 5, cells: [1000, 0.8] }),
    tableRow({ id: 4, cells: [200, 0.6] }),
    tableRow({ id: 3, cells: [1000, 0.4] }),
    tableRow({ id: 2, cells: [null, 0.1] }),
    tableRow({ id: 1, cells: [1000, 0.1], state: 'running' }),
  ]
  const groups = groupRuns(rows, by, columns, asked)

  it('orders groups by value, numbers as numbers, nothing last; runs as they came', () => {
    expect(groups.map((group) => group.value)).toEqual([200, 1000, null])
    expect(groups[1]?.rows.map((row) => row.id)).toEqual([5, 3, 1])
  })
  it('takes statistics over finished runs only', () => {
    expect(groups[1]?.finished).toBe(2)
    expect(groups[1]?.statistics.get('kappaH')?.mean).toBeCloseTo(0.6, 15)
    expect(groups[1]?.statistics.has('seed')).toBe(false)
  })
  it('makes lines of groups and of the runs of expanded ones', () => {
    const lines = tableItems(groups, new Set(['1000']))
    expect(lines.map((line) => (line.kind === 'group' ? `group ${line.group.key}` : line.row.id))).toEqual([
      'group 200',
      4,
      'group 1000',
      'group ',
      2,
    ])
  })
  it('groups 10,000 runs well within a frame budget of several frames', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => tableRow({ id: index + 1, cells: [index % 4, index / 10_000] }))
    const start = performance.now()
    expect(groupRuns(many, by, columns, asked)).toHaveLength(4)
    expect(performance.now() - start).toBeLessThan(1000)
  })
})
