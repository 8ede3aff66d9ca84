import { LabError, type CheckpointInfo } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

/** The newest checkpoint, and the one before it in case the newest turns out to be damaged. */
const KEPT = 2

/** Rows of checkpoints. Their content is in blobs. */
export class CheckpointRepository implements Pick<Store, 'checkpointsOf'> {
  private readonly put
  private readonly ofRun
  private readonly putKept
  private readonly setKept
  private readonly deleteOld
  private readonly deleteNotKept
  private readonly deleteOne
  private readonly deleteAfter
  private readonly summaryUpTo

  constructor(private readonly connection: Connection) {
    this.put = connection.prepare<[number, number, string, number, number]>(`
      INSERT INTO checkpoints (run_id, step, sha256, created_at, summary) VALUES (?, ?, ?, ?, (SELECT summary FROM runs WHERE id = ?))
      ON CONFLICT (run_id, step) DO UPDATE SET sha256 = excluded.sha256, created_at = excluded.created_at, summary = excluded.summary`)
    this.putKept = connection.prepare<[number, number, string, number, number]>(`
      INSERT INTO checkpoints (run_id, step, sha256, created_at, kept, summary) VALUES (?, ?, ?, ?, 1, (SELECT summary FROM runs WHERE id = ?))
      ON CONFLICT (run_id, step) DO UPDATE SET sha256 = excluded.sha256, created_at = excluded.created_at, kept = 1`)
    this.setKept = connection.prepare<[number, number, number]>('UPDATE checkpoints SET kept = ? WHERE run_id = ? AND step = ?')
    this.ofRun = connection.prepare<[number], Omit<CheckpointInfo, 'kept'> & { kept: 0 | 1 }>(`
      SELECT k.step, k.created_at AS createdAt, b.bytes, k.sha256, k.kept FROM checkpoints k JOIN blobs b ON b.sha256 = k.sha256
      WHERE k.run_id = ? ORDER BY k.step DESC`)
    this.deleteOld = connection
      .prepare<[number, number, number], string>(
        `DELETE FROM checkpoints WHERE run_id = ? AND kept = 0
           AND id NOT IN (SELECT id FROM checkpoints WHERE run_id = ? ORDER BY step DESC LIMIT ?) RETURNING sha256`,
      )
      .pluck()
    this.deleteNotKept = connection
      .prepare<[number], string>('DELETE FROM checkpoints WHERE run_id = ? AND kept = 0 RETURNING sha256')
      .pluck()
    this.deleteOne = connection
      .prepare<[number, number], string>('DELETE FROM checkpoints WHERE run_id = ? AND step = ? RETURNING sha256')
      .pluck()
    this.deleteAfter = connection
      .prepare<[number, number], string>('DELETE FROM checkpoints WHERE run_id = ? AND step > ? RETURNING sha256')
      .pluck()
    this.summaryUpTo = connection
      .prepare<[number, number], string>('SELECT summary FROM checkpoints WHERE run_id = ? AND step <= ? ORDER BY step DESC LIMIT 1')
      .pluck()
  }

  /** Inside a transaction. @returns the blobs of checkpoints that gave way to this one */
  add(runId: number, step: number, sha256: string, now: number): string[] {
    const replaced = this.ofRun.all(runId).filter((checkpoint) => checkpoint.step === step)
    this.put.run(runId, step, sha256, now, runId)
    return [...replaced.map((checkpoint) => checkpoint.sha256), ...this.deleteOld.all(runId, runId, KEPT)]
  }

  /** Inside a transaction: the state with which a run has ended. @returns the blob it replaces, if any */
  keepLast(runId: number, step: number, sha256: string, now: number): string[] {
    const replaced = this.ofRun.all(runId).filter((checkpoint) => checkpoint.step === step)
    this.putKept.run(runId, step, sha256, now, runId)
    return replaced.map((checkpoint) => checkpoint.sha256)
  }

  /** Inside a transaction. @throws LabError `not-found` */
  setKeeping(runId: number, step: number, keep: boolean): void {
    if (this.setKept.run(keep ? 1 : 0, runId, step).changes === 0)
      throw new LabError('not-found', `Run ${runId} has no checkpoint at step ${step}. Nothing was changed.`)
  }

  /** Inside a transaction. @returns the blobs of what was removed */
  removeNotKept(runId: number): string[] {
    return this.deleteNotKept.all(runId)
  }

  /** Inside a transaction. @returns the blobs of what was removed */
  remove(runId: number, step: number): string[] {
    return this.deleteOne.all(runId, step)
  }

  /** Inside a transaction. @returns the blobs of what was removed */
  cut(runId: number, step: number): string[] {
    return this.deleteAfter.all(runId, step)
  }

  /** The run's summary, as JSON, at its newest checkpoint up to `step`; empty when there is none. */
  summaryAt(runId: number, step: number): string {
    return this.summaryUpTo.get(runId, step) ?? '{}'
  }

  /** Newest first. */
  checkpointsOf(runId: number): CheckpointInfo[] {
    return this.connection.read(() => this.ofRun.all(runId).map((checkpoint) => ({ ...checkpoint, kept: checkpoint.kept === 1 })))
  }
}
