import { describe, expect, it } from 'vitest'
import { groupsOf } from '../../../src-main/lab/run-groups'
import type { RunTabulation } from '../../../src-main/store/store'

/** width, depth, q, title */
const TABLE: RunTabulation = {
  ids: [9, 8, 7, 6, 5],
  cells: [1, 1, 2, 2, 3],
  states: ['finished', 'finished', 'finished', 'running', 'finished'],
  values: [
    [20, 'a', 1, 'wide'],
    [20, 'a', 3, 'wide'],
    [3, 'b', NaN, 'narrow'],
    [3, 'b', 100, 'narrow, too'],
    [null, 'a', null, 'none'],
  ],
}

describe('groups of runs', () => {
  const of = (sort = ''): ReturnType<typeof groupsOf> => groupsOf(TABLE, { by: ['width', 'depth'], columns: ['q'], sort })

  it('have the same values, in the order of the values; what is missing comes last', () => {
    expect(of().map(({ values, runIds, title }) => ({ values, runIds, title }))).toEqual([
      { values: [3, 'b'], runIds: [7, 6], title: null },
      { values: [20, 'a'], runIds: [9, 8], title: 'wide' },
      { values: [null, 'a'], runIds: [5], title: 'none' },
    ])
  })

  it('have mean and sample deviation of the finite values of finished runs', () => {
    expect(of()[1]?.statistics).toEqual([{ count: 2, mean: 2, standardDeviation: Math.SQRT2, min: 1, max: 3, nonFinite: 0 }])
    expect(of()[0]).toMatchObject({ finished: 1, statistics: [null] })
  })

  it('stand in the order of the means where the table is sorted by them, and of their first run where values have no order', () => {
    expect(of('q').map(({ values }) => values[0])).toEqual([20, 3, null])
    expect(of('-width').map(({ values }) => values[0])).toEqual(
      [20, 3, null].toSorted((a, b) => (a === null ? -1 : b === null ? 1 : b - a)),
    )
    const byCell = groupsOf(TABLE, { by: ['cellHash'], columns: [], sort: '' })
    expect(byCell.map(({ runIds }) => runIds[0])).toEqual([9, 7, 5])
  })
})
