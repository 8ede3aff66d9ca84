import { Worker } from 'node:worker_threads'
import {
  LabError,
  type Answers,
  type BundleExport,
  type BundleImport,
  type DatasetRole,
  type DatasetSourceView,
  type ExportFormat,
  type LabEvent,
  type RequestArgument,
  type RequestName,
} from '../contract'
import type { FromLabThread, LabThreadSetup, ToLabThread } from './thread-protocol'

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: LabError) => void
}

/** The lab as the main process of the window sees it: every call is a message to the lab's thread. */
export class LabClient {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private readonly listeners = new Set<(events: LabEvent[]) => void>()
  private nextId = 1
  private gone: LabError | null = null
  private readonly opened: Promise<void>
  private readonly ended: Promise<void>

  constructor(threadFile: string, setup: LabThreadSetup) {
    this.worker = new Worker(threadFile, { workerData: setup })
    this.opened = new Promise((resolve) => {
      this.worker.on('message', (message: FromLabThread) => {
        if (message.kind === 'failed') this.fail(LabError.fromShape(message.error))
        // whether it opened or failed, whoever waits may go on: a failed lab refuses every request
        if (message.kind === 'opened' || message.kind === 'failed') resolve()
        else this.receive(message)
      })
      this.worker.once('error', (error: unknown) => {
        this.fail(LabError.from(error))
        resolve()
      })
    })
    this.ended = new Promise((done) => {
      this.worker.once('exit', () => {
        this.fail(new LabError('internal', 'The laboratory thread has ended. What was stored is kept; start the program again.'))
        done()
      })
    })
  }

  async request<N extends RequestName>(name: N, argument: RequestArgument<N>): Promise<Answers[N]> {
    return (await this.post((id) => ({ kind: 'request', id, name, argument }))) as Answers[N]
  }

  prepareSpec(spec: unknown, folder: string): Promise<unknown> {
    return this.post((id) => ({ kind: 'prepare-spec', id, spec, folder }))
  }

  /** Looks at files and folders that a person chose or dropped. */
  async openData(paths: string[]): Promise<DatasetSourceView> {
    return (await this.post((id) => ({ kind: 'open-data', id, paths }))) as DatasetSourceView
  }

  /** @param model path of a model that a person chose, null for none */
  async useModel(sourceId: number, model: string | null): Promise<{ name: string } | null> {
    return (await this.post((id) => ({ kind: 'use-model', id, sourceId, model }))) as { name: string } | null
  }

  async exportDataset(datasetId: number, role: DatasetRole, format: ExportFormat, output: string): Promise<{ paths: string[] }> {
    return (await this.post((id) => ({ kind: 'export-dataset', id, datasetId, role, format, output }))) as { paths: string[] }
  }

  /** @param path where a person wants it */
  async exportBundle(wish: { runIds: number[]; studyIds: number[]; states: boolean }, path: string): Promise<BundleExport> {
    return (await this.post((id) => ({ kind: 'export-bundle', id, ...wish, path }))) as BundleExport
  }

  async importBundle(path: string): Promise<BundleImport> {
    return (await this.post((id) => ({ kind: 'import-bundle', id, path }))) as BundleImport
  }

  subscribe(listener: (events: LabEvent[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Running runs are checkpointed first; resolves when the thread is gone or the deadline has passed. */
  async close(deadlineMilliseconds: number): Promise<void> {
    if (this.gone === null) this.worker.postMessage({ kind: 'close' } satisfies ToLabThread)
    const deadline = new Promise<void>((resolve) => setTimeout(resolve, deadlineMilliseconds).unref())
    await Promise.race([this.ended, deadline])
  }

  private async post(message: (id: number) => ToLabThread): Promise<unknown> {
    await this.opened
    if (this.gone !== null) throw this.gone
    const id = this.nextId++
    return await new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.worker.postMessage(message(id))
    })
  }

  private receive(message: FromLabThread): void {
    if (message.kind === 'events') this.listeners.forEach((listener) => listener(message.events))
    else if (message.kind === 'answer') this.settle(message.id)?.resolve(message.value)
    else if (message.kind === 'refusal') this.settle(message.id)?.reject(LabError.fromShape(message.error))
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id)
    this.waiting.delete(id)
    return waiting
  }

  private fail(error: LabError): void {
    this.gone ??= error
    for (const { reject } of this.waiting.values()) reject(error)
    this.waiting.clear()
  }
}
