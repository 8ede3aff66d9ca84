import type {
  AnnotatedRun,
  AnnotationChange,
  AxisValues,
  BundleContent,
  BundleImport,
  CheckpointInfo,
  DatasetRole,
  Dashboard,
  DashboardPanel,
  DatasetView,
  Environment,
  ExperimentSpec,
  FilterCondition,
  FilterKeys,
  FilterValue,
  MeasurementBatch,
  RecipeSize,
  RunEvent,
  RunFilter,
  RunRecord,
  RunState,
  RunView,
  SeriesPoints,
  SeriesSummary,
  Settings,
  SpectrumRecord,
  StepNote,
  StorageUsage,
  StoredArray,
  StoredRows,
} from '../contract'
import type { BlobContent, PreparedBlob } from './blobs'

/**
 * The face of the database: one object a process, opened by `openStore`. All calls are synchronous; the lab's thread is the only one that
 * holds it. Several processes (app and terminal) may hold the same home folder at once. Every method that changes anything is one
 * transaction: it happens whole or not at all. Times are milliseconds since 1970 and are given by the caller, so that tests own the clock.
 */
export interface Store {
  readonly home: string
  /** true when the home folder or the database cannot be written; every change then throws LabError `home-not-writable` */
  readonly readOnly: boolean
  readonly warnings: StoreWarning[]

  // Engines: whoever executes runs holds a lease that it renews.
  registerEngine(engine: { kind: 'app' | 'terminal'; pid: number; bootId: string }, now: number): number
  heartbeat(engineId: number, now: number): void
  releaseEngine(engineId: number): void
  /** Running runs whose engine's lease is older than `leaseMilliseconds` (or gone) become `interrupted`. @returns their ids */
  reconcile(now: number, leaseMilliseconds: number): number[]

  // Cells and runs.
  /**
   * Makes sure that each cell exists and that each seed has a run that is queued, running or has a result. Seeds whose latest attempt is
   * finished, diverged, queued or running are left alone; paused, interrupted and cancelled ones with a checkpoint are queued again to
   * resume; failed ones and those without a checkpoint start again (failed: a further attempt). One transaction for everything.
   */
  enqueue(request: EnqueueCell[], engineId: number | null, now: number): EnqueueResult
  /**
   * A further attempt of each run, queued, unless one is queued or running already. A reproduction does not stand for the others where they
   * have a result. @returns the new ids
   */
  rerun(runIds: number[], engineId: number | null, now: number, reproduction?: boolean): number[]
  /**
   * The next run in the queue that this engine may claim, apart from those in `except`: its own, or one whose engine's lease is dead or that
   * has none. With `onlyRunIds` one of these, whoever queued it: somebody asked for exactly these here. Runs whose source may still come wait.
   * Claims nothing.
   */
  nextInQueue(
    engineId: number,
    now: number,
    leaseMilliseconds: number,
    except: readonly number[],
    onlyRunIds?: ReadonlySet<number>,
  ): NextRun | null
  /** The runs, latest attempts, that these start from. @returns ids, also of those that have ended */
  sourceRuns(runIds: readonly number[]): number[]
  /** null also for a run in the trash */
  getRun(runId: number): RunRecord | null
  /** all attempts, oldest first */
  findRuns(cellHash: string, seed?: number): RunRecord[]
  /** `values` has a row for each run and a column for each value asked for */
  queryRuns(query: RunQuery): { total: number; rows: RunRecord[]; values: (number | string | null)[][]; differingKeys: string[] }
  /** all matching runs with nothing but the values asked for */
  tabulate(query: Omit<RunQuery, 'offset' | 'limit'>): RunTabulation
  /** what a filter can name */
  filterKeys(): FilterKeys
  /** Makes verdicts on results that are not known yet, for about so many milliseconds. @returns how many results wait for theirs */
  prepareVerdicts(milliseconds: number): number
  /** ids only, in the order of the filter's default sort; for bulk actions and exports */
  runIds(filter: StoreFilter): number[]
  countByState(filter?: StoreFilter): Partial<Record<RunState, number>>
  /** Queued run ids in the order in which they start. */
  queueOrder(limit: number): number[]
  /** Puts queued runs directly before another queued run (they take its priority), or at the very end (they take the lowest). */
  reorder(runIds: number[], before: number | null): number
  setPriority(runIds: number[], priority: number): number
  /** an empty note is none */
  setNote(runId: number, note: string): number
  /** Moves to the trash / back. @throws LabError `not-allowed` when one of them is running. Queued ones are cancelled. */
  removeRuns(runIds: number[], now: number): number
  restoreRuns(runIds: number[]): number
  /** Deletes for good the runs that have been in the trash since before the given time, with everything measured. */
  emptyTrash(olderThan: number): { blobs: number; bytes: number }

  // What the engine that owns a run writes. All throw LabError `not-allowed` when the run is not running under that engine (lease lost).
  /** One transaction for everything measured since the last batch. */
  appendBatch(runId: number, engineId: number, batch: MeasurementBatch, now: number): void
  /** Keeps the newest checkpoint and the one before it. The blob is durable before the row is. */
  saveCheckpoint(runId: number, engineId: number, checkpoint: NewCheckpoint, now: number): void
  /**
   * What has become of runs since, in one transaction: first those that were started are made `running`, then others end: state, reason,
   * error, a batch of last measurements. Finished and diverged runs are results: they never change again, and their checkpoints that are not
   * kept are removed.
   * @returns runs of which nothing was written: not in the queue any more, or not run by this engine
   */
  settle(engineId: number, settlement: Settlement, now: number): number[]

  /** Newest checkpoint whose blob is present and whose hash is right; a damaged one is skipped (and noted in the run's events). */
  loadCheckpoint(runId: number): { step: number; bytes: Uint8Array[] } | null
  /**
   * On resuming: removes points, spectra, artifacts and checkpoints after `step`, and puts the summary back to what it was at the newest
   * checkpoint up to `step`; -1 removes all. Noted in the run's events when there was anything to remove. To be called whenever a run is
   * started that has been started before; the time spent computing is kept.
   */
  cutBack(runId: number, step: number, now: number): void

  // Forks: runs that go on from a state of another run.
  keepsState(runId: number): boolean
  /** Whether the state at the end of these runs is to be kept. */
  keepState(runIds: readonly number[], keep: boolean): number
  /** Whether a checkpoint stays when the run has its result. One of a result that is let go is removed. @throws LabError `not-found` */
  keepCheckpoint(runId: number, step: number, keep: boolean): void
  /** Removes what is kept of runs that have a result. States that forks begin with stay. */
  purgeStates(): { states: number; bytes: number }
  /** Content of a checkpoint, or of the state that a fork begins with; null when it is missing or damaged. */
  readState(sha256: string): Uint8Array[] | null
  /** null also for a run in the trash */
  runOfUid(uid: string): RunRecord | null
  /** runs that begin with a state of this one */
  forksOf(uid: string): RunRecord[]

  // Commands from one process to the engine that runs a run (app and terminal share a home folder).
  requestStop(runIds: number[], command: 'pause' | 'cancel' | 'checkpoint', now: number): number
  /** Commands for runs of this engine, each handed out once. */
  takeCommands(engineId: number): { runId: number; command: 'pause' | 'cancel' | 'checkpoint' }[]
  /** Queued runs change state directly: to `paused` or `cancelled`. */
  holdQueued(runIds: number[], state: 'paused' | 'cancelled', now: number): number
  /** Changes whenever another process has committed something. */
  dataVersion(): number

  // Reading what was measured.
  seriesOf(runId: number): SeriesSummary[]
  readSeries(runId: number, name: string): { steps: Float64Array; values: Float64Array } | null
  /**
   * For drawing: exact points if there are at most 2 x pixels in the range, otherwise per pixel column the first, minimum, maximum and
   * last value in step order (NaN and infinite values are kept as points of their own). Uses precomputed levels of detail for long series.
   * Columns are equally wide on the scale of the step axis, linear when none is given. The nearest point on either side of the range
   * comes along, so that lines reach the edges; `total` counts without them.
   */
  drawSeries(
    runId: number,
    name: string,
    range: { fromStep: number; toStep: number } | null,
    pixels: number,
    scale?: 'linear' | 'log',
  ): SeriesPoints | null
  spectraOf(runId: number): Omit<SpectrumRecord, 'values'>[]
  readSpectrum(runId: number, name: string, step: number): SpectrumRecord | null
  eventsOf(runId: number): RunEvent[]
  checkpointsOf(runId: number): CheckpointInfo[]
  environmentOf(runId: number): Environment | null
  artifactsOf(runId: number): { name: string; type: 'float64' | 'uint32'; bytes: number; sha256: string }[]
  readArtifact(runId: number, name: string): Float64Array | Uint32Array | null

  // Studies.
  /** Creates the study, or returns the existing one with the same recipe, size and base seed. Removed ones are restored. */
  createStudy(study: NewStudy, now: number): number
  addSeeds(studyId: number, seedsByCell: ReadonlyMap<string, number[]>): void
  listStudies(): StudyRecord[]
  getStudy(studyId: number): StudyRecord | null
  studyCells(studyId: number): StudyCell[]
  /** Of every planned seed of every cell of the study the latest attempt with a result, otherwise the latest; runs are shared among studies that contain the same cell. */
  studyRuns(studyId: number): RunRecord[]
  studiesOfRun(runId: number): { id: number; title: string }[]
  /** seeds that some study, not one in the trash, has planned for a cell */
  plannedSeeds(cellHash: string): number[]
  removeStudy(studyId: number, now: number): boolean
  restoreStudy(studyId: number): boolean

  // Dashboards.
  /** last changed first; without those of studies in the trash */
  listDashboards(): Dashboard[]
  getDashboard(dashboardId: number): Dashboard | null
  createDashboard(name: string, studyId: number | null, panels: readonly DashboardPanel[], now: number): number
  changeDashboard(dashboardId: number, change: { name?: string; panels?: readonly DashboardPanel[] }, now: number): boolean
  removeDashboard(dashboardId: number): boolean

  // What people say about runs, and how they look at them. None of it is part of a result.
  /** of those that are there, in the order asked */
  annotationsOf(runIds: readonly number[]): AnnotatedRun[]
  /** @returns what was there before, of those that were changed */
  annotate(runIds: readonly number[], change: AnnotationChange, now: number): AnnotatedRun[]
  putAnnotations(annotations: readonly AnnotatedRun[]): number
  stepNotesOf(runId: number): StepNote[]
  /** an empty text removes it. @returns what was there before */
  setStepNote(runId: number, step: number, text: string, now: number): string
  listViews(): { name: string; view: RunView }[]
  /** @returns the view of that name before */
  putView(name: string, view: RunView, now: number): RunView | null
  removeView(name: string): RunView | null
  usage(): StorageUsage

  // Runs of other homes.
  /** Stores what has been verified, in one transaction. What is here already, by its uid, is left as it is. */
  importRuns(runs: RunImport, now: number): BundleImport
  /** what tells a study from all others, in whatever home */
  uidOfStudy(studyId: number): string | null

  // Arrays the user gave.
  /** Stores a float64 array content-addressed. Same content twice is stored once. */
  putArray(values: Float64Array, shape: number[], source: string, now: number): StoredArray
  getArray(array: StoredRows): Float64Array

  // Data sets.
  /**
   * Stores a data set whose files another thread has made durable under names of {@link temporaryBlobPath}. The same import again is the
   * data set that is there already, also when it is in the trash.
   */
  putDataset(dataset: NewDataset, blobs: PreparedBlob[], now: number): { datasetId: number; existed: boolean }
  /** newest first, without those in the trash */
  listDatasets(): DatasetView[]
  getDataset(datasetId: number): DatasetView | null
  renameDataset(datasetId: number, name: string): number
  /** Moves to the trash. @throws LabError `not-allowed` naming the runs that need its arrays */
  removeDataset(datasetId: number, now: number): boolean
  restoreDataset(datasetId: number): boolean
  /** What was computed about a part by this version of the code, null when nothing was. */
  datasetStatistics(datasetId: number, role: DatasetRole, version: number): unknown
  putDatasetStatistics(datasetId: number, role: DatasetRole, version: number, content: unknown): void
  /** Name for a file that will become a blob. @throws LabError `home-not-writable` */
  temporaryBlobPath(): string
  /** Where the content with this hash lies, for those who read pieces of it. */
  blobPath(sha256: string): string

  getSettings(): Settings
  setSettings(change: Partial<Settings>): Settings
  /** Small named JSON values that belong to this home: calibration, queue held or not. null when never set */
  getValue(key: string): unknown
  setValue(key: string, value: unknown): void

  // Safety.
  /** Verified: VACUUM INTO a temporary file, integrity_check, rename. */
  backup(now: number): string
  listBackups(): { path: string; createdAt: number; bytes: number }[]
  /** Full integrity_check and foreign_key_check, completeness of series, presence of blobs. @returns problems, empty when sound */
  checkIntegrity(): string[]
  /** Removes blobs no row refers to and rows in the trash older than the given time. */
  sweep(olderThan: number): { blobs: number; bytes: number }
  close(): void
}

/** What is stored of a data set; who uses it is found in the specs. */
export type NewDataset = Omit<DatasetView, 'id' | 'createdAt' | 'usedBy'>

export interface StoreWarning {
  code: 'read-only' | 'database-damaged' | 'unclean-shutdown' | 'orphans-swept'
  message: string
  backups: string[]
}

export interface EnqueueCell {
  hash: string
  spec: ExperimentSpec
  seeds: number[]
  priority?: number
  /** hash of a cell before it in the request: a run waits until the run of that cell with the same seed has ended */
  source?: string
  /** the attempt of its one seed that is to go on, where it need not be the one that stands for all */
  runId?: number
}

export interface EnqueueResult {
  /** every run of the asked seeds, in the order asked */
  runIds: number[]
  /** those that are queued now because of this call */
  queued: number[]
  /** those that have a result already */
  existing: number[]
}

export interface NextRun {
  run: RunRecord
  hasCheckpoint: boolean
}

/** A checkpoint as bytes, or as a file that another thread has made durable under a name of {@link Store.temporaryBlobPath}. */
export type NewCheckpoint = { step: number; bytes: BlobContent } | { step: number; file: PreparedBlob }

export interface Settlement {
  started: readonly number[]
  ended: readonly { runId: number; end: RunEnd }[]
}

export interface RunEnd {
  state: Extract<RunState, 'finished' | 'diverged' | 'failed' | 'cancelled' | 'paused' | 'interrupted'>
  stopReason: string | null
  error: { code: string; message: string } | null
  batch: MeasurementBatch | null
  /** the state with which training ended, to be kept; nothing where it is not */
  leftState?: { step: number; bytes: BlobContent } | null
}

/** Runs of another home, verified. */
export interface RunImport {
  content: BundleContent
  /** of the content's cells, in their order */
  specs: readonly ExperimentSpec[]
  /** cell -> cell that its runs start from, by their places in the content */
  sources: ReadonlyMap<number, number>
  /** points of series and eigenvalues */
  numbers: Float64Array
  /** read contents of artifacts, arrays and states, which need not all fit into memory */
  blobs: readonly (() => Uint8Array)[]
}

/** A filter with its text read; see contract/filter. */
export type StoreFilter = Omit<RunFilter, 'query'> & { where?: FilterCondition }

export interface RunOrder {
  value: FilterValue
  descending: boolean
}

/** One entry a run in each list, all in the same order. */
export interface RunTabulation {
  ids: number[]
  /** row ids: the same for runs of the same cell */
  cells: number[]
  states: RunState[]
  values: (number | string | null)[][]
}

export interface RunQuery {
  filter: StoreFilter
  /**
   * row field (`id`, `state`, `createdAt`, ...), summary quantity, or configuration key `spec.a.b`; `-` in front sorts descending.
   * Runs without the value come last either way. Newest first when absent.
   */
  sort?: string
  /** instead of `sort` */
  order?: RunOrder
  values?: readonly FilterValue[]
  offset: number
  limit: number
}

export interface NewStudy {
  title: string
  recipeId: string | null
  size: RecipeSize | null
  baseSeed: number
  /** hash of the data set for each input of the recipe; part of what tells studies of a recipe apart */
  inputs: Record<string, string>
  cells: { hash: string; spec: ExperimentSpec; seeds: number[]; axes: AxisValues; note: string | null }[]
}

export interface StudyRecord {
  id: number
  title: string
  recipeId: string | null
  size: RecipeSize | null
  baseSeed: number
  inputs: Record<string, string>
  createdAt: number
  cells: number
  plannedRuns: number
}

export interface StudyCell {
  hash: string
  spec: ExperimentSpec
  seeds: number[]
  axes: AxisValues
  note: string | null
  position: number
}
