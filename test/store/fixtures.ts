import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { onTestFinished } from 'vitest'
import { openStore, type OpenOptions, type Store } from '../../src-main/store'
import { hashOf, specOf } from './measured'
import { claimNext } from './claiming'

export const NOW = Date.UTC(2026, 0, 1)
export const LEASE = 15_000

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'gramscope-store-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A store that is closed after the test, in a home that is gone then. */
export function temporaryStore(options: Partial<OpenOptions> = {}): Store {
  const { home = temporaryFolder(), now = () => NOW, ...rest } = options
  const store = openStore({ home, now, ...rest })
  onTestFinished(() => store.close())
  return store
}

/** A second connection to the same database, for looking behind the store's back. */
export function databaseOf(home: string, options: Database.Options = {}): Database.Database {
  const database = new Database(join(home, 'lab.sqlite'), options)
  onTestFinished(() => {
    database.close()
  })
  return database
}

export function registerEngine(store: Store, now = NOW): number {
  return store.registerEngine({ kind: 'app', pid: process.pid, bootId: 'boot' }, now)
}

/** A run of cell 1 that `engine` is running. */
export function runningRun(store: Store, engine: number, seed = 0): number {
  store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: [seed] }], engine, NOW)
  const claimed = claimNext(store, engine, NOW, LEASE)
  if (claimed === null) throw new Error('There is nothing in the queue')
  return claimed.run.id
}

/** Runs `action` and answers the code of the LabError it throws. */
export function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return String(error.code)
    throw error
  }
  return 'nothing was thrown'
}
