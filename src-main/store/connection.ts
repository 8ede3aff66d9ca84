import fs from 'node:fs'
import Database from 'better-sqlite3'
import type { LabError } from '../contract'
import { isDamage, isWriteRefused, storeError } from './errors'

/** How long a statement waits for another process to finish its transaction. */
const BUSY_MILLISECONDS = 5000
/** The write-ahead log is cut back to this after a checkpoint. */
const LOG_BYTES = 64 * 1024 * 1024

/** Larger files do not fit into one buffer in Electron. */
const LARGEST_IN_MEMORY = 1.5e9
/** https://sqlite.org/fileformat.html section 1.3 */
const HEADER_BYTES = 100
const WAL_VERSIONS_OFFSET = 18

/** One connection to the database. Everything that reads or writes goes through `read` and `write`, where errors get their meaning. */
export class Connection {
  readonly database: Database.Database
  /** set when SQLite has reported damage: the next start then checks the whole database */
  damageSeen = false
  private readonly begin: Database.Statement
  private readonly beginReading: Database.Statement
  private readonly commit: Database.Statement
  private readonly rollback: Database.Statement

  constructor(
    database: Database.Database,
    readonly home: string,
    /** why nothing can be written, null when it can */
    private readonly refusal: (() => LabError) | null,
  ) {
    this.database = database
    this.begin = database.prepare('BEGIN IMMEDIATE')
    this.beginReading = database.prepare('BEGIN')
    this.commit = database.prepare('COMMIT')
    this.rollback = database.prepare('ROLLBACK')
  }

  get readOnly(): boolean {
    return this.refusal !== null
  }

  prepare<Parameters extends unknown[], Row = unknown>(sql: string): Database.Statement<Parameters, Row> {
    return this.database.prepare<Parameters, Row>(sql)
  }

  /** Several statements that see the same state of the database. */
  read<T>(work: () => T): T {
    return this.transact(this.beginReading, work)
  }

  /** One transaction: it happens whole or not at all. Inside another one it is part of that. @throws LabError */
  write<T>(work: () => T): T {
    this.refuseIfReadOnly()
    return this.transact(this.begin, work)
  }

  /** @throws LabError `home-not-writable` or `disk-full` */
  refuseIfReadOnly(): void {
    if (this.refusal !== null) throw this.refusal()
  }

  close(): void {
    this.database.close()
  }

  private transact<T>(begin: Database.Statement, work: () => T): T {
    if (this.database.inTransaction) return work()
    try {
      begin.run()
      const result = work()
      this.commit.run()
      return result
    } catch (error) {
      if (isDamage(error)) this.damageSeen = true
      // SQLite has rolled back by itself after some errors, a full disk among them
      if (this.database.inTransaction) this.rollback.run()
      throw storeError(error, this.home)
    }
  }
}

/** Opens the file for reading and writing, and makes it if there is none. */
export function openForWriting(path: string): Database.Database {
  const database = new Database(path, { timeout: BUSY_MILLISECONDS })
  try {
    // has an effect only before the first table exists
    database.pragma('auto_vacuum = INCREMENTAL')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    // fsync on macOS does not reach the disk
    database.pragma('checkpoint_fullfsync = ON')
    database.pragma(`journal_size_limit = ${LOG_BYTES}`)
    return guarded(database)
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * Opens an existing file without ever writing to it. Reading a database in WAL mode makes files beside it; where that is not allowed, and
 * no log shows that somebody is writing, the file is read into memory as it is.
 */
export function openForReading(path: string): Database.Database {
  const database = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_MILLISECONDS })
  try {
    // the file is not looked at before the first statement that needs it
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return guarded(database)
  } catch (error) {
    database.close()
    const log = fs.statSync(`${path}-wal`, { throwIfNoEntry: false })
    const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (!isWriteRefused(error) || (log?.size ?? 0) > 0 || size < HEADER_BYTES || size > LARGEST_IN_MEMORY) throw error
    return guarded(openInMemory(path))
  }
}

function openInMemory(path: string): Database.Database {
  const content = fs.readFileSync(path)
  // a database in memory cannot be in WAL mode: the header's versions for writing and reading say that it is not
  content.fill(1, WAL_VERSIONS_OFFSET, WAL_VERSIONS_OFFSET + 2)
  return new Database(content, { readonly: true })
}

function guarded(database: Database.Database): Database.Database {
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
  database.pragma('cell_size_check = ON')
  return database
}
