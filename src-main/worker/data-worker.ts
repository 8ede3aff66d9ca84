import { constants, setPriority } from 'node:os'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { LabError } from '../contract'
import { openArithmetic } from '../science/arithmetic/load'
import type { DataWorkerSetup, FromDataWorker, ToDataWorker } from './data-protocol'
import { DataTasks } from './data-tasks'
import { TaskReport } from './task-progress'

/** Entry of the threads that read, make, examine and export data sets and that make kernels of stored runs again, one task after the other. */
function serve(port: MessagePort, setup: DataWorkerSetup): void {
  // only Linux has priorities a thread (0: the calling one)
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
  const arithmetic = openArithmetic(setup.decision, { threads: setup.threads })
  const tasks = new DataTasks()
  const now = (): number => performance.now()
  const send = (message: FromDataWorker): void => port.postMessage(message)
  let before: Promise<void> = Promise.resolve()

  const execute = async ({ id, task, stop }: Extract<ToDataWorker, { kind: 'task' }>): Promise<void> => {
    const flag = new Int32Array(stop)
    const checkStop = (): void => {
      if (Atomics.load(flag, 0) !== 0) throw new LabError('stopped', 'Stopped as asked. Nothing was stored.')
    }
    try {
      checkStop()
      const report = new TaskReport(now, (progress) => send({ kind: 'progress', id, progress }))
      send({ kind: 'done', id, result: await tasks.run(task, { arithmetic, report, checkStop, now }) })
    } catch (error) {
      send({ kind: 'failed', id, error: LabError.from(error).toShape() })
    }
  }

  port.on('message', (message: ToDataWorker) => {
    if (message.kind === 'exit') port.close()
    else before = before.then(() => execute(message))
  })
}

if (parentPort === null) throw new Error('data-worker runs as a worker thread only')
serve(parentPort, workerData as DataWorkerSetup)
