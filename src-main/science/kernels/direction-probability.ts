import type { Activation } from '../activations'
import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { normals, type RandomStream } from '../random'
import { transposed } from './gram'
import type { KernelInputs } from './kernel-inputs'
import { spanCoordinates } from './span'

const SAMPLES_AT_ONCE = 4096

/**
 * How often |sum_i z_i phi'(<w, x_i>) x_i| is at least `threshold` for w ~ N(0, I) (arXiv 1908.05660, lemma K.2, where z is any unit vector and
 * the threshold 0.1 / sqrt n): a count over independent w from the stream, with the standard error sqrt(p (1 - p) / samples).
 * @param direction z, length sampleCount
 */
export function largeGradientShare(
  arithmetic: Arithmetic,
  activation: Pick<Activation, 'derivative'>,
  inputs: KernelInputs,
  direction: Float64Array,
  threshold: number,
  samples: number,
  stream: RandomStream,
  pulse: Pulse,
): number {
  const { sampleCount } = inputs
  // w enters by its projection on the span, which is N(0, I) there
  const { dimension, coordinates } = spanCoordinates(inputs.inputs, sampleCount, inputs.inputDimension)
  const columns = transposed(coordinates, sampleCount, dimension)
  let large = 0
  for (let first = 0; first < samples; first += SAMPLES_AT_ONCE) {
    const count = Math.min(SAMPLES_AT_ONCE, samples - first)
    const weights = normals(stream, first * dimension, count * dimension)
    const z = arithmetic.multiply(weights, columns, count, dimension, sampleCount)
    const factors = z.map((value, index) => (direction[index % sampleCount] ?? NaN) * activation.derivative(value))
    const sums = arithmetic.multiply(factors, coordinates, count, sampleCount, dimension)
    for (let j = 0; j < count; j++) {
      let square = 0
      for (let c = j * dimension; c < (j + 1) * dimension; c++) square += sums[c]! * sums[c]!
      if (square >= threshold * threshold) large++
    }
    pulse()
  }
  return large / samples
}
