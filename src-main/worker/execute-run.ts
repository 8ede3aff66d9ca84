import {
  CLOCK_SERIES,
  forkOf,
  LabError,
  sameRows,
  type MeasurementBatch,
  type SpectrumRecord,
  type StoredRows,
  type Summary,
} from '../contract'
import { experimentOf } from '../experiments'
import type { ArtifactArray, RunContext, Snapshot } from '../experiments/experiment'
import type { Arithmetic } from '../science/arithmetic/arithmetic'
import { MeasurementBuffer } from './measurement-buffer'
import type { RunEnding, RunJob, StopCommand } from './protocol'
import { decodeSnapshot, encodeSnapshot, lengthOf, type Pieces } from './snapshot'

/** How long measurements are collected before they are sent, in milliseconds. */
const BATCH_MILLISECONDS = 250
/**
 * A run told to pause or to make way may go on this long to a boundary, where it can be checkpointed: a step is worth finishing, a large
 * eigenvalue problem is not. Shorter than the program waits when it is closed.
 */
const GRACE_MILLISECONDS = 4000
/** A disk is not kept busy with checkpoints: those of networks of gigabytes come less often than asked for. */
const CHECKPOINT_BYTES_A_SECOND = 10e6
/** At a milestone a checkpoint is due after this share of the time. */
const MILESTONE_SHARE = 1 / 6
/** No checkpoint was taken yet in this execution. */
const NO_STEP_YET = -1

export interface RunPort {
  batch(batch: MeasurementBatch): void
  checkpoint(step: number, bytes: Pieces): void
  /** polls the mailbox without waiting */
  wishes(): { stop: StopCommand | null; checkpoint: boolean }
  /** milliseconds of a monotonic clock */
  now(): number
  /** milliseconds since 1970 */
  date(): number
}

/** Thrown through the experiment when the run has to stop; never leaves this file. */
class StopRun extends Error {
  constructor(readonly command: StopCommand) {
    super(command)
  }
}

const STATE_AFTER = { pause: 'paused', cancel: 'cancelled', interrupt: 'interrupted' } as const

/**
 * Executes one run to its end or until it is told to stop. All measurements up to a checkpoint are sent before the checkpoint, so that the
 * store can cut a resumed run back to it. Never throws: an error of the experiment becomes the ending `failed`.
 */
export function executeRun(job: RunJob, arithmetic: Arithmetic, port: RunPort): RunEnding {
  const context = new WorkerRunContext(job, arithmetic, port)
  try {
    const resumeFrom = job.checkpoint === null ? forkedState(job) : decodeSnapshot(job.checkpoint)
    // of wide networks these are gigabytes beside the state that was made of them
    job.checkpoint = job.forkState = null
    if (resumeFrom !== null) context.resumeAt(resumeFrom.step)
    const outcome = experimentOf(job.spec).run(job.spec, job.seed, context, resumeFrom)
    return { state: outcome.state, stopReason: outcome.stopReason, error: null, batch: context.takeBatch(1), leftState: context.leftState }
  } catch (error) {
    if (error instanceof StopRun) {
      return { state: STATE_AFTER[error.command], stopReason: null, error: null, batch: context.takeBatch(), leftState: null }
    }
    const problem = LabError.from(error)
    return {
      state: 'failed',
      stopReason: null,
      error: { code: problem.code, message: problem.message },
      batch: context.takeBatch(),
      leftState: null,
    }
  }
}

/** The state that a fork begins with, null for a run from the start. */
function forkedState({ spec, seed, forkState }: RunJob): Snapshot | null {
  const fork = forkOf(spec)
  if (fork === null) return null
  const { fork: forking } = experimentOf(spec)
  if (forking === undefined || forkState === null)
    throw new LabError('not-found', `The state ${fork.state} that the run goes on from is not in this home.`)
  if (fork.seed !== seed)
    throw new LabError(
      'invalid-spec',
      `The state that the run goes on from is of seed ${fork.seed}; with seed ${seed} it belongs to other data.`,
    )
  return forking.begin(decodeSnapshot(forkState), spec)
}

class WorkerRunContext implements RunContext {
  readonly threads: number
  private readonly buffer = new MeasurementBuffer()
  private readonly started: number
  private step = 0
  private fraction = 0
  private sentAt: number
  private checkpointAt: number
  private checkpointStep = NO_STEP_YET
  private checkpointBytes = 0
  private stopAskedAt: number | null = null
  private clockStep = 0
  /** with which training ended, where it is to be kept */
  leftState: RunEnding['leftState'] = null

  constructor(
    private readonly job: RunJob,
    readonly arithmetic: Arithmetic,
    private readonly port: RunPort,
  ) {
    this.threads = job.threads
    this.started = port.now()
    this.sentAt = this.started
    this.checkpointAt = this.started
  }

  storedArray(array: StoredRows): Float64Array {
    const found = this.job.arrays.find((given) => sameRows(given.array, array))
    if (found === undefined) throw new LabError('not-found', `The array ${array.sha256} of the spec is not in the store.`)
    return found.values
  }

  sourceArtifact(name: string): ArtifactArray | null {
    return this.job.source.find((artifact) => artifact.name === name)?.values ?? null
  }

  pulse(): void {
    this.sendIfDue()
    const { stop } = this.port.wishes()
    if (stop === null) return
    const now = this.port.now()
    this.stopAskedAt ??= now
    if (stop === 'cancel' || now - this.stopAskedAt >= GRACE_MILLISECONDS) throw new StopRun(stop)
  }

  boundary(step: number, snapshot: () => Snapshot, place?: 'milestone'): void {
    this.step = Math.max(this.step, step)
    const { stop, checkpoint } = this.port.wishes()
    const asked = this.job.checkpointSeconds * (place === 'milestone' ? MILESTONE_SHARE : 1)
    const interval = Math.max(asked, this.checkpointBytes / CHECKPOINT_BYTES_A_SECOND)
    const due = this.port.now() - this.checkpointAt >= interval * 1000
    if ((checkpoint || due || stop !== null) && step !== this.checkpointStep) this.saveCheckpoint(step, snapshot)
    if (stop !== null) throw new StopRun(stop)
    this.sendIfDue()
  }

  leaveState(step: number, snapshot: () => Snapshot): void {
    if (this.job.keepState) this.leftState = { step, bytes: encodeSnapshot(snapshot()) }
  }

  record(series: string, firstStep: number, values: Float64Array): void {
    if (values.length === 0) return
    this.step = Math.max(this.step, firstStep + values.length - 1)
    this.buffer.addSeries(
      series,
      Float64Array.from(values, (_, index) => firstStep + index),
      values.slice(),
    )
  }

  recordAt(series: string, step: number, value: number): void {
    this.step = Math.max(this.step, step)
    this.buffer.addSeries(series, Float64Array.of(step), Float64Array.of(value))
  }

  recordSpectrum(spectrum: SpectrumRecord): void {
    this.buffer.addSpectrum(spectrum)
  }

  summarise(values: Summary): void {
    this.buffer.addSummary(values)
  }

  artifact(name: string, values: ArtifactArray): void {
    this.buffer.addArtifact(name, values.slice())
  }

  note(text: string): void {
    this.buffer.addEvent({ at: this.port.date(), kind: 'note', step: this.step, text })
  }

  progress(fraction: number): void {
    this.fraction = Math.min(1, Math.max(0, fraction))
  }

  takeBatch(progress = this.fraction): MeasurementBatch {
    const { step } = this
    const computeSeconds = this.computeSeconds()
    // the first reading at a step is the one nearest to it
    if (step > this.clockStep) {
      this.buffer.addSeries(CLOCK_SERIES, Float64Array.of(step), Float64Array.of(computeSeconds))
      this.clockStep = step
    }
    return this.buffer.take({ step, progress, computeSeconds })
  }

  /** What is recorded from here on continues the stored series, which end at this step. */
  resumeAt(step: number): void {
    this.clockStep = step
  }

  computeSeconds(): number {
    return this.job.computeSecondsBefore + (this.port.now() - this.started) / 1000
  }

  private sendIfDue(): void {
    const now = this.port.now()
    if (now - this.sentAt < BATCH_MILLISECONDS) return
    this.sentAt = now
    this.port.batch(this.takeBatch())
  }

  private saveCheckpoint(step: number, snapshot: () => Snapshot): void {
    this.port.batch(this.takeBatch())
    const bytes = encodeSnapshot(snapshot())
    // handed over, it has no length any more
    this.checkpointBytes = lengthOf(bytes)
    this.port.checkpoint(step, bytes)
    const now = this.port.now()
    this.sentAt = now
    this.checkpointAt = now
    this.checkpointStep = step
  }
}
