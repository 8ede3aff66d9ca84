import { LabError } from '../contract'
import type { BlobStore } from './blobs'
import type { Connection } from './connection'
import type { RunEvents } from './run-events'
import type { Store } from './store'

/** Runs on their way out: into the trash, back, and after a while for good. */
export class TrashRepository implements Pick<Store, 'removeRuns' | 'restoreRuns'> {
  private readonly among
  private readonly cancel
  private readonly remove
  private readonly restore
  private readonly blobsOfRemoved
  private readonly purge
  private readonly purgeForkStates

  constructor(
    private readonly connection: Connection,
    private readonly blobs: BlobStore,
    private readonly events: RunEvents,
  ) {
    this.among = connection.prepare<[string], { id: number; state: string; step: number }>(
      'SELECT id, state, step FROM runs WHERE removed_at IS NULL AND id IN (SELECT value FROM json_each(?))',
    )
    this.cancel = connection.prepare<[number, number]>(
      "UPDATE runs SET state = 'cancelled', finished_at = ?, engine_id = NULL WHERE id = ?",
    )
    this.remove = connection.prepare<[number, number]>('UPDATE runs SET removed_at = ? WHERE id = ?')
    this.restore = connection.prepare<[string]>(
      'UPDATE runs SET removed_at = NULL WHERE removed_at IS NOT NULL AND id IN (SELECT value FROM json_each(?))',
    )
    this.blobsOfRemoved = connection
      .prepare<[number, number], string>(
        `SELECT sha256 FROM checkpoints WHERE run_id IN (SELECT id FROM runs WHERE removed_at < ?)
         UNION SELECT sha256 FROM artifacts WHERE run_id IN (SELECT id FROM runs WHERE removed_at < ?)`,
      )
      .pluck()
    this.purge = connection.prepare<[number]>('DELETE FROM runs WHERE removed_at < ?')
    this.purgeForkStates = connection
      .prepare<[], string>(
        `DELETE FROM fork_states WHERE cell_id NOT IN (SELECT cell_id FROM runs) AND cell_id NOT IN (SELECT cell_id FROM study_cells)
         RETURNING sha256`,
      )
      .pluck()
  }

  removeRuns(runIds: number[], now: number): number {
    return this.connection.write(() => {
      const runs = this.among.all(JSON.stringify(runIds))
      const running = runs.filter((run) => run.state === 'running').map((run) => run.id)
      if (running.length > 0) {
        throw new LabError(
          'not-allowed',
          `A running run cannot be removed (${running.join(', ')}). Nothing was removed. Cancel or pause it first.`,
        )
      }
      for (const { id, state, step } of runs) {
        if (state === 'queued') {
          this.cancel.run(now, id)
          this.events.add(id, { at: now, kind: 'cancelled', step, text: 'Removed while it was in the queue.' })
        }
        this.remove.run(now, id)
      }
      return runs.length
    })
  }

  restoreRuns(runIds: number[]): number {
    return this.connection.write(() => this.restore.run(JSON.stringify(runIds)).changes)
  }

  /** Deletes runs that have been in the trash since before the given time, with everything measured. */
  empty(olderThan: number): { blobs: number; bytes: number } {
    const forgotten = this.connection.write(() => {
      const candidates = this.blobsOfRemoved.all(olderThan, olderThan)
      this.purge.run(olderThan)
      return this.blobs.forgetUnreferenced([...candidates, ...this.purgeForkStates.all()])
    })
    return this.blobs.removeFiles(forgotten)
  }
}
