import type { DeepProblem } from '../../science/arithmetic/deep-network'
import { deepMemory, deepWork, parameterCount, sizeOf } from '../../science/deep'
import type { Cost } from '../experiment'
import { givenShape, dimensionsOf, type DeepDimensions } from './dimensions'
import { networkOf, type DescribedNetwork } from './network'
import type { DeepTrainingSpec } from './spec'

const BYTES = 8
/** Products in float32 run at twice the rate of those in float64, by which machines are measured. */
const FLOAT32_RATE = 2
/** Convolutions and thin layers reach about this share of the rate of wide products. */
const THIN_RATE = 0.4
const WIDE = 256
/** Operations, at the rate of products, that reading and writing a parameter, its gradient and its velocity in an update take. */
const UPDATE = 40

export function problemOf(
  spec: DeepTrainingSpec,
  { network }: DescribedNetwork,
  { trainCount }: DeepDimensions,
  threads: number,
): DeepProblem {
  const { precision, training } = spec
  return { network, precision, loss: training.loss, batchSize: Math.min(training.batchSize, trainCount), threads }
}

/**
 * Expected cost of a run: forward, gradients and update of every batch, the forward pass of everything that is evaluated after an epoch. Zeros while the
 * data are files. @throws LabError for a network whose layers do not fit
 */
export function costOf(spec: DeepTrainingSpec): Cost {
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { shape, classCount, trainCount, testCount, updates } = dimensions
  const described = networkOf(spec.model, shape, classCount)
  const { network } = described
  const { forwardOperations, trainingOperations } = deepWork(network)
  const { epochs } = spec.training
  const { trainingExamples, layerStatistics } = spec.measurements
  const batch = Math.min(spec.training.batchSize, trainCount)
  const evaluated = testCount + Math.min(trainingExamples, trainCount)
  const operations =
    epochs * (trainCount * trainingOperations + (layerStatistics ? batch * trainingOperations : 0)) +
    (epochs + 1) * evaluated * forwardOperations
  const wide = spec.model.kind === 'fully-connected' && spec.model.width >= WIDE
  // a fork goes through what comes after the state it begins with
  const share = updates === 0 ? 1 : Math.max(0, updates - (spec.fork?.step ?? 0)) / updates
  const rate = (spec.precision === 'float32' ? FLOAT32_RATE : 1) * (wide ? 1 : THIN_RATE)
  return {
    trainingFlops: share * (operations / rate + (UPDATE / rate) * parameterCount(network) * updates),
    spectrumFlops: share * dotProductFlops(spec, described) * (epochs + 1),
    memoryBytes: memoryBytes(spec, described, dimensions),
    expectedSteps: Math.max(0, updates - (spec.fork?.step ?? 0)),
  }
}

/** Numbers of the features whose dot products are taken after an epoch, N of each. */
function featureSizes({ model, measurements }: DeepTrainingSpec, { hidden }: DescribedNetwork): number[] {
  const { dotProducts } = measurements
  if (dotProducts.kind === 'none') return []
  const last = model.kind === 'fully-connected' ? model.width : (model.channels.at(-1) ?? 0)
  return dotProducts.layers === 'last' ? [last] : [...hidden.map(() => last), last]
}

function dotProductFlops(spec: DeepTrainingSpec, described: DescribedNetwork): number {
  const { dotProducts } = spec.measurements
  if (dotProducts.kind === 'none') return 0
  const products = featureSizes(spec, described).reduce((sum, size) => sum + size, 0)
  return 2 * dotProducts.points * dotProducts.points * products
}

function memoryBytes(spec: DeepTrainingSpec, described: DescribedNetwork, dimensions: DeepDimensions): number {
  const { trainCount, testCount, shape } = dimensions
  const memory = deepMemory(problemOf(spec, described, dimensions, 1))
  const real = spec.precision === 'float32' ? 4 : BYTES
  const examples = trainCount + testCount
  // as they are given, in float64, and as they are trained on
  const data = examples * (BYTES * sizeOf(givenShape(spec)) + real * sizeOf(shape))
  const { dotProducts } = spec.measurements
  const features = dotProducts.kind === 'none' ? 0 : 3 * BYTES * dotProducts.points * Math.max(...featureSizes(spec, described))
  // a checkpoint on its way to the store is a copy of the state; one that is read has its bytes beside it, before anything else is there
  return memory.total + memory.state + data + features
}
