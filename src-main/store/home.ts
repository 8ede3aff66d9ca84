import { randomUUID } from 'node:crypto'
import fs from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../contract'
import { isDiskFull, isWriteRefused, mendWritability, storeError } from './errors'
import { isProcessAlive } from './process-identity'

export interface HomePaths {
  home: string
  database: string
  blobs: string
  backups: string
}

export function homePaths(home: string): HomePaths {
  return { home, database: join(home, 'lab.sqlite'), blobs: join(home, 'blobs'), backups: join(home, 'backups') }
}

/**
 * Makes the home folder with its parts.
 * @returns whether it can be written
 * @throws LabError `home-not-writable` when there is nothing in it that could be read either
 */
export function prepareHome(paths: HomePaths): boolean {
  try {
    for (const folder of [paths.home, paths.blobs, paths.backups]) fs.mkdirSync(folder, { recursive: true })
    const probe = temporaryPath(paths.home)
    // asking for permissions is not enough: access control lists and read-only mounts show only when something is written
    fs.closeSync(fs.openSync(probe, 'w'))
    fs.rmSync(probe)
    if (fs.existsSync(paths.database)) fs.closeSync(fs.openSync(paths.database, 'r+'))
    return true
  } catch (error) {
    const hasDatabase = fs.existsSync(paths.database)
    // a full disk keeps nobody from looking at what is there
    if (isDiskFull(error) && hasDatabase) return true
    if (!isWriteRefused(error)) throw unusableHome(error, paths.home)
    if (hasDatabase) return false
    throw new LabError(
      'home-not-writable',
      `${paths.home} cannot be written, and there is no database in it to read. ${mendWritability(paths.home)}`,
      [],
      {
        cause: error,
      },
    )
  }
}

function unusableHome(error: unknown, home: string): LabError {
  const known = storeError(error, home)
  if (known.code !== 'internal') return known
  return new LabError(
    'home-not-writable',
    `${home} cannot be used as the home folder: ${known.message}. Name another folder in GRAMSCOPE_HOME.`,
    [],
    { cause: error },
  )
}

/** A time for file names: sorts by time and is allowed on every platform. */
export function timeInName(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/[-:]/g, '')
}

/** Makes earlier changes of names in a folder durable. Windows does that by itself and cannot open folders. */
export function syncFolder(folder: string, files: Pick<typeof fs, 'openSync' | 'fsyncSync' | 'closeSync'> = fs): void {
  if (process.platform === 'win32') return
  const handle = files.openSync(folder, 'r')
  try {
    files.fsyncSync(handle)
  } finally {
    files.closeSync(handle)
  }
}

const TEMPORARY_NAME = /^\.(\d+)-.*\.tmp$/

/** A name for a file that is not finished. It tells who is writing it, so that what a killed process left can be told from what is being written. */
export function temporaryPath(folder: string): string {
  return join(folder, `.${process.pid}-${randomUUID()}.tmp`)
}

/** Removes unfinished files of processes that have ended. */
export function sweepTemporary(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const owner = TEMPORARY_NAME.exec(name)?.[1]
    if (owner !== undefined && !isProcessAlive(Number(owner))) fs.rmSync(join(folder, name), { force: true })
  }
}

/** What SQLite keeps beside a database file. The three belong together: a log that stays behind ruins the next database of that name. */
const PARTS = ['', '-journal', '-wal', '-shm'] as const

/**
 * Gives the database and the files SQLite keeps beside it another name in the same folder: `lab.sqlite.<label>-<time>`.
 * @returns the new path, null when there was nothing to move
 */
export function moveAside(paths: HomePaths, label: 'damaged' | 'replaced', now: number): string | null {
  const present = PARTS.filter((part) => fs.existsSync(paths.database + part))
  if (present.length === 0) return null
  let target = `${paths.database}.${label}-${timeInName(now)}`
  for (let copy = 2; PARTS.some((part) => fs.existsSync(target + part)); copy++)
    target = `${paths.database}.${label}-${timeInName(now)}-${copy}`
  // the log first: should this end half-way, the database beside its missing log is still found damaged or whole, never mixed with another's
  for (const part of present.reverse()) fs.renameSync(paths.database + part, target + part)
  syncFolder(paths.home)
  return target
}

/** Databases that were moved aside and may be wanted back. */
export function databasesAside(paths: HomePaths): string[] {
  return fs
    .readdirSync(paths.home)
    .filter((name) => /^lab\.sqlite\.(damaged|replaced)-/.test(name) && !/-(journal|wal|shm)$/.test(name))
    .map((name) => join(paths.home, name))
}
