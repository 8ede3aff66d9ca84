import type { RunRecord } from '../contract'
import type { BlobStore } from './blobs'
import type { CheckpointRepository } from './checkpoints'
import type { Connection } from './connection'
import type { RunRepository } from './runs'
import type { Store } from './store'

const IS_RESULT = "state IN ('finished', 'diverged')"

/** States that runs keep after their end, and runs that go on from them. */
export class ForkRepository implements Pick<
  Store,
  'keepsState' | 'keepState' | 'keepCheckpoint' | 'purgeStates' | 'readState' | 'runOfUid' | 'forksOf'
> {
  private readonly keeping
  private readonly setKeeping
  private readonly result
  private readonly keptOfResults
  private readonly countBytes
  private readonly idOfUid
  private readonly children

  constructor(
    private readonly connection: Connection,
    private readonly runs: RunRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly blobs: BlobStore,
  ) {
    this.keeping = connection.prepare<[number], number>('SELECT keep_state FROM runs WHERE id = ?').pluck()
    this.setKeeping = connection.prepare<[number, string]>(
      'UPDATE runs SET keep_state = ? WHERE removed_at IS NULL AND id IN (SELECT value FROM json_each(?))',
    )
    this.result = connection.prepare<[number], number>(`SELECT 1 FROM runs WHERE id = ? AND ${IS_RESULT}`).pluck()
    this.keptOfResults = connection.prepare<[], { runId: number; step: number }>(
      `SELECT run_id AS runId, step FROM checkpoints WHERE run_id IN (SELECT id FROM runs WHERE ${IS_RESULT})`,
    )
    this.countBytes = connection.prepare<[{ bytes: number; id: number }]>('UPDATE runs SET bytes = bytes + @bytes WHERE id = @id')
    this.idOfUid = connection.prepare<[string], number>('SELECT id FROM runs WHERE uid = ? AND removed_at IS NULL').pluck()
    this.children = connection
      .prepare<[string], number>(
        `SELECT r.id FROM fork_states f JOIN runs r ON r.cell_id = f.cell_id
         WHERE f.parent_uid = ? AND r.removed_at IS NULL ORDER BY r.id`,
      )
      .pluck()
  }

  keepsState(runId: number): boolean {
    return this.connection.read(() => this.keeping.get(runId)) === 1
  }

  keepState(runIds: readonly number[], keep: boolean): number {
    return this.connection.write(() => this.setKeeping.run(keep ? 1 : 0, JSON.stringify(runIds)).changes)
  }

  keepCheckpoint(runId: number, step: number, keep: boolean): void {
    const forgotten = this.connection.write(() => {
      this.checkpoints.setKeeping(runId, step, keep)
      return keep || this.result.get(runId) === undefined ? [] : this.drop(runId, step)
    })
    this.blobs.removeFiles(forgotten)
  }

  purgeStates(): { states: number; bytes: number } {
    const { states, forgotten } = this.connection.write(() => {
      const kept = this.keptOfResults.all()
      return { states: kept.length, forgotten: kept.flatMap(({ runId, step }) => this.drop(runId, step)) }
    })
    return { states, bytes: this.blobs.removeFiles(forgotten).bytes }
  }

  readState(sha256: string): Uint8Array[] | null {
    return this.blobs.readPieces(sha256)
  }

  runOfUid(uid: string): RunRecord | null {
    const id = this.connection.read(() => this.idOfUid.get(uid))
    return id === undefined ? null : this.runs.getRun(id)
  }

  forksOf(uid: string): RunRecord[] {
    return this.connection.read(() => this.children.all(uid)).flatMap((id) => this.runs.getRun(id) ?? [])
  }

  /** Inside a transaction. @returns blobs that nothing refers to any more */
  private drop(runId: number, step: number): string[] {
    const bytes = this.checkpoints.checkpointsOf(runId).find((checkpoint) => checkpoint.step === step)?.bytes ?? 0
    const candidates = this.checkpoints.remove(runId, step)
    this.countBytes.run({ id: runId, bytes: -bytes })
    return this.blobs.forgetUnreferenced(candidates)
  }
}
