import { LabError, type Environment, type MeasurementBatch } from '../contract'
import type { ArtifactRepository } from './artifacts'
import type { BlobContent, BlobStore, PreparedBlob } from './blobs'
import type { CheckpointRepository } from './checkpoints'
import type { Connection } from './connection'
import { decodeSummary, encodeSummary } from './json-numbers'
import type { RunEvents } from './run-events'
import type { SeriesRepository } from './series'
import type { SpectrumRepository } from './spectra'
import type { QueueRepository } from './queue'
import type { NewCheckpoint, RunEnd, Settlement, Store } from './store'

/** What the engine that runs a run writes about it, and what resuming it needs. */
export class MeasurementRepository implements Pick<
  Store,
  'appendBatch' | 'saveCheckpoint' | 'settle' | 'loadCheckpoint' | 'cutBack' | 'environmentOf'
> {
  private readonly owner
  private readonly position
  private readonly update
  private readonly goBack
  private readonly countBytes
  private readonly setEnd
  private readonly putEnvironment
  private readonly environmentId
  private readonly setEnvironment
  private readonly environment

  constructor(
    private readonly connection: Connection,
    private readonly blobs: BlobStore,
    private readonly series: SeriesRepository,
    private readonly spectra: SpectrumRepository,
    private readonly artifacts: ArtifactRepository,
    private readonly checkpoints: CheckpointRepository,
    private readonly events: RunEvents,
    private readonly queue: Pick<QueueRepository, 'claim'>,
    private readonly clock: () => number,
  ) {
    this.owner = connection
      .prepare<[number, number], number>("SELECT 1 FROM runs WHERE id = ? AND state = 'running' AND engine_id = ?")
      .pluck()
    this.position = connection.prepare<[number], { step: number; summary: string }>('SELECT step, summary FROM runs WHERE id = ?')
    this.update = connection.prepare<[{ id: number; step: number; progress: number; computeSeconds: number; summary: string }]>(
      'UPDATE runs SET step = @step, progress = @progress, compute_seconds = @computeSeconds, summary = @summary WHERE id = @id',
    )
    this.goBack = connection.prepare<[{ id: number; step: number; summary: string }]>(
      'UPDATE runs SET progress = iif(step > 0, progress * @step / step, 0), step = @step, summary = @summary WHERE id = @id',
    )
    this.countBytes = connection.prepare<[{ id: number }]>(`
      UPDATE runs SET bytes =
        (SELECT ifnull(sum(bytes), 0) FROM series WHERE run_id = @id)
        + (SELECT ifnull(sum(length(eigenvalue_data)), 0) FROM spectra WHERE run_id = @id)
        + (SELECT ifnull(sum(b.bytes), 0) FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256 WHERE a.run_id = @id)
        + (SELECT ifnull(sum(b.bytes), 0) FROM checkpoints k JOIN blobs b ON b.sha256 = k.sha256 WHERE k.run_id = @id)
      WHERE id = @id`)
    this.setEnd = connection.prepare<
      [
        {
          id: number
          state: string
          stopReason: string | null
          errorCode: string | null
          errorMessage: string | null
          finishedAt: number | null
        },
      ]
    >(`
      UPDATE runs SET state = @state, stop_reason = @stopReason, error_code = @errorCode, error_message = @errorMessage, finished_at = @finishedAt,
        progress = iif(@state = 'finished', 1, progress), engine_id = NULL, requested = NULL WHERE id = @id`)
    this.putEnvironment = connection.prepare<[string]>('INSERT INTO environments (content) VALUES (?) ON CONFLICT DO NOTHING')
    this.environmentId = connection.prepare<[string], number>('SELECT id FROM environments WHERE content = ?').pluck()
    this.setEnvironment = connection.prepare<[number | null, number]>('UPDATE runs SET environment_id = ? WHERE id = ?')
    this.environment = connection
      .prepare<[number], string>('SELECT e.content FROM runs r JOIN environments e ON e.id = r.environment_id WHERE r.id = ?')
      .pluck()
  }

  appendBatch(runId: number, engineId: number, batch: MeasurementBatch, now: number): void {
    this.writeBatches([batch], now, ([blobs]) => {
      this.checkOwner(runId, engineId)
      return this.blobs.forgetUnreferenced(this.store(runId, batch, blobs ?? []))
    })
  }

  saveCheckpoint(runId: number, engineId: number, checkpoint: NewCheckpoint, now: number): void {
    const add = ([blob]: PreparedBlob[]): string[] => {
      this.checkOwner(runId, engineId)
      if (blob === undefined) return []
      const old = this.checkpoints.add(runId, checkpoint.step, blob.sha256, now)
      this.countBytes.run({ id: runId })
      return this.blobs.forgetUnreferenced(old)
    }
    const forgotten =
      'file' in checkpoint ? this.blobs.adoptWith([checkpoint.file], now, add) : this.blobs.writeWith([checkpoint.bytes], now, add)
    this.blobs.removeFiles(forgotten)
  }

  settle(engineId: number, { started, ended }: Settlement, now: number): number[] {
    const refused: number[] = []
    this.writeBatches(
      ended.map(({ end }) => end.batch),
      now,
      (blobsOf, statesOf) => {
        refused.push(...started.filter((runId) => !this.queue.claim(runId, engineId, now)))
        const candidates = ended.flatMap(({ runId, end }, index) => {
          const blobs = blobsOf[index] ?? []
          const state = statesOf[index] ?? null
          if (this.isOwner(runId, engineId)) return this.end(runId, end, blobs, state, now)
          refused.push(runId)
          return [...blobs, ...(state === null ? [] : [state])].map(({ sha256 }) => sha256)
        })
        return this.blobs.forgetUnreferenced(candidates)
      },
      ended.map(({ end }) => end.leftState?.bytes ?? null),
    )
    return refused
  }

  /** Inside a transaction. @returns blobs that nothing may refer to any more */
  private end(runId: number, ended: RunEnd, blobs: PreparedBlob[], left: PreparedBlob | null, now: number): string[] {
    const { state, stopReason, error, batch, leftState } = ended
    const candidates = batch === null ? [] : this.store(runId, batch, blobs)
    const isResult = state === 'finished' || state === 'diverged'
    if (isResult) {
      // a result is never resumed; other runs may go on from what is kept
      candidates.push(...this.checkpoints.removeNotKept(runId))
      if (left !== null && leftState) candidates.push(...this.checkpoints.keepLast(runId, leftState.step, left.sha256, now))
      this.countBytes.run({ id: runId })
    }
    const isOver = isResult || state === 'failed' || state === 'cancelled'
    this.setEnd.run({
      id: runId,
      state,
      stopReason,
      errorCode: error?.code ?? null,
      errorMessage: error?.message ?? null,
      finishedAt: isOver ? now : null,
    })
    const step = this.position.get(runId)?.step ?? 0
    this.events.add(runId, { at: now, kind: state, step, text: error?.message ?? stopReason ?? '' })
    return candidates
  }

  loadCheckpoint(runId: number): { step: number; bytes: Uint8Array[] } | null {
    for (const { step, sha256 } of this.checkpoints.checkpointsOf(runId)) {
      const bytes = this.blobs.readPieces(sha256)
      if (bytes !== null) return { step, bytes }
      if (!this.connection.readOnly) this.noteDamagedCheckpoint(runId, step, sha256)
    }
    return null
  }

  cutBack(runId: number, step: number, now: number): void {
    const forgotten = this.connection.write(() => {
      const before = this.position.get(runId)
      if (before === undefined) throw new LabError('not-found', `There is no run ${runId}. Nothing was changed.`)
      const points = this.series.cut(runId, step)
      const spectra = this.spectra.cut(runId, step)
      const artifacts = this.artifacts.cut(runId, step)
      const checkpoints = this.checkpoints.cut(runId, step)
      this.goBack.run({ id: runId, step: Math.max(0, Math.min(step, before.step)), summary: this.checkpoints.summaryAt(runId, step) })
      this.countBytes.run({ id: runId })
      if (points + spectra + artifacts.length + checkpoints.length > 0) {
        const text = `${points} points, ${spectra} spectra and ${artifacts.length} artifacts measured after that, up to step ${before.step}, were removed; they are computed again.`
        this.events.add(runId, { at: now, kind: 'cut-back', step: Math.max(0, step), text })
      }
      return this.blobs.forgetUnreferenced([...artifacts, ...checkpoints])
    })
    this.blobs.removeFiles(forgotten)
  }

  environmentOf(runId: number): Environment | null {
    const text = this.connection.read(() => this.environment.get(runId))
    return text === undefined ? null : (JSON.parse(text) as Environment)
  }

  /** Runs `work` with the batches' artifacts durable as blobs, then removes the files of the blobs that `work` says were forgotten. */
  private writeBatches(
    batches: (MeasurementBatch | null)[],
    now: number,
    work: (blobsOf: PreparedBlob[][], statesOf: (PreparedBlob | null)[]) => string[],
    states: (BlobContent | null)[] = [],
  ): void {
    const artifactsOf = batches.map((batch) => batch?.artifacts ?? [])
    const contents = artifactsOf.flat().map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    const given = states.flatMap((state) => (state === null ? [] : [state]))
    const forgotten = this.blobs.writeWith([...contents, ...given], now, (blobs) => {
      let first = 0
      const blobsOf = artifactsOf.map(({ length }) => blobs.slice(first, (first += length)))
      return work(
        blobsOf,
        states.map((state) => (state === null ? null : (blobs[first++] ?? null))),
      )
    })
    this.blobs.removeFiles(forgotten)
  }

  /** Inside a transaction. @returns blobs that nothing may refer to any more */
  private store(runId: number, batch: MeasurementBatch, blobs: PreparedBlob[]): string[] {
    for (const { name, steps, values } of batch.series) this.series.append(runId, name, { steps, values })
    for (const spectrum of batch.spectra) this.spectra.add(runId, spectrum)
    const replaced = batch.artifacts.flatMap(({ name, values }, index) => {
      const sha256 = blobs[index]?.sha256 ?? ''
      return this.artifacts.add(runId, name, values instanceof Float64Array ? 'float64' : 'uint32', batch.step, sha256)
    })
    for (const event of batch.events) this.events.add(runId, event)
    if (batch.environment !== undefined) this.storeEnvironment(runId, batch.environment)
    const before = decodeSummary(this.position.get(runId)?.summary ?? '{}')
    const summary = encodeSummary({ ...before, ...batch.summary })
    this.update.run({ id: runId, step: batch.step, progress: batch.progress, computeSeconds: batch.computeSeconds, summary })
    this.countBytes.run({ id: runId })
    return replaced
  }

  private storeEnvironment(runId: number, environment: Environment): void {
    const content = JSON.stringify(environment)
    this.putEnvironment.run(content)
    this.setEnvironment.run(this.environmentId.get(content) ?? null, runId)
  }

  private isOwner(runId: number, engineId: number): boolean {
    return this.owner.get(runId, engineId) !== undefined
  }

  private checkOwner(runId: number, engineId: number): void {
    if (!this.isOwner(runId, engineId)) {
      throw new LabError(
        'not-allowed',
        `Run ${runId} is not run by this process any more. Nothing was written; what was stored before is kept.`,
      )
    }
  }

  private noteDamagedCheckpoint(runId: number, step: number, sha256: string): void {
    const text = `The checkpoint at this step cannot be used: its file ${sha256} is missing or damaged.`
    this.connection.write(() => {
      const known = this.events.eventsOf(runId).some((event) => event.kind === 'checkpoint-damaged' && event.text === text)
      if (!known) this.events.add(runId, { at: this.clock(), kind: 'checkpoint-damaged', step, text })
    })
  }
}
