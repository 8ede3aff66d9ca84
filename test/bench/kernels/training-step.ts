import type { Arithmetic } from '../../../src-main/science/arithmetic/arithmetic'
import { razborovInstance } from '../../golden/razborov-instance'
import { noPulse } from '../../golden/train'
import { median, row, threadCounts, type BenchRow, type Peak } from './measure'

const shapes = [
  { hiddenWidth: 1000, sampleCount: 1000 },
  { hiddenWidth: 100, sampleCount: 1000 },
  { hiddenWidth: 100, sampleCount: 100 },
  { hiddenWidth: 100, sampleCount: 5000 },
]

/** Milliseconds a step of gradient descent, 4 n S m flop as by two matrix products. */
export function benchTrainingStep(open: (threads: number) => Arithmetic, peak: Peak): BenchRow[] {
  return shapes.flatMap(({ hiddenWidth, sampleCount }) => {
    const size = { seed: 1, inputDimension: 100, hiddenWidth, sampleCount, hiddenStepSize: 1e-6, outputStepSize: 0 }
    const { problem, hiddenWeights, outputWeights } = razborovInstance(size)
    return threadCounts.map((threads) => {
      const trainer = open(threads).startTwoLayerRelu({ ...problem, threads, stopResidual: 0 }, hiddenWeights, outputWeights)
      trainer.advance(16_000, 100, noPulse)
      const times = Array.from({ length: 11 }, () => {
        const start = performance.now()
        const { count } = trainer.advance(16_000, 100, noPulse)
        return (performance.now() - start) / count
      })
      const label = `n 100, S ${hiddenWidth}, m ${sampleCount}`
      return row('training step', label, threads, median(times), 4 * 100 * hiddenWidth * sampleCount, peak)
    })
  })
}
