import type { JobProgress } from '../../contract'
import type { DataWorkerSetup } from '../../worker/data-protocol'
import { DataThread } from '../../worker/data-thread'
import type { KernelWork } from './kernels'

/** Makes kernels of stored runs in a thread of its own, telling how far it is. */
export class KernelThread {
  private readonly thread: DataThread
  private readonly jobs = new Map<string, () => void>()

  constructor(
    workerFile: string,
    setup: DataWorkerSetup,
    private readonly tell: (progress: JobProgress) => void,
  ) {
    this.thread = new DataThread(workerFile, setup)
  }

  readonly work: KernelWork = async (task, job) => {
    // whoever asks again under the same name has no use for the former answer
    this.stop(job)
    const { result, stop } = this.thread.start(task, (progress) => this.tell({ job, ...progress }))
    this.jobs.set(job, stop)
    try {
      return await result
    } finally {
      if (this.jobs.get(job) === stop) this.jobs.delete(job)
    }
  }

  stop(job: string): boolean {
    const stop = this.jobs.get(job)
    stop?.()
    return stop !== undefined
  }

  close(): Promise<void> {
    return this.thread.close()
  }
}
