import { describe, expect, it } from 'vitest'
import { mapModel } from '../../../../../src-renderer/pages/compare/columns-model'
import { aggregateOf, pivotOf } from '../../../../../src-renderer/pages/compare/pivot'
import { brushed, heightOf, parallelAxis, withBrush } from '../../../../../src-renderer/pages/compare/parallel-axes'

describe('a table of runs by two columns', () => {
  it('has a place for every pair of values, numbers in their order, missing values counted', () => {
    const pivot = pivotOf([20, 100, 20, 100, 20], ['b', 'a', 'b', 'a', 'a'], [1, 2, 3, NaN, null], 'mean')
    expect(pivot.rows).toEqual([20, 100])
    expect(pivot.columns).toEqual(['a', 'b'])
    expect(pivot.cells).toEqual([
      [
        { value: null, count: 0, without: 1 },
        { value: 2, count: 2, without: 0 },
      ],
      [{ value: 2, count: 1, without: 1 }, null],
    ])
  })

  it.each([
    ['mean', 3],
    ['median', 2.5],
    ['min', 1],
    ['max', 6],
    ['deviation', Math.sqrt(14 / 3)],
    ['count', 4],
  ] as const)('knows the %s', (aggregate, value) => {
    expect(aggregateOf([1, 6, 2, 3], aggregate)).toBeCloseTo(value, 14)
    expect(aggregateOf([], aggregate)).toBe(aggregate === 'count' ? 0 : null)
  })
})

describe('parallel coordinates', () => {
  it('put numbers that spread far on a logarithmic axis, words at whole numbers', () => {
    const widths = parallelAxis('w', 'w', [10, 1000, 100, null])
    expect(widths.scale).toBe('log')
    expect([10, 100, 1000, NaN].map((value) => heightOf(widths, value))).toEqual([0, 0.5, 1, null])
    const kinds = parallelAxis('k', 'k', ['relu', 'erf', 'relu'])
    expect(kinds.words).toEqual(['erf', 'relu'])
    expect([...kinds.numbers]).toEqual([1, 0, 1])
    expect(heightOf(parallelAxis('c', 'c', [5, 5]), 5)).toBe(0.5)
  })

  it('keep the runs within all brushes, ends included; a run without a value is outside', () => {
    const columns = [
      [1, 2, 3, null],
      ['a', 'a', 'b', 'a'],
    ]
    const first = { column: 'x', low: 2, high: 3 }
    expect(brushed([7, 8, 9, 10], columns, [first, { column: 'k', low: 0, high: 0.4 }])).toEqual([8])
    expect(brushed([7, 8, 9, 10], columns.slice(0, 1), [first])).toEqual([8, 9])
    expect(withBrush([first], { column: 'x', low: 0, high: 1 })).toEqual([{ column: 'x', low: 0, high: 1 }])
  })
})

describe('contours over a map', () => {
  it('are drawn in pieces from left to right, under one name', () => {
    const column = { id: 'c', label: 'c', symbol: '' }
    const line = { x: Float64Array.of(1, 2, 3, 2, 1), y: Float64Array.of(0, 1, 2, 3, 4) }
    const tiles = { label: '', symbol: '', low: 0, high: 1, width: 1, height: 1, palette: 'sequential' as const, tiles: [] }
    const { curves } = mapModel(
      { xScale: 'linear', yScale: 'linear', tiles, leftOut: 0, contours: [{ level: 0.5, lines: [line] }], threshold: null },
      { across: column, up: column, value: column },
    )
    expect(curves.map(({ x, y }) => [[...x], [...y]])).toEqual([
      [[1, 2, 3], [0, 1, 2]],
      [[1, 2, 3], [4, 3, 2]],
    ]) // prettier-ignore
    expect(new Set(curves.map(({ label }) => label)).size).toBe(1)
  })
})
