import { activationOf } from '../../science/activations'
import { correlationMap, correlationOf, halfCubePoints, normalise, randomDeepNetwork, rescaledLayers } from '../../science/depth'
import type { KernelInputs } from '../../science/kernels/kernel-inputs'
import { transposed } from '../../science/kernels/gram'
import { permutation, RandomStream } from '../../science/random'
import type { RunContext, Snapshot } from '../experiment'
import type { QuantityId } from './quantities'
import type { QueriesOf, StatisticalQueriesSpec } from './spec'

/** Points of the half cube that are labelled and asked for. */
interface Split {
  train: KernelInputs
  test: KernelInputs
}

/** The arc-cosine kernel of order 1 of unit inputs, 1 on its diagonal. */
const arcCosine = correlationMapOfRelu()

function correlationMapOfRelu(): (rho: number) => number {
  let map: ReturnType<typeof correlationMap> | null = null
  return (rho) => (map ??= correlationMap(activationOf({ kind: 'relu' }), false)).next(correlationOf(Math.max(-1, Math.min(1, rho)))).rho
}

/** Teachers sgn(v . h_L) with layers rescaled to length 1; for each a fresh split of the half cube. */
export function teachStudents(
  spec: StatisticalQueriesSpec,
  analysis: QueriesOf<'students'>,
  seed: number,
  context: RunContext,
  resumeFrom: Snapshot | null,
): void {
  const points = halfCubePoints(spec.inputDimension)
  const normalised = normalise(activationOf(spec.activation))
  const kernel = [...(resumeFrom?.arrays['kernel'] ?? [])]
  const linear = [...(resumeFrom?.arrays['linear'] ?? [])]
  for (let teacher = resumeFrom?.step ?? 0; teacher < analysis.teachers; teacher++) {
    context.boundary(teacher, () => ({
      step: teacher,
      numbers: {},
      arrays: { kernel: Float64Array.from(kernel), linear: Float64Array.from(linear) },
    }))
    const { train, test } = split(points, spec.inputDimension, analysis.trainCount, new RandomStream(seed, `points-${teacher}`))
    const network = randomDeepNetwork(seed * 2 ** 20 + teacher, spec.inputDimension, analysis.hiddenWidth, analysis.depth)
    const labelsOf = (inputs: KernelInputs): Float64Array => {
      const top = [...rescaledLayers(context.arithmetic, network, normalised, inputs, () => context.pulse())].at(-1)!
      const outputs = context.arithmetic.multiply(network.outputWeights(), top, 1, analysis.hiddenWidth, inputs.sampleCount)
      return outputs.map((value) => (value >= 0 ? 1 : -1))
    }
    const [known, asked] = [labelsOf(train), labelsOf(test)]
    kernel.push(agreement(kernelPrediction(train, test, known, analysis.ridge, context), asked))
    linear.push(agreement(linearPrediction(train, test, known, context), asked))
    context.progress((teacher + 1) / analysis.teachers)
  }
  const summary: Partial<Record<QuantityId, number>> = {
    teachers: analysis.teachers,
    nonlinearity: normalised.nonlinearity,
    kernelAccuracy: mean(kernel),
    kernelAccuracyError: standardError(kernel),
    linearAccuracy: mean(linear),
    linearAccuracyError: standardError(linear),
  }
  context.summarise(summary)
}

function split(points: Float64Array, d: number, trainCount: number, stream: RandomStream): Split {
  const order = permutation(stream, points.length / d)
  const rows = (from: number, to: number): KernelInputs => {
    const chosen = order.subarray(from, Math.min(to, order.length))
    const inputs = new Float64Array(chosen.length * d)
    chosen.forEach((row, i) => inputs.set(points.subarray(row * d, (row + 1) * d), i * d))
    return { inputs, sampleCount: chosen.length, inputDimension: d }
  }
  return { train: rows(0, trainCount), test: rows(trainCount, 2 * trainCount) }
}

/** Least squares without a constant, through the normal equations with a ridge of rounding size. */
function linearPrediction(train: KernelInputs, test: KernelInputs, labels: Float64Array, context: RunContext): Float64Array {
  const { arithmetic } = context
  const { inputDimension: d, sampleCount: n } = train
  const columns = transposed(train.inputs, n, d)
  const normal = arithmetic.multiply(columns, train.inputs, d, n, d)
  for (let k = 0; k < d; k++) normal[k * d + k]! += 1e-10 * n
  const weights = arithmetic.solvePositiveDefinite(normal, d, arithmetic.multiply(columns, labels, d, n, 1), () => context.pulse())
  return arithmetic.multiply(test.inputs, weights, test.sampleCount, d, 1)
}

function kernelPrediction(train: KernelInputs, test: KernelInputs, labels: Float64Array, ridge: number, context: RunContext): Float64Array {
  const { arithmetic } = context
  const { inputDimension: d, sampleCount: n } = train
  const columns = transposed(train.inputs, n, d)
  const gram = arithmetic.multiply(train.inputs, columns, n, d, n).map(arcCosine)
  for (let i = 0; i < n; i++) gram[i * n + i] = 1 + ridge
  const weights = arithmetic.solvePositiveDefinite(gram, n, labels, () => context.pulse())
  const cross = arithmetic.multiply(test.inputs, columns, test.sampleCount, d, n).map(arcCosine)
  return arithmetic.multiply(cross, weights, test.sampleCount, n, 1)
}

function agreement(predictions: Float64Array, labels: Float64Array): number {
  return predictions.reduce((right, value, i) => right + (value >= 0 === labels[i]! >= 0 ? 1 : 0), 0) / labels.length
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function standardError(values: readonly number[]): number {
  const centre = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0)
  return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length)
}
