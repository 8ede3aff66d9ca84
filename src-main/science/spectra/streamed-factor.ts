import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { forEachFactorBlock, hiddenRows, outputRows, type Evaluated, type NeuronBlock } from '../kernels/finite-width'
import type { KernelInputs } from '../kernels/kernel-inputs'
import { spanCoordinates } from '../kernels/span'

/** Which weights are trained. */
export interface TrainedLayers {
  hidden: boolean
  output: boolean
}

/**
 * Triangular factor R of the kernel of one output at finite width, R^T R = G, H or their sum, without forming the kernel: QR of the rows of
 * the Jacobian as they come (TSQR). Small eigenvalues that the kernel matrix no longer holds are found in R, see
 * {@link factorSpectrum}. The inputs enter by their coordinates in their span, which is exact and saves rows.
 * @param network the neurons, in blocks of any size
 * @returns row-major upper triangular, sampleCount x sampleCount
 */
export function finiteWidthFactor(
  arithmetic: Arithmetic,
  network: Iterable<NeuronBlock>,
  inputs: KernelInputs,
  activation: Evaluated,
  trained: TrainedLayers,
  pulse: Pulse,
  output = 0,
): Float64Array {
  const { sampleCount } = inputs
  const triangle = new Float64Array(sampleCount * sampleCount)
  const add = (rows: Float64Array, count: number): void => arithmetic.addToTriangle(triangle, sampleCount, rows, count, pulse)
  const { dimension, coordinates } = spanCoordinates(inputs.inputs, sampleCount, inputs.inputDimension)
  const hidden = hiddenRows(activation, sampleCount, output)
  const features = outputRows(activation, sampleCount)
  forEachFactorBlock(
    arithmetic,
    network,
    inputs,
    (block, z) => {
      if (trained.output) add(features(block, z), block.neurons)
      return trained.hidden ? hidden(block, z) : new Float64Array(0)
    },
    pulse,
    (rows, neurons) => {
      if (rows.length > 0) add(timesCoordinates(rows, neurons, coordinates, dimension), neurons * dimension)
    },
  )
  return triangle
}

/** Row (j, c) is entry by entry rows_ji x_ic. */
export function timesCoordinates(rows: Float64Array, count: number, coordinates: Float64Array, dimension: number): Float64Array {
  const sampleCount = rows.length / count
  const product = new Float64Array(rows.length * dimension)
  for (let j = 0; j < count; j++) {
    for (let c = 0; c < dimension; c++) {
      const at = (j * dimension + c) * sampleCount
      for (let i = 0; i < sampleCount; i++) product[at + i] = rows[j * sampleCount + i]! * coordinates[i * dimension + c]!
    }
  }
  return product
}
