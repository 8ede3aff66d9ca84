import { spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
import { expect, it } from 'vitest'
import { findAddon } from '../../../../src-main/science/arithmetic/native'
import { native } from '../../../golden/both-arithmetics'
import { noPulse, train } from '../../../golden/train'
import { randomInstance } from './random-instance'

/** A worker thread that loads the addon itself and repeats eigenvalues and training steps; it reports a digest of each round. */
const workerCode = `
const { parentPort, workerData } = require('node:worker_threads')
const { createHash } = require('node:crypto')
const kernels = require(workerData.addon)
const { matrix, order, constants, inputs, labels, hiddenWeights, outputWeights, rounds, steps } = workerData
const digests = []
for (let round = 0; round < rounds; round++) {
  const hash = createHash('sha256')
  const values = new Float64Array(order), vectors = new Float64Array(order * order)
  const job = kernels.eigenStart(1, matrix, order, 0, 0, 1)
  const workspace = new Float64Array(kernels.reluWorkspaceLength(constants))
  const samples = constants[2], words = outputWeights.length * Math.ceil(samples / 32)
  const bits = () => new Uint32Array(words)
  const state = [hiddenWeights.slice(), outputWeights.slice(), hiddenWeights, outputWeights, new Float64Array(samples), bits(), bits(), bits(), bits()]
  const numbers = new Float64Array(7)
  const history = Array.from({ length: 5 }, () => new Float64Array(steps))
  kernels.reluStart(constants, workspace, inputs, labels, numbers, ...state)
  let count = 0
  while (count < steps) {
    kernels.reluAdvance(constants, workspace, steps - count, 50, undefined, ...history.map((array) => array.subarray(count)), numbers)
    count += numbers[5]
  }
  kernels.reluReadState(constants, workspace, ...state)
  while (!kernels.eigenWait(job, 50)) {}
  kernels.eigenTake(job, values, vectors)
  kernels.eigenRelease(job)
  hash.update(values).update(vectors)
  for (const array of [...state, ...history]) hash.update(array)
  digests.push(hash.digest('hex'))
}
parentPort.postMessage(digests)
`

const order = 260
const steps = 30

function runWorkers(count: number, threads: number, rounds: number): Promise<string[][]> {
  const { problem, hiddenWeights, outputWeights } = randomInstance(13, { n: 60, width: 300, samples: 200 }, { hidden: true, output: true })
  const matrix = native.outputGram({ ...problem, sampleCount: 200 }, hiddenWeights, noPulse)
  const square = new Float64Array(order * order)
  for (let j = 0; j < order; j++)
    for (let k = 0; k < order; k++) square[j * order + k] = matrix[(j % 200) * 200 + (k % 200)]! + (j === k ? 1 : 0)
  const workerData = {
    addon: findAddon(),
    matrix: square,
    order,
    constants: Float64Array.of(60, 300, 200, problem.hiddenStepSize, problem.outputStepSize, 0, 0, threads),
    inputs: problem.inputs,
    labels: problem.labels,
    hiddenWeights,
    outputWeights,
    rounds,
    steps,
  }
  return Promise.all(
    Array.from({ length: count }, () => {
      const worker = new Worker(workerCode, { eval: true, workerData })
      return new Promise<string[]>((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
      })
    }),
  )
}

it('four worker threads that decompose and train at once get what one gets alone', async () => {
  const [[alone]] = (await runWorkers(1, 1, 1)) as [[string]]
  const together = await runWorkers(4, 2, 4)
  expect(together.flat()).toEqual(new Array(16).fill(alone))
})

it('a worker may end while its eigenvalue job goes on', async () => {
  const code = `
    const kernels = require(require('node:worker_threads').workerData.addon)
    const order = 700
    const matrix = new Float64Array(order * order).map((_, index) => ((index % order) * 31 + Math.floor(index / order) * 31) % 97)
    kernels.eigenStart(1, matrix, order, 0, 0, 1)
  `
  const worker = new Worker(code, { eval: true, workerData: { addon: findAddon() } })
  expect(await new Promise((resolve) => worker.once('exit', resolve))).toBe(0)
  const instance = randomInstance(17, { n: 20, width: 50, samples: 40 }, { hidden: true, output: false })
  expect(train(native, instance, 5).state).toEqual(train(native, instance, 5).state)
})

it.each([
  ['by itself', '', 0],
  ['by process.exit', 'process.exit(7)', 7],
])('the process may end %s while an eigenvalue job goes on', (_way, end, code) => {
  const script = `
    const kernels = require(process.argv[1])
    const order = 1500
    const matrix = new Float64Array(order * order).map((_, index) => ((index % order) * 31 + Math.floor(index / order) * 31) % 97)
    for (let job = 0; job < 4; job++) kernels.eigenStart(job % 2, matrix, order, 0, 0, 2)
    setTimeout(() => { ${end} }, 75)
  `
  const { status, signal, stderr } = spawnSync(process.execPath, ['-e', script, findAddon() ?? ''], { encoding: 'utf8' })
  expect({ status, signal, stderr }).toEqual({ status: code, signal: null, stderr: '' })
})
