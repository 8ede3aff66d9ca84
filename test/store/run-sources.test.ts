import { describe, expect, it } from 'vitest'
import type { RunState } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { claimNext, endRun } from './claiming'
import { LEASE, NOW, registerEngine, temporaryStore } from './fixtures'
import { hashOf, specOf } from './measured'

const cell = (number: number, seeds: number[], more: { priority?: number; source?: string } = {}) => ({
  hash: hashOf(number),
  spec: specOf({ hiddenWidth: number }),
  seeds,
  ...more,
})

function begun(): {
  store: Store
  engine: number
  claim: () => number | null
  end: (run: number, state: 'finished' | 'failed' | 'paused') => void
} {
  const store = temporaryStore()
  const engine = registerEngine(store)
  return {
    store,
    engine,
    claim: () => claimNext(store, engine, NOW, LEASE)?.run.id ?? null,
    end: (run, state) =>
      endRun(
        store,
        run,
        engine,
        { state, stopReason: null, error: state === 'failed' ? { code: 'internal', message: 'x' } : null, batch: null },
        NOW,
      ),
  }
}

describe('a run that starts from another', () => {
  it('waits for the one with its seed, whatever their order in the queue', () => {
    const { store, engine, claim, end } = begun()
    const { runIds } = store.enqueue([cell(1, [7, 8]), cell(2, [7, 8], { source: hashOf(1), priority: 5 })], engine, NOW)
    expect(runIds).toEqual([1, 2, 3, 4])
    expect(store.sourceRuns([3, 4, 1])).toEqual([1, 2])
    expect([claim(), claim(), claim()]).toEqual([1, 2, null])
    end(2, 'finished')
    expect([claim(), claim()]).toEqual([4, null])
    end(1, 'finished')
    expect(claim()).toBe(3)
  })

  it('is not held up by what has failed, but by what is paused', () => {
    const { store, engine, claim, end } = begun()
    store.enqueue([cell(1, [0, 1]), cell(2, [0, 1], { source: hashOf(1) })], engine, NOW)
    claim()
    claim()
    end(1, 'failed')
    end(2, 'paused')
    expect([claim(), claim()]).toEqual([3, null])
    store.holdQueued([2], 'cancelled', NOW)
    expect(store.getRun(2)?.state satisfies RunState | undefined).toBe('paused')
  })

  it('takes an attempt that has finished though a further one is under way', () => {
    const { store, engine, claim, end } = begun()
    store.enqueue([cell(1, [0])], engine, NOW)
    end(claim() ?? 0, 'finished')
    store.rerun([1], engine, NOW)
    store.enqueue([cell(1, [0]), cell(2, [0], { source: hashOf(1), priority: 1 })], engine, NOW)
    expect(claim()).toBe(3)
    expect(store.sourceRuns([3])).toEqual([1])
  })
})
