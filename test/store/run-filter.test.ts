import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFilter, parseFilterValue, type Summary } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { codeOf, LEASE, NOW, registerEngine, temporaryStore } from './fixtures'
import { batchOf, hashOf, pointsOf, specOf, spectrumOf } from './measured'
import { claimNext, endRun } from './claiming'

interface Made {
  summary?: Summary
  width?: number
  local?: boolean
  loss?: number[]
  firstStep?: number
}

/** One finished run each, in a cell of its own. @returns their ids */
function finishedRuns(store: Store, made: Made[]): number[] {
  const engine = registerEngine(store)
  return made.map(({ summary = {}, width = 10, local = false, loss, firstStep = 0 }, index) => {
    store.enqueue(
      [{ hash: hashOf(index), spec: specOf({ hiddenWidth: width, labels: local ? 'local' : 'gaussian' }), seeds: [index] }],
      engine,
      NOW,
    )
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const series = loss === undefined ? [] : [{ name: 'loss', ...pointsOf(firstStep, loss) }]
    const spectra = loss === undefined ? [] : [spectrumOf(0), spectrumOf(5, { values: Float64Array.of(-1e-20, 3, 5) })]
    endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch: batchOf({ summary, series, spectra }) }, NOW)
    return run
  })
}

function found(store: Store, query: string): number[] {
  const where = parseFilter(query, store.filterKeys()).condition
  return store.runIds(where === null ? {} : { where }).sort((a, b) => a - b)
}

describe('a filter in the database', () => {
  it('finds by configuration, summary, state, seed and words', () => {
    const store = temporaryStore({ titleOf: (spec) => `experiment of ${spec.experiment}` })
    const [narrow, wide, local] = finishedRuns(store, [
      { width: 10, summary: { kappaH: 0.5 } },
      { width: 200, summary: { kappaH: NaN } },
      { width: 200, local: true, summary: { kappaH: Infinity } },
    ]) as [number, number, number]
    store.enqueue([{ hash: hashOf(99), spec: specOf({ hiddenWidth: 3 }), seeds: [7] }], null, NOW)
    expect(found(store, 'hiddenWidth >= 200')).toEqual([wide, local])
    expect(found(store, 'hiddenWidth != 200')).toEqual([narrow, 4])
    expect(found(store, 'labels = LOCAL')).toEqual([local])
    expect(found(store, 'kappaH < 0.9')).toEqual([narrow])
    // what cannot be compared does not hold, and so its negation does
    expect(found(store, 'not kappaH < 0.9')).toEqual([wide, local, 4])
    expect(found(store, 'kappaH = nan')).toEqual([wide])
    expect(found(store, 'kappaH = missing')).toEqual([4])
    expect(found(store, 'kappaH > 1e300')).toEqual([local])
    expect(found(store, 'kappaH = infinity')).toEqual([local])
    expect(found(store, 'state:queued or seed in (0, 1)')).toEqual([narrow, wide, 4])
    expect(found(store, 'state != finished')).toEqual([4])
    expect(found(store, '"experiment of two"')).toHaveLength(4)
    expect(found(store, 'title ~ "OF TWO"')).toHaveLength(4)
    expect(found(store, 'local')).toEqual([local])
    expect(found(store, 'hiddenWidth * 2 - 20 = 0')).toEqual([narrow])
    expect(found(store, `cell:${hashOf(2)}`)).toEqual([local])
    expect(found(store, 'created > 2025-01-01 and created < 2027-01-01')).toHaveLength(4)
    // text has no place in an order of numbers
    expect(found(store, 'labels.variance > 3')).toEqual([])
    expect(found(store, 'safetyValve = true')).toHaveLength(4)
  })

  it('treats what a person writes as values only', () => {
    const store = temporaryStore()
    finishedRuns(store, [{}])
    for (const hostile of [`' OR 1=1 --`, `%`, `_`, `\\`, `"; DROP TABLE runs; --`, `100%`]) {
      expect(found(store, `title ~ ${JSON.stringify(hostile)}`)).toEqual([])
      expect(found(store, `tag:${JSON.stringify(hostile)}`)).toEqual([])
      expect(found(store, `name = ${JSON.stringify(hostile)}`)).toEqual([])
    }
    expect(store.runIds({})).toHaveLength(1)
  })

  it('agrees with comparing the numbers one by one', () => {
    const store = temporaryStore()
    const values = fc.sample(fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0)), { numRuns: 60, seed: 3 })
    const ids = finishedRuns(
      store,
      values.map((q) => ({ summary: { q } })),
    )
    const operators: Record<string, (a: number, b: number) => boolean> = {
      '<': (a, b) => a < b,
      '<=': (a, b) => a <= b,
      '>': (a, b) => a > b,
      '>=': (a, b) => a >= b,
      '=': (a, b) => a === b,
      '!=': (a, b) => a !== b,
    }
    for (const bound of values.filter(Number.isFinite).slice(0, 12)) {
      for (const [operator, holds] of Object.entries(operators)) {
        const expected = ids.filter((_, index) => holds(values[index] ?? NaN, bound))
        expect([operator, bound, found(store, `q ${operator} ${bound}`)]).toEqual([operator, bound, expected])
      }
    }
  })
})

describe('values of series and spectra as a whole', () => {
  it('are those of their points', () => {
    const store = temporaryStore()
    const long = Array.from({ length: 3000 }, (_, index) => 3000 - index)
    const ids = finishedRuns(store, [{ loss: [4, NaN, 2, Infinity, 1], firstStep: 10 }, { loss: long }, {}])
    const values = (text: string): (number | string | null)[] => {
      const value = parseFilterValue(text, store.filterKeys())
      return store.tabulate({ filter: { ids }, sort: 'id', values: [value] }).values.map((row) => row[0] ?? null)
    }
    expect(values('first(loss)')).toEqual([4, 3000, null])
    expect(values('last(loss)')).toEqual([1, 1, null])
    expect(values('min(loss)')).toEqual([1, 1, null])
    expect(values('max(loss)')).toEqual([4, 3000, null])
    expect(values('mean(loss)')).toEqual([7 / 3, 1500.5, null])
    // the last tenth of steps 0 to 2999 begins at 2699.1
    expect(values('tail(loss)')).toEqual([1, 150.5, null])
    expect(values('at(loss, 12)')).toEqual([2, 2988, null])
    expect(values('at(loss, 11)')).toEqual([null, 2989, null])
    expect(values('at(loss, 12.5)')).toEqual([null, null, null])
    expect(values('reached(loss, 2)')).toEqual([12, 2998, null])
    expect(values('reached(loss, 0.5)')).toEqual([null, null, null])
    expect(values('at(loss, loss <= 2000)')).toEqual([4, 2000, null])
    expect(values('lambdaMax(hiddenKernel)')).toEqual([5, 5, null])
    expect(values('lambdaMax(hiddenKernel, 0)')).toEqual([2, 2, null])
    expect(values('lambdaMin(hiddenKernel)')).toEqual([-1e-20, -1e-20, null])
    // a smallest eigenvalue that rounding may have made is no divisor
    expect(values('condition(hiddenKernel)')).toEqual([null, null, null])
    expect(values('condition(hiddenKernel, 0)')).toEqual([2 / 1e-9, 2 / 1e-9, null])
    expect(values('effectiveRank(hiddenKernel)')).toEqual([1.6, 1.6, null])
    expect(found(store, 'tail(loss) > 100')).toEqual([ids[1]])
    const order = { value: parseFilterValue('mean(loss)', store.filterKeys()), descending: true }
    expect(store.queryRuns({ filter: {}, order, offset: 0, limit: 9 }).rows.map((run) => run.id)).toEqual([ids[1], ids[0], ids[2]])
  })

  it('of a run that is going on are those of now', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [0] }], engine, NOW)
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const mean = (): unknown => store.tabulate({ filter: {}, values: [parseFilterValue('mean(loss)', store.filterKeys())] }).values[0]?.[0]
    store.appendBatch(run, engine, batchOf({ series: [{ name: 'loss', ...pointsOf(0, [1]) }] }), NOW)
    expect(mean()).toBe(1)
    store.appendBatch(run, engine, batchOf({ series: [{ name: 'loss', ...pointsOf(1, [2]) }] }), NOW)
    expect(mean()).toBe(1.5)
  })
})

describe('a page of the table', () => {
  it('is found again when anything has changed', () => {
    const store = temporaryStore()
    const [first] = finishedRuns(store, [{}, {}])
    const ids = (): number[] => store.queryRuns({ filter: {}, sort: 'note', offset: 0, limit: 5 }).rows.map((run) => run.id)
    expect(ids()).toEqual([2, 1])
    store.setNote(first ?? 0, 'a')
    expect(ids()).toEqual([1, 2])
    expect(codeOf(() => store.queryRuns({ filter: {}, sort: 'spec..x', offset: 0, limit: 1 }))).toBe('invalid-request')
  })
})
