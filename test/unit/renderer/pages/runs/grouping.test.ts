import { describe, expect, it } from 'vitest'
import { packStatistics, unpackStatistics, type RunGroupView } from '../../../../../src-main/contract'
import { averagedColumns, groupedLines, groupOfView } from '../../../../../src-renderer/pages/runs/grouping'
import { allColumns, shownColumns } from '../../../../../src-renderer/pages/runs/run-columns'
import { EXPERIMENT } from './rows'

const view = (value: number, runIds: number[]): RunGroupView => ({ values: [value], runIds, finished: runIds.length, title: null })
const statistics = (mean: number) => [null, { count: 1, mean, standardDeviation: null, min: mean, max: mean, nonFinite: 0 }]

describe('groups of the table', () => {
  const packed = packStatistics([statistics(3), statistics(4)])
  const groups = [view(1, [7, 5]), view(2, [6])].map((each, at) => groupOfView(each, unpackStatistics(packed, at, 2), ['steps', 'kappaH']))

  it('have their statistics by column', () => {
    expect(unpackStatistics(packed, 1, 2)).toEqual(statistics(4))
    expect(groups[0]?.statistics.get('kappaH')?.mean).toBe(3)
    expect(groups[0]?.statistics.has('steps')).toBe(false)
  })

  it('show their runs when they are expanded', () => {
    const kinds = (expanded: string[]): (number | string)[] =>
      groupedLines(groups, new Set(expanded)).map((line) => (line.kind === 'group' ? line.group.key : line.runId))
    expect(kinds([])).toEqual(['[1]', '[2]'])
    expect(kinds(['[1]'])).toEqual(['[1]', 7, 5, '[2]'])
  })

  it('average what is measured, also of series, and no seeds or dates', () => {
    const columns = shownColumns(allColumns([EXPERIMENT], ['spec.model.hiddenWidth']), [
      'seed',
      'kappaH',
      'createdAt',
      'tail(loss)',
      'bytes',
    ])
    expect(averagedColumns(columns)).toEqual(['kappaH', 'tail(loss)', 'bytes'])
  })
})
