import { z } from 'zod'
import type { Annotations, StepNote } from './annotations'
import { MAX_SEED } from './fields'
import type { ForkingView } from './fork'
import { runState, type RunState } from './run-state'
import type { ExperimentSpec } from './spec'

/** States in which a run will never change again by itself and holds a result. */
export const RESULT_STATES: readonly RunState[] = ['finished', 'diverged']
/** States from which "resume" continues at the last checkpoint. */
export const RESUMABLE_STATES: readonly RunState[] = ['paused', 'interrupted', 'cancelled', 'failed']

/** Scalars of a run by quantity id (see {@link Quantity}). NaN and infinities are kept; `null` means not measured. */
export type Summary = Record<string, number | null>

/** Where and with what a run was computed. */
export interface Environment {
  appVersion: string
  buildHash: string
  arithmetic: string
  arithmeticHash: string
  cpuModel: string
  cpuFeatures: string
  threads: number
  platform: string
  runtime: string
  /** SHA-256 of every array that the spec takes from the store, in ascending order; absent where it was not recorded */
  dataHashes?: string[]
}

export interface RunRow {
  id: number
  uid: string
  cellHash: string
  seed: number
  attempt: number
  state: RunState
  stopReason: string | null
  step: number
  /** 0 to 1, an estimate while running */
  progress: number
  priority: number
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  computeSeconds: number
  bytes: number
  summary: Summary
  error: { code: string; message: string } | null
  note: string | null
}

export interface RunRecord extends RunRow {
  spec: ExperimentSpec
}

export interface SeriesSummary {
  name: string
  count: number
  firstStep: number
  lastStep: number
  first: number
  last: number
  min: number
  max: number
  argminStep: number
  argmaxStep: number
  /** how many values are NaN or infinite */
  nonFinite: number
}

/** Points of a series for drawing: exact when `exact`, otherwise minimum and maximum per pixel in step order. */
export interface SeriesPoints {
  name: string
  steps: Float64Array
  values: Float64Array
  exact: boolean
  total: number
}

export interface SpectrumRecord {
  /** which matrix, e.g. `hiddenKernel` */
  name: string
  step: number
  order: number
  /** ascending; possibly only the extremes, see `complete` */
  values: Float64Array
  complete: boolean
  health: SpectrumHealth
}

/** Numerical health of a spectrum (DESIGN section 4). */
export interface SpectrumHealth {
  symmetryError: number
  /** |sum of eigenvalues - trace| / |trace|, null where only the extremes are known */
  traceError: number | null
  /** max over the checked pairs of |A v - lambda v| / |A|, null where no vectors were computed */
  residual: number | null
  /** order * machine epsilon * largest eigenvalue: eigenvalues below are not resolved */
  noiseFloor: number
  method: string
}

export interface CheckpointInfo {
  step: number
  createdAt: number
  bytes: number
  sha256: string
  /** stays when the run has its result */
  kept: boolean
}

export interface RunDetail extends RunRecord {
  title: string
  environment: Environment | null
  series: SeriesSummary[]
  spectra: Omit<SpectrumRecord, 'values'>[]
  checkpoints: CheckpointInfo[]
  artifacts: { name: string; bytes: number; sha256: string }[]
  events: RunEvent[]
  studies: { id: number; title: string }[]
  /** what people say about it; its note is that of the run */
  annotations: Omit<Annotations, 'note'>
  stepNotes: StepNote[]
  /** the state at its end is to be kept */
  keepState: boolean
  forking: ForkingView
}

/** What happened to a run, in order: started, paused, resumed, ... */
export interface RunEvent {
  at: number
  kind: string
  step: number
  text: string
}

/** Everything a run measured since the last batch; a worker sends it, the store keeps it in one transaction. */
export interface MeasurementBatch {
  series: { name: string; steps: Float64Array; values: Float64Array }[]
  spectra: SpectrumRecord[]
  summary: Summary
  artifacts: { name: string; values: Float64Array | Uint32Array }[]
  events: RunEvent[]
  step: number
  progress: number
  computeSeconds: number
  environment?: Environment
}

export const runFilter = z.strictObject({
  states: z.array(runState).optional(),
  studyId: z.int().optional(),
  cellHash: z.string().optional(),
  ids: z.array(z.int()).max(100_000).optional(),
  text: z.string().max(200).optional(),
  /** in the filter language, see contract/filter */
  query: z.string().max(5000).optional(),
  /** only archived runs, or none of them */
  archived: z.boolean().optional(),
  seedAtMost: z.int().max(MAX_SEED).optional(),
})
export type RunFilter = z.infer<typeof runFilter>
