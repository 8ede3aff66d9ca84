import type { ExperimentSpec, MeasurementBatch, RunState, StoredRows } from '../contract'
import type { ArithmeticDecision } from '../science/arithmetic/load'
import type { PreparedArray } from './data-protocol'
import type { Pieces } from './snapshot'

/** What a compute worker is started with. */
export interface WorkerSetup {
  decision: ArithmeticDecision
}

export interface RunJob {
  runId: number
  spec: ExperimentSpec
  seed: number
  /** threads the run may use inside a kernel; never changes a result */
  threads: number
  /** what the spec takes of the arrays it refers to */
  arrays: { array: StoredRows; values: Float64Array }[]
  /** artifacts of the finished run that this one starts from; empty for most runs */
  source: { name: string; values: Float64Array | Uint32Array }[]
  /** serialised snapshot to go on from */
  checkpoint: Pieces | null
  checkpointSeconds: number
  /** of a temporary file of the store; those of large checkpoints have names that begin with it */
  checkpointFile: string
  /** the state at the end is to be kept */
  keepState: boolean
  /** serialised snapshot of another run that this one begins with; null for a run from the start */
  forkState: Pieces | null
  /** of earlier executions of the same run */
  computeSecondsBefore: number
}

export type StopCommand = 'pause' | 'cancel' | 'interrupt'

export type ToWorker =
  | { kind: 'run'; job: RunJob }
  | { kind: 'stop'; runId: number; command: StopCommand }
  | { kind: 'checkpoint'; runId: number }
  | { kind: 'calibrate' }
  | { kind: 'exit' }

/** A serialised snapshot, or the file that holds it under a temporary name. */
export type CheckpointContent = { bytes: Pieces } | { file: PreparedArray }

export interface RunEnding {
  state: Extract<RunState, 'finished' | 'diverged' | 'failed' | 'cancelled' | 'paused' | 'interrupted'>
  stopReason: string | null
  error: { code: string; message: string } | null
  /** null when the worker died and could not send its last measurements */
  batch: MeasurementBatch | null
  /** the state with which training ended, where it is to be kept */
  leftState: { step: number; bytes: Pieces } | null
}

export interface CalibrationResult {
  /** GFLOP/s of a 512 x 512 matrix product on one thread */
  gemmGflops: number
  /** GFLOP/s of the two-layer step on one thread, counting 4 n S m a step */
  stepGflops: number
}

export type FromWorker =
  | { kind: 'ready' }
  | { kind: 'batch'; runId: number; batch: MeasurementBatch }
  | { kind: 'checkpoint'; runId: number; step: number; content: CheckpointContent }
  | { kind: 'ended'; runId: number; ending: RunEnding }
  | { kind: 'calibrated'; result: CalibrationResult }
