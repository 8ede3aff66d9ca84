import type {
  Axis,
  ExperimentInfo,
  ExperimentSpec,
  FileArray,
  RunState,
  SpectrumRecord,
  StoredArray,
  StoredRows,
  Summary,
} from '../contract'
import type { Arithmetic } from '../science/arithmetic/arithmetic'

/** What a run may leave as a result. */
export type ArtifactArray = Float64Array | Uint32Array
export type SnapshotArray = ArtifactArray | Float32Array

/** All that a run needs to go on bit for bit, besides its spec and seed. Arrays are copies. */
export interface Snapshot {
  step: number
  numbers: Record<string, number>
  arrays: Record<string, SnapshotArray>
}

/** What a run may do to the outside world; the worker implements it, tests use a recording one. */
export interface RunContext {
  readonly arithmetic: Arithmetic
  /** threads this run may use */
  readonly threads: number
  /** content of an array the user gave, row-major; of its rows where the spec names some */
  storedArray(array: StoredRows): Float64Array
  /** a binary result of the run this one starts from (see {@link Experiment.source}); null when it left none of this name */
  sourceArtifact(name: string): ArtifactArray | null
  /** seconds this run has been computed, in all its executions; only for rules that a spec makes depend on the clock */
  computeSeconds(): number
  /** to be called between slices of at most about 50 ms; throws when the run has to stop, the work since the last boundary is then lost */
  pulse(): void
  /**
   * To be called whenever training stands between two steps and all measurements up to `step` have been recorded. Takes the snapshot
   * only when a checkpoint is due, which at a milestone, such as the end of an epoch, is sooner; throws when the run has to stop.
   */
  boundary(step: number, snapshot: () => Snapshot, place?: 'milestone'): void
  /** To be called once when training is over, before its end is measured: the state is kept where somebody wants to go on from it. */
  leaveState(step: number, snapshot: () => Snapshot): void
  /** values of consecutive steps */
  record(series: string, firstStep: number, values: Float64Array): void
  /** one value */
  recordAt(series: string, step: number, value: number): void
  recordSpectrum(spectrum: SpectrumRecord): void
  /** merges into the run's summary */
  summarise(values: Summary): void
  /** named binary result, e.g. `activationChangesPerNeuron` */
  artifact(name: string, values: ArtifactArray): void
  /** an entry of the run's log */
  note(text: string): void
  progress(fraction: number): void
}

export interface Outcome {
  state: Extract<RunState, 'finished' | 'diverged'>
  /** e.g. `converged`, `residual-increased`, `not-finite`, `step-budget` */
  stopReason: string
}

export interface Cost {
  /** floating-point operations of all training steps (expected) */
  trainingFlops: number
  /** of all spectra and predictors */
  spectrumFlops: number
  /** peak of the worker */
  memoryBytes: number
  expectedSteps: number
}

/** How a run may go on from a state of another one with other settings (see contract/fork-field). */
export interface Forking<Spec> {
  /** dotted paths of what a fork may have otherwise than the run it comes from: nothing that the state's shape or past depends on */
  readonly fields: readonly string[]
  /** how the other run was trained, which the spec of a fork states (`fork.training`) */
  training(spec: Spec): unknown
  /** the state that the other run has left as that at which this one begins */
  begin(snapshot: Snapshot, spec: Spec): Snapshot
}

export interface Experiment<Spec extends ExperimentSpec = ExperimentSpec> {
  readonly info: ExperimentInfo
  cost(spec: Spec): Cost
  /** the spec's coordinates for titles and axes, e.g. hiddenWidth, sampleCount */
  readonly axes: Axis[]
  axisValues(spec: Spec): Record<string, number | string>
  /** short title that tells cells apart, e.g. "S = 100, m = 300, gaussian labels" */
  title(spec: Spec): string
  /**
   * Replaces every `file` array by what `load` answers for it, after checking its shape against the spec.
   * @throws LabError `invalid-file` naming the field, the file and the shapes
   */
  resolveFiles(spec: Spec, load: (file: FileArray, field: string) => StoredArray): Spec
  /** Checks that need more than one field: impossible sizes, step sizes both zero. @returns problems, empty when there are none */
  check(spec: Spec): { path: string; rule: string }[]
  /** The spec whose run with the same seed has to have finished before; its artifacts are at hand then. */
  source?(spec: Spec): ExperimentSpec
  /** absent where no run can go on from a state of another */
  readonly fork?: Forking<Spec>
  run(spec: Spec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome
}
