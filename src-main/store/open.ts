import fs from 'node:fs'
import { resolve } from 'node:path'
import type Database from 'better-sqlite3'
import { LabError, type ExperimentSpec } from '../contract'
import { goodBackups, listBackups, makeBackup } from './backup'
import { LARGEST_PIECE, type BlobFileSystem } from './blobs'
import { Connection, openForReading, openForWriting } from './connection'
import { diskWasFull, isBusy, isDiskFull, notWritable, storeError } from './errors'
import { databasesAside, homePaths, moveAside, prepareHome, sweepTemporary, type HomePaths } from './home'
import { clearSuspicion, inodeOf, inspectDatabase, type Finding } from './inspect'
import { MIGRATIONS } from './migrations'
import { migrate, newestVersion } from './migrations/migrate'
import { openSession } from './sessions'
import type { VerdictMaking } from './run-verdicts'
import { sqliteStore } from './sqlite-store'
import type { Store, StoreWarning } from './store'

/** Processes that open a home at the same moment get in each other's way for a moment. */
const OPENING_MILLISECONDS = 10_000
const PAUSE_MILLISECONDS = 25

export interface OpenOptions {
  /** the home folder; made when there is none */
  home: string
  now: () => number
  /** what blobs are written with, and what opens the database: for tests of disks that are full */
  files?: BlobFileSystem
  connect?: (path: string) => Database.Database
  /** bytes of a blob that are written or read at once */
  largestPiece?: number
  /** what tells a cell from others: runs are found by it too; the store itself knows specs as text only */
  titleOf?: (spec: ExperimentSpec) => string
  /** what the statements of the papers come to on a run */
  verdicts?: VerdictMaking
}

/** A store for whom nobody makes verdicts. */
const NO_VERDICTS: VerdictMaking = { build: 'none', verdictsOf: () => new Map() }

type Tools = Required<Omit<OpenOptions, 'home'>>

/**
 * Opens the home folder, making or migrating what has to be. A damaged database is moved aside, never deleted, and an empty one takes
 * its place; `warnings` then names the backups. A home that can only be read is opened read-only.
 * @throws LabError `home-not-writable` (and nothing to read in it), `database-newer`, `database-damaged` (of another program, or damaged
 * and not to be moved), `database-busy`, `disk-full`; nothing is changed then
 */
export function openStore({
  home,
  now,
  files = fs,
  connect = openForWriting,
  largestPiece = LARGEST_PIECE,
  titleOf = () => '',
  verdicts = NO_VERDICTS,
}: OpenOptions): Store {
  const paths = homePaths(resolve(home))
  const tools = { now, files, connect, largestPiece, titleOf, verdicts }
  const deadline = Date.now() + OPENING_MILLISECONDS
  for (;;) {
    try {
      return open(paths, tools)
    } catch (error) {
      const busy = isBusy(error) || (error instanceof LabError && error.code === 'database-busy')
      if (!busy || Date.now() > deadline) throw storeError(error, paths.home)
      pause(PAUSE_MILLISECONDS)
    }
  }
}

function open(paths: HomePaths, tools: Tools): Store {
  const writable = prepareHome(paths)
  const finding = inspectDatabase(paths, newestVersion(MIGRATIONS))
  if (!writable) return openReadOnly(paths, finding, () => notWritable(paths.home), tools)
  try {
    return openForChanges(paths, finding, tools)
  } catch (error) {
    if (!isDiskFull(error) && !(error instanceof LabError && error.code === 'disk-full')) throw error
    return openReadOnly(paths, finding, () => diskWasFull(paths.home), tools)
  }
}

function openForChanges(paths: HomePaths, finding: Finding, { now, files, connect, largestPiece, titleOf, verdicts }: Tools): Store {
  const warnings = warningsOf(paths, finding, now)
  const connection = new Connection(connect(paths.database), paths.home, null)
  try {
    migrate(connection.database, MIGRATIONS, () => makeBackup(connection.database, paths, now()))
    const store = sqliteStore({
      connection,
      sessionId: openSession(connection),
      warnings,
      clock: now,
      files,
      largestPiece,
      titleOf,
      verdicts,
    })
    if (finding.kind !== 'sound') store.keepUnknownBlobs()
    clearSuspicion(paths)
    for (const folder of [paths.home, paths.blobs, paths.backups]) sweepTemporary(folder)
    const swept = store.sweepBlobs()
    if (swept.blobs > 0) warnings.push(orphansSwept(swept))
    return store
  } catch (error) {
    connection.close()
    throw error
  }
}

/** @param refusal what is thrown when something is to be changed after all */
function openReadOnly(
  paths: HomePaths,
  finding: Finding,
  refusal: () => LabError,
  { now, files, largestPiece, titleOf, verdicts }: Tools,
): Store {
  if (finding.kind === 'absent') throw refusal()
  if (finding.kind === 'damaged') {
    throw new LabError(
      'database-damaged',
      `The database ${paths.database} is damaged (${finding.reason}) and could not be moved, so it was left where it is. ${refusal().message}`,
    )
  }
  if (finding.version < newestVersion(MIGRATIONS)) {
    const { code, message } = refusal()
    throw new LabError(
      code,
      `The database ${paths.database} is of an older version of Gramscope and has to be brought up to date first. ${message}`,
    )
  }
  const connection = new Connection(openForReading(paths.database), paths.home, refusal)
  const message = `Everything can be looked at, nothing can be run or changed. ${refusal().message}`
  return sqliteStore({
    connection,
    sessionId: null,
    warnings: [{ code: 'read-only', message, backups: [] }],
    clock: now,
    files,
    largestPiece,
    titleOf,
    verdicts,
  })
}

/** What the user has to know about what was found. Moves a damaged database aside. */
function warningsOf(paths: HomePaths, finding: Finding, now: () => number): StoreWarning[] {
  if (finding.kind === 'damaged') {
    // another process may have done that a moment ago, and a new database is there
    if (inodeOf(paths.database) !== finding.inode)
      throw new LabError('database-busy', `Another process is replacing the damaged database in ${paths.home}.`)
    const aside = moveAside(paths, 'damaged', now())
    return [lost(paths, `The database was damaged (${finding.reason}). It was moved to ${aside}; nothing of it was deleted.`)]
  }
  if (finding.kind === 'absent' && (listBackups(paths).length > 0 || databasesAside(paths).length > 0)) {
    return [lost(paths, `The database ${paths.database} was missing.`)]
  }
  if (finding.kind === 'sound' && finding.checked) {
    const message =
      'The database was not closed (a process was killed, or the power failed). All of it was checked now and is sound. Runs that were running can be resumed.'
    return [{ code: 'unclean-shutdown', message, backups: [] }]
  }
  return []
}

function lost(paths: HomePaths, what: string): StoreWarning {
  const backups = goodBackups(paths)
  const [newest] = backups
  const next =
    newest === undefined
      ? 'There is no backup that is good.'
      : `The newest backup, checked and good, is ${newest}. To put it in the place of the empty one, close the app and run: npm run lab -- restore "${newest}"`
  return { code: 'database-damaged', message: `${what} An empty database is in use now. ${next}`, backups }
}

function orphansSwept({ blobs, bytes }: { blobs: number; bytes: number }): StoreWarning {
  const message = `${blobs === 1 ? 'One file' : `${blobs} files`} (${(bytes / 1e6).toFixed(1)} MB) that no run refers to ${blobs === 1 ? 'was' : 'were'} removed: a process had been ended while it wrote.`
  return { code: 'orphans-swept', message, backups: [] }
}

function pause(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}
