import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openStore, type Store } from '../../src-main/store'
import { codeOf, databaseOf, NOW, registerEngine, runningRun, temporaryFolder, temporaryStore } from './fixtures'
import { batchOf, pointsOf } from './measured'
import { endRun } from './claiming'

/** Above the largest process number of any platform: nobody has it. */
const NOBODY = 2 ** 22 + 1

const contentOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')

/** A home with measured runs and a backup, closed. */
function filledHome(): { home: string; path: string; backup: string } {
  const home = temporaryFolder()
  const store = openStore({ home, now: () => NOW })
  fill(store)
  const backup = store.backup(NOW)
  store.close()
  return { home, path: join(home, 'lab.sqlite'), backup }
}

function fill(store: Store): void {
  const engine = registerEngine(store)
  for (let seed = 0; seed < 20; seed++) {
    const run = runningRun(store, engine, seed)
    const batch = batchOf({
      series: [
        {
          name: 'loss',
          ...pointsOf(
            0,
            Array.from({ length: 3000 }, (_, index) => index),
          ),
        },
      ],
    })
    endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch }, NOW)
  }
}

/** As if the process that had the database open had been killed: its row is still there, with the number of a process that is gone. */
function leaveOpen(home: string): void {
  const store = openStore({ home, now: () => NOW })
  const database = new Database(join(home, 'lab.sqlite'))
  database.exec(`CREATE TEMP TABLE kept AS SELECT * FROM sessions`)
  store.close()
  database.exec(`INSERT INTO sessions SELECT id, ${NOBODY}, booted_at, process_started_at FROM kept`)
  database.close()
}

/** Overwrites pages in the middle of the file. */
function scribble(path: string): void {
  const content = readFileSync(path)
  content.fill(0xa5, 8 * 4096, 24 * 4096)
  writeFileSync(path, content)
}

const asideOf = (home: string): string[] => readdirSync(home).filter((name) => /^lab\.sqlite\.damaged-(?!.*-(wal|shm)$)/.test(name))

describe('a database that was not closed', () => {
  it('is checked, and a word is said about it once', () => {
    const { home } = filledHome()
    leaveOpen(home)
    const store = openStore({ home, now: () => NOW })
    expect(store.warnings.map((warning) => warning.code)).toEqual(['unclean-shutdown'])
    expect(store.countByState()).toEqual({ finished: 20 })
    store.close()
    expect(temporaryStore({ home }).warnings).toEqual([])
  })

  it('is not checked while only living processes have it open', () => {
    const { home } = filledHome()
    const first = temporaryStore({ home })
    expect(first.warnings).toEqual([])
    expect(temporaryStore({ home }).warnings).toEqual([])
  })

  it('counts as not closed after another start of the machine, even when the number of the process is in use again', () => {
    const { home } = filledHome()
    const store = openStore({ home, now: () => NOW })
    databaseOf(home).exec('UPDATE sessions SET booted_at = booted_at - 1000000')
    expect(temporaryStore({ home }).warnings.map((warning) => warning.code)).toEqual(['unclean-shutdown'])
    store.close()
  })
})

describe('a damaged database', () => {
  const damages: Record<string, (path: string, home: string) => void> = {
    'with another beginning': (path) =>
      writeFileSync(path, Buffer.concat([Buffer.from('this is no database'), readFileSync(path).subarray(19)])),
    'cut off': (path) => truncateSync(path, 100_000),
    'cut off inside its header': (path) => truncateSync(path, 50),
    'overwritten inside, and not closed': (path, home) => {
      leaveOpen(home)
      scribble(path)
    },
  }

  for (const [name, damage] of Object.entries(damages)) {
    it(`${name} is moved aside whole, and the newest good backup is named`, () => {
      const { home, path, backup } = filledHome()
      damage(path, home)
      writeFileSync(`${path}-wal`, 'log')
      const damaged = contentOf(path)
      const bad = join(home, 'backups', 'lab-20990101T000000.000Z.sqlite')
      writeFileSync(bad, 'newer, and not good')
      const store = temporaryStore({ home, now: () => NOW + 1 })
      expect(store.readOnly).toBe(false)
      expect(store.countByState()).toEqual({})
      const [warning] = store.warnings
      expect(warning).toMatchObject({ code: 'database-damaged', backups: [backup] })
      const [aside] = asideOf(home) as [string]
      expect(aside).toBe('lab.sqlite.damaged-20260101T000000.001Z')
      expect(readFileSync(join(home, `${aside}-wal`), 'utf8')).toBe('log')
      expect(contentOf(join(home, aside))).toBe(damaged)
      expect(warning?.message).toContain(join(home, aside))
      expect(warning?.message).toContain(backup)
      expect(warning?.message).not.toContain(bad)
      // the new database is a whole one
      fill(store)
      expect(store.countByState()).toEqual({ finished: 20 })
      expect(store.checkIntegrity()).toEqual([])
    })
  }

  it('is moved aside only once when two processes find it', () => {
    const { home, path } = filledHome()
    truncateSync(path, 100_000)
    const first = temporaryStore({ home })
    const second = temporaryStore({ home })
    expect(first.warnings.map((warning) => warning.code)).toEqual(['database-damaged'])
    expect(second.warnings).toEqual([])
    expect(asideOf(home)).toHaveLength(1)
  })

  it('gets a name that is free', () => {
    const { home, path } = filledHome()
    for (let time = 0; time < 2; time++) {
      writeFileSync(path, `garbage ${time}`.repeat(100))
      openStore({ home, now: () => NOW }).close()
    }
    expect(asideOf(home).sort()).toEqual(['lab.sqlite.damaged-20260101T000000.000Z', 'lab.sqlite.damaged-20260101T000000.000Z-2'])
  })

  it('stays where it is while another process has it open', () => {
    const { home, path } = filledHome()
    leaveOpen(home)
    const other = new Database(path)
    // the process that started the tests lives as long as they do
    other.exec(`INSERT INTO sessions (pid, booted_at, process_started_at) SELECT ${process.ppid}, booted_at, 0 FROM sessions`)
    other.close()
    scribble(path)
    const before = contentOf(path)
    expect(codeOf(() => openStore({ home, now: () => NOW }))).toBe('database-damaged')
    expect(contentOf(path)).toBe(before)
    expect(asideOf(home)).toEqual([])
  })

  it('noticed at work is reported, and the next start checks everything', () => {
    const { home, path, backup } = filledHome()
    const store = openStore({ home, now: () => NOW })
    scribble(path)
    expect(
      codeOf(() => store.checkIntegrity().concat(Array.from({ length: 20 }, (_, run) => store.readSeries(run + 1, 'loss')).map(String))),
    ).toBe('database-damaged')
    store.close()
    const again = temporaryStore({ home })
    expect(again.warnings[0]).toMatchObject({ code: 'database-damaged', backups: [backup] })
    expect(asideOf(home)).not.toEqual([])
  })

  it('without any backup says so', () => {
    const { home, path, backup } = filledHome()
    rmSync(backup)
    truncateSync(path, 100_000)
    const [warning] = temporaryStore({ home }).warnings
    expect(warning?.backups).toEqual([])
    expect(warning?.message).toContain('There is no backup that is good.')
  })
})

describe('a database that is gone', () => {
  it('is replaced by an empty one, with a word about the backups; its blobs stay for good', () => {
    const { home, path, backup } = filledHome()
    const blob = join(home, 'blobs', 'd'.repeat(64))
    writeFileSync(blob, 'belongs to a run in the backup')
    rmSync(path)
    const store = openStore({ home, now: () => NOW })
    expect(store.warnings).toMatchObject([{ code: 'database-damaged', backups: [backup] }])
    store.close()
    const again = temporaryStore({ home })
    expect(again.warnings).toEqual([])
    again.sweep(NOW)
    expect(existsSync(blob)).toBe(true)
  })

  it('but whose log is left has the log moved aside', () => {
    const { home, path } = filledHome()
    rmSync(path)
    writeFileSync(`${path}-wal`, 'the log')
    const store = temporaryStore({ home })
    expect(store.warnings[0]?.code).toBe('database-damaged')
    expect(readFileSync(join(home, 'lab.sqlite.damaged-20260101T000000.000Z-wal'), 'utf8')).toBe('the log')
  })

  it('never was there in a new home, about which nothing is said', () => {
    const home = join(temporaryFolder(), 'new', 'home')
    const store = temporaryStore({ home })
    expect(store.warnings).toEqual([])
    expect(readdirSync(home).sort()).toEqual(['backups', 'blobs', 'lab.sqlite', 'lab.sqlite-shm', 'lab.sqlite-wal'])
  })
})

describe('a database that is not for this version', () => {
  it('of a newer version is refused, and no byte is touched', () => {
    const { home, path } = filledHome()
    const database = new Database(path)
    database.pragma('user_version = 1000')
    database.close()
    const before = { content: contentOf(path), files: readdirSync(home) }
    expect(codeOf(() => openStore({ home, now: () => NOW }))).toBe('database-newer')
    expect({ content: contentOf(path), files: readdirSync(home) }).toEqual(before)
  })

  it('of a newer version is refused also when only its log says so', () => {
    const { home, path } = filledHome()
    const newer = new Database(path)
    newer.pragma('user_version = 1000')
    const before = contentOf(path)
    expect(codeOf(() => openStore({ home, now: () => NOW }))).toBe('database-newer')
    expect(contentOf(path)).toBe(before)
    newer.close()
  })

  it('of another program is refused, and no byte is touched', () => {
    const home = temporaryFolder()
    mkdirSync(home, { recursive: true })
    const path = join(home, 'lab.sqlite')
    new Database(path).exec('CREATE TABLE theirs (a)').close()
    const before = contentOf(path)
    expect(codeOf(() => openStore({ home, now: () => NOW }))).toBe('database-damaged')
    expect(contentOf(path)).toBe(before)
    expect(asideOf(home)).toEqual([])
  })
})
