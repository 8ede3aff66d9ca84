import { describe, expect, it } from 'vitest'
import type { RunRecord, Verdict } from '../../src-main/contract'
import { cellHash } from '../../src-main/experiments'
import { openStore, type Store } from '../../src-main/store'
import { claimNext, endRun } from './claiming'
import { LEASE, NOW, registerEngine, temporaryFolder } from './fixtures'
import { batchOf, specOf } from './measured'

function verdictsOf(run: RunRecord): Map<string, Verdict> {
  const loss = run.summary.loss ?? NaN
  return new Map<string, Verdict>([['paper-C1', loss < 2 ? 'holds' : 'fails'], ...(loss > 2 ? [['paper-C2', 'fails'] as const] : [])])
}

function opened(home: string, build: string, asked: number[]): Store {
  const making = (run: RunRecord) => {
    asked.push(run.id)
    return verdictsOf(run)
  }
  return openStore({ home, now: () => NOW, verdicts: { build, verdictsOf: making } })
}

/** Runs 1 to 4 with losses 0 to 3, and run 5 in the queue. */
function filled(asked: number[], home = temporaryFolder()): Store {
  const store = opened(home, 'first', asked)
  const engine = registerEngine(store)
  const spec = specOf()
  store.enqueue([{ hash: cellHash(spec), spec, seeds: [1, 2, 3, 4, 5] }], engine, NOW)
  for (let loss = 0; loss < 4; loss++) {
    const id = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    endRun(store, id, engine, { state: 'finished', stopReason: null, error: null, batch: batchOf({ summary: { loss } }) }, NOW)
  }
  return store
}

describe('verdicts in queries', () => {
  it('find and sort runs, each checked once', () => {
    const asked: number[] = []
    const store = filled(asked)
    expect(store.runIds({ where: { kind: 'verdict', verdict: 'fails' } })).toEqual([4, 3])
    const ofC1 = { kind: 'verdict', claim: 'paper-C1' } as const
    expect(store.runIds({ where: { kind: 'text-equals', value: ofC1, text: 'holds' } })).toEqual([2, 1])
    // no verdict on what has no result
    expect(store.runIds({ where: { kind: 'missing', value: ofC1 } })).toEqual([5])
    const count = { kind: 'verdict-count', verdict: 'fails' } as const
    const found = store.queryRuns({ filter: {}, order: { value: count, descending: true }, values: [count, ofC1], offset: 0, limit: 10 })
    expect(found.values).toEqual([
      [2, 'fails'],
      [1, 'fails'],
      [0, 'holds'],
      [0, 'holds'],
      [null, null],
    ])
    expect(asked.sort()).toEqual([1, 2, 3, 4])
    expect(store.filterKeys().claims.map(({ id }) => id)).toEqual(['paper-C1', 'paper-C2'])
    store.close()
  })

  it('are made in advance a little at a time', () => {
    const asked: number[] = []
    const store = filled(asked)
    expect(store.prepareVerdicts(0)).toBe(3)
    expect(asked.length).toBe(1)
    while (store.prepareVerdicts(0) > 0);
    expect(asked.length).toBe(4)
    store.runIds({ where: { kind: 'verdict', verdict: 'fails' } })
    expect(asked.length).toBe(4)
    store.close()
  })

  it('are stored, for the same build of the program only', () => {
    const home = temporaryFolder()
    const first = filled([], home)
    first.prepareVerdicts(Infinity)
    first.close()
    const fails = { where: { kind: 'verdict', verdict: 'fails' } } as const
    for (const [build, expected] of [
      ['first', []],
      ['second', [1, 2, 3, 4]],
    ] as const) {
      const asked: number[] = []
      const store = opened(home, build, asked)
      expect(store.runIds(fails)).toEqual([4, 3])
      expect(asked).toEqual(expected)
      store.prepareVerdicts(0)
      store.close()
    }
    const asked: number[] = []
    const store = opened(home, 'second', asked)
    expect(store.filterKeys().claims).toEqual([])
    expect(store.prepareVerdicts(0)).toBe(0)
    expect(asked).toEqual([])
    expect(store.filterKeys().claims.map(({ id }) => id)).toEqual(['paper-C1', 'paper-C2'])
    store.close()
  })
})
