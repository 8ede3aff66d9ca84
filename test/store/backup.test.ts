import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStore, restoreBackup, type Store } from '../../src-main/store'
import { codeOf, databaseOf, NOW, registerEngine, runningRun, temporaryFolder, temporaryStore } from './fixtures'
import { batchOf, pointsOf } from './measured'
import { endRun } from './claiming'

/** Adds a run with a short series. */
function addRun(store: Store, seed: number): void {
  const engine = registerEngine(store)
  const run = runningRun(store, engine, seed)
  const batch = batchOf({ series: [{ name: 'loss', ...pointsOf(0, [seed, 1, 2]) }], step: 2 })
  endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch }, NOW)
}

const seeds = (store: Store): number[] => store.queryRuns({ filter: {}, sort: 'seed', offset: 0, limit: 100 }).rows.map((run) => run.seed)

describe('a backup', () => {
  it('is a whole database of its own, with what was committed last', () => {
    const store = temporaryStore()
    addRun(store, 1)
    const path = store.backup(NOW + 5)
    expect(path).toBe(join(store.home, 'backups', 'lab-20260101T000000.005Z.sqlite'))
    const backup = new Database(path, { readonly: true })
    expect(backup.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(backup.prepare('SELECT seed, state FROM runs').all()).toEqual([{ seed: 1, state: 'finished' }])
    backup.close()
    expect(store.listBackups()).toEqual([{ path, createdAt: NOW + 5, bytes: readFileSync(path).length }])
    expect(readdirSync(join(store.home, 'backups'))).toHaveLength(1)
  })

  it('makes room for newer ones beyond ten, and never takes a name twice', () => {
    const store = temporaryStore()
    writeFileSync(join(store.home, 'backups', 'of the user.sqlite'), 'x')
    const paths = Array.from({ length: 12 }, (_, index) => store.backup(NOW + Math.max(1, index)))
    expect(new Set(paths).size).toBe(12)
    expect(store.listBackups().map((backup) => backup.path)).toEqual(paths.slice(2).reverse())
    expect(existsSync(join(store.home, 'backups', 'of the user.sqlite'))).toBe(true)
  })

  it('is not kept when it is not good', () => {
    const store = temporaryStore()
    addRun(store, 1)
    // a rule that a stored row breaks: the copy is made, and found not to be sound
    const database = databaseOf(store.home)
    database.unsafeMode(true)
    database.pragma('writable_schema = ON')
    database.exec("UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (attempt >= 1)', 'CHECK (attempt >= 9)') WHERE name = 'runs'")
    database.pragma('writable_schema = RESET')
    expect(codeOf(() => store.backup(NOW))).toBe('database-damaged')
    expect(readdirSync(join(store.home, 'backups'))).toEqual([])
    expect(seeds(store)).toEqual([1])
  })
})

describe('restoring', () => {
  it('puts a backup in the place of the database and moves that aside', () => {
    const home = temporaryFolder()
    const store = openStore({ home, now: () => NOW })
    addRun(store, 1)
    const backup = store.backup(NOW)
    addRun(store, 2)
    store.close()
    const replaced = restoreBackup(home, backup, NOW + 9)
    expect(replaced).toBe(join(home, 'lab.sqlite.replaced-20260101T000000.009Z'))
    const restored = openStore({ home, now: () => NOW })
    expect(seeds(restored)).toEqual([1])
    // the backup holds the session of the process that made it, which is this one and still lives
    expect(restored.warnings).toEqual([])
    expect(restored.checkIntegrity()).toEqual([])
    restored.close()
    // and back again: what was moved aside is a database like any other
    databaseOf(home).exec('DELETE FROM sessions')
    restoreBackup(home, replaced ?? '', NOW + 10)
    expect(seeds(temporaryStore({ home }))).toEqual([1, 2])
  })

  it('keeps what is only in the log of the database it replaces and of the one it restores', () => {
    const home = temporaryFolder()
    const store = openStore({ home, now: () => NOW })
    const database = databaseOf(home)
    database.pragma('user_version')
    addRun(store, 1)
    store.close()
    // another connection keeps the log from being written back
    expect(existsSync(join(home, 'lab.sqlite-wal'))).toBe(true)
    const restored = temporaryFolder()
    expect(restoreBackup(restored, join(home, 'lab.sqlite'), NOW)).toBeNull()
    expect(seeds(temporaryStore({ home: restored }))).toEqual([1])
    database.close()
  })

  it('is refused while a process has the database open', () => {
    const store = temporaryStore()
    const backup = store.backup(NOW)
    expect(codeOf(() => restoreBackup(store.home, backup, NOW))).toBe('database-busy')
    expect(readdirSync(store.home).filter((name) => name.startsWith('lab.sqlite.'))).toEqual([])
  })

  it('is refused when the backup is missing, damaged, of another program or of a newer version', () => {
    const home = temporaryFolder()
    const store = openStore({ home, now: () => NOW })
    addRun(store, 1)
    const good = store.backup(NOW)
    store.close()
    const damaged = join(home, 'damaged.sqlite')
    const content = readFileSync(good)
    writeFileSync(damaged, content.subarray(0, content.length - 4096))
    const foreign = join(home, 'foreign.sqlite')
    new Database(foreign).exec('CREATE TABLE t (a)').close()
    const newer = join(home, 'newer.sqlite')
    writeFileSync(newer, content)
    const database = new Database(newer)
    database.pragma('user_version = 1000')
    database.close()
    const before = readFileSync(join(home, 'lab.sqlite'))
    for (const path of [join(home, 'missing.sqlite'), damaged, foreign, newer])
      expect(codeOf(() => restoreBackup(home, path, NOW))).toBe('invalid-file')
    expect(readFileSync(join(home, 'lab.sqlite')).equals(before)).toBe(true)
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp') || name.startsWith('lab.sqlite.'))).toEqual([])
  })

  it('takes the place of a database that cannot be read', () => {
    const home = temporaryFolder()
    const store = openStore({ home, now: () => NOW })
    addRun(store, 1)
    const backup = store.backup(NOW)
    store.close()
    writeFileSync(join(home, 'lab.sqlite'), 'not a database at all')
    const replaced = restoreBackup(home, backup, NOW)
    expect(readFileSync(replaced ?? '', 'utf8')).toBe('not a database at all')
    expect(seeds(temporaryStore({ home }))).toEqual([1])
  })
})
