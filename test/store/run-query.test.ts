import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunFilter, Summary } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { configurationOf, differingKeys } from '../../src-main/store/configuration'
import { codeOf, LEASE, NOW, registerEngine, temporaryStore } from './fixtures'
import { batchOf, hashOf, specOf } from './measured'
import { claimNext, endRun } from './claiming'

/** One finished run a summary, each in a cell of its own. @returns their ids */
function finishedRuns(store: Store, summaries: Summary[]): number[] {
  const engine = registerEngine(store)
  return summaries.map((summary, index) => {
    store.enqueue([{ hash: hashOf(index), spec: specOf({ hiddenWidth: 10 + (index % 3) }), seeds: [index] }], engine, NOW)
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch: batchOf({ summary }) }, NOW)
    return run
  })
}

const ids = (store: Store, sort?: string, filter: RunFilter = {}): number[] =>
  store.queryRuns({ filter, sort, offset: 0, limit: 1000 }).rows.map((run) => run.id)

describe('sorting runs', () => {
  it('by a summary quantity: numbers, infinities at the ends, then NaN, then what was not measured', () => {
    const store = temporaryStore()
    const [three, minus, infinity, nan, none, minusInfinity, missing, zero] = finishedRuns(store, [
      { q: 3 },
      { q: -2e300 },
      { q: Infinity },
      { q: NaN },
      { q: null },
      { q: -Infinity },
      {},
      { q: -0 },
    ])
    expect(ids(store, 'q')).toEqual([minusInfinity, minus, zero, three, infinity, nan, missing, none])
    expect(ids(store, '-q')).toEqual([infinity, three, zero, minus, minusInfinity, nan, missing, none])
  })

  it('orders any numbers as they are ordered', () => {
    const store = temporaryStore()
    const values = fc.sample(fc.double({ noNaN: true }), { numRuns: 200, seed: 1 })
    const runs = finishedRuns(
      store,
      values.map((q) => ({ q })),
    )
    const sorted = runs
      .map((id, index) => ({ id, value: values[index] ?? 0 }))
      .sort((one, other) => (one.value < other.value ? -1 : one.value > other.value ? 1 : other.id - one.id))
    expect(ids(store, 'q')).toEqual(sorted.map((run) => run.id))
  })

  it('by a configuration key, a field, or newest first', () => {
    const store = temporaryStore()
    finishedRuns(store, [{}, {}, {}, {}])
    expect(ids(store)).toEqual([4, 3, 2, 1])
    expect(ids(store, 'id')).toEqual([1, 2, 3, 4])
    expect(ids(store, 'spec.model.hiddenWidth')).toEqual([4, 1, 2, 3])
    expect(ids(store, '-spec.model.hiddenWidth')).toEqual([3, 2, 4, 1])
    expect(ids(store, '-seed')).toEqual([4, 3, 2, 1])
    expect(ids(store, 'spec.no.such.key')).toEqual([4, 3, 2, 1])
    for (const field of [
      'uid',
      'cellHash',
      'attempt',
      'state',
      'stopReason',
      'step',
      'progress',
      'priority',
      'createdAt',
      'startedAt',
      'finishedAt',
      'computeSeconds',
      'bytes',
      'note',
    ]) {
      expect(ids(store, field)).toHaveLength(4)
    }
    expect(codeOf(() => ids(store, 'a"b'))).toBe('invalid-request')
    expect(codeOf(() => ids(store, 'spec..x'))).toBe('invalid-request')
  })

  it('takes a part and says how many there are', () => {
    const store = temporaryStore()
    finishedRuns(store, [{}, {}, {}, {}, {}])
    const { total, rows } = store.queryRuns({ filter: {}, sort: 'id', offset: 1, limit: 2 })
    expect({ total, rows: rows.map((run) => run.id) }).toEqual({ total: 5, rows: [2, 3] })
  })
})

describe('filtering runs', () => {
  it('by state, study, cell, ids, seed and text', () => {
    const store = temporaryStore()
    const [first, second, third] = finishedRuns(store, [{}, {}, {}]) as [number, number, number]
    store.enqueue([{ hash: hashOf(7), spec: specOf({ labels: 'local' }), seeds: [9] }], null, NOW)
    store.setNote(second, 'looks 100% odd')
    const cells = [
      { hash: hashOf(0), spec: specOf(), seeds: [0], axes: {}, note: null },
      { hash: hashOf(1), spec: specOf(), seeds: [5], axes: {}, note: null },
    ]
    const study = store.createStudy({ title: 't', recipeId: null, size: null, baseSeed: 0, inputs: {}, cells }, NOW)
    const found = (filter: RunFilter): number[] => ids(store, 'id', filter)
    expect(found({ states: ['queued'] })).toEqual([4])
    expect(found({ states: [] })).toEqual([])
    // the planned seed of the second cell has not been run
    expect(found({ studyId: study })).toEqual([first])
    expect(found({ cellHash: hashOf(2) })).toEqual([third])
    expect(found({ ids: [third, first, 999] })).toEqual([first, third])
    expect(found({ seedAtMost: 1 })).toEqual([first, second])
    expect(found({ text: '100%' })).toEqual([second])
    expect(found({ text: '%' })).toEqual([second])
    expect(found({ text: 'LOCAL' })).toEqual([4])
    expect(found({ text: '' })).toHaveLength(4)
    expect(found({ text: 'finished', states: ['finished'] })).toEqual([])
    expect(store.runIds({ states: ['finished'] })).toEqual([third, second, first])
    expect(store.countByState()).toEqual({ finished: 3, queued: 1 })
    expect(store.countByState({ seedAtMost: 0 })).toEqual({ finished: 1 })
  })
})

describe('differing keys', () => {
  it('are those that are not the same in all matching runs', () => {
    const store = temporaryStore()
    finishedRuns(store, [{}, {}])
    store.enqueue([{ hash: hashOf(7), spec: specOf({ hiddenWidth: 10, labels: 'local' }), seeds: [0] }], null, NOW)
    const keys = (filter: RunFilter): string[] => store.queryRuns({ filter, offset: 0, limit: 1 }).differingKeys
    expect(keys({})).toEqual(['spec.model.hiddenWidth', 'spec.labels.kind', 'spec.labels.variance'])
    expect(keys({ states: ['finished'] })).toEqual(['spec.model.hiddenWidth'])
    expect(keys({ states: ['queued'] })).toEqual([])
    expect(keys({ states: ['failed'] })).toEqual([])
  })

  it('agree with comparing every pair', () => {
    const spec = fc.record({
      a: fc.integer({ min: 0, max: 1 }),
      b: fc.record({ c: fc.constantFrom('x', 'y') }, { requiredKeys: [] }),
      d: fc.constantFrom([1], [1, 2]),
    })
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 6 }), (specs) => {
        const configurations = specs.map((of) => configurationOf(of as never))
        const all = new Set(configurations.flatMap((configuration) => [...configuration.keys()]))
        const differ = [...all].filter((key) =>
          configurations.some((one) => configurations.some((other) => one.get(key) !== other.get(key))),
        )
        expect(differingKeys(configurations).sort()).toEqual(differ.sort())
      }),
    )
  })
})

describe('specs of found runs', () => {
  it('are shared and cannot be changed by accident', () => {
    const store = temporaryStore()
    finishedRuns(store, [{}])
    const spec = store.getRun(1)?.spec
    expect(spec).toEqual(specOf({ hiddenWidth: 10 }))
    expect(() => Object.assign(spec ?? {}, { version: 2 })).toThrow()
  })
})

describe('values of all runs at once', () => {
  const asked = (store: Store, order = 'seed') => {
    const { ids, states, values } = store.tabulate({
      filter: {},
      sort: order,
      values: [
        { kind: 'quantity', id: 'q' },
        { kind: 'field', field: 'title' },
        { kind: 'field', field: 'seed' },
        { kind: 'quantity', id: 'other' },
      ],
    })
    return ids.map((id, at) => [id, states[at], ...(values[at] ?? [])])
  }

  it('stand in the order asked for, infinities and NaN as they are', () => {
    const store = temporaryStore({ titleOf: (spec) => `width ${'model' in spec ? JSON.stringify(spec.model) : ''}`.slice(0, 5) })
    finishedRuns(store, [{ q: 3, other: NaN }, { q: -Infinity }, { other: -0 }])
    const rows = [
      [1, 'finished', 3, 'width', 0, NaN],
      [2, 'finished', -Infinity, 'width', 1, null],
      [3, 'finished', null, 'width', 2, -0],
    ]
    expect(asked(store)).toEqual(rows)
    expect(asked(store, '-seed')).toEqual(rows.toReversed())
    expect(asked(store)).toEqual(rows)
  })

  it('of a run under way are read again, whatever others are kept', () => {
    const store = temporaryStore()
    finishedRuns(store, [{ q: 1 }])
    const engine = registerEngine(store)
    store.enqueue([{ hash: hashOf(7), spec: specOf(), seeds: [9] }], engine, NOW)
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const quantity = (): unknown[] => asked(store).map((row) => row[2])
    store.appendBatch(run, engine, batchOf({ summary: { q: 5 }, step: 1 }), NOW)
    expect(quantity()).toEqual([1, 5])
    store.appendBatch(run, engine, batchOf({ summary: { q: 6 }, step: 2 }), NOW)
    expect(quantity()).toEqual([1, 6])
    endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch: batchOf({ summary: { q: 7 } }) }, NOW)
    expect(quantity()).toEqual([1, 7])
  })
})
