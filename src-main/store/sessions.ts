import type Database from 'better-sqlite3'
import type { Connection } from './connection'
import { hasEnded, thisProcess, type ProcessIdentity } from './process-identity'

type SessionRow = ProcessIdentity & { id: number }

const ALL_SESSIONS = 'SELECT id, pid, booted_at AS bootedAt, process_started_at AS processStartedAt FROM sessions'

/** Rows of processes that ended without closing the database. */
function endedSessions(database: Database.Database): SessionRow[] {
  return database.prepare<[], SessionRow>(ALL_SESSIONS).all().filter(hasEnded)
}

/** Whether some process ended without closing the database, so that its content has to be checked. */
export function wasLeftOpen(database: Database.Database): boolean {
  const known = database.prepare<[], number>("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'sessions'").pluck().get()
  return known !== undefined && endedSessions(database).length > 0
}

/** How many processes have the database open for writing. */
export function liveSessions(database: Database.Database): number {
  const sessions = database.prepare<[], SessionRow>(ALL_SESSIONS).all()
  return sessions.filter((session) => !hasEnded(session)).length
}

/** Notes that this process has the database open, after the content has been checked. @returns the session's id */
export function openSession(connection: Connection): number {
  return connection.write(() => {
    for (const { id } of endedSessions(connection.database)) connection.prepare<[number]>('DELETE FROM sessions WHERE id = ?').run(id)
    const { lastInsertRowid } = connection
      .prepare<[ProcessIdentity]>('INSERT INTO sessions (pid, booted_at, process_started_at) VALUES (@pid, @bootedAt, @processStartedAt)')
      .run(thisProcess())
    return Number(lastInsertRowid)
  })
}

/** Notes that this process is done with the database. */
export function closeSession(connection: Connection, id: number): void {
  connection.write(() => connection.prepare<[number]>('DELETE FROM sessions WHERE id = ?').run(id))
}
