import { Worker } from 'node:worker_threads'
import { LabError } from '../contract'
import type { DataResults, DataTask, DataWorkerSetup, FromDataWorker, TaskProgress, ToDataWorker } from './data-protocol'

interface Waiting {
  resolve: (result: unknown) => void
  reject: (error: LabError) => void
  progress: (progress: TaskProgress) => void
}

export interface StartedTask<Result> {
  result: Promise<Result>
  /** asks the task to end; `result` is refused with `stopped` soon after */
  stop: () => void
}

/** A thread that works on data sets or on kernels of stored runs, started when it is first needed and again when it has died. */
export class DataThread {
  private worker: Worker | null = null
  private readonly waiting = new Map<number, Waiting & { flag: Int32Array }>()
  private nextId = 1
  private closing = false

  constructor(
    private readonly workerFile: string,
    private readonly setup: DataWorkerSetup,
  ) {}

  start<Task extends DataTask>(task: Task, progress: (progress: TaskProgress) => void): StartedTask<DataResults[Task['kind']]> {
    if (this.closing) throw new LabError('stopped', 'The laboratory is closing. Nothing was stored.')
    const worker = this.worker ?? this.open()
    const id = this.nextId++
    const stop = new SharedArrayBuffer(4)
    const flag = new Int32Array(stop)
    const result = new Promise<unknown>((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, progress, flag })
      worker.postMessage({ kind: 'task', id, task, stop } satisfies ToDataWorker)
    })
    return { result: result as Promise<DataResults[Task['kind']]>, stop: () => void Atomics.store(flag, 0, 1) }
  }

  /** Stops what is being done; resolves when the thread is gone. */
  async close(): Promise<void> {
    this.closing = true
    const { worker } = this
    if (worker === null) return
    for (const { flag } of this.waiting.values()) Atomics.store(flag, 0, 1)
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    worker.postMessage({ kind: 'exit' } satisfies ToDataWorker)
    await gone
  }

  private open(): Worker {
    const worker = new Worker(this.workerFile, { workerData: this.setup })
    let failure: string | null = null
    worker.on('message', (message: FromDataWorker) => this.receive(message))
    worker.on('error', (error: unknown) => (failure = error instanceof Error ? error.message : String(error)))
    worker.on('exit', (code) => {
      this.worker = null
      const reason = failure ?? `the thread ended with code ${code}`
      const error = new LabError('internal', `The thread that works on this ended unexpectedly: ${reason}. Nothing was stored.`)
      for (const { reject } of this.waiting.values()) reject(error)
      this.waiting.clear()
    })
    this.worker = worker
    return worker
  }

  private receive(message: FromDataWorker): void {
    const waiting = this.waiting.get(message.id)
    if (message.kind === 'progress') return waiting?.progress(message.progress)
    this.waiting.delete(message.id)
    if (message.kind === 'done') waiting?.resolve(message.result)
    else waiting?.reject(LabError.fromShape(message.error))
  }
}
