import type { Arithmetic } from '../science/arithmetic/arithmetic'
import { normals, RandomStream } from '../science/random'
import type { CalibrationResult } from './protocol'

const CALIBRATION_MILLISECONDS = 150

/** Short benchmark of this machine on one thread, from which the minutes of a run are predicted. About half a second. */
export function calibrate(arithmetic: Arithmetic, now: () => number): CalibrationResult {
  return { gemmGflops: measureProduct(arithmetic, now), stepGflops: measureStep(arithmetic, now) }
}

function measureProduct(arithmetic: Arithmetic, now: () => number): number {
  const order = arithmetic.id === 'native' ? 512 : 128
  const a = sample('product', order * order)
  arithmetic.multiply(a, a, order, order, order)
  return flopRate(2 * order ** 3, now, () => arithmetic.multiply(a, a, order, order, order))
}

function sample(name: string, count: number): Float64Array {
  return normals(new RandomStream(1, name), 0, count)
}

function measureStep(arithmetic: Arithmetic, now: () => number): number {
  const [inputDimension, hiddenWidth, sampleCount] = [100, 200, 400]
  const trainer = arithmetic.startTwoLayerRelu(
    {
      inputDimension,
      hiddenWidth,
      sampleCount,
      inputs: sample('data', sampleCount * inputDimension).map((value) => value / 10),
      labels: sample('labels', sampleCount),
      hiddenStepSize: 1e-6,
      outputStepSize: 0,
      stopResidual: 1e-300,
      safetyValve: false,
      threads: 1,
    },
    sample('hidden-weights', hiddenWidth * inputDimension),
    new Float64Array(hiddenWidth).fill(1),
  )
  return flopRate(4 * inputDimension * hiddenWidth * sampleCount, now, () => trainer.advance(1, 1000, () => undefined))
}

function flopRate(flops: number, now: () => number, work: () => void): number {
  const started = now()
  let repetitions = 0
  do {
    work()
    repetitions++
  } while (now() - started < CALIBRATION_MILLISECONDS)
  return (flops * repetitions) / (now() - started) / 1e6
}
