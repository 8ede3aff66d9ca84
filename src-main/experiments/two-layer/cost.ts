import { forkOf } from '../../contract'
import type { Cost } from '../experiment'
import { dimensionsOf, type Dimensions } from './dimensions'
import type { TwoLayerSpec } from './spec'

const BYTES = 8
/** Operations of one value and derivative of a smooth activation, in units of a multiplication that runs at full speed. */
const SMOOTH_ACTIVATION = 60
const KINKED_ACTIVATION = 4

/** Of each weight at each batch, in the same units: weights are read and written once for a few points. */
const WEIGHT_TRAFFIC = 50
/** Products with a few points at a time reach half the rate of those with all. */
const SMALL_BATCH = 2

const KINKED = new Set(['relu', 'leaky-relu', 'absolute', 'step', 'relu-power', 'normrelu', 'polynomial'])

/**
 * Expected cost of one run: 4 n m (d + K - 1) operations a step and those of the activations, m n^2 and 4/3 n^3 for each spectrum; of a
 * stochastic step those of its batch and the traffic of the weights, and an evaluation of all points wherever it is recorded. How many
 * steps a run takes until it converges is not known; its budget is what is counted.
 */
export function costOf(spec: TwoLayerSpec): Cost {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { inputDimension: d, hiddenWidth: m, sampleCount: n, testCount, outputCount: K } = dimensions
  const { method } = spec.training
  const stepsToGo = stepsOf(spec)
  const activation = KINKED.has(spec.model.activation.kind) ? KINKED_ACTIVATION : SMOOTH_ACTIVATION
  const pass = m * (4 * (d + K - 1) + activation)
  const training = (): number => {
    switch (method.kind) {
      case 'gradient-descent':
        return stepsToGo * n * pass
      case 'gradient-flow':
        return 7 * stepsToGo * n * pass
      case 'output-least-squares':
        return n * pass + 4 * m * n * n
      case 'stochastic': {
        const batch = SMALL_BATCH * method.batchSize * pass + WEIGHT_TRAFFIC * m * (d + K)
        return stepsToGo * batch + (recordingsToGo(spec) * (n + testCount) * pass) / 2
      }
    }
  }
  const steps = method.kind === 'output-least-squares' ? 1 : stepsToGo
  return {
    trainingFlops: training(),
    spectrumFlops: spectrumFlops(spec, dimensions),
    memoryBytes: memoryBytes(spec, dimensions),
    expectedSteps: steps,
  }
}

/** Steps that a run may take; a fork takes those after the state it begins with. */
export function stepsOf(spec: TwoLayerSpec): number {
  return Math.max(0, spec.training.stop.steps - startOf(spec))
}

const startOf = (spec: TwoLayerSpec): number => forkOf(spec)?.step ?? 0

function recordingsToGo(spec: TwoLayerSpec): number {
  return Math.max(0, recordings(spec, spec.training.stop.steps) - recordings(spec, startOf(spec)))
}

/** Places up to the last step at which the outputs at all points are recorded. */
function recordings({ measurements: { recording } }: TwoLayerSpec, steps: number): number {
  switch (recording.kind) {
    case 'every-step':
      return steps
    case 'interval':
      return steps / recording.steps
    case 'logarithmic':
      return recording.perDecade * Math.log10(steps + 1)
  }
}

function spectrumFlops({ measurements }: TwoLayerSpec, { inputDimension: d, hiddenWidth: m, sampleCount: n }: Dimensions): number {
  const points = Math.min(measurements.kernelPoints ?? n, n)
  const gram = m * points * (points + d)
  const taken = measurements.kernels.length * (2 + measurements.kernelSteps)
  // two limit kernels and their eigenvalues, products of coordinates, the change of the Jacobian
  const conditionFlops = n * n * (3 * n + 200) + 2 * m * n * (n + d)
  const lazy = measurements.lazyPrediction ? m * n * (n + d) + 9 * n * n * n : 0
  const theorems = measurements.theoremConditions === true || measurements.limitKernel ? conditionFlops : 0
  return taken * (gram + (4 / 3) * points * points * points) + lazy + theorems
}

function memoryBytes(
  { measurements, training }: TwoLayerSpec,
  { inputDimension: d, hiddenWidth: m, sampleCount: n, testCount, outputCount: K }: Dimensions,
): number {
  // weights now, at the start, in a snapshot on its way to the store; the stages of the integrator
  const copies = training.method.kind === 'gradient-flow' ? 12 : 4
  const weights = copies * m * (d + K + 2) * BYTES
  const inputs = 3 * (n + testCount) * (d + K) * BYTES
  const points = Math.min(measurements.kernelPoints ?? n, n)
  const matrices =
    (measurements.kernels.length > 0 ? 5 * points * points : 0) +
    (measurements.lazyPrediction || measurements.theoremConditions === true ? 4 * n * n : 0)
  // activations of a block of neurons at all points; for smooth activations of all of them
  const blocks = 4 * Math.min(m, 4096) * n * BYTES + m * n * BYTES
  return weights + inputs + matrices * BYTES + blocks
}
