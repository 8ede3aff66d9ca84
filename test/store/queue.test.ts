import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { RunState } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { codeOf, databaseOf, LEASE, NOW, registerEngine, runningRun, temporaryStore } from './fixtures'
import { batchOf, hashOf, pointsOf, specOf } from './measured'
import { claimNext, endRun } from './claiming'

const cell = (number: number, seeds: number[], priority?: number) => ({
  hash: hashOf(number),
  spec: specOf({ hiddenWidth: number }),
  seeds,
  priority,
})

function end(store: Store, engine: number, run: number, state: Exclude<RunState, 'queued' | 'running'>): void {
  endRun(
    store,
    run,
    engine,
    { state, stopReason: null, error: state === 'failed' ? { code: 'internal', message: 'x' } : null, batch: null },
    NOW,
  )
}

describe('enqueue', () => {
  it('makes one run a seed, in order, and leaves alone what is queued, running or has a result', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const first = store.enqueue([cell(1, [0, 1, 2, 3])], engine, NOW)
    expect(first).toEqual({ runIds: [1, 2, 3, 4], queued: [1, 2, 3, 4], existing: [] })
    const finished = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    end(store, engine, finished, 'finished')
    const diverged = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    end(store, engine, diverged, 'diverged')
    claimNext(store, engine, NOW, LEASE)
    expect(store.enqueue([cell(1, [3, 2, 1, 0, 5])], engine, NOW)).toEqual({ runIds: [4, 3, 2, 1, 5], queued: [5], existing: [2, 1] })
    expect(store.findRuns(hashOf(1)).map((run) => [run.seed, run.attempt, run.state])).toEqual([
      [0, 1, 'finished'],
      [1, 1, 'diverged'],
      [2, 1, 'running'],
      [3, 1, 'queued'],
      [5, 1, 'queued'],
    ])
  })

  it('queues paused, interrupted and cancelled runs again and makes a further attempt of failed ones', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const states = ['paused', 'interrupted', 'cancelled', 'failed'] as const
    const runs = states.map((state, seed) => {
      const run = runningRun(store, engine, seed)
      if (seed % 2 === 0) store.saveCheckpoint(run, engine, { step: 5, bytes: Uint8Array.of(seed) }, NOW)
      end(store, engine, run, state)
      return run
    })
    const { runIds, queued, existing } = store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [0, 1, 2, 3] }], engine, NOW)
    expect(runIds.slice(0, 3)).toEqual(runs.slice(0, 3))
    expect(queued).toEqual(runIds)
    expect(existing).toEqual([])
    expect(store.findRuns(hashOf(1), 3).map((run) => [run.attempt, run.state])).toEqual([
      [1, 'failed'],
      [2, 'queued'],
    ])
    const claimed = Array.from({ length: 4 }, () => claimNext(store, engine, NOW, LEASE))
    expect(claimed.map((claim) => claim?.hasCheckpoint)).toEqual([true, false, true, false])
    expect(runs.slice(0, 3).map((run) => store.eventsOf(run).at(-1)?.kind)).toEqual(['resumed', 'resumed', 'resumed'])
    expect(store.getRun(runs[2] ?? 0)?.finishedAt).toBeNull()
  })

  it('ignores runs in the trash, and numbers a further attempt behind them', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    end(store, engine, run, 'finished')
    store.removeRuns([run], NOW)
    const { queued } = store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [0] }], engine, NOW)
    expect(queued).toHaveLength(1)
    expect(store.getRun(queued[0] ?? 0)).toMatchObject({ attempt: 2, state: 'queued' })
  })

  it('is one transaction: with one impossible seed nothing is stored', () => {
    const store = temporaryStore()
    expect(codeOf(() => store.enqueue([cell(1, [0, 1]), cell(2, [-1])], null, NOW))).toBe('internal')
    expect(store.countByState()).toEqual({})
    expect(databaseOf(store.home).prepare('SELECT count(*) FROM cells').pluck().get()).toBe(0)
  })
})

describe('a reproduction', () => {
  for (const state of ['failed', 'cancelled', 'paused', 'interrupted'] as const)
    it(`that is ${state} leaves its original standing: nothing is missing, and only asking for itself goes on with it`, () => {
      const store = temporaryStore()
      const engine = registerEngine(store)
      const original = runningRun(store, engine, 0)
      end(store, engine, original, 'finished')
      const [again = 0] = store.rerun([original], engine, NOW, true)
      expect(store.enqueue([cell(1, [0])], engine, NOW).existing).toEqual([original])
      expect(claimNext(store, engine, NOW, LEASE)?.run.id).toBe(again)
      end(store, engine, again, state)
      const asked = { hash: hashOf(1), spec: specOf(), seeds: [0] }
      expect(store.enqueue([asked], engine, NOW)).toEqual({ runIds: [original], queued: [], existing: [original] })
      expect(claimNext(store, engine, NOW, LEASE)).toBeNull()
      const { queued } = store.enqueue([{ ...asked, runId: again }], engine, NOW)
      expect(queued).toEqual([state === 'failed' ? again + 1 : again])
      // it goes on as a reproduction: what it gives does not take the place of the original
      expect(
        databaseOf(store.home)
          .prepare('SELECT reproduction FROM runs WHERE id = ?')
          .pluck()
          .get(queued[0] ?? 0),
      ).toBe(1)
      expect(store.rerun([original], engine, NOW)).toEqual([])
    })
})

describe('rerun', () => {
  it('makes a further attempt unless one is under way', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const done = runningRun(store, engine, 0)
    end(store, engine, done, 'finished')
    const running = runningRun(store, engine, 1)
    const created = store.rerun([done, running, 999], engine, NOW)
    expect(created).toHaveLength(1)
    expect(store.getRun(created[0] ?? 0)).toMatchObject({ seed: 0, attempt: 2, state: 'queued' })
    expect(store.getRun(done)?.state).toBe('finished')
    expect(store.rerun([done], engine, NOW)).toEqual([])
  })
})

describe('the order of the queue', () => {
  it('is by priority, then by the order of asking', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1]), cell(2, [0], 5), cell(3, [0], -1)], engine, NOW)
    expect(store.queueOrder(10)).toEqual([3, 1, 2, 4])
    expect(store.setPriority([4], 9)).toBe(1)
    expect(store.queueOrder(2)).toEqual([4, 3])
    expect(claimNext(store, engine, NOW, LEASE)?.run.id).toBe(4)
  })

  it('can be changed: before another run, or to the end', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1, 2, 3, 4])], engine, NOW)
    expect(store.reorder([5, 4], 2)).toBe(2)
    expect(store.queueOrder(10)).toEqual([1, 5, 4, 2, 3])
    expect(store.reorder([1], null)).toBe(1)
    expect(store.queueOrder(10)).toEqual([5, 4, 2, 3, 1])
    expect(store.reorder([5, 4], 5)).toBe(1)
    expect(store.queueOrder(10)).toEqual([4, 5, 2, 3, 1])
    // priorities are taken over, else the place could not be kept
    store.setPriority([3], 7)
    store.reorder([2], 3)
    expect(store.queueOrder(10)).toEqual([2, 3, 4, 5, 1])
    store.reorder([2], null)
    expect(store.queueOrder(10)).toEqual([3, 4, 5, 1, 2])
    expect(codeOf(() => store.reorder([1], 999))).toBe('not-found')
    expect(store.reorder([999], null)).toBe(0)
  })

  it('survives any number of moves into the same gap', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1, 2])], engine, NOW)
    for (let move = 0; move < 300; move++) {
      const [, second, third] = store.queueOrder(3)
      store.reorder([third ?? 0], second ?? 0)
      expect(store.queueOrder(3)).toEqual([1, third, second])
    }
  })
})

describe('claiming', () => {
  it('takes own runs and those nobody alive has queued, in order, once', () => {
    const store = temporaryStore()
    const mine = registerEngine(store)
    const theirs = registerEngine(store)
    store.enqueue([cell(1, [0])], theirs, NOW)
    store.enqueue([cell(2, [0])], mine, NOW)
    store.enqueue([cell(3, [0])], null, NOW)
    expect(claimNext(store, mine, NOW, LEASE)?.run).toMatchObject({ id: 2, state: 'running', startedAt: NOW })
    expect(claimNext(store, mine, NOW, LEASE)?.run.id).toBe(3)
    expect(claimNext(store, mine, NOW, LEASE)).toBeNull()
    // the other engine's lease runs out
    store.heartbeat(mine, NOW + LEASE + 1)
    expect(claimNext(store, mine, NOW + LEASE + 1, LEASE)?.run.id).toBe(1)
    expect(claimNext(store, theirs, NOW, LEASE)).toBeNull()
  })

  it('can be limited to some runs', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1, 2])], engine, NOW)
    expect(claimNext(store, engine, NOW, LEASE, new Set([3]))?.run.id).toBe(3)
    expect(claimNext(store, engine, NOW, LEASE, new Set([3]))).toBeNull()
    expect(claimNext(store, engine, NOW, LEASE, new Set())).toBeNull()
  })

  it('takes over what a released engine had queued', () => {
    const store = temporaryStore()
    const gone = registerEngine(store)
    store.enqueue([cell(1, [0])], gone, NOW)
    const engine = registerEngine(store)
    expect(claimNext(store, engine, NOW, LEASE)).toBeNull()
    store.releaseEngine(gone)
    expect(claimNext(store, engine, NOW, LEASE)?.run.id).toBe(1)
  })
})

describe('commands', () => {
  it('reach the engine that runs the run, each once; a stronger one is not weakened', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const other = registerEngine(store)
    const runs = [0, 1, 2].map((seed) => runningRun(store, engine, seed))
    expect(store.requestStop([...runs, 999], 'checkpoint', NOW)).toBe(3)
    store.requestStop(runs.slice(0, 2), 'pause', NOW)
    store.requestStop(runs.slice(0, 1), 'cancel', NOW)
    store.requestStop(runs, 'checkpoint', NOW)
    store.requestStop(runs.slice(0, 1), 'pause', NOW)
    expect(store.takeCommands(other)).toEqual([])
    expect(store.takeCommands(engine)).toEqual([
      { runId: runs[0], command: 'cancel' },
      { runId: runs[1], command: 'pause' },
      { runId: runs[2], command: 'checkpoint' },
    ])
    expect(store.takeCommands(engine)).toEqual([])
  })

  it('are forgotten when the run ends before they are taken', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    store.requestStop([run], 'pause', NOW)
    end(store, engine, run, 'interrupted')
    store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [0] }], engine, NOW)
    claimNext(store, engine, NOW, LEASE)
    expect(store.takeCommands(engine)).toEqual([])
  })

  it('hold queued runs directly', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1, 2])], engine, NOW)
    claimNext(store, engine, NOW, LEASE)
    expect(store.holdQueued([1, 2], 'paused', NOW)).toBe(1)
    expect(store.holdQueued([3], 'cancelled', NOW)).toBe(1)
    expect([1, 2, 3].map((run) => store.getRun(run)?.state)).toEqual(['running', 'paused', 'cancelled'])
    expect(store.queueOrder(10)).toEqual([])
  })
})

describe('the trash', () => {
  it('takes runs in and gives them back; queued ones are cancelled, running ones refused', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const running = runningRun(store, engine, 0)
    store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [1] }], engine, NOW)
    expect(codeOf(() => store.removeRuns([running, 2], NOW))).toBe('not-allowed')
    expect(store.getRun(2)?.state).toBe('queued')
    expect(store.removeRuns([2, 999], NOW)).toBe(1)
    expect(store.getRun(2)).toBeNull()
    expect(store.findRuns(hashOf(1)).map((run) => run.id)).toEqual([1])
    expect(store.queryRuns({ filter: {}, offset: 0, limit: 10 }).total).toBe(1)
    expect(store.countByState()).toEqual({ running: 1 })
    expect(store.restoreRuns([2, 1])).toBe(1)
    expect(store.getRun(2)?.state).toBe('cancelled')
  })

  it('is emptied of what has been in it for long, with everything measured and its files', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const [old, recent] = [0, 1].map((seed) => {
      const run = runningRun(store, engine, seed)
      store.appendBatch(
        run,
        engine,
        batchOf({ series: [{ name: 'loss', ...pointsOf(0, [1, 2]) }], artifacts: [{ name: 'w', values: Float64Array.of(seed) }] }),
        NOW,
      )
      store.saveCheckpoint(run, engine, { step: 1, bytes: Uint8Array.of(seed) }, NOW)
      end(store, engine, run, 'cancelled')
      return run
    }) as [number, number]
    store.removeRuns([old], NOW)
    store.removeRuns([recent], NOW + 100)
    expect(store.sweep(NOW + 1)).toEqual({ blobs: 2, bytes: 9 })
    expect(store.restoreRuns([old, recent])).toBe(1)
    expect(store.readArtifact(recent, 'w')).toEqual(Float64Array.of(1))
    expect(store.readSeries(recent, 'loss')).toEqual(pointsOf(0, [1, 2]))
    const database = databaseOf(store.home)
    for (const table of ['series', 'series_chunks', 'artifacts', 'checkpoints']) {
      expect(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(1)
    }
    expect(store.checkIntegrity()).toEqual([])
  })
})

describe('what has become of runs', () => {
  const finished = { state: 'finished', stopReason: 'converged', error: null } as const

  it('is written together: a run may start and end in one transaction, the artifacts of each staying its own', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1, 2])], engine, NOW)
    store.settle(engine, { started: [1, 3], ended: [] }, NOW)
    const ended = [3, 2, 1].map((runId) => ({
      runId,
      end: { ...finished, batch: batchOf({ artifacts: [{ name: 'w', values: Float64Array.of(runId) }], summary: { runId } }) },
    }))
    expect(store.settle(engine, { started: [2], ended }, NOW + 1)).toEqual([])
    for (const runId of [1, 2, 3]) {
      expect(store.getRun(runId)).toMatchObject({ state: 'finished', summary: { runId }, finishedAt: NOW + 1 })
      expect(store.readArtifact(runId, 'w')).toEqual(Float64Array.of(runId))
    }
    expect(store.eventsOf(2).map(({ kind }) => kind)).toEqual(['queued', 'started', 'finished'])
  })

  it('is not written about a run that was taken out of the queue meanwhile, and the others are not disturbed', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    store.enqueue([cell(1, [0, 1])], engine, NOW)
    store.holdQueued([1], 'cancelled', NOW)
    const batch = batchOf({ artifacts: [{ name: 'w', values: Float64Array.of(1) }] })
    const ended = [1, 2].map((runId) => ({ runId, end: { ...finished, batch: runId === 1 ? batch : null } }))
    expect(store.settle(engine, { started: [1, 2], ended }, NOW)).toEqual([1, 1])
    expect([1, 2].map((runId) => store.getRun(runId)?.state)).toEqual(['cancelled', 'finished'])
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([])
  })
})
