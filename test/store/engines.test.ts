import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { databaseOf, LEASE, NOW, registerEngine, runningRun, temporaryStore } from './fixtures'

/** The number of a process that has ended. */
function endedProcess(): number {
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  return pid
}

describe('leases', () => {
  it('keep a run while they are renewed, and lose it when not', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    expect(store.reconcile(NOW + LEASE, LEASE)).toEqual([])
    store.heartbeat(engine, NOW + LEASE)
    expect(store.reconcile(NOW + 2 * LEASE, LEASE)).toEqual([])
    expect(store.reconcile(NOW + 2 * LEASE + 1, LEASE)).toEqual([run])
    expect(store.getRun(run)?.state).toBe('interrupted')
    expect(store.eventsOf(run).at(-1)).toMatchObject({ at: NOW + 2 * LEASE + 1, kind: 'interrupted' })
    expect(store.reconcile(NOW + 9 * LEASE, LEASE)).toEqual([])
  })

  it('are dead when they lie in the future: the clock was set back', () => {
    const store = temporaryStore()
    const run = runningRun(store, registerEngine(store, NOW))
    expect(store.reconcile(NOW - LEASE - 1, LEASE)).toEqual([run])
  })

  it('end with their engine', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    store.releaseEngine(engine)
    expect(store.reconcile(NOW, LEASE)).toEqual([run])
  })

  it('of a process that has ended, or of an earlier start of the machine, are dead at once', () => {
    const store = temporaryStore()
    const gone = temporaryStore({ home: store.home })
    const ended = gone.registerEngine({ kind: 'app', pid: endedProcess(), bootId: 'boot' }, NOW)
    const endedRun = runningRun(gone, ended, 0)
    const rebooted = gone.registerEngine({ kind: 'app', pid: process.pid, bootId: 'earlier boot' }, NOW)
    const rebootedRun = runningRun(gone, rebooted, 1)
    const alive = gone.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, NOW)
    runningRun(gone, alive, 2)
    store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, NOW)
    expect(store.reconcile(NOW, LEASE)).toEqual([endedRun, rebootedRun])
  })

  it('say nothing about processes of other machines but their age', () => {
    const store = temporaryStore()
    const other = temporaryStore({ home: store.home })
    const engine = other.registerEngine({ kind: 'app', pid: endedProcess(), bootId: 'boot' }, NOW)
    const run = runningRun(other, engine)
    databaseOf(store.home).exec("UPDATE engines SET host = 'another machine'")
    expect(store.reconcile(NOW, LEASE)).toEqual([])
    expect(store.reconcile(NOW + LEASE + 1, LEASE)).toEqual([run])
  })

  it('are forgotten when nothing refers to them, and ids are never used again', () => {
    const store = temporaryStore()
    const first = registerEngine(store)
    store.releaseEngine(first)
    const second = registerEngine(store)
    expect(second).toBeGreaterThan(first)
    expect(databaseOf(store.home).prepare('SELECT id FROM engines').pluck().all()).toEqual([second])
  })
})

describe('data version', () => {
  it('changes when somebody else has written, and only then', () => {
    const store = temporaryStore()
    const other = temporaryStore({ home: store.home })
    const before = store.dataVersion()
    store.setValue('a', 1)
    expect(store.dataVersion()).toBe(before)
    other.setValue('a', 2)
    expect(store.dataVersion()).not.toBe(before)
  })
})
