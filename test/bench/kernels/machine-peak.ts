import { Worker } from 'node:worker_threads'
import { allCores, median, threadCounts, type BenchRow, type Peak } from './measure'

const order = 2048
const milliseconds = 4000

/** Multiplies matrices for a while and posts the milliseconds of every product. */
const worker = `
const { parentPort, workerData } = require('node:worker_threads')
const kernels = require(workerData.addon)
const { order, milliseconds } = workerData
const entries = () => new Float64Array(order * order).map((_, index) => ((index * 7919) % 1000) / 1000 - 0.5)
const [a, b, c] = [entries(), entries(), entries()]
const times = []
const end = performance.now() + milliseconds
while (performance.now() < end) {
  const start = performance.now()
  kernels.multiply(a, b, order, order, order, c, 1)
  times.push(performance.now() - start)
}
parentPort.postMessage(times)
`

function timesOfOneThread(addon: string): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { eval: true, workerData: { addon, order, milliseconds } })
    thread.once('message', resolve)
    thread.once('error', reject)
  })
}

/** Matrix products of independent threads, each with one BLAS thread: what the machine can do with all its cores. */
export async function measurePeak(addon: string): Promise<{ peak: Peak; rows: BenchRow[] }> {
  const flops = 2 * order * order * order
  const measured = new Map<number, number>()
  const rows: BenchRow[] = []
  for (const threads of threadCounts) {
    const times = await Promise.all(Array.from({ length: threads }, () => timesOfOneThread(addon)))
    const typical = times.map(median)
    const gflops = typical.reduce((sum, time) => sum + flops / time / 1e6, 0)
    measured.set(threads, gflops)
    rows.push({ what: 'matrix product (peak)', size: `${order}`, threads, milliseconds: median(typical), gflops, shareOfPeak: 1 })
  }
  return { peak: { gflops: (threads) => measured.get(threads) ?? measured.get(allCores)! }, rows }
}
