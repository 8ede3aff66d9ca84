import fs from 'node:fs'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { LabError } from '../contract'
import { openForReading } from './connection'
import { errorCode, isDamage, storeError } from './errors'
import { homePaths, moveAside, syncFolder, temporaryPath, timeInName, type HomePaths } from './home'
import { fileProblems } from './integrity'
import { MIGRATIONS } from './migrations'
import { APPLICATION_ID, newestVersion, schemaVersion } from './migrations/migrate'
import { liveSessions } from './sessions'

/** Older ones make room for new ones. */
const KEPT_BACKUPS = 10

const BACKUP_NAME = /^lab-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\.(\d{3})Z(?:-\d+)?\.sqlite$/

export interface BackupEntry {
  path: string
  createdAt: number
  bytes: number
}

/**
 * A copy of the whole database: written under a temporary name, checked, and named only when it is good. Blobs are not in it; their
 * files never change. The oldest backups beyond ten are removed.
 * @returns path of the backup
 */
export function makeBackup(database: Database.Database, paths: HomePaths, now: number): string {
  const temporary = temporaryPath(paths.backups)
  try {
    database.prepare<[string]>('VACUUM INTO ?').run(temporary)
    const problem = problemOfDatabase(() => openCopy(temporary))
    if (problem !== null)
      throw new LabError('database-damaged', `The backup was not made: ${problem}. The database itself was not changed.`)
    syncFile(temporary)
    const path = freeName(join(paths.backups, `lab-${timeInName(now)}`))
    fs.renameSync(temporary, path)
    syncFolder(paths.backups)
    for (const { path: old } of listBackups(paths).slice(KEPT_BACKUPS)) fs.rmSync(old)
    return path
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw storeError(error, paths.home)
  }
}

/** Newest first. */
export function listBackups(paths: HomePaths): BackupEntry[] {
  if (!fs.existsSync(paths.backups)) return []
  return fs
    .readdirSync(paths.backups)
    .flatMap((name) => {
      const [, year, month, day, hour, minute, second, millisecond] = BACKUP_NAME.exec(name) ?? []
      if (year === undefined) return []
      const path = join(paths.backups, name)
      return [
        {
          path,
          createdAt: Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`),
          bytes: fs.statSync(path).size,
        },
      ]
    })
    .sort((one, other) => other.createdAt - one.createdAt || other.path.localeCompare(one.path))
}

/** Backups that were read through and found good, newest first. */
export function goodBackups(paths: HomePaths): string[] {
  return listBackups(paths)
    .map((backup) => backup.path)
    .filter((path) => problemOfDatabase(() => openForReading(path)) === null)
}

/**
 * Puts a backup (or another database of Gramscope, such as one that was moved aside) in the place of the database. The database that is
 * there is moved aside, never deleted. No process may have it open.
 * @returns where the replaced database is now, null when there was none
 * @throws LabError `invalid-file` when the backup is not good, `database-busy` when a process has the database open; nothing is changed
 */
export function restoreBackup(home: string, backup: string, now: number): string | null {
  const paths = homePaths(resolve(home))
  const temporary = temporaryPath(paths.home)
  try {
    const problem = problemOfDatabase(() => openForReading(backup))
    if (problem !== null) throw new LabError('invalid-file', `${backup} cannot be restored: ${problem}. Nothing was changed.`)
    refuseWhileOpen(paths)
    const source = openForReading(backup)
    try {
      // not a copy of the file: a database that was moved aside may have its newest changes in the log beside it
      source.prepare<[string]>('VACUUM INTO ?').run(temporary)
    } finally {
      source.close()
    }
    const copyProblem = problemOfDatabase(() => openCopy(temporary))
    if (copyProblem !== null)
      throw new LabError('invalid-file', `${backup} cannot be restored: of its copy, ${copyProblem}. Nothing was changed.`)
    syncFile(temporary)
    const replaced = moveAside(paths, 'replaced', now)
    fs.renameSync(temporary, paths.database)
    syncFolder(paths.home)
    return replaced
  } catch (error) {
    throw storeError(error, paths.home)
  } finally {
    fs.rmSync(temporary, { force: true })
  }
}

function refuseWhileOpen(paths: HomePaths): void {
  if (!fs.existsSync(paths.database)) return
  let others = 0
  try {
    const database = openForReading(paths.database)
    try {
      others = schemaVersion(database) === 0 ? 0 : liveSessions(database)
    } finally {
      database.close()
    }
  } catch (error) {
    // a database that cannot be read is what backups are for
    if (!isDamage(error) && errorCode(error) !== 'SQLITE_ERROR') throw error
  }
  if (others > 0) {
    throw new LabError(
      'database-busy',
      `The database in ${paths.home} is open in another process. Nothing was changed. Close the app and every terminal that uses it first.`,
    )
  }
}

/** A copy that is not in use yet. Open for writing, since SQLite leaves CHECK constraints out of the check of a file it may only read. */
function openCopy(path: string): Database.Database {
  return new Database(path, { fileMustExist: true })
}

/** @returns what is wrong with a database file; null when it is sound, one of Gramscope's, and not of a newer version */
function problemOfDatabase(open: () => Database.Database): string | null {
  try {
    const database = open()
    try {
      if (database.pragma('application_id', { simple: true }) !== APPLICATION_ID) return 'it is not a database of Gramscope'
      if (schemaVersion(database) > newestVersion(MIGRATIONS)) return 'it was made by a newer version of Gramscope'
      return fileProblems(database, 'integrity_check')[0] ?? null
    } finally {
      database.close()
    }
  } catch (error) {
    return `it cannot be read (${error instanceof Error ? error.message : String(error)})`
  }
}

function freeName(stem: string): string {
  let path = `${stem}.sqlite`
  for (let copy = 2; fs.existsSync(path); copy++) path = `${stem}-${copy}.sqlite`
  return path
}

function syncFile(path: string): void {
  const handle = fs.openSync(path, 'r+')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}
