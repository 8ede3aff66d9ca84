import type Database from 'better-sqlite3'
import { newerDatabase } from '../errors'

export interface Migration {
  /** the database's user_version afterwards */
  version: number
  sql: string
}

/** "GRAM" in ASCII, kept in the header of the file: tells Gramscope's databases from those of other programs. */
export const APPLICATION_ID = 0x4752414d

export function schemaVersion(database: Database.Database): number {
  return Number(database.pragma('user_version', { simple: true }))
}

/** The version of the newest migration, which is the newest database that can be opened. */
export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0
}

/**
 * Brings the database to the newest version, one transaction a migration. Safe when several processes open the same database at once.
 * @param backUp makes a verified copy; called once, before the first change to a database that has something in it
 * @throws LabError `database-newer` when a newer program has made the database; nothing is changed then
 */
export function migrate(database: Database.Database, migrations: readonly Migration[], backUp: () => void): void {
  const version = schemaVersion(database)
  if (version > newestVersion(migrations)) throw newerDatabase(database.name, version, newestVersion(migrations))
  if (version > 0 && version < newestVersion(migrations)) backUp()
  for (const migration of migrations) {
    database
      .transaction(() => {
        // inside the transaction, for another process may have been quicker
        if (schemaVersion(database) >= migration.version) return
        database.exec(migration.sql)
        database.pragma(`application_id = ${APPLICATION_ID}`)
        database.pragma(`user_version = ${migration.version}`)
      })
      .immediate()
  }
}
