import type { FieldProblem } from '../../contract'
import { activationProblems } from '../points/activation-problems'
import { dimensionsOf, hasClasses } from './dimensions'
import { keepsRates } from './forking'
import { givenArrayProblems } from './given-arrays'
import { isCrossEntropy } from './loss'
import type { TwoLayerSpec } from './spec'

/** Numbers of one array: one ArrayBuffer holds at most 1.998 GiB in Electron. */
const LARGEST_ARRAY = 268_000_000
const MOST_KERNEL_POINTS = 16_000
/** All eigenvectors of a larger kernel take several matrices of 512 MB and many minutes. */
const MOST_POINTS_WITH_EIGENVECTORS = 8_000

/** Rules that need more than one field of a spec. Files that are not resolved yet are checked when they are. */
export function checkSpec(spec: TwoLayerSpec): FieldProblem[] {
  const problems: FieldProblem[] = activationProblems(spec.model.activation, 'model.activation')
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  const { data, labels, model, training, measurements } = spec
  const { method, stepSizes } = training

  const labelled = data.kind === 'sine-regression' || data.kind === 'sample-table'
  require(!isCrossEntropy(spec) || hasClasses(labels), 'loss', 'cross-entropy needs labels that are classes')
  if (labels.kind === 'data-classes')
    require(data.kind === 'synthetic-images' && data.classCount === labels.count, 'labels', 'needs synthetic images of as many classes')
  if (spec.fork !== undefined) {
    require(method.kind !== 'output-least-squares', 'training.method', 'a fork goes on step by step')
    require(spec.fork.step < training.stop.steps, 'training.stop.steps', `is above the step of the fork, ${spec.fork.step}`)
    require(!measurements.lazyPrediction ||
      keepsRates(
        spec,
        spec.fork.training,
      ), 'measurements.lazyPrediction', 'the frozen kernel predicts training with one method and one step size from the start')
  }
  if (hasClasses(labels)) {
    const single = 'needs a single output, hence labels that are no classes'
    require(model.outputWeights.kind !== 'balanced', 'model.outputWeights', `balanced ${single}`)
    require(method.kind !== 'output-least-squares', 'training.method', single)
    require(!measurements.lazyPrediction, 'measurements.lazyPrediction', single)
    require(measurements.theoremConditions !== true, 'measurements.theoremConditions', single)
    require(stepSizes.kind === 'given', 'training.stepSizes', `the step size of the theory ${single}`)
  }
  require(labels.kind !== 'data' || labelled, 'labels', `${data.kind} data have no labels of their own`)
  if (data.kind === 'circle' && data.geometry === 'full-with-constant')
    require(data.liftDimension !== 2, 'data.liftDimension', 'is at least 3 for a circle with a constant coordinate')
  if (data.kind === 'duplicated')
    require(2 * data.duplicates <= data.sampleCount, 'data.duplicates', 'is at most half the number of points')
  if (method.kind === 'output-least-squares') {
    require(stepSizes.kind === 'given' &&
      stepSizes.hidden === 0 &&
      stepSizes.bias === 0, 'training.stepSizes', 'least squares for the output weights leaves the others: hidden and bias are 0')
  } else if (stepSizes.kind === 'given') {
    require(stepSizes.hidden > 0 || stepSizes.bias > 0 || stepSizes.output > 0, 'training.stepSizes', 'at least one step size is positive')
    require(stepSizes.bias === 0 || model.biases.kind !== 'none', 'training.stepSizes.bias', 'is 0 without biases')
  }
  if (model.nodeScales.kind === 'asymmetric') {
    const { symmetricShare, profile } = model.nodeScales
    if (profile.kind === 'list')
      require(symmetricShare === 1 || profile.values.some((value) => value > 0), 'model.nodeScales.profile.values', 'has a positive value')
  }
  require(labels.kind !== 'eigenvector' ||
    model.outputWeights.kind !==
      'balanced', 'model.outputWeights', 'balanced weights depend on the labels, which here depend on the weights')

  require(training.stop.settledSpectrum === undefined ||
    (measurements.kernels.length > 0 &&
      measurements.kernelSteps >
        0), 'training.stop.settledSpectrum', 'needs spectra between start and end: measurements.kernels and kernelSteps')
  require(!measurements.limitKernel ||
    model.hiddenWeights.kind === 'gaussian', 'measurements.limitKernel', 'needs Gaussian hidden weights: given ones have no distribution')
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) return problems
  const { inputDimension, sampleCount, hiddenWidth } = dimensions
  require(hiddenWidth * inputDimension <=
    LARGEST_ARRAY, 'model.hiddenWidth', `hidden width times input dimension is at most ${LARGEST_ARRAY}`)
  require(sampleCount * inputDimension <= LARGEST_ARRAY, 'data', `points times input dimension is at most ${LARGEST_ARRAY}`)
  const kernelPoints = Math.min(measurements.kernelPoints ?? sampleCount, sampleCount)
  if (measurements.kernels.length > 0)
    require(kernelPoints <= MOST_KERNEL_POINTS, 'measurements.kernelPoints', `is at most ${MOST_KERNEL_POINTS}`)
  if (measurements.lazyPrediction || labels.kind === 'eigenvector') {
    require(sampleCount <= MOST_POINTS_WITH_EIGENVECTORS, measurements.lazyPrediction
      ? 'measurements.lazyPrediction'
      : 'labels', `needs all eigenvectors of the kernel, hence at most ${MOST_POINTS_WITH_EIGENVECTORS} points`)
  }
  if (labels.kind === 'eigenvector') require(labels.index < sampleCount, 'labels.index', `is below the number of points, ${sampleCount}`)
  if (method.kind === 'stochastic') require(method.batchSize <= sampleCount, 'training.method.batchSize', `is at most ${sampleCount}`)
  if (method.kind === 'output-least-squares')
    require(sampleCount <= MOST_POINTS_WITH_EIGENVECTORS, 'data', `least squares takes at most ${MOST_POINTS_WITH_EIGENVECTORS} points`)
  return [...problems, ...givenArrayProblems(spec, dimensions)]
}
