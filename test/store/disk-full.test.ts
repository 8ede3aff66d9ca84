import fs, { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src-main/store'
import type { BlobFileSystem } from '../../src-main/store/blobs'
import { openForWriting } from '../../src-main/store/connection'
import { codeOf, NOW, registerEngine, runningRun, temporaryFolder, temporaryStore } from './fixtures'
import { batchOf, pointsOf } from './measured'

/** SQLite reports the same error when the disk has no room for a further page and when it may not have one by `max_page_count`. */
function limitedDatabase(): { connect: (path: string) => Database.Database; allowPages: (pages: number) => void } {
  let database: Database.Database | null = null
  return {
    connect: (path) => (database = openForWriting(path)),
    allowPages: (pages) => {
      database?.pragma(`max_page_count = ${pages}`)
    },
  }
}

function full(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

describe('a disk that is full', () => {
  it('for the database: the transaction does not happen, all before it stays, and work goes on once there is room', () => {
    const { connect, allowPages } = limitedDatabase()
    const store = temporaryStore({ connect })
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    allowPages(100)
    const values = Array.from({ length: 2000 }, (_, index) => index)
    const batch = (number: number) =>
      batchOf({ series: [{ name: 'loss', ...pointsOf(2000 * number, values) }], summary: { number }, step: 2000 * number + 1999 })
    let stored = 0
    const fill = (): void => {
      for (; ; stored++) store.appendBatch(run, engine, batch(stored), NOW)
    }
    expect(codeOf(fill)).toBe('disk-full')
    expect(stored).toBeGreaterThan(3)
    // nothing half-written: series, summary and position all say the same
    expect(store.seriesOf(run)).toMatchObject([{ count: 2000 * stored, lastStep: 2000 * stored - 1 }])
    expect(store.getRun(run)).toMatchObject({ step: 2000 * stored - 1, summary: { number: stored - 1 } })
    expect(store.checkIntegrity()).toEqual([])
    expect(codeOf(() => store.enqueue([{ hash: 'x', spec: store.getRun(run)?.spec ?? never(), seeds: values }], engine, NOW))).toBe(
      'disk-full',
    )
    expect(store.countByState()).toEqual({ running: 1 })
    allowPages(100_000)
    store.appendBatch(run, engine, batch(stored), NOW)
    expect(store.readSeries(run, 'loss')?.values).toHaveLength(2000 * (stored + 1))
    expect(store.checkIntegrity()).toEqual([])
  })

  for (const [where, failing] of [
    ['writing', 'writeSync'],
    ['making durable', 'fsyncSync'],
    ['naming', 'renameSync'],
  ] as const) {
    it(`for a file, found when ${where} it: no file and no row stays`, () => {
      let isFull = false
      const files: BlobFileSystem = { ...fs }
      const limited: BlobFileSystem = {
        ...files,
        [failing]: (...argument: never[]) => {
          if (isFull) throw full()
          return Reflect.apply(files[failing], undefined, argument) as unknown
        },
      }
      const store = temporaryStore({ files: limited })
      const engine = registerEngine(store)
      const run = runningRun(store, engine)
      store.saveCheckpoint(run, engine, { step: 1, bytes: Uint8Array.of(1) }, NOW)
      const before = readdirSync(join(store.home, 'blobs'))
      isFull = true
      expect(codeOf(() => store.saveCheckpoint(run, engine, { step: 2, bytes: Uint8Array.of(2) }, NOW))).toBe('disk-full')
      const batch = batchOf({ summary: { a: 1 }, artifacts: [{ name: 'w', values: Float64Array.of(1) }] })
      expect(codeOf(() => store.appendBatch(run, engine, batch, NOW))).toBe('disk-full')
      expect(codeOf(() => store.putArray(Float64Array.of(1), [1], 'x', NOW))).toBe('disk-full')
      expect(readdirSync(join(store.home, 'blobs'))).toEqual(before)
      expect(store.getRun(run)?.summary).toEqual({})
      expect(store.loadCheckpoint(run)).toMatchObject({ step: 1 })
      isFull = false
      store.saveCheckpoint(run, engine, { step: 2, bytes: Uint8Array.of(2) }, NOW)
      expect(store.loadCheckpoint(run)).toMatchObject({ step: 2 })
      expect(store.checkIntegrity()).toEqual([])
    })
  }

  it('for the database while a checkpoint is saved: its file goes again', () => {
    const { connect, allowPages } = limitedDatabase()
    const store = temporaryStore({ connect })
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    allowPages(1)
    let step = 0
    const save = (): void => {
      // different content every time, as from a run that goes on
      for (; step < 100_000; step++) store.putArray(Float64Array.of(step), [1], 'x'.repeat(3000), NOW)
    }
    expect(codeOf(save)).toBe('disk-full')
    expect(readdirSync(join(store.home, 'blobs'))).toHaveLength(step)
    expect(store.getRun(run)?.state).toBe('running')
    expect(store.checkIntegrity()).toEqual([])
  })

  it('at the start keeps nobody from looking at what is there', () => {
    const home = temporaryFolder()
    const before = openStore({ home, now: () => NOW })
    const engine = registerEngine(before)
    runningRun(before, engine)
    before.close()
    // what SQLite says when there is no room for the files it keeps beside the database
    const connect = (): never => {
      throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
    }
    const store = temporaryStore({ home, connect })
    expect(store.readOnly).toBe(true)
    expect(store.warnings).toMatchObject([{ code: 'read-only' }])
    expect(store.warnings[0]?.message).toContain('full')
    expect(store.countByState()).toEqual({ running: 1 })
    expect(codeOf(() => store.setValue('a', 1))).toBe('disk-full')
    // a home that has nothing in it yet
    expect(codeOf(() => openStore({ home: temporaryFolder(), now: () => NOW, connect }))).toBe('disk-full')
  })
})

function never(): never {
  throw new Error('This is not to be reached')
}
