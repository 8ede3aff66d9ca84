import { decreasingImportance } from '../../science/two-layer'
import { descend, drawPerceptron, perceptronGradient, perceptronOutputs } from '../../science/perceptron'
import type { LabelledPoints } from '../../datasets/point-set'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { importanceOf, openFinishedNetwork } from '../finished-network/open'
import { meanSquaredError } from '../finished-network/risk'
import { accuracy } from '../two-layer/class-targets'
import { featuresOf } from './features'
import { drawTransferPoints } from './points'
import type { QuantityId, SeriesId } from './quantities'
import type { TransferSpec } from './spec'

/** A training that ends with a larger multiple of the variance of the targets has diverged. */
const DIVERGED = 10

interface Trained {
  training: Evaluated
  test: Evaluated
}

interface Evaluated {
  risk: number
  /** null without classes */
  accuracy: number | null
}

/**
 * For each number of features, from the smallest on, a new external network is trained on the features of the most important neurons. Between
 * two of them the run can be stopped and resumed.
 */
export function runTransfer(spec: TransferSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  const network = { spec: spec.network, ...openFinishedNetwork(spec.network, seed, context) }
  const points = drawTransferPoints(spec, seed, context)
  const order = decreasingImportance(importanceOf(spec.importance, network))
  const counts = [...new Set(spec.featureCounts)].sort((a, b) => a - b)
  const largest = order.subarray(0, counts.at(-1))
  const features = {
    train: featuresOf(context, network, largest, points.train),
    test: featuresOf(context, network, largest, points.test),
  }
  const summary = new Map<QuantityId, number>(Object.entries(resumeFrom?.numbers ?? {}) as [QuantityId, number][])
  let done = resumeFrom?.step ?? 0
  counts.forEach((count, index) => {
    if (count <= done) return
    context.boundary(done, () => ({ step: done, numbers: Object.fromEntries(summary), arrays: {} }))
    const of = (which: keyof typeof features): Float64Array => leadingColumns(features[which], largest.length, count)
    const trained = trainExternal(spec, seed, context, {
      train: { ...points.train, inputs: of('train'), inputDimension: count },
      test: { ...points.test, inputs: of('test'), inputDimension: count },
    })
    record(context, count, trained)
    if (index === 0) keep(summary, 'Fewest', trained.test)
    if (index === counts.length - 1) keep(summary, 'Most', trained.test)
    const diverged = hasDiverged(trained, points.train.targets)
    if (diverged) context.note(`With ${count} features the external network diverged; its training risk ended at ${trained.training.risk}.`)
    summary.set('divergedTrainings', (summary.get('divergedTrainings') ?? 0) + (diverged ? 1 : 0))
    context.summarise(Object.fromEntries(summary))
    context.progress((index + 1) / counts.length)
    done = count
  })
  return { state: 'finished', stopReason: 'all-trained' }
}

/** Full-batch gradient descent on the mean of the squared errors; ends early when that is no number any more. */
function trainExternal(
  { external }: TransferSpec,
  seed: number,
  context: RunContext,
  { train, test }: { train: LabelledPoints; test: LabelledPoints },
): Trained {
  const { arithmetic } = context
  const sizes = [train.inputDimension, ...external.hiddenWidths, train.outputCount]
  const network = drawPerceptron(seed, `external network of ${train.inputDimension} features`, sizes)
  for (let step = 0; step < external.steps; step++) {
    const gradient = perceptronGradient(arithmetic, network, train.inputs, train.targets, train.sampleCount)
    if (!Number.isFinite(gradient.loss)) break
    descend(network, gradient, external.stepSize)
    context.pulse()
  }
  const evaluate = ({ inputs, targets, sampleCount, outputCount }: LabelledPoints): Evaluated => {
    const outputs = perceptronOutputs(arithmetic, network, inputs, sampleCount)
    return { risk: meanSquaredError(outputs, targets), accuracy: outputCount > 1 ? accuracy(outputs, targets, outputCount) : null }
  }
  return { training: evaluate(train), test: evaluate(test) }
}

function hasDiverged({ training }: Trained, targets: Float64Array): boolean {
  const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length
  const variance = meanSquaredError(new Float64Array(targets.length).fill(mean), targets)
  return !(training.risk <= DIVERGED * variance)
}

function record(context: RunContext, count: number, trained: Trained): void {
  const put = (series: SeriesId, value: number | null): void => {
    if (value !== null) context.recordAt(series, count, value)
  }
  put('trainingRisk', trained.training.risk)
  put('testRisk', trained.test.risk)
  put('trainingAccuracy', trained.training.accuracy)
  put('testAccuracy', trained.test.accuracy)
}

function keep(summary: Map<QuantityId, number>, which: 'Fewest' | 'Most', { risk, accuracy: right }: Evaluated): void {
  summary.set(`testRisk${which}`, risk)
  if (right !== null) summary.set(`testAccuracy${which}`, right)
}

function leadingColumns(matrix: Float64Array, columns: number, count: number): Float64Array {
  if (count === columns) return matrix
  const rows = matrix.length / columns
  const result = new Float64Array(rows * count)
  for (let i = 0; i < rows; i++) result.set(matrix.subarray(i * columns, i * columns + count), i * count)
  return result
}
