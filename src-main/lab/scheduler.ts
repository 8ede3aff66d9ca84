import { availableParallelism } from 'node:os'
import { forkOf, LabError, type Environment, type ExperimentSpec, type MeasurementBatch } from '../contract'
import { experimentOf } from '../experiments'
import type { NextRun, Store } from '../store/store'
import type { WorkerPool } from '../worker/pool'
import type { CheckpointContent, RunEnding, StopCommand } from '../worker/protocol'
import type { Pieces } from '../worker/snapshot'
import { arrayContents } from './array-contents'
import type { EventHub } from './event-hub'
import { sourceArtifacts } from './sources'

const HEARTBEAT_MILLISECONDS = 2000
/** An engine that has not renewed its lease for this long is dead. */
export const LEASE_MILLISECONDS = 15_000
const COMMAND_MILLISECONDS = 400
/** Starts and ends of short runs are written together, at most this often: a transaction costs as much as a whole short run. */
const SETTLE_MILLISECONDS = 100

interface Execution {
  next: NextRun
  threads: number
  environmentSent: boolean
  step: number
  progress: number
  /** of this execution, for steps a second */
  startStep: number
  startedAt: number
}

export interface SchedulerOptions {
  engineId: number
  store: Store
  hub: EventHub
  environment: (threads: number, spec: ExperimentSpec) => Environment
  now: () => number
  concurrency: () => number
  /** only these runs are executed (a terminal executes what it was asked for); all when absent */
  onlyRunIds?: ReadonlySet<number>
}

export interface Running {
  runId: number
  title: string
  progress: number
  stepsPerSecond: number
  computeSeconds: number
  threads: number
}

/** Takes runs from the queue, gives them to workers, stores what comes back, and obeys commands from other processes. */
export class Scheduler {
  private readonly executions = new Map<number, Execution>()
  /** endings that could not be stored yet (full disk); tried again with every heartbeat */
  private readonly unstored = new Map<number, RunEnding>()
  /** what has happened and is not written yet, in the order in which it has to be */
  private unsettled: { started: number[]; ended: { runId: number; end: RunEnding }[] } = { started: [], ended: [] }
  private settledAt = -Infinity
  private settling: NodeJS.Timeout | null = null
  private timers: NodeJS.Timeout[] = []
  private lastDataVersion: number
  private activeRunIds: number[] = []
  private newestRunId = 0
  private stopped = false
  private heldByUser = false
  private pool: WorkerPool | null = null
  /** the last storage problem, shown until something could be stored again */
  trouble: LabError | null = null

  constructor(private readonly options: SchedulerOptions) {
    this.lastDataVersion = options.store.dataVersion()
  }

  start(pool: WorkerPool): void {
    this.pool = pool
    this.reconcile()
    this.timers = [setInterval(() => this.beat(), HEARTBEAT_MILLISECONDS), setInterval(() => this.obey(), COMMAND_MILLISECONDS)]
    this.wake()
  }

  get held(): boolean {
    return this.heldByUser
  }

  hold(): void {
    this.heldByUser = true
    this.options.hub.queueChanged()
  }

  release(): void {
    this.heldByUser = false
    this.wake()
    this.options.hub.queueChanged()
  }

  running(): Running[] {
    const now = this.options.now()
    return [...this.executions.values()].map((execution) => {
      const { run } = execution.next
      const seconds = Math.max(1e-3, (now - execution.startedAt) / 1000)
      return {
        runId: run.id,
        title: experimentOf(run.spec).title(run.spec),
        progress: execution.progress,
        stepsPerSecond: (execution.step - execution.startStep) / seconds,
        computeSeconds: run.computeSeconds + seconds,
        threads: execution.threads,
      }
    })
  }

  /** Starts what may start now. */
  wake(): void {
    const { store, engineId, onlyRunIds } = this.options
    while (!this.stopped && !this.heldByUser && this.trouble === null && this.executions.size < this.options.concurrency()) {
      const taken = [...this.executions.keys(), ...this.unsettled.ended.map(({ runId }) => runId)]
      const next = this.guard(() => store.nextInQueue(engineId, this.options.now(), LEASE_MILLISECONDS, taken, onlyRunIds)) ?? null
      if (next === null) return
      this.execute(next)
    }
  }

  /** Stops runs of this engine; runs elsewhere get the command through the store. */
  stop(runIds: number[], command: 'pause' | 'cancel'): number {
    const mine = runIds.filter((id) => this.executions.has(id))
    mine.forEach((id) => this.tell(id, command))
    const others = runIds.filter((id) => !this.executions.has(id))
    const { store } = this.options
    const queued = others.length === 0 ? 0 : store.holdQueued(others, command === 'pause' ? 'paused' : 'cancelled', this.options.now())
    const elsewhere = others.length === 0 ? 0 : store.requestStop(others, command, this.options.now())
    this.options.hub.runsChanged(runIds)
    return mine.length + queued + elsewhere
  }

  checkpoint(runIds: number[]): number {
    const mine = runIds.filter((id) => this.executions.has(id))
    mine.forEach((id) => this.pool?.requestCheckpoint(id))
    const others = runIds.filter((id) => !this.executions.has(id))
    return mine.length + (others.length === 0 ? 0 : this.options.store.requestStop(others, 'checkpoint', this.options.now()))
  }

  /** Checkpoints and interrupts what runs, then ends the workers and gives the lease back. */
  async shutdown(): Promise<void> {
    this.stopped = true
    await this.pool?.close()
    this.settle()
    this.timers.forEach((timer) => clearInterval(timer))
    this.guard(() => this.options.store.releaseEngine(this.options.engineId))
  }

  // Messages of the workers.

  onBatch(runId: number, batch: MeasurementBatch): void {
    const execution = this.executions.get(runId)
    if (execution === undefined) return
    execution.step = batch.step
    execution.progress = batch.progress
    this.settleStart(runId)
    this.store(runId, () => {
      this.options.store.appendBatch(runId, this.options.engineId, this.withEnvironment(execution, batch), this.options.now())
    })
    this.options.hub.seriesGrown(runId, batch.step)
  }

  onCheckpoint(runId: number, step: number, content: CheckpointContent): void {
    this.settleStart(runId)
    this.store(runId, () => this.options.store.saveCheckpoint(runId, this.options.engineId, { step, ...content }, this.options.now()))
    this.options.hub.runsChanged([runId])
  }

  onEnded(runId: number, ending: RunEnding): void {
    const execution = this.executions.get(runId)
    const batch = execution === undefined || ending.batch === null ? ending.batch : this.withEnvironment(execution, ending.batch)
    this.executions.delete(runId)
    this.unsettled.ended.push({ runId, end: { ...ending, batch } })
    this.settleSoon()
    this.wake()
  }

  private settleSoon(): void {
    if (this.settling !== null) return
    const wait = Math.max(0, this.settledAt + SETTLE_MILLISECONDS - performance.now())
    this.settling = setTimeout(() => {
      this.settle()
      // what waited for one of these may start now
      this.wake()
    }, wait)
  }

  /** Before anything is written about a run it must be known to run here. */
  private settleStart(runId: number): void {
    if (this.unsettled.started.includes(runId)) this.settle()
  }

  private settle(): void {
    if (this.settling !== null) clearTimeout(this.settling)
    this.settling = null
    const { started, ended } = this.unsettled
    if (started.length + ended.length === 0) return
    this.unsettled = { started: [], ended: [] }
    const { store, engineId, hub } = this.options
    try {
      // a run that is refused was taken out of the queue, or was taken over after this engine's lease had run out: what counts is elsewhere
      for (const runId of store.settle(engineId, { started, ended }, this.options.now())) {
        this.unstored.delete(runId)
        this.abandon(runId)
      }
      for (const { runId } of ended) this.unstored.delete(runId)
    } catch (error) {
      this.trouble = LabError.from(error)
      // they are still in the queue
      started.forEach((runId) => this.abandon(runId))
      for (const { runId, end } of ended) this.unstored.set(runId, end)
    }
    this.settledAt = performance.now()
    hub.runsChanged([...started, ...ended.map(({ runId }) => runId)])
  }

  /** Ends what a worker does for nothing; what it still sends is refused by the store. */
  private abandon(runId: number): void {
    this.tell(runId, 'cancel')
    this.executions.delete(runId)
  }

  private execute(next: NextRun): void {
    const { store } = this.options
    const { run } = next
    const threads = this.threadsForNext()
    const execution: Execution = {
      next,
      threads,
      environmentSent: false,
      step: run.step,
      progress: run.progress,
      startStep: 0,
      startedAt: this.options.now(),
    }
    this.executions.set(run.id, execution)
    this.unsettled.started.push(run.id)
    this.settleSoon()
    try {
      let checkpoint: { step: number; bytes: Pieces } | null = null
      if (run.startedAt !== null) {
        // what was measured before is cut back, which only who runs it may do
        this.settle()
        if (!this.executions.has(run.id)) return
        checkpoint = next.hasCheckpoint ? store.loadCheckpoint(run.id) : null
        store.cutBack(run.id, checkpoint?.step ?? -1, this.options.now())
      }
      const fork = forkOf(run.spec)
      const settings = store.getSettings()
      execution.startStep = execution.step = checkpoint?.step ?? fork?.step ?? 0
      this.pool?.start({
        runId: run.id,
        spec: run.spec,
        seed: run.seed,
        threads,
        arrays: arrayContents(run.spec, store),
        source: sourceArtifacts(run, store),
        checkpoint: checkpoint?.bytes ?? null,
        checkpointSeconds: settings.checkpointSeconds,
        checkpointFile: store.temporaryBlobPath(),
        keepState: settings.keepStates || store.keepsState(run.id),
        forkState: fork === null || checkpoint !== null ? null : store.readState(fork.state),
        computeSecondsBefore: run.computeSeconds,
      })
    } catch (error) {
      const problem = LabError.from(error)
      this.onEnded(run.id, {
        state: 'failed',
        stopReason: null,
        error: { code: problem.code, message: problem.message },
        batch: null,
        leftState: null,
      })
    }
  }

  /** One core each while there are enough runs; a run that is alone gets all cores. */
  private threadsForNext(): number {
    const cores = availableParallelism()
    const taken = new Set(this.executions.keys())
    const waiting = this.options.store.queueOrder(cores + taken.size).filter((id) => !taken.has(id)).length
    const together = Math.min(this.options.concurrency(), this.executions.size + 1 + waiting)
    return Math.max(1, Math.floor(cores / together))
  }

  private withEnvironment(execution: Execution, batch: MeasurementBatch): MeasurementBatch {
    if (execution.environmentSent) return batch
    execution.environmentSent = true
    return { ...batch, environment: this.options.environment(execution.threads, execution.next.run.spec) }
  }

  private tell(runId: number, command: StopCommand): void {
    if (this.executions.has(runId)) this.pool?.stop(runId, command)
  }

  /** Stores what a worker sent; when that is impossible the run is interrupted, and resumes later from its last checkpoint. */
  private store(runId: number, write: () => void): void {
    try {
      write()
    } catch (error) {
      const problem = LabError.from(error)
      if (problem.code !== 'not-allowed') this.trouble = problem
      this.tell(runId, problem.code === 'not-allowed' ? 'cancel' : 'interrupt')
      this.options.hub.queueChanged()
    }
  }

  /** Runs that another process may have changed: those that were or are active, and new ones. */
  private changedElsewhere(): number[] {
    const { store } = this.options
    const active = store.runIds({ states: ['queued', 'running'] })
    const newest = this.newestRunId
    const created = store.runIds({}).filter((id) => id > newest)
    this.newestRunId = Math.max(newest, ...created)
    const changed = new Set([...this.activeRunIds, ...active, ...created])
    this.activeRunIds = active
    return [...changed]
  }

  private guard<T>(action: () => T): T | undefined {
    try {
      return action()
    } catch (error) {
      this.trouble = LabError.from(error)
      this.options.hub.queueChanged()
      return undefined
    }
  }

  private beat(): void {
    const { store, engineId } = this.options
    try {
      store.heartbeat(engineId, this.options.now())
      if (this.trouble !== null) {
        this.trouble = null
        this.options.hub.queueChanged()
      }
      for (const [runId, ending] of this.unstored) {
        this.unsettled.ended.push({ runId, end: { ...ending, state: 'interrupted', batch: null, leftState: null } })
      }
      this.settle()
    } catch (error) {
      this.trouble = LabError.from(error)
    }
    this.reconcile()
    this.wake()
  }

  private reconcile(): void {
    const { store, hub } = this.options
    const interrupted = this.guard(() => store.reconcile(this.options.now(), LEASE_MILLISECONDS)) ?? []
    if (interrupted.length > 0) hub.runsChanged(interrupted)
  }

  private obey(): void {
    const { store, engineId, hub } = this.options
    const version = store.dataVersion()
    if (version === this.lastDataVersion) return
    this.lastDataVersion = version
    for (const { runId, command } of this.guard(() => store.takeCommands(engineId)) ?? []) {
      if (command === 'checkpoint') this.pool?.requestCheckpoint(runId)
      else this.tell(runId, command)
    }
    hub.runsChanged(this.changedElsewhere())
    this.wake()
  }
}
