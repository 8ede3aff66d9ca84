import { constants, setPriority } from 'node:os'
import { parentPort, receiveMessageOnPort, workerData, type MessagePort } from 'node:worker_threads'
import { openArithmetic } from '../science/arithmetic/load'
import { calibrate } from './calibrate'
import { CheckpointFiles } from './checkpoint-file'
import { executeRun } from './execute-run'
import { memoryOf } from './snapshot'
import type { FromWorker, RunJob, StopCommand, ToWorker, WorkerSetup } from './protocol'

/** Computation gives way to the window and to the user's other work. Only Linux has priorities a thread (0: the calling one). */
function giveWay(): void {
  if (process.platform === 'linux') setPriority(0, constants.priority.PRIORITY_BELOW_NORMAL)
}

/** Entry of a compute worker: executes one run at a time and polls its mailbox between slices of native work. */
function serve(port: MessagePort, setup: WorkerSetup): void {
  let computing = false
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)

  const execute = (job: RunJob): void => {
    let stop: StopCommand | null = null
    const wishes = (): { stop: StopCommand | null; checkpoint: boolean } => {
      let checkpoint = false
      for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port)) {
        const message = received.message as ToWorker
        if (message.kind === 'exit') stop = 'interrupt'
        else if (message.kind === 'stop' && message.runId === job.runId) stop = message.command
        else if (message.kind === 'checkpoint' && message.runId === job.runId) checkpoint = true
      }
      return { stop, checkpoint }
    }
    const files = new CheckpointFiles(job.checkpointFile)
    const ending = executeRun(job, openArithmetic(setup.decision, { threads: job.threads }), {
      batch: (batch) => send({ kind: 'batch', runId: job.runId, batch }),
      checkpoint: (step, bytes) => {
        const content = files.content(bytes)
        send({ kind: 'checkpoint', runId: job.runId, step, content }, 'bytes' in content ? memoryOf(bytes) : [])
      },
      wishes,
      now: () => performance.now(),
      date: () => Date.now(),
    })
    send({ kind: 'ended', runId: job.runId, ending }, memoryOf(ending.leftState?.bytes ?? []))
  }

  port.on('message', (message: ToWorker) => {
    if (computing) return
    computing = true
    try {
      if (message.kind === 'run') execute(message.job)
      else if (message.kind === 'calibrate')
        send({ kind: 'calibrated', result: calibrate(openArithmetic(setup.decision), () => performance.now()) })
      else if (message.kind === 'exit') port.close()
    } finally {
      computing = false
    }
  })
  send({ kind: 'ready' })
}

if (parentPort === null) throw new Error('compute-worker runs as a worker thread only')
giveWay()
serve(parentPort, workerData as WorkerSetup)
