import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import {
  BUNDLE_FORMAT,
  BUNDLE_VERSION,
  BUNDLE_VERSION_WITHOUT_STATES,
  BUNDLED_STATES,
  forkOf,
  LabError,
  MOST_BUNDLE_BYTES,
  MOST_BUNDLE_MEMBER_BYTES,
  type BundleContent,
  type BundleExport,
  type ExperimentSpec,
  type RunRecord,
  type StoredArray,
} from '../../contract'
import { cellHash } from '../../experiments'
import type { Store } from '../../store/store'
import { ZipWriter } from '../../worker/zip-writer'
import { APP_VERSION } from '../environment'
import { sourceOf } from '../sources'
import { storedArrays } from './stored-arrays'

const MOST_BLOBS = 9000
const FEWER = 'Export fewer runs at once.'

export type BundleStore = Pick<
  Store,
  | 'getRun'
  | 'seriesOf'
  | 'readSeries'
  | 'spectraOf'
  | 'readSpectrum'
  | 'artifactsOf'
  | 'readArtifact'
  | 'eventsOf'
  | 'environmentOf'
  | 'annotationsOf'
  | 'stepNotesOf'
  | 'getStudy'
  | 'studyCells'
  | 'studyRuns'
  | 'uidOfStudy'
  | 'getArray'
  | 'checkpointsOf'
  | 'readState'
>

export interface BundleWish {
  runIds: readonly number[]
  studyIds: readonly number[]
  /** with the states that are kept of the runs */
  states?: boolean
}

/**
 * Writes runs and studies with all they measured as one file. It appears whole or not at all. Runs that are queued or running are left
 * out; checkpoints that are not kept stay at home. States that runs begin with always come along. @throws LabError `not-found`, `cannot-fit`, `not-allowed` when it cannot be written
 */
export function writeBundle(store: BundleStore, wish: BundleWish, path: string): BundleExport {
  const collector = new BundleCollector(store, wish.states === true)
  for (const studyId of wish.studyIds) collector.addStudy(studyId)
  for (const runId of wish.runIds) collector.addRun(runId)
  collector.assertFits()
  const temporary = `${path}.part`
  try {
    const handle = openSync(temporary, 'w')
    try {
      collector.write(new ZipWriter(handle, FEWER))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    const bytes = statSync(temporary).size
    if (bytes > MOST_BUNDLE_BYTES) throw tooLarge(`has ${bytes} bytes; at most ${MOST_BUNDLE_BYTES} can be read again`)
    renameSync(temporary, path)
    return { path, runs: collector.runs, leftOut: collector.leftOut, bytes }
  } catch (error) {
    rmSync(temporary, { force: true })
    if (error instanceof LabError) throw error
    throw new LabError('not-allowed', `${path} could not be written: ${String(error)}. Another place can be chosen.`, [], { cause: error })
  }
}

function tooLarge(why: string): LabError {
  return new LabError('cannot-fit', `The bundle ${why}. Nothing was written. ${FEWER}`)
}

class BundleCollector {
  private readonly content: BundleContent = { cells: [], environments: [], runs: [], studies: [], arrays: [] }
  private readonly cells = new Map<string, number>()
  private readonly environments = new Map<string, number>()
  private readonly included = new Set<number>()
  /** run ids in the order of the content */
  private readonly order: number[] = []
  private readonly blobs = new Map<string, { bytes: number; read: () => readonly Uint8Array[] }>()
  private floats = 0
  leftOut = 0

  private hasStates = false

  constructor(
    private readonly store: BundleStore,
    private readonly withStates: boolean,
  ) {}

  get runs(): number {
    return this.order.length
  }

  addStudy(studyId: number): void {
    const study = this.store.getStudy(studyId)
    if (study === null) throw new LabError('not-found', `There is no study ${studyId}. Nothing was written.`)
    const { title, recipeId, size, baseSeed, inputs, createdAt } = study
    const cells = this.store.studyCells(studyId).map(({ spec, seeds, axes, note }) => ({ cell: this.cell(spec), seeds, axes, note }))
    this.content.studies.push({ uid: this.store.uidOfStudy(studyId) ?? '', title, recipeId, size, baseSeed, inputs, createdAt, cells })
    for (const run of this.store.studyRuns(studyId)) this.add(run)
  }

  addRun(runId: number): void {
    const run = this.store.getRun(runId)
    if (run === null) throw new LabError('not-found', `There is no run ${runId}. Nothing was written.`)
    this.add(run)
  }

  private add(run: RunRecord): void {
    if (this.included.has(run.id)) return
    this.included.add(run.id)
    const state = BUNDLED_STATES.find((each) => each === run.state)
    if (state === undefined) {
      this.leftOut++
      return
    }
    const series = this.store.seriesOf(run.id).map(({ name, count }) => ({ name, count, at: this.take(2 * count) }))
    const spectra = this.store.spectraOf(run.id).map(({ health, ...spectrum }) => {
      const count = this.store.readSpectrum(run.id, spectrum.name, spectrum.step)?.values.length ?? 0
      return {
        ...spectrum,
        health: {
          ...health,
          symmetryError: exact(health.symmetryError),
          traceError: exactOrNull(health.traceError),
          residual: exactOrNull(health.residual),
          noiseFloor: exact(health.noiseFloor),
        },
        count,
        at: this.take(count),
      }
    })
    const artifacts = this.store.artifactsOf(run.id).map(({ name, type, bytes, sha256 }) => {
      this.blobs.set(sha256, { bytes, read: () => [bytesOf(this.store.readArtifact(run.id, name) ?? new Float64Array())] })
      return { name, type, sha256 }
    })
    const kept = this.withStates ? this.store.checkpointsOf(run.id).filter((checkpoint) => checkpoint.kept) : []
    const states = kept.map(({ step, createdAt, sha256, bytes }) => {
      this.state(sha256, bytes)
      return { step, createdAt, sha256 }
    })
    const { uid, seed, attempt, stopReason, step, progress, createdAt, startedAt, finishedAt, computeSeconds, error } = run
    const [said] = this.store.annotationsOf([run.id])
    const { name = null, starred = false, archivedAt = null, tags = [], note = null } = said ?? {}
    this.content.runs.push({
      ...{ uid, seed, attempt, state, stopReason, step, progress, createdAt, startedAt, finishedAt, computeSeconds, error },
      cell: this.cell(run.spec),
      summary: Object.fromEntries(Object.entries(run.summary).map(([quantity, value]) => [quantity, exactOrNull(value)])),
      environment: this.environment(run.id),
      events: this.store.eventsOf(run.id),
      annotations: { name, starred, archivedAt, tags, note },
      stepNotes: this.store.stepNotesOf(run.id),
      ...{ series, spectra, artifacts },
      ...(states.length > 0 ? { states } : {}),
    })
    this.order.push(run.id)
  }

  /** Before anything is written. @throws LabError `cannot-fit` that says how much it is and what would fit */
  assertFits(): void {
    if (this.blobs.size > MOST_BLOBS) throw tooLarge(`would hold ${this.blobs.size} files; at most ${MOST_BLOBS} can be read again`)
    const points = 8 * this.floats
    if (points > MOST_BUNDLE_MEMBER_BYTES)
      throw tooLarge(`would hold ${points} bytes of points; at most ${MOST_BUNDLE_MEMBER_BYTES} can be read again`)
    const largest = Math.max(0, ...[...this.blobs.values()].map((blob) => blob.bytes))
    if (largest > MOST_BUNDLE_MEMBER_BYTES)
      throw tooLarge(`would hold an array or a state of ${largest} bytes; at most ${MOST_BUNDLE_MEMBER_BYTES} can be read again`)
    const files = [...this.blobs.values()].reduce((sum, { bytes }) => sum + bytes, 0)
    const bytes = points + files
    if (bytes <= MOST_BUNDLE_BYTES) return
    const share = Math.floor((this.runs * MOST_BUNDLE_BYTES) / bytes)
    throw tooLarge(
      `of ${this.runs} runs would have ${bytes} bytes; at most ${MOST_BUNDLE_BYTES} can be read again, enough for about ${share}`,
    )
  }

  write(zip: ZipWriter): void {
    const entries: { name: string; bytes: number; sha256: string }[] = []
    const add = (name: string, content: (write: (bytes: Uint8Array) => void) => void): void => {
      const hash = createHash('sha256')
      let bytes = 0
      zip.add(name, (write) =>
        content((piece) => {
          hash.update(piece)
          bytes += piece.length
          write(piece)
        }),
      )
      entries.push({ name, bytes, sha256: hash.digest('hex') })
    }
    add('content.json', (write) => write(jsonBytes(this.content)))
    add('numbers.bin', (write) => this.writeNumbers(write))
    for (const [sha256, { read }] of this.blobs) add(`blobs/${sha256}`, (write) => read().forEach(write))
    zip.add('manifest.json', (write) =>
      write(
        jsonBytes({
          format: BUNDLE_FORMAT,
          version: this.hasStates ? BUNDLE_VERSION : BUNDLE_VERSION_WITHOUT_STATES,
          appVersion: APP_VERSION,
          entries,
        }),
      ),
    )
    zip.end()
  }

  /** In the order in which {@link take} gave places. */
  private writeNumbers(write: (bytes: Uint8Array) => void): void {
    this.content.runs.forEach((run, index) => {
      const runId = this.order[index] ?? -1
      for (const { name, count } of run.series) {
        const points = this.store.readSeries(runId, name)
        if (points?.steps.length !== count)
          throw new LabError('not-allowed', `Run ${runId} changed while it was written. Nothing was written; try again.`)
        write(bytesOf(points.steps))
        write(bytesOf(points.values))
      }
      for (const { name, step } of run.spectra) write(bytesOf(this.store.readSpectrum(runId, name, step)?.values ?? new Float64Array()))
    })
  }

  private take(floats: number): number {
    const at = this.floats
    this.floats += floats
    return at
  }

  private cell(spec: ExperimentSpec): number {
    const hash = cellHash(spec)
    const known = this.cells.get(hash)
    if (known !== undefined) return known
    // what its runs start from, so that they can be run again
    const source = sourceOf(spec)
    if (source !== null) this.cell(source)
    const index = this.content.cells.push({ hash, spec }) - 1
    this.cells.set(hash, index)
    const fork = forkOf(spec)
    // how large it is shows when it is written
    if (fork !== null) this.state(fork.state, 0)
    for (const array of storedArrays(spec)) this.array(array)
    return index
  }

  private state(sha256: string, bytes: number): void {
    this.hasStates = true
    const read = (): readonly Uint8Array[] => {
      const content = this.store.readState(sha256)
      if (content === null) throw new LabError('not-found', `The state ${sha256} is missing or damaged. Nothing was written.`)
      return content
    }
    this.blobs.set(sha256, { bytes, read })
  }

  private array(array: StoredArray): void {
    const { sha256, shape } = array
    if (this.content.arrays.some((known) => known.sha256 === sha256 && known.shape.join() === shape.join())) return
    this.content.arrays.push({ sha256, shape, source: 'bundle' })
    const bytes = 8 * shape.reduce((product, extent) => product * extent, 1)
    this.blobs.set(sha256, { bytes, read: () => [bytesOf(this.store.getArray(array))] })
  }

  private environment(runId: number): number | null {
    const environment = this.store.environmentOf(runId)
    if (environment === null) return null
    const text = JSON.stringify(environment)
    const known = this.environments.get(text)
    if (known !== undefined) return known
    const index = this.content.environments.push({ ...environment }) - 1
    this.environments.set(text, index)
    return index
  }
}

function exact(value: number): number | 'NaN' | 'Infinity' | '-Infinity' | '-0' {
  if (Object.is(value, -0)) return '-0'
  if (Number.isFinite(value)) return value
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
}

function exactOrNull(value: number | null): ReturnType<typeof exact> | null {
  return value === null ? null : exact(value)
}

function bytesOf(values: Float64Array | Uint32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

function jsonBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value))
}
