import fs from 'node:fs'
import type Database from 'better-sqlite3'
import { LabError } from '../contract'
import { openForReading } from './connection'
import { isDamage, newerDatabase } from './errors'
import type { HomePaths } from './home'
import { fileProblems } from './integrity'
import { APPLICATION_ID, schemaVersion } from './migrations/migrate'
import { liveSessions, wasLeftOpen } from './sessions'

export type Finding =
  | { kind: 'absent' }
  /** `checked`: the whole file was read through, because a process ended without closing it or had seen damage */
  | { kind: 'sound'; version: number; checked: boolean }
  /** `inode` tells this file from one that another process may put in its place */
  | { kind: 'damaged'; reason: string; inode: bigint | null }

const MAGIC = 'SQLite format 3\0'
const HEADER_BYTES = 100
/** offsets in the header of a database file, https://sqlite.org/fileformat.html section 1.3 */
const USER_VERSION_OFFSET = 60

/**
 * Looks at a database file without changing anything.
 * @throws LabError `database-newer`; `database-damaged` when the file belongs to another program
 */
export function inspectDatabase(paths: HomePaths, newestKnown: number): Finding {
  const inode = inodeOf(paths.database)
  const damaged = (reason: string): Finding => ({ kind: 'damaged', reason, inode })
  if (inode === null) return hasLog(paths) ? damaged('the file is missing, its log is there') : { kind: 'absent' }
  const header = readHeader(paths.database)
  // SQLite makes an empty file first; if that is all there ever was, there is nothing to lose
  if (header.length === 0) return hasLog(paths) ? damaged('the file is empty') : { kind: 'absent' }
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    return damaged('the file does not begin as a database does')
  }
  // before SQLite opens it, which already makes files beside it
  const version = header.readUInt32BE(USER_VERSION_OFFSET)
  if (version > newestKnown) throw newerDatabase(paths.database, version, newestKnown)
  try {
    const database = openForReading(paths.database)
    try {
      const sound = inspectOpened(database, paths, newestKnown)
      return typeof sound === 'string' ? damaged(sound) : sound
    } finally {
      database.close()
    }
  } catch (error) {
    if (isDamage(error)) return damaged(error instanceof Error ? error.message : String(error))
    throw error
  }
}

/** @returns what was found, or what is damaged */
function inspectOpened(database: Database.Database, paths: HomePaths, newestKnown: number): Finding | string {
  // again, now with what is only in the log yet
  const version = schemaVersion(database)
  if (version > newestKnown) throw newerDatabase(paths.database, version, newestKnown)
  const tables = database.prepare<[], number>('SELECT count(*) FROM sqlite_schema').pluck().get() ?? 0
  if (tables === 0) return { kind: 'sound', version: 0, checked: false }
  if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) {
    throw new LabError(
      'database-damaged',
      `${paths.database} is a database of another program. Nothing was changed. Move it away, or name another folder in GRAMSCOPE_HOME.`,
    )
  }
  if (!isSuspect(paths) && !wasLeftOpen(database)) return { kind: 'sound', version, checked: false }
  const [problem] = fileProblems(database, 'quick_check')
  if (problem === undefined) return { kind: 'sound', version, checked: true }
  if (liveSessions(database) > 0) {
    throw new LabError(
      'database-damaged',
      `The database ${paths.database} is damaged (${problem}), and another process has it open. Nothing was changed. Close the app and every terminal that uses it, then start again: a backup is then offered.`,
    )
  }
  return problem
}

/** Makes the next start check the whole database: SQLite has reported damage. A file, since the database may not take a note any more. */
export function suspect(paths: HomePaths): void {
  fs.writeFileSync(suspicionOf(paths), 'Damage was seen in lab.sqlite; it is checked at the next start.\n')
}

/** The database was checked, or is another one now. */
export function clearSuspicion(paths: HomePaths): void {
  fs.rmSync(suspicionOf(paths), { force: true })
}

function isSuspect(paths: HomePaths): boolean {
  return fs.existsSync(suspicionOf(paths))
}

function suspicionOf(paths: HomePaths): string {
  return `${paths.database}.suspect`
}

/** null when there is no such file */
export function inodeOf(path: string): bigint | null {
  return fs.statSync(path, { bigint: true, throwIfNoEntry: false })?.ino ?? null
}

function readHeader(path: string): Buffer {
  const handle = fs.openSync(path, 'r')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    return header.subarray(0, fs.readSync(handle, header))
  } finally {
    fs.closeSync(handle)
  }
}

function hasLog(paths: HomePaths): boolean {
  const log = `${paths.database}-wal`
  return fs.existsSync(log) && fs.statSync(log).size > 0
}
