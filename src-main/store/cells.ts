import { forkOf, LabError, type ExperimentSpec } from '../contract'
import type { Connection } from './connection'

/** Cells: a spec and its hash. They are made when first asked for and never change. */
export class CellRepository {
  private readonly insert
  private readonly find
  private readonly hasState
  private readonly linkState

  constructor(connection: Connection) {
    this.hasState = connection.prepare<[string], number>('SELECT 1 FROM blobs WHERE sha256 = ?').pluck()
    this.linkState = connection.prepare<[number, string, string]>(
      'INSERT INTO fork_states (cell_id, parent_uid, sha256) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.insert = connection.prepare<[string, string, number]>(
      'INSERT INTO cells (hash, spec, created_at) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING',
    )
    this.find = connection.prepare<[string], number>('SELECT id FROM cells WHERE hash = ?').pluck()
  }

  /** Inside a transaction. @returns the cell's row id. @throws LabError `not-found` when the state that its runs begin with is not here */
  ensure(hash: string, spec: ExperimentSpec, now: number): number {
    const id = this.find.get(hash) ?? Number(this.insert.run(hash, JSON.stringify(spec), now).lastInsertRowid)
    const fork = forkOf(spec)
    if (fork === null) return id
    if (this.hasState.get(fork.state) === undefined)
      throw new LabError('not-found', `The state at step ${fork.step} of run ${fork.run} is not in this home any more. Nothing was stored.`)
    this.linkState.run(id, fork.run, fork.state)
    return id
  }

  idOf(hash: string): number | null {
    return this.find.get(hash) ?? null
  }
}
