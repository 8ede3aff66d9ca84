import type { BundleContent, BundledRun, BundledStudy, BundleImport, ExperimentSpec, SpectrumRecord } from '../contract'
import type { AnnotationRepository } from './annotations'
import type { ArtifactRepository } from './artifacts'
import type { BlobStore } from './blobs'
import type { CellRepository } from './cells'
import type { Connection } from './connection'
import { decodeNumber } from './json-numbers'
import type { RunEvents } from './run-events'
import type { SeriesRepository } from './series'
import type { SpectrumRepository } from './spectra'
import type { RunImport, Store } from './store'
import type { StudyRepository } from './studies'

interface Repositories {
  blobs: BlobStore
  cells: CellRepository
  series: SeriesRepository
  spectra: SpectrumRepository
  artifacts: ArtifactRepository
  events: RunEvents
  annotations: AnnotationRepository
  studies: StudyRepository
}

/** Takes in runs that another home has measured. What is handed in has been verified; all of it is stored, or nothing. */
export class ImportRepository implements Pick<Store, 'importRuns'> {
  private readonly runOfUid
  private readonly restore
  private readonly hasResult
  private readonly attempts
  private readonly insertRun
  private readonly countBytes
  private readonly putEnvironment
  private readonly environmentId
  private readonly linkSource
  private readonly insertArray
  private readonly insertState

  constructor(
    connection: Connection,
    private readonly parts: Repositories,
  ) {
    this.runOfUid = connection.prepare<[string], number>('SELECT id FROM runs WHERE uid = ?').pluck()
    this.restore = connection.prepare<[number]>('UPDATE runs SET removed_at = NULL WHERE id = ? AND removed_at IS NOT NULL')
    this.hasResult = connection
      .prepare<[number, number], number>(
        "SELECT 1 FROM runs WHERE cell_id = ? AND seed = ? AND state IN ('finished', 'diverged') AND removed_at IS NULL",
      )
      .pluck()
    this.attempts = connection.prepare<[number, number], number>('SELECT attempt FROM runs WHERE cell_id = ? AND seed = ?').pluck()
    this.insertRun = connection.prepare<[Record<string, number | string | null>]>(`
      INSERT INTO runs (uid, cell_id, seed, attempt, state, stop_reason, step, progress, created_at, started_at, finished_at, compute_seconds,
        summary, environment_id, error_code, error_message)
      VALUES (@uid, @cellId, @seed, @attempt, @state, @stopReason, @step, @progress, @createdAt, @startedAt, @finishedAt, @computeSeconds,
        @summary, @environmentId, @errorCode, @errorMessage)`)
    this.countBytes = connection.prepare<[{ id: number }]>(`
      UPDATE runs SET bytes =
        (SELECT ifnull(sum(bytes), 0) FROM series WHERE run_id = @id)
        + (SELECT ifnull(sum(length(eigenvalue_data)), 0) FROM spectra WHERE run_id = @id)
        + (SELECT ifnull(sum(b.bytes), 0) FROM artifacts a JOIN blobs b ON b.sha256 = a.sha256 WHERE a.run_id = @id)
        + (SELECT ifnull(sum(b.bytes), 0) FROM checkpoints k JOIN blobs b ON b.sha256 = k.sha256 WHERE k.run_id = @id)
      WHERE id = @id`)
    this.putEnvironment = connection.prepare<[string]>('INSERT INTO environments (content) VALUES (?) ON CONFLICT DO NOTHING')
    this.environmentId = connection.prepare<[string], number>('SELECT id FROM environments WHERE content = ?').pluck()
    this.linkSource = connection.prepare<[number, number]>(
      'INSERT INTO cell_sources (cell_id, source_cell_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
    )
    this.insertState = connection.prepare<[number, number, string, number, number]>(`
      INSERT INTO checkpoints (run_id, step, sha256, created_at, kept, summary) VALUES (?, ?, ?, ?, 1, (SELECT summary FROM runs WHERE id = ?))`)
    this.insertArray = connection.prepare<[string, string, string, number]>(
      'INSERT INTO arrays (sha256, shape, source, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
  }

  importRuns({ content, specs, sources, numbers, blobs }: RunImport, now: number): BundleImport {
    return this.parts.blobs.writeWith(contentsOf(blobs), now, (prepared) => {
      for (const { sha256, shape, source } of content.arrays) this.insertArray.run(sha256, JSON.stringify(shape), source, now)
      const cellIds = this.cells(content, specs, sources, now)
      const environments = content.environments.map((environment) => this.environment(JSON.stringify(environment)))
      const result: BundleImport = { runs: { stored: 0, existing: 0, superseded: 0 }, studies: { stored: 0, existing: 0 }, runIds: [] }
      for (const run of content.runs) {
        const known = this.runOfUid.get(run.uid)
        if (known !== undefined) {
          this.restore.run(known)
          result.runs.existing++
          result.runIds.push(known)
          continue
        }
        const cellId = cellIds[run.cell]!
        const isResult = run.state === 'finished' || run.state === 'diverged'
        // an attempt that led to nothing must not stand in front of a result
        if (!isResult && this.hasResult.get(cellId, run.seed) !== undefined) {
          result.runs.superseded++
          continue
        }
        result.runIds.push(this.run(run, cellId, run.environment === null ? null : environments[run.environment]!, numbers))
        result.runs.stored++
      }
      for (const study of content.studies) {
        const stored = this.study(study, content, specs, now)
        if (stored) result.studies.stored++
        else result.studies.existing++
      }
      // what only runs that are here already would have needed
      this.parts.blobs.forgetUnreferenced(prepared.map(({ sha256 }) => sha256))
      return result
    })
  }

  private cells(content: BundleContent, specs: readonly ExperimentSpec[], sources: ReadonlyMap<number, number>, now: number): number[] {
    const ids = content.cells.map(({ hash }, index) => this.parts.cells.ensure(hash, specs[index]!, now))
    for (const [cell, source] of sources) this.linkSource.run(ids[cell]!, ids[source]!)
    return ids
  }

  private environment(text: string): number {
    this.putEnvironment.run(text)
    return this.environmentId.get(text)!
  }

  private run(run: BundledRun, cellId: number, environmentId: number | null, numbers: Float64Array): number {
    const taken = new Set(this.attempts.all(cellId, run.seed))
    const attempt = taken.has(run.attempt) ? Math.max(...taken) + 1 : run.attempt
    const { uid, seed, state, stopReason, step, progress, createdAt, startedAt, finishedAt, computeSeconds } = run
    const id = Number(
      this.insertRun.run({
        ...{
          uid,
          cellId,
          seed,
          attempt,
          state,
          stopReason,
          step,
          progress,
          createdAt,
          startedAt,
          finishedAt,
          computeSeconds,
          environmentId,
        },
        summary: JSON.stringify(run.summary),
        errorCode: run.error?.code ?? null,
        errorMessage: run.error?.message ?? null,
      }).lastInsertRowid,
    )
    for (const { name, count, at } of run.series) {
      const points = { steps: numbers.subarray(at, at + count), values: numbers.subarray(at + count, at + 2 * count) }
      this.parts.series.append(id, name, points)
    }
    for (const { count, at, health, ...spectrum } of run.spectra)
      this.parts.spectra.add(id, { ...spectrum, health: healthOf(health), values: numbers.subarray(at, at + count) })
    for (const { name, type, sha256 } of run.artifacts) this.parts.artifacts.add(id, name, type, step, sha256)
    for (const state of run.states ?? []) this.insertState.run(id, state.step, state.sha256, state.createdAt, id)
    for (const event of run.events) this.parts.events.add(id, event)
    this.parts.annotations.putAnnotations([{ ...run.annotations, runId: id }])
    for (const note of run.stepNotes) this.parts.annotations.setStepNote(id, note.step, note.text, note.changedAt)
    this.countBytes.run({ id })
    return id
  }

  /** @returns whether it is new here */
  private study({ cells, uid, ...study }: BundledStudy, content: BundleContent, specs: readonly ExperimentSpec[], now: number): boolean {
    const planned = cells.map(({ cell, ...rest }) => ({ ...rest, hash: content.cells[cell]!.hash, spec: specs[cell]! }))
    return this.parts.studies.adopt({ ...study, cells: planned }, uid, now)
  }
}

function* contentsOf(blobs: RunImport['blobs']): Iterable<Uint8Array> {
  for (const read of blobs) yield read()
}

function healthOf(health: BundledRun['spectra'][number]['health']): SpectrumRecord['health'] {
  return {
    method: health.method,
    symmetryError: decodeNumber(health.symmetryError) ?? NaN,
    traceError: decodeNumber(health.traceError),
    residual: decodeNumber(health.residual),
    noiseFloor: decodeNumber(health.noiseFloor) ?? NaN,
  }
}
