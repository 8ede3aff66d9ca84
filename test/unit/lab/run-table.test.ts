import { describe, expect, it } from 'vitest'
import { LabError, unpackStatistics } from '../../../src-main/contract'
import { RunTable } from '../../../src-main/lab/run-table'
import { furtherSeeds } from '../../../src-main/lab/sources'
import { cellHash } from '../../../src-main/experiments'
import type { Store } from '../../../src-main/store'
import { claimNext, endRun } from '../../store/claiming'
import { LEASE, NOW, registerEngine, temporaryStore } from '../../store/fixtures'
import { batchOf, pointsOf, specOf } from '../../store/measured'

/** Three finished seeds of each of two widths; losses tell them apart. */
function filled(): { store: Store; table: RunTable; asked: number[] } {
  const store = temporaryStore()
  const engine = registerEngine(store)
  const cells = [10, 200].map((hiddenWidth) => {
    const spec = specOf({ hiddenWidth })
    return { hash: cellHash(spec), spec, seeds: [1, 2, 3] }
  })
  store.enqueue(cells, engine, NOW)
  for (let index = 0; index < 6; index++) {
    const id = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const batch = batchOf({
      series: [{ name: 'loss', ...pointsOf(0, [9, index]) }],
      summary: { kappaH: index === 0 ? NaN : index },
      step: 2,
    })
    endRun(store, id, engine, { state: 'finished', stopReason: null, error: null, batch }, NOW)
  }
  const asked: number[] = []
  const table = new RunTable(store, (run) => {
    asked.push(run.id)
    return run.id > 3 ? [{ verdict: 'holds' as const }] : []
  })
  return { store, table, asked }
}

describe('the table of runs', () => {
  it('has columns of summaries, configuration, series and verdicts', () => {
    const { table, asked } = filled()
    const columns = ['kappaH', 'spec.model.hiddenWidth', 'last(loss)', 'verdicts', 'kappaH * 2']
    const ask = () => table.query({ filter: { query: 'seed = 1' }, sort: 'last(loss)', offset: 0, limit: 10, columns })
    expect(ask().rows.map((row) => row.cells)).toEqual([
      [NaN, 10, 0, null, null],
      [3, 200, 3, 'holds 1', 6],
    ])
    expect(ask().rows[0]).toMatchObject({ title: expect.stringContaining('10') as string, tags: [], starred: false, name: null })
    // verdicts on results are given once
    expect(asked).toEqual([1, 4])
  })

  it('leaves archived runs out unless the filter speaks of them', () => {
    const { store, table } = filled()
    store.annotate([1, 2], { archived: true }, NOW)
    const total = (query: string): number => table.query({ filter: { query, archived: false }, offset: 0, limit: 10, columns: [] }).total
    expect([total(''), total('seed >= 0'), total('archived'), total('not archived')]).toEqual([4, 4, 2, 4])
  })

  it('groups by any columns, seeds of a cell among them', () => {
    const { table } = filled()
    const { groups, statistics, total } = table.groups({ filter: {}, sort: '-id', by: ['cellHash'], columns: ['kappaH', 'last(loss)'] })
    expect(total).toBe(6)
    expect(groups.map(({ runIds }) => runIds)).toEqual([
      [6, 5, 4],
      [3, 2, 1],
    ])
    expect(unpackStatistics(statistics, 0, 2)[1]).toEqual({ count: 3, mean: 4, standardDeviation: 1, min: 3, max: 5, nonFinite: 0 })
    expect(unpackStatistics(statistics, 1, 2)[0]).toMatchObject({ count: 2, mean: 1.5, nonFinite: 1 })
    expect(table.groups({ filter: {}, by: ['spec.model.hiddenWidth', 'seed'], columns: [] }).groups).toHaveLength(6)
  })

  it('refuses a filter at its place, in words and for the window', () => {
    const { table } = filled()
    const refused = (() => {
      try {
        table.query({ filter: { query: 'seed = 1 and kapaH < 2' }, offset: 0, limit: 1, columns: [] })
      } catch (error) {
        return error
      }
      return null
    })()
    if (!(refused instanceof LabError)) throw new Error('was not refused')
    expect(refused.code).toBe('invalid-request')
    expect(refused.message).toBe(
      'There is no key kapaH. Did you mean kappaH? Nothing was looked up.\n\nseed = 1 and kapaH < 2\n             ^^^^^',
    )
    expect(refused.problems).toEqual([{ path: 'filter:13-18', rule: 'There is no key kapaH. Did you mean kappaH?' }])
    expect(() => table.query({ filter: {}, offset: 0, limit: 1, columns: ['lst(loss)'] })).toThrow('Did you mean last?')
  })
})

describe('further seeds', () => {
  it('are those after the largest, once for each cell', () => {
    const { store } = filled()
    expect(furtherSeeds(store, [1, 2, 6], 2).map(({ seeds, spec }) => [seeds, spec])).toEqual([
      [[4, 5], specOf({ hiddenWidth: 200 })],
      [[4, 5], specOf({ hiddenWidth: 10 })],
    ])
  })
})
