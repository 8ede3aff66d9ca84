import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { LabError } from '../contract'
import { Lab } from './lab'
import type { FromLabThread, LabThreadSetup, ToLabThread } from './thread-protocol'

const WARM_MILLISECONDS = 1500

/**
 * The lab in a thread of its own: database writes wait for the disk, and nothing on the main thread of a desktop application may wait.
 */
function serve(port: MessagePort, setup: LabThreadSetup): void {
  const send = (message: FromLabThread, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
  let lab: Lab
  try {
    lab = new Lab(setup)
    lab.subscribe((events) => send({ kind: 'events', events }))
    lab.start()
  } catch (error) {
    send({ kind: 'failed', error: LabError.from(error).toShape() })
    port.close()
    return
  }
  // behind what the window asks at once
  const warming = setTimeout(() => warm(lab), WARM_MILLISECONDS)
  port.on('message', (message: ToLabThread) => {
    if (message.kind === 'close') clearTimeout(warming)
    if (message.kind === 'close') void lab.close().finally(() => (send({ kind: 'closed' }), port.close()))
    else void answer(lab, message).then((reply) => send(reply, transferable(reply)))
  })
  send({ kind: 'opened' })
  if (!lab.calibrated) void lab.calibrate().then(() => lab.hub.settingsChanged())
}

function warm(lab: Lab): void {
  try {
    lab.table.warm()
  } catch (error) {
    // whoever asks for the table is told
    if (!(error instanceof LabError)) throw error
  }
}

async function answer(lab: Lab, message: Exclude<ToLabThread, { kind: 'close' }>): Promise<FromLabThread> {
  try {
    const value = await valueOf(lab, message)
    return { kind: 'answer', id: message.id, value }
  } catch (error) {
    return { kind: 'refusal', id: message.id, error: LabError.from(error).toShape() }
  }
}

function valueOf(lab: Lab, message: Exclude<ToLabThread, { kind: 'close' }>): unknown {
  switch (message.kind) {
    case 'prepare-spec':
      return lab.prepareSpec(message.spec, message.folder)
    case 'open-data':
      return lab.datasets.openSource(message.paths)
    case 'use-model':
      return lab.datasets.useModel(message.sourceId, message.model)
    case 'export-dataset':
      return lab.datasets.export(message.datasetId, message.role, message.format, message.output, `export-${message.id}`)
    case 'export-bundle':
      return lab.bundles.export(message, message.path)
    case 'import-bundle':
      return lab.bundles.import(message.path)
    case 'request':
      // the gate has parsed the argument with the schema of this very request
      return lab.request(message.name, message.argument as never)
  }
}

/** Points of curves are moved, not copied. */
function transferable(message: FromLabThread): ArrayBuffer[] {
  if (message.kind !== 'answer' || !Array.isArray(message.value)) return []
  return message.value.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null
      ? Object.values(entry).flatMap((value) =>
          value instanceof Float64Array && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
        )
      : [],
  )
}

if (parentPort === null) throw new Error('lab-thread runs as a worker thread only')
serve(parentPort, workerData as LabThreadSetup)
