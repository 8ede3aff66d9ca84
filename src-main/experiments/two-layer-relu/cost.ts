import type { Cost } from '../experiment'
import { dimensionsOf, type Dimensions } from './dimensions'
import { expectedStepsToGo } from './expected-steps'
import { COMPLETE_SPECTRUM_UP_TO } from './kernel-measurement'
import type { TwoLayerReluSpec } from './spec'
import { effectiveStepSizes } from './step-sizes'

const BYTES = 8
/** Solves with the Cholesky factor that the smallest eigenvalue takes, and products for the largest one. */
const LANCZOS_STEPS = 60

/**
 * Expected cost of one run. Operations: 4nSm a step (two products), the kernels that are measured with their eigenvalues
 * (4/3 m^3 for all eigenvalues, m^3 / 3 and some solves for the extremes, 9 m^3 with all eigenvectors). An unresolved spec costs nothing
 * that could be known.
 */
export function costOf(spec: TwoLayerReluSpec): Cost {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { inputDimension: n, hiddenWidth: S, sampleCount: m } = dimensions
  const steps = expectedStepsToGo(spec, dimensions)
  return {
    trainingFlops: 4 * n * S * m * steps,
    spectrumFlops: spectrumFlops(spec, dimensions),
    memoryBytes: memoryBytes(spec, dimensions),
    expectedSteps: steps,
  }
}

function spectrumFlops(spec: TwoLayerReluSpec, dimensions: Dimensions): number {
  const { inputDimension: n, hiddenWidth: S, sampleCount: m } = dimensions
  const { measurements } = spec
  const times = 2 + measurements.spectrumSteps
  const small = Math.min(S, m)
  const hidden = hiddenKernelFlops(n, S, m)
  const output = 2 * n * S * m + 2 * S * m * small
  let flops = 0
  if (measurements.hiddenKernel) flops += times * (hidden + eigenvalueFlops(m))
  if (measurements.outputKernel) flops += times * (output + eigenvalueFlops(small))
  if (measurements.frozenKernelPredictor) {
    flops += 9 * m * m * m + hidden
    if (effectiveStepSizes(spec, dimensions).output > 0) flops += 2 * n * S * m + 2 * S * m * m
  }
  if (spec.labels.kind === 'low-spectrum') flops += hidden + eigenvalueFlops(m) + 4 * m * m
  return flops
}

/** X^T X, and one operation on packed bits for 32 neurons. */
function hiddenKernelFlops(n: number, S: number, m: number): number {
  return 2 * n * m * m + (S * m * m) / 16
}

function eigenvalueFlops(order: number): number {
  const cube = order * order * order
  return order <= COMPLETE_SPECTRUM_UP_TO ? (4 / 3) * cube : cube / 3 + 4 * LANCZOS_STEPS * order * order
}

function memoryBytes(spec: TwoLayerReluSpec, { inputDimension: n, hiddenWidth: S, sampleCount: m }: Dimensions): number {
  const { measurements } = spec
  // weights now, at the start, at the last slice (for forensics) and in a snapshot on its way to the store
  const weights = 5 * S * (n + 1) * BYTES
  const activations = 8 * S * Math.ceil(m / 32) * 4
  const inputs = 2 * m * n * BYTES
  // a block of neurons at all points, for a step and for the gradients of forensics
  const blocks = 4 * Math.min(S, 1024) * m * BYTES
  const matrices = measurements.frozenKernelPredictor ? 4 : measurements.hiddenKernel || spec.labels.kind === 'low-spectrum' ? 2.5 : 0
  const outputOrder = Math.min(S, m)
  const outputMatrices = measurements.outputKernel ? 2.5 * outputOrder * outputOrder : 0
  return weights + activations + inputs + blocks + Math.max(matrices * m * m, outputMatrices) * BYTES
}
