import type Database from 'better-sqlite3'
import type { BlobStore } from './blobs'
import type { Connection } from './connection'

/** SQLite's own check of the file. @returns problems, empty when sound */
export function fileProblems(database: Database.Database, depth: 'quick_check' | 'integrity_check'): string[] {
  const rows = database.pragma(depth) as Record<string, string>[]
  const lines = rows.flatMap((row) => (Object.values(row)[0] ?? '').split('\n'))
  return lines.length === 1 && lines[0] === 'ok' ? [] : lines
}

/** Everything that can be said about the soundness of a home without computing a run again. @returns problems, empty when sound */
export function integrityProblems(connection: Connection, blobs: BlobStore): string[] {
  return connection.read(() => {
    const foreignKeys = connection.database.pragma('foreign_key_check') as { table: string; rowid: number | null; parent: string }[]
    return [
      ...fileProblems(connection.database, 'integrity_check'),
      ...foreignKeys.map(({ table, rowid, parent }) => `Row ${rowid ?? '?'} of ${table} refers to nothing in ${parent}`),
      ...connection.prepare<[], string>(SERIES_PROBLEMS).pluck().all(),
      ...blobProblems(connection, blobs),
    ]
  })
}

const SERIES_PROBLEMS = `
  SELECT 'Series ' || s.name || ' of run ' || s.run_id || ' should have ' || s.count || ' points and has ' || ifnull(sum(k.count), 0)
  FROM series s LEFT JOIN series_chunks k ON k.series_id = s.id GROUP BY s.id
  HAVING ifnull(sum(k.count), 0) <> s.count OR max(k.position) + 1 <> count(k.id) OR sum(k.count < 1024) > 1
  UNION ALL
  SELECT 'Series ' || s.name || ' of run ' || s.run_id || ' lacks details'
  FROM series s WHERE s.count / 1024 * 96 <> (SELECT ifnull(sum(length(data)), 0) FROM series_details WHERE series_id = s.id)`

function blobProblems(connection: Connection, blobs: BlobStore): string[] {
  const rows = connection.prepare<[], { sha256: string; bytes: number }>('SELECT sha256, bytes FROM blobs').all()
  return rows.flatMap(({ sha256, bytes }) => {
    const size = blobs.size(sha256)
    if (size === null) return [`The file blobs/${sha256} is missing`]
    return size === bytes ? [] : [`The file blobs/${sha256} has ${size} bytes and should have ${bytes}`]
  })
}
