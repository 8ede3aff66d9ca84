import type { ExperimentSpec } from '../contract'
import type { Connection } from './connection'

/** Cells: a spec and its hash. They are made when first asked for and never change. */
export class CellRepository {
  private readonly insert
  private readonly find

  constructor(connection: Connection) {
    this.insert = connection.prepare<[string, string, number]>(
      'INSERT INTO cells (hash, spec, created_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING',
    )
    this.find = connection.prepare<[string], number>('SELECT id FROM cells WHERE hash = ?').pluck()
  }

  /** Inside a transaction. @returns the cell's row id */
  ensure(hash: string, spec: ExperimentSpec, now: number): number {
    const known = this.find.get(hash)
    return known ?? Number(this.insert.run(hash, JSON.stringify(spec), now).lastInsertRowid)
  }

  idOf(hash: string): number | null {
    return this.find.get(hash) ?? null
  }
}
