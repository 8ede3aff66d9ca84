import { LabError, type FieldProblem, type FileArray, type StoredArray } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Cost, Experiment } from '../experiment'
import { activationProblems } from '../points/activation-problems'
import { pointCounts } from '../points/point-counts'
import { forking } from './forking'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runTrainingBounds } from './run'
import type { TrainingBoundsSpec } from './spec'

const BYTES = 8
const MOST_POINTS = 1000
const MOST_WEIGHTS = 20_000_000
/** Evaluations of the gradient in one unit of time of the flow: seven a step, some steps a unit where the kernel is of the usual size. */
const EVALUATIONS_A_UNIT = 15
/** A gradient outside of a trainer: handing over the weights takes longer than the products, and so many operations whatever the size. */
const HANDING_OVER = 15
const LEAST_FLOPS = 4e6

function costOf(spec: TrainingBoundsSpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d, testCount } = counts
  const { hiddenWidth: m } = spec.model
  const { method } = spec
  const perUnit = {
    'gradient-flow': EVALUATIONS_A_UNIT,
    'gradient-descent': 1,
    'small-steps': method.kind === 'small-steps' ? method.perUnit : 1,
  }
  // a fork goes through what comes after the state it begins with
  const units = Math.max(0, spec.duration - (spec.fork?.step ?? 0))
  const gradients = units * perUnit[method.kind]
  return {
    trainingFlops: gradients * (LEAST_FLOPS + HANDING_OVER * m * n * (4 * d + 30)),
    spectrumFlops: (spec.measuredTimes + 1) * (2 * m * n * (n + d) + 3 * n * n * n),
    memoryBytes: (16 * m * d + 8 * n * n + (n + testCount) * (n + testCount)) * BYTES,
    expectedSteps: units,
  }
}

function check(spec: TrainingBoundsSpec): FieldProblem[] {
  const problems = activationProblems(spec.model.activation, 'model.activation')
  const { data, labels, model, method } = spec
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  const labelled = data.kind === 'sine-regression' || data.kind === 'sample-table'
  require(labels.kind !== 'data' || labelled, 'labels', `${data.kind} data have no labels of their own`)
  if (data.kind === 'circle' && data.geometry === 'full-with-constant')
    require(data.liftDimension !== 2, 'data.liftDimension', 'is at least 3 for a circle with a constant coordinate')
  if (data.kind === 'duplicated')
    require(2 * data.duplicates <= data.sampleCount, 'data.duplicates', 'is at most half the number of points')
  if (model.profile.kind === 'list')
    require(model.profile.values.some((value) => value > 0), 'model.profile.values', 'has a positive value')
  if (method.kind === 'gradient-flow' && problems.length === 0) {
    const { smoothness } = activationOf(model.activation)
    require(smoothness.kind !== 'jump' ||
      smoothness.order > 1, 'method', 'is small steps for an activation with a kink, where no integrator can follow the jumping gradient')
  }
  if (method.kind === 'gradient-descent' && method.stepSize === 'theorem') {
    require(model.symmetricShare > 0, 'method.stepSize', 'theorem H.1 needs gamma > 0')
    if (problems.length === 0)
      require(activationOf(model.activation).smoothness.kind !== 'jump', 'method.stepSize', 'theorem H.1 needs a smooth activation')
  }
  if (spec.fork !== undefined) require(spec.fork.step < spec.duration, 'duration', `is above the step of the fork, ${spec.fork.step}`)
  const counts = pointCounts(spec)
  if (counts === null) return problems
  require(counts.sampleCount + counts.testCount <= MOST_POINTS, 'data', `has at most ${MOST_POINTS} points, test points included`)
  require(model.hiddenWidth * counts.inputDimension <=
    MOST_WEIGHTS, 'model.hiddenWidth', `width times input dimension is at most ${MOST_WEIGHTS}`)
  return problems
}

function resolveFiles(spec: TrainingBoundsSpec, load: (file: FileArray, field: string) => StoredArray): TrainingBoundsSpec {
  if (spec.data.kind !== 'file') return spec
  const stored = load(spec.data, 'data')
  if (stored.shape.length === 2) return { ...spec, data: stored }
  const rule = `has shape (${stored.shape.join(', ')}), expected a matrix with a row for each point`
  throw new LabError('invalid-file', `data: ${spec.data.path} ${rule}. Nothing was stored.`, [{ path: 'data', rule }])
}

/** Training of a network with asymmetrical node scaling beside the lemmas and theorems that bound it (arXiv 2302.01002). */
export const trainingBounds: Experiment<TrainingBoundsSpec> = {
  info: {
    id: 'training-bounds',
    title: 'Training beside its bounds, asymmetrical node scaling',
    quantities: [...QUANTITIES],
    series: [...SERIES],
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles,
  fork: forking,
  run: runTrainingBounds,
}
