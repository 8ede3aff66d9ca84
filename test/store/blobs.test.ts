import { createHash } from 'node:crypto'
import fs, { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../src-main/store'
import type { BlobFileSystem } from '../../src-main/store/blobs'
import { codeOf, databaseOf, NOW, registerEngine, runningRun, temporaryFolder, temporaryStore } from './fixtures'

const HASH = 'c'.repeat(64)

describe('blobs', () => {
  it('become durable before they get their name, and get it before their row is there', () => {
    const home = temporaryFolder()
    const steps: string[] = []
    let rowsAtRename = -1
    const files: BlobFileSystem = {
      ...fs,
      openSync: (path, flags, mode) => {
        steps.push(`open ${flags}`)
        return fs.openSync(path, flags, mode)
      },
      fsyncSync: (handle) => {
        steps.push('fsync')
        fs.fsyncSync(handle)
      },
      renameSync: (from, to) => {
        steps.push('rename')
        rowsAtRename = Number(databaseOf(home).prepare('SELECT count(*) FROM blobs').pluck().get())
        fs.renameSync(from, to)
      },
    }
    const store = temporaryStore({ home, files })
    store.putArray(Float64Array.of(1), [1], 'x', NOW)
    const syncsFolder = process.platform !== 'win32'
    expect(steps).toEqual(['open wx', 'fsync', 'rename', ...(syncsFolder ? ['open r', 'fsync'] : [])])
    expect(rowsAtRename).toBe(0)
  })

  it('leave nothing behind when the transaction fails', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const bytes = new Uint8Array(100).fill(1)
    databaseOf(store.home).exec("CREATE TRIGGER refuse BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(ABORT, 'refused by the test'); END")
    expect(codeOf(() => store.saveCheckpoint(run, engine, { step: 1, bytes }, NOW))).toBe('not-allowed')
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([])
    // but content that was there before stays
    databaseOf(store.home).exec('DROP TRIGGER refuse')
    store.saveCheckpoint(run, engine, { step: 1, bytes }, NOW)
    databaseOf(store.home).exec("CREATE TRIGGER refuse BEFORE INSERT ON checkpoints BEGIN SELECT RAISE(ABORT, 'refused by the test'); END")
    expect(codeOf(() => store.saveCheckpoint(run, engine, { step: 2, bytes }, NOW))).toBe('not-allowed')
    expect(store.loadCheckpoint(run)?.bytes).toEqual([bytes])
  })

  it('of many megabytes lose their name at once and are removed in the background', async () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const blobs = (): string[] => readdirSync(join(store.home, 'blobs'))
    const large = (fill: number): Uint8Array => new Uint8Array(2 ** 25 + 1).fill(fill)
    for (const step of [1, 2, 3]) store.saveCheckpoint(run, engine, { step, bytes: large(step) }, NOW)
    expect(blobs().filter((name) => !name.startsWith('.'))).toHaveLength(2)
    expect(store.checkpointsOf(run).map(({ step }) => step)).toEqual([3, 2])
    expect(store.checkIntegrity()).toEqual([])
    await expect.poll(() => blobs().length, { timeout: 20_000 }).toBe(2)
  })

  it('that another thread has written are taken over as they lie, and removed when the run is not run here', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const content = Buffer.from('a state of gigabytes')
    const written = () => {
      const temporary = store.temporaryBlobPath()
      writeFileSync(temporary, content)
      return { temporary, bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') }
    }
    store.saveCheckpoint(run, engine, { step: 1, file: written() }, NOW)
    expect(Buffer.concat(store.loadCheckpoint(run)?.bytes ?? []).equals(content)).toBe(true)
    expect(store.checkpointsOf(run)).toMatchObject([{ step: 1, bytes: content.length }])
    // the same content again is the file that is there
    store.saveCheckpoint(run, engine, { step: 2, file: written() }, NOW)
    expect(codeOf(() => store.saveCheckpoint(run, engine + 1, { step: 3, file: written() }, NOW))).toBe('not-allowed')
    expect(readdirSync(join(store.home, 'blobs'))).toEqual([createHash('sha256').update(content).digest('hex')])
    expect(store.loadCheckpoint(run)).toMatchObject({ step: 2 })
    expect(store.checkIntegrity()).toEqual([])
  })

  it('larger than what is read and written at once come back in pieces, whatever pieces they were given in', () => {
    const store = temporaryStore({ largestPiece: 16 })
    const engine = registerEngine(store)
    const run = runningRun(store, engine)
    const bytes = Uint8Array.from({ length: 41 }, (_, k) => 3 * k)
    store.saveCheckpoint(run, engine, { step: 1, bytes }, NOW)
    const [checkpoint] = store.checkpointsOf(run)
    expect(checkpoint).toMatchObject({ bytes: 41, sha256: createHash('sha256').update(bytes).digest('hex') })
    expect(store.loadCheckpoint(run)?.bytes.map(({ length }) => length)).toEqual([16, 16, 9])
    store.saveCheckpoint(run, engine, { step: 2, bytes: [bytes.subarray(0, 5), bytes.subarray(5, 40), bytes.subarray(40)] }, NOW)
    expect(store.checkpointsOf(run).map(({ sha256 }) => sha256)).toEqual([checkpoint?.sha256, checkpoint?.sha256])
    const whole = Buffer.concat(store.loadCheckpoint(run)?.bytes ?? [])
    expect(Buffer.compare(whole, bytes)).toBe(0)
    // one number of the last piece is another one
    writeFileSync(join(store.home, 'blobs', checkpoint?.sha256 ?? ''), bytes.with(40, 0))
    expect(store.loadCheckpoint(run)).toBeNull()
    expect(store.putArray(Float64Array.of(1, 2, 3), [3], 'x', NOW)).toMatchObject({ shape: [3] })
    writeFileSync(join(store.home, 'blobs', checkpoint?.sha256 ?? ''), bytes.subarray(0, 16))
    expect(store.loadCheckpoint(run)).toBeNull()
  })

  it('without a row are swept at the start, with a word about it; other files stay', () => {
    const home = temporaryFolder()
    openStore({ home, now: () => NOW }).close()
    const endedPid = 2 ** 22 + 1 // above the largest process number of any platform
    writeFileSync(join(home, 'blobs', HASH), new Uint8Array(1_500_000))
    for (const folder of ['blobs', 'backups', '.']) writeFileSync(join(home, folder, `.${endedPid}-unfinished.tmp`), 'x')
    writeFileSync(join(home, 'blobs', `.${process.pid}-being-written.tmp`), 'x')
    writeFileSync(join(home, 'blobs', 'notes of the user.txt'), 'x')
    const store = temporaryStore({ home })
    expect(store.warnings).toEqual([
      {
        code: 'orphans-swept',
        message: 'One file (1.5 MB) that no run refers to was removed: a process had been ended while it wrote.',
        backups: [],
      },
    ])
    expect(readdirSync(join(home, 'blobs')).sort()).toEqual([`.${process.pid}-being-written.tmp`, 'notes of the user.txt'])
    expect(readdirSync(join(home, 'backups'))).toEqual([])
    expect(existsSync(join(home, `.${endedPid}-unfinished.tmp`))).toBe(false)
  })

  it('are not swept while a database that may know them lies beside', () => {
    const home = temporaryFolder()
    openStore({ home, now: () => NOW }).close()
    writeFileSync(join(home, 'blobs', HASH), 'x')
    writeFileSync(join(home, 'lab.sqlite.damaged-20260101T000000.000Z'), 'x')
    const store = temporaryStore({ home })
    expect(store.sweep(NOW)).toEqual({ blobs: 0, bytes: 0 })
    expect(existsSync(join(home, 'blobs', HASH))).toBe(true)
  })
})
