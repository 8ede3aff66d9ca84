import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import {
  LabError,
  parseSpec,
  RESUMABLE_STATES,
  type Answers,
  type AppInfo,
  type ClaimView,
  type ExperimentSpec,
  type LabEvent,
  type QueueView,
  type RequestArgument,
  type RequestName,
  type RunDetail,
  type RunRecord,
  type Verdict,
} from '../contract'
import { SAMPLE_TABLES } from '../datasets'
import { cellHash, EXPERIMENTS, experimentOf } from '../experiments'
import { claimName, claimsOfRun } from '../papers'
import { loadArithmetic, type LoadedArithmetic } from '../science/arithmetic/load'
import { openStore, type Store } from '../store'
import type { EnqueueCell, StudyCell } from '../store/store'
import { WorkerPool } from '../worker/pool'
import type { CalibrationResult } from '../worker/protocol'
import { annotationHandlers } from './annotations'
import { ActivationBook } from './activation-book'
import { APP_VERSION, BUILD_HASH, describeEnvironment, platformName, runtimeName } from './environment'
import { bootId } from './boot-id'
import { Bundles } from './bundle/bundles'
import { ClaimBook } from './claim-book'
import { Comparison } from './compare/comparison'
import { KernelThread } from './compare/kernel-thread'
import { openDashboard } from './dashboards'
import { assertRunnable, estimateSeconds, queueingOrder, refusal, type Machine } from './estimate'
import { Datasets } from './datasets'
import { EventHub } from './event-hub'
import { assertForkable, forkHandlers, forkingOf } from './forks'
import { reproductionsOf } from './reproduction/reproductions'
import { exportRun } from './run-export'
import { RunTable, titleOf } from './run-table'
import { LEASE_MILLISECONDS, Scheduler, type Running } from './scheduler'
import { furtherSeeds, wantedSeeds, withSources } from './sources'
import { BoundaryRuns } from './boundary-runs'
import { cellViews, secondsLeft, Studies } from './studies'
import { planStudy } from './study-plan'
import { resolveUserArrays } from './user-arrays'

export interface LabOptions {
  home: string
  kind: 'app' | 'terminal'
  /** built entry of the compute worker */
  workerFile: string
  /** built entry of the threads that work on data sets and on kernels of stored runs; in the folder of the compute worker when not given */
  dataWorkerFile?: string
  /** folder that holds the addon (`native/build/Release`) */
  appRoot: string
  /** only these runs are executed here; a terminal sets it after it has queued its own */
  onlyRunIds?: ReadonlySet<number>
  now?: () => number
}

const NOTHING_SAID = { name: null, starred: false, archivedAt: null, tags: [] }
const CALIBRATION_KEY = 'calibration'
const VERDICT_SLICE_MILLISECONDS = 8
const VERDICT_PAUSE_MILLISECONDS = 2000

type Handlers = { [N in RequestName]: (argument: RequestArgument<N>) => Answers[N] | Promise<Answers[N]> }

/** The application service: what window and terminal can ask for, with no window and no SQL in it. */
export class Lab {
  readonly store: Store
  readonly hub = new EventHub()
  readonly studies: Studies
  readonly datasets: Datasets
  private readonly activations = new ActivationBook()
  private readonly claims: ClaimBook
  private readonly comparison: Comparison
  private readonly kernels: KernelThread
  private readonly boundary: BoundaryRuns
  readonly table: RunTable
  readonly bundles: Bundles
  private readonly scheduler: Scheduler
  private readonly loaded: LoadedArithmetic
  private readonly engineId: number
  private readonly now: () => number
  private pool: WorkerPool | null = null
  private closed = false
  /** what claims are checked with */
  private readonly evidence = {
    series: (id: number, name: string) => this.store.readSeries(id, name),
    spectra: (id: number) => this.studies.spectra(id),
  }

  constructor(private readonly options: LabOptions) {
    this.now = options.now ?? Date.now
    this.store = openStore({
      home: options.home,
      now: this.now,
      titleOf,
      verdicts: { build: BUILD_HASH, verdictsOf: (run) => this.verdictsOf(run) },
    })
    this.loaded = loadArithmetic({ appRoot: options.appRoot, cacheFolder: this.store.readOnly ? tmpdir() : options.home })
    this.engineId = this.store.readOnly ? -1 : this.registerEngine()
    const concurrency = (): number => this.concurrency()
    const dataWorkerFile = options.dataWorkerFile ?? join(dirname(options.workerFile), 'data-worker.js')
    const dataSetup = { decision: this.loaded.decision, threads: availableParallelism() }
    this.datasets = new Datasets(this.store, this.hub, dataWorkerFile, dataSetup, this.now)
    this.kernels = new KernelThread(dataWorkerFile, dataSetup, (progress) => this.hub.jobProgress(progress))
    this.studies = new Studies(this.store, () => this.machine(), concurrency, this.now)
    this.comparison = new Comparison(this.store, this.kernels.work)
    this.table = new RunTable(this.store, (run) => this.runClaims(run))
    this.bundles = new Bundles(this.store, this.now, (runIds) => this.hub.runsChanged(runIds))
    this.claims = new ClaimBook(this.store, this.studies, () => this.hub.claimsChanged())
    this.boundary = new BoundaryRuns({
      open: (studyId) => this.studies.openCells(studyId),
      queue: (studyId, cells) => this.runCells(studyId, cells),
      active: (studyId) => this.store.runIds({ studyId, states: ['queued', 'running'] }).length > 0,
    })
    this.hub.subscribe((events) => {
      if (events.some(({ kind }) => kind === 'runs-changed')) this.boundary.goOn()
      if (events.some(({ kind }) => kind === 'runs-changed' || kind === 'study-changed')) this.claims.invalidate()
    })
    this.scheduler = new Scheduler({
      engineId: this.engineId,
      store: this.store,
      hub: this.hub,
      environment: (threads, spec) => describeEnvironment(this.loaded.arithmetic, threads, spec),
      now: this.now,
      concurrency,
      onlyRunIds: options.onlyRunIds,
    })
  }

  /** Starts executing. Work left from last time is held until somebody releases the queue. */
  start(): void {
    if (this.store.readOnly) return
    this.pool = new WorkerPool(
      this.options.workerFile,
      { decision: this.loaded.decision },
      {
        batch: (runId, batch) => this.scheduler.onBatch(runId, batch),
        checkpoint: (runId, step, content) => this.scheduler.onCheckpoint(runId, step, content),
        ended: (runId, ending) => this.scheduler.onEnded(runId, ending),
      },
    )
    this.store.reconcile(this.now(), LEASE_MILLISECONDS)
    const left = this.store.countByState()
    if (this.options.kind === 'app' && ((left.queued ?? 0) > 0 || (left.interrupted ?? 0) > 0)) this.scheduler.hold()
    this.scheduler.start(this.pool)
    if (this.options.kind === 'app') this.prepareVerdicts()
  }

  subscribe(listener: (events: LabEvent[]) => void): () => void {
    return this.hub.subscribe(listener)
  }

  /** Checkpoints what runs, closes the store. */
  async close(): Promise<void> {
    this.closed = true
    await Promise.all([this.datasets.close(), this.kernels.close()])
    await this.scheduler.shutdown()
    this.hub.flush()
    this.store.close()
  }

  /** The argument has been parsed by the gate (window) or built by the terminal. @throws LabError */
  async request<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Answers[N]> {
    return await this.handlers[name](argument)
  }

  /** For shell and terminal: a spec as a person wrote it, with its files read and stored. */
  prepareSpec(input: unknown, folder: string): ExperimentSpec {
    const spec = resolveUserArrays(parseSpec(input), folder, this.store, this.now())
    assertRunnable(spec)
    return spec
  }

  async calibrate(): Promise<CalibrationResult | null> {
    const result = (await this.pool?.calibrate()) ?? null
    if (result !== null) this.store.setValue(CALIBRATION_KEY, { ...result, measuredAt: this.now() })
    return result
  }

  get calibrated(): boolean {
    return this.calibration() !== null
  }

  /** runs at once */
  /** What this process computes now. */
  running(): Running[] {
    return this.scheduler.running()
  }

  concurrency(): number {
    return this.store.getSettings().concurrency ?? availableParallelism()
  }

  private readonly handlers: Handlers = {
    'app.info': () => this.info(),
    'experiments.list': () => EXPERIMENTS.map((experiment) => experiment.info),
    'activations.describe': ({ activation }) => this.activations.describe(activation),
    'papers.list': () => this.studies.papers(),
    'recipes.start': ({ recipeId, size, baseSeed, inputs }) => {
      const studyId = this.studies.fromRecipe(recipeId, size, baseSeed, inputs)
      return { studyId, ...this.runMissing(studyId) }
    },
    'recipes.inputs': ({ recipeId }) => this.studies.inputChoices(recipeId),
    'recipes.cells': ({ recipeId, size }) => this.studies.recipeCells(recipeId, size),
    'studies.list': () => this.studies.list(),
    'studies.get': ({ studyId }) => this.studies.view(studyId),
    'studies.runMissing': ({ studyId }) => this.runMissing(studyId),
    'studies.runBoundary': ({ studyId }) => ({ queued: this.boundary.start(studyId) }),
    'studies.addSeeds': ({ studyId, runs }) => {
      const further = this.studies.furtherSeeds(studyId, runs)
      for (const { hash, spec } of this.store.studyCells(studyId)) assertForkable(this.store, spec, further.get(hash) ?? [])
      this.store.addSeeds(studyId, further)
      return this.runMissing(studyId)
    },
    'studies.plan': (plan) => planStudy(plan, { store: this.store, machine: this.machine(), concurrency: this.concurrency() }),
    'studies.create': ({ title, ...plan }) => {
      const studyId = this.studies.fromPlan(title, plan)
      return { studyId, ...this.runMissing(studyId) }
    },
    'studies.createFromSpecs': ({ title, cells }) => {
      const studyId = this.studies.fromSpecs(title, cells)
      return { studyId, ...this.runMissing(studyId) }
    },
    'studies.pause': ({ studyId }) => {
      this.boundary.stop(studyId)
      return { changed: this.stop(this.store.runIds({ studyId, states: ['queued', 'running'] }), 'pause') }
    },
    'studies.remove': ({ studyId }) => {
      this.boundary.stop(studyId)
      this.stop(this.store.runIds({ studyId, states: ['queued', 'running'] }), 'pause')
      const removed = this.store.removeStudy(studyId, this.now())
      this.hub.studyChanged(studyId)
      return { removed }
    },
    'studies.restore': ({ studyId }) => {
      const restored = this.store.restoreStudy(studyId)
      this.hub.studyChanged(studyId)
      return { restored }
    },
    'runs.query': (wish) => this.table.query(wish),
    'runs.groups': (wish) => this.table.groups(wish),
    'runs.moreSeeds': ({ runIds, seeds }) => this.moreSeeds(runIds, seeds),
    'runs.runMissing': ({ runIds }) => {
      const cells = wantedSeeds(this.store, runIds)
      cells.forEach(({ spec }) => assertRunnable(spec))
      const { queued } = this.store.enqueue(withSources(cells), this.engineId, this.now())
      this.hub.runsChanged(queued)
      this.release()
      return { queued: queued.length }
    },
    'runs.filterKeys': () => this.table.keys(),
    ...annotationHandlers(
      () => this.store,
      () => this.now(),
      (runIds) => this.hub.runsChanged(runIds),
    ),
    'runs.get': ({ runId }) => this.detail(runId),
    'runs.series': ({ runId, names, fromStep, toStep, pixels, scale }) => {
      const range = fromStep === undefined && toStep === undefined ? null : { fromStep: fromStep ?? -Infinity, toStep: toStep ?? Infinity }
      return names.flatMap((name) => this.store.drawSeries(runId, name, range, pixels ?? 2000, scale) ?? [])
    },
    'runs.spectrum': ({ runId, name, step }) => {
      const spectrum = this.store.readSpectrum(runId, name, step)
      if (spectrum === null) throw new LabError('not-found', `Run ${runId} has no spectrum ${name} at step ${step}.`)
      return spectrum
    },
    'runs.artifact': ({ runId, name }) => {
      const values = this.store.readArtifact(runId, name)
      return values === null ? null : { values: Float64Array.from(values) }
    },
    'runs.claims': ({ runId }) => this.runClaims(this.run(runId)),
    'claims.list': () => this.claims.list(),
    'dashboards.list': () => this.store.listDashboards(),
    'dashboards.get': ({ dashboardId }) => openDashboard(this.store, dashboardId),
    'dashboards.create': ({ name, studyId, panels }) => {
      if (studyId !== null && this.store.getStudy(studyId) === null) throw new LabError('not-found', `There is no study ${studyId}.`)
      const dashboardId = this.store.createDashboard(name, studyId, panels, this.now())
      this.hub.dashboardsChanged()
      return { dashboardId }
    },
    'dashboards.change': ({ dashboardId, ...change }) => {
      const changed = this.store.changeDashboard(dashboardId, change, this.now())
      this.hub.dashboardsChanged()
      return { changed }
    },
    'dashboards.remove': ({ dashboardId }) => {
      const removed = this.store.removeDashboard(dashboardId)
      this.hub.dashboardsChanged()
      return { removed }
    },
    'compare.open': (wish) => this.comparison.open(wish),
    'compare.curves': (wish) => this.comparison.curves(wish),
    'compare.spectra': (wish) => this.comparison.spectra(wish),
    'compare.trajectories': (wish) => this.comparison.trajectories(wish),
    'compare.kernels': (wish) => this.comparison.kernels(wish),
    'compare.modes': (wish) => this.comparison.modes(wish),
    'compare.stop': ({ job }) => ({ stopped: this.kernels.stop(job) }),
    'compare.verdicts': (wish) => this.comparison.verdicts(wish),
    'compare.scatter': (wish) => this.comparison.scatter(wish),
    'compare.map': (wish) => this.comparison.map(wish),
    'compare.columns': (wish) => this.comparison.columns(wish),
    'compare.explain': (wish) => this.comparison.explain(wish),
    'compare.export': (wish) => this.comparison.export(wish),
    'runs.pause': ({ runIds }) => ({ changed: this.stop(runIds, 'pause') }),
    'runs.cancel': ({ runIds }) => ({ changed: this.stop(runIds, 'cancel') }),
    'runs.resume': ({ runIds }) => {
      const runs = this.store.queryRuns({ filter: { ids: runIds, states: [...RESUMABLE_STATES] }, offset: 0, limit: runIds.length }).rows
      const cells = runs.map((run): EnqueueCell => ({ hash: run.cellHash, spec: run.spec, seeds: [run.seed], runId: run.id }))
      const { queued } = this.store.enqueue(withSources(cells), this.engineId, this.now())
      this.release()
      return { changed: queued.length }
    },
    'runs.rerun': ({ runIds, keepState }) => {
      const created = this.store.rerun(runIds, this.engineId, this.now())
      if (keepState === true) this.store.keepState(created, true)
      this.release()
      return { runIds: created }
    },
    'runs.reproduce': ({ runId }) => this.reproduce(runId),
    'runs.reproductions': ({ runId }) => reproductionsOf(this.store, this.run(runId)),
    ...forkHandlers(
      () => this.store,
      (runIds) => this.hub.runsChanged(runIds),
    ),
    'runs.remove': ({ runIds }) => this.changed(runIds, this.store.removeRuns(runIds, this.now())),
    'runs.restore': ({ runIds }) => this.changed(runIds, this.store.restoreRuns(runIds)),
    'runs.checkpoint': ({ runIds }) => ({ changed: this.scheduler.checkpoint(runIds) }),
    'runs.setPriority': ({ runIds, priority }) => this.changed(runIds, this.store.setPriority(runIds, priority)),
    'runs.reorder': ({ runIds, before }) => this.changed(runIds, this.store.reorder(runIds, before)),
    'runs.setNote': ({ runId, note }) => this.changed([runId], this.store.setNote(runId, note)),
    'runs.export': ({ runId }) => exportRun(this.store, runId),
    'specs.enqueue': ({ spec, seeds }) => this.enqueueSpec(this.checkedSpec(spec), seeds),
    'specs.preflight': ({ spec }) => {
      const checked = this.checkedSpec(spec)
      const cost = experimentOf(checked).cost(checked)
      const reason = refusal(checked)
      const hash = cellHash(checked)
      return {
        fits: reason === null,
        reason,
        flops: cost.trainingFlops + cost.spectrumFlops,
        memoryBytes: cost.memoryBytes,
        estimatedSeconds: estimateSeconds(checked, this.machine()),
        cellHash: hash,
        existing: this.store.findRuns(hash).map((run) => ({ runId: run.id, seed: run.seed, state: run.state })),
      }
    },
    'datasets.list': () => this.datasets.list(),
    'datasets.get': ({ datasetId }) => this.datasets.get(datasetId),
    'datasets.preview': (plan) => this.datasets.preview(plan),
    'datasets.import': (plan) => this.datasets.import(plan),
    'datasets.stop': ({ job }) => ({ stopped: this.datasets.stop(job) }),
    'datasets.rename': ({ datasetId, name }) => ({ changed: this.datasets.rename(datasetId, name) }),
    'datasets.remove': ({ datasetId }) => ({ removed: this.datasets.remove(datasetId) }),
    'datasets.restore': ({ datasetId }) => ({ restored: this.datasets.restore(datasetId) }),
    'datasets.labels': ({ datasetId, role }) => this.datasets.labels(datasetId, role),
    'datasets.samples': (wanted) => this.datasets.samples(wanted),
    'datasets.statistics': (wanted) => this.datasets.statistics(wanted),
    'bundles.size': (wish) => this.bundles.size(wish),
    'queue.get': () => this.queue(),
    'queue.hold': () => {
      this.scheduler.hold()
      return this.queue()
    },
    'queue.release': () => {
      this.release()
      return this.queue()
    },
    'settings.get': () => this.store.getSettings(),
    'settings.set': (change) => {
      const settings = this.store.setSettings(change)
      this.hub.settingsChanged()
      this.scheduler.wake()
      return settings
    },
    'backups.list': () => this.store.listBackups(),
    'backups.make': () => ({ path: this.store.backup(this.now()) }),
    'calibration.run': async () => {
      await this.calibrate()
      return this.info()
    },
  }

  private registerEngine(): number {
    return this.store.registerEngine({ kind: this.options.kind, pid: process.pid, bootId: bootId() }, this.now())
  }

  private runMissing(studyId: number): { queued: number } {
    this.boundary.stop(studyId)
    return { queued: this.runCells(studyId, this.store.studyCells(studyId)) }
  }

  private runCells(studyId: number, cells: StudyCell[]): number {
    cells.forEach((cell) => {
      assertRunnable(cell.spec)
      assertForkable(this.store, cell.spec, cell.seeds)
    })
    const ordered = queueingOrder(cells, (spec) => estimateSeconds(spec, this.machine()), this.concurrency())
    const { queued } = this.store.enqueue(withSources(ordered), this.engineId, this.now())
    this.hub.studyChanged(studyId)
    this.release()
    return queued.length
  }

  private reproduce(runId: number): Answers['runs.reproduce'] {
    const run = this.run(runId)
    const { refusal: reason } = reproductionsOf(this.store, run)
    if (reason !== null) throw new LabError('not-allowed', reason)
    const [again] = this.store.rerun([runId], this.engineId, this.now(), true)
    if (again === undefined) throw new LabError('not-allowed', `Run ${runId} is being computed again already.`)
    this.release()
    return { runId: again }
  }

  private moreSeeds(runIds: number[], seeds: number): Answers['runs.moreSeeds'] {
    const cells = furtherSeeds(this.store, runIds, seeds)
    cells.forEach(({ spec, seeds: further }) => {
      assertRunnable(spec)
      assertForkable(this.store, spec, further)
    })
    const { queued } = this.store.enqueue(withSources(cells), this.engineId, this.now())
    this.hub.runsChanged(queued)
    this.release()
    return { cells: cells.length, queued: queued.length }
  }

  private enqueueSpec(spec: ExperimentSpec, seeds: number[]): Answers['specs.enqueue'] {
    const hash = cellHash(spec)
    assertForkable(this.store, spec, seeds)
    // those that it starts from come first
    const runIds = this.store.enqueue(withSources([{ hash, spec, seeds }]), this.engineId, this.now()).runIds.slice(-seeds.length)
    this.release()
    const cell = { hash, spec, seeds, axes: experimentOf(spec).axisValues(spec), note: null, position: 0 }
    const runs = runIds.flatMap((id) => this.store.getRun(id) ?? [])
    const [view] = cellViews([cell], runs)
    if (view === undefined) throw new LabError('internal', 'The cell was stored but cannot be read back.')
    return { cellHash: hash, runIds, cell: view }
  }

  /** A spec as the window may hand it in: paths are not allowed there. */
  private checkedSpec(input: unknown): ExperimentSpec {
    const spec = parseSpec(input)
    experimentOf(spec).resolveFiles(spec, (_, field) => {
      throw new LabError('not-allowed', `${field} names a file. The window can only use arrays that are stored already.`)
    })
    assertRunnable(spec)
    return spec
  }

  private stop(runIds: number[], command: 'pause' | 'cancel'): number {
    return runIds.length === 0 ? 0 : this.scheduler.stop(runIds, command)
  }

  private release(): void {
    this.scheduler.release()
  }

  private changed(runIds: number[], changed: number): { changed: number } {
    this.hub.runsChanged(runIds)
    return { changed }
  }

  private runClaims(run: RunRecord): ClaimView[] {
    return claimsOfRun(run, this.evidence).map(({ claim }) => claim)
  }

  private verdictsOf(run: RunRecord): Map<string, Verdict> {
    return new Map(claimsOfRun(run, this.evidence).map(({ paper, claim }) => [claimName(paper, claim.id), claim.verdict]))
  }

  /** A little at a time, so that a filter by verdicts finds them there and nothing waits for it. */
  private prepareVerdicts(): void {
    if (this.closed) return
    const left = this.store.prepareVerdicts(VERDICT_SLICE_MILLISECONDS)
    setTimeout(() => this.prepareVerdicts(), left > 0 ? 2 * VERDICT_SLICE_MILLISECONDS : VERDICT_PAUSE_MILLISECONDS).unref()
  }

  private run(runId: number): RunRecord {
    const run = this.store.getRun(runId)
    if (run === null) throw new LabError('not-found', `There is no run ${runId}.`)
    return run
  }

  private detail(runId: number): RunDetail {
    const run = this.run(runId)
    const [{ name, starred, archivedAt, tags } = NOTHING_SAID] = this.store.annotationsOf([runId])
    return {
      ...run,
      title: titleOf(run.spec),
      environment: this.store.environmentOf(runId),
      series: this.store.seriesOf(runId),
      spectra: this.store.spectraOf(runId),
      checkpoints: this.store.checkpointsOf(runId),
      artifacts: this.store.artifactsOf(runId),
      events: this.store.eventsOf(runId),
      studies: this.store.studiesOfRun(runId),
      annotations: { name, starred, archivedAt, tags },
      stepNotes: this.store.stepNotesOf(runId),
      keepState: this.store.keepsState(runId),
      forking: forkingOf(this.store, run, titleOf),
    }
  }

  private calibration(): AppInfo['calibration'] {
    return this.store.getValue(CALIBRATION_KEY) as AppInfo['calibration']
  }

  machine(): Machine {
    return { arithmetic: this.loaded.arithmetic.id, calibration: this.calibration() }
  }

  private info(): AppInfo {
    const { arithmetic, reason } = this.loaded
    const { trouble } = this.scheduler
    const warnings: AppInfo['warnings'] = [...this.store.warnings]
    if (trouble !== null) warnings.push({ code: trouble.code, message: trouble.message, backups: [] })
    return {
      version: APP_VERSION,
      home: this.options.home,
      platform: platformName(),
      runtime: runtimeName(),
      cores: availableParallelism(),
      arithmetic: { id: arithmetic.id, description: arithmetic.description, reason },
      calibration: this.calibration(),
      warnings,
      samples: SAMPLE_TABLES.map(({ title, credits }) => ({ title, ...credits })),
    }
  }

  private queue(): QueueView {
    const states = this.store.countByState()
    const running = this.scheduler.running()
    const machine = this.machine()
    const concurrency = this.concurrency()
    const order = this.store.queueOrder(200)
    const queuedRuns = order.flatMap((id) => this.store.getRun(id) ?? [])
    const queued = states.queued ?? 0
    const runningRuns = running.flatMap(({ runId, progress }) => {
      const run = this.store.getRun(runId)
      return run === null ? [] : [{ ...run, progress }]
    })
    const seconds = secondsLeft([...runningRuns, ...queuedRuns], machine, concurrency)
    return {
      held: this.scheduler.held,
      running: running.map((run) => ({
        runId: run.runId,
        title: run.title,
        progress: run.progress,
        stepsPerSecond: run.stepsPerSecond,
        secondsLeft: run.progress > 0.02 ? (run.computeSeconds * (1 - run.progress)) / run.progress : null,
      })),
      queued,
      paused: states.paused ?? 0,
      interrupted: states.interrupted ?? 0,
      concurrency,
      coresInUse: running.reduce((sum, run) => sum + run.threads, 0),
      // the queue beyond the first 200 is assumed to be like them
      secondsLeft: seconds === null || order.length === 0 ? seconds : seconds * Math.max(1, queued / order.length),
      order,
    }
  }
}
