import { Worker } from 'node:worker_threads'
import type { CheckpointContent, FromWorker, RunEnding, RunJob, StopCommand, ToWorker, WorkerSetup, CalibrationResult } from './protocol'
import type { MeasurementBatch } from '../contract'
import { memoryOf } from './snapshot'

export interface PoolListener {
  batch(runId: number, batch: MeasurementBatch): void
  checkpoint(runId: number, step: number, content: CheckpointContent): void
  /** also called when the worker thread died: state failed, no batch */
  ended(runId: number, ending: RunEnding): void
}

interface Member {
  worker: Worker
  runId: number | null
  calibration: ((result: CalibrationResult | null) => void) | null
}

/** Long-lived worker threads, one run at a time each. Threads start when they are needed and stay. */
export class WorkerPool {
  private readonly members: Member[] = []
  private closing = false

  constructor(
    private readonly workerFile: string,
    private readonly setup: WorkerSetup,
    private readonly listener: PoolListener,
  ) {}

  get running(): number[] {
    return this.members.flatMap((member) => (member.runId === null ? [] : [member.runId]))
  }

  /** @param job its states and arrays are handed over: their memory is another thread's afterwards */
  start(job: RunJob): void {
    const member = this.idleMember()
    member.runId = job.runId
    // states and data of gigabytes are not copied on their way
    this.post(
      member,
      { kind: 'run', job },
      memoryOf([...(job.checkpoint ?? []), ...(job.forkState ?? []), ...job.arrays.map(({ values }) => values)]),
    )
  }

  stop(runId: number, command: StopCommand): void {
    const member = this.memberOf(runId)
    if (member !== undefined) this.post(member, { kind: 'stop', runId, command })
  }

  requestCheckpoint(runId: number): void {
    const member = this.memberOf(runId)
    if (member !== undefined) this.post(member, { kind: 'checkpoint', runId })
  }

  /** null when the worker died or the pool is closing */
  calibrate(): Promise<CalibrationResult | null> {
    const member = this.idleMember()
    return new Promise((resolve) => {
      member.calibration = resolve
      this.post(member, { kind: 'calibrate' })
    })
  }

  /** Tells every worker to end; those that compute checkpoint and answer first. Resolves when all threads are gone. */
  async close(): Promise<void> {
    this.closing = true
    const gone = this.members.map(
      (member) =>
        new Promise<void>((resolve) => {
          member.worker.once('exit', () => resolve())
          if (member.runId !== null) this.post(member, { kind: 'stop', runId: member.runId, command: 'interrupt' })
          this.post(member, { kind: 'exit' })
        }),
    )
    await Promise.all(gone)
  }

  private memberOf(runId: number): Member | undefined {
    return this.members.find((member) => member.runId === runId)
  }

  private idleMember(): Member {
    return this.members.find((member) => member.runId === null && member.calibration === null) ?? this.addMember()
  }

  private addMember(): Member {
    const worker = new Worker(this.workerFile, { workerData: this.setup })
    const member: Member = { worker, runId: null, calibration: null }
    this.members.push(member)
    let failure: string | null = null
    worker.on('message', (message: FromWorker) => this.receive(member, message))
    worker.on('error', (error: unknown) => (failure = error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => this.leave(member, failure ?? `the thread ended with code ${code}`))
    return member
  }

  private receive(member: Member, message: FromWorker): void {
    if (message.kind === 'batch') this.listener.batch(message.runId, message.batch)
    else if (message.kind === 'checkpoint') this.listener.checkpoint(message.runId, message.step, message.content)
    else if (message.kind === 'calibrated') {
      member.calibration?.(message.result)
      member.calibration = null
    } else if (message.kind === 'ended') {
      member.runId = null
      this.listener.ended(message.runId, message.ending)
      if (this.closing) this.post(member, { kind: 'exit' })
    }
  }

  /** A thread that dies takes nothing with it but its run, which ends as failed with what was stored so far kept. */
  private leave(member: Member, reason: string): void {
    this.members.splice(this.members.indexOf(member), 1)
    member.calibration?.(null)
    const { runId } = member
    if (runId === null) return
    this.listener.ended(runId, {
      state: 'failed',
      stopReason: null,
      error: { code: 'internal', message: `The compute thread ended unexpectedly: ${reason}. What was measured before is kept.` },
      batch: null,
      leftState: null,
    })
  }

  private post(member: Member, message: ToWorker, transfer: ArrayBuffer[] = []): void {
    member.worker.postMessage(message, transfer)
  }
}
