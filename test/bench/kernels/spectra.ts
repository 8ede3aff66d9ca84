import type { Arithmetic } from '../../../src-main/science/arithmetic/arithmetic'
import { innerProducts } from '../../../src-main/science/kernels/gram'
import { minimalStandard, razborovInstance } from '../../golden/razborov-instance'
import { noPulse } from '../../golden/train'
import { medianTime, row, threadCounts, type BenchRow, type Peak } from './measure'
import { inTurns, Peer } from './peer'

/** Kernel matrices and their eigenvalues, as a run's measurements need them. */
export async function benchSpectra(open: (threads: number) => Arithmetic, peak: Peak): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const { hiddenWidth, sampleCount, repetitions } of [
    { hiddenWidth: 1000, sampleCount: 1000, repetitions: 9 },
    { hiddenWidth: 100, sampleCount: 5000, repetitions: 3 },
  ]) {
    const size = { seed: 1, inputDimension: 100, hiddenWidth, sampleCount, hiddenStepSize: 1e-6, outputStepSize: 0 }
    const { problem, hiddenWeights, outputWeights } = razborovInstance(size)
    const label = `S ${hiddenWidth}, m ${sampleCount}`
    for (const threads of threadCounts) {
      const arithmetic = open(threads)
      const shared = { ...problem, threads }
      const { activations } = arithmetic.startTwoLayerRelu(shared, hiddenWeights, outputWeights).state
      const hiddenGram = (): Float64Array => arithmetic.hiddenGram(shared, outputWeights, activations, noPulse)
      const gram = hiddenGram()
      rows.push(row('hidden Gram matrix', label, threads, medianTime(repetitions, hiddenGram), null, peak))
      const outputTime = medianTime(repetitions, () => arithmetic.outputGram(shared, hiddenWeights, noPulse))
      rows.push(row('output Gram matrix', label, threads, outputTime, hiddenWidth * sampleCount * sampleCount, peak))
      const smallestTime = medianTime(repetitions, () => arithmetic.smallestEigenvalue(gram, sampleCount, noPulse))
      rows.push(row('smallest eigenvalue', `order ${sampleCount}`, threads, smallestTime, null, peak))
      if (sampleCount > 1000 || threads > 1) continue
      const valuesTime = medianTime(repetitions, () => arithmetic.symmetricEigenvalues(gram, sampleCount, noPulse))
      rows.push(row('all eigenvalues', `order ${sampleCount}`, 1, valuesTime, null, peak))
      const systemTime = medianTime(repetitions, () => arithmetic.symmetricEigensystem(gram, sampleCount, noPulse))
      rows.push(row('all eigenvalues and vectors', `order ${sampleCount}`, 1, systemTime, null, peak))
    }
  }
  rows.push(...(await largeSpectrum(open, peak)))
  return rows
}

/** All eigenvalues of a larger kernel, 4/3 order^3 flop of reduction to tridiagonal form, beside NumPy. */
async function largeSpectrum(open: (threads: number) => Arithmetic, peak: Peak): Promise<BenchRow[]> {
  const order = 4000
  const { gaussian } = minimalStandard(1)
  const points = Float64Array.from({ length: (order * order) / 2 }, () => gaussian() / Math.sqrt(order))
  const rows: BenchRow[] = []
  for (const threads of threadCounts) {
    const arithmetic = open(threads)
    const matrix = innerProducts(arithmetic, points, order, order / 2)
    for (let i = 0; i < order; i++) matrix[i * order + i]! += 1
    const environment = { OPENBLAS_NUM_THREADS: String(threads), OMP_NUM_THREADS: String(threads) }
    const numpy = Peer.start({ script: 'eigenvalues_numpy.py', module: 'numpy', debianPackage: 'python3-numpy', environment })
    const { ours, theirs, said } = await inTurns(numpy, { order }, 3, () => {
      const start = performance.now()
      arithmetic.symmetricEigenvalues(matrix, order, noPulse)
      return performance.now() - start
    })
    numpy?.stop()
    const bench = row('all eigenvalues', `order ${order}`, threads, ours, (4 / 3) * order ** 3, peak)
    rows.push(theirs === null ? bench : { ...bench, peer: { name: `NumPy, ${String(said)}`, times: theirs / ours } })
  }
  return rows
}
