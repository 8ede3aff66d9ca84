import type { FieldProblem } from '../../contract'
import { activationOf } from '../../science/activations'
import { jumps } from '../../science/depth'
import type { Cost, Experiment } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { givenPointProblems, resolveGivenPoints } from '../points/given-data'
import { pointCounts } from '../points/point-counts'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runDepthDescent } from './run'
import type { DepthDescentSpec } from './spec'

const BYTES = 8
const MOST_POINTS = 2000
/** Weights of a network that is trained: 2 GB with a copy for checkpoints. */
const MOST_WEIGHTS = 1.2e8

function weightsOf({ model }: DepthDescentSpec, hiddenWidth: number, inputDimension: number): number {
  return hiddenWidth * (inputDimension + (model.depth - 1) * hiddenWidth + 1)
}

function costOf(spec: DepthDescentSpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d } = counts
  const kernels = 500 * spec.model.depth * n * n + 20 * n * n * n
  const { training } = spec
  if (training.layers === 'all') {
    const weights = weightsOf(spec, training.hiddenWidth, d)
    return {
      trainingFlops: 6 * weights * n * training.steps,
      spectrumFlops: 40 * n * n * n + 60 * weights,
      memoryBytes: (2 * weights + 6 * spec.model.depth * training.hiddenWidth * n) * BYTES,
      expectedSteps: training.steps,
    }
  }
  const steps = training.layers === 'top' ? training.steps : training.passes * 1000
  return { trainingFlops: 2 * n * n * steps, spectrumFlops: kernels, memoryBytes: 12 * n * n * BYTES + 1e6, expectedSteps: steps }
}

function check(spec: DepthDescentSpec): FieldProblem[] {
  const problems = [...depthProblems(spec.model.activation, 'model.activation'), ...givenPointProblems(spec)]
  const counts = pointCounts(spec)
  if (problems.length > 0 || counts === null) return problems
  if (counts.sampleCount > MOST_POINTS) problems.push({ path: 'data', rule: `has at most ${MOST_POINTS} points` })
  if (spec.labels.kind === 'list' && spec.labels.values.length !== counts.sampleCount)
    problems.push({ path: 'labels.values', rule: `has ${spec.labels.values.length} numbers, the data has ${counts.sampleCount} points` })
  if (spec.training.layers !== 'all') return problems
  if (jumps(activationOf(spec.model.activation)))
    problems.push({
      path: 'model.activation',
      rule: 'jumps, so that its tangent kernel is not defined and only the top layer can be trained',
    })
  const weights = weightsOf(spec, spec.training.hiddenWidth, counts.inputDimension)
  if (weights > MOST_WEIGHTS) {
    const fits = Math.floor(Math.sqrt(MOST_WEIGHTS / Math.max(1, spec.model.depth - 1)))
    problems.push({ path: 'training.hiddenWidth', rule: `makes ${weights} weights; about ${fits} neurons a layer fit at this depth` })
  }
  return problems
}

/** Gradient descent on deep networks against the rates of their kernels (arXiv 2002.01523, section 4). */
export const depthDescent: Experiment<DepthDescentSpec> = {
  info: {
    id: 'depth-descent',
    title: 'Gradient descent at depth against predicted rates',
    quantities: [...QUANTITIES],
    series: [...SERIES],
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: resolveGivenPoints,
  run: runDepthDescent,
}
