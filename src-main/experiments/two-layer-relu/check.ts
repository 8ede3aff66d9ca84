import type { FieldProblem, GivenArray } from '../../contract'
import { dimensionsOf, type Dimensions } from './dimensions'
import { matrixProblem, vectorProblem } from './given-shapes'
import type { TwoLayerReluSpec } from './spec'

/** Numbers of one array: one ArrayBuffer holds at most 1.998 GiB in Electron. */
const LARGEST_ARRAY = 268_000_000
const MOST_POINTS = 16_000
/** All eigenvectors of a larger kernel take three matrices of 512 MB each and many minutes. */
const MOST_POINTS_WITH_EIGENVECTORS = 8_000

/** Rules that need more than one field of a spec. Files that are not resolved yet are checked when they are. */
export function checkSpec(spec: TwoLayerReluSpec): FieldProblem[] {
  const problems: FieldProblem[] = []
  const require = (holds: boolean, path: string, rule: string): void => {
    if (!holds) problems.push({ path, rule })
  }
  const { stepSizes } = spec.training
  require(stepSizes.kind === 'two-rate'
    ? stepSizes.hidden > 0 || stepSizes.output > 0
    : stepSizes.stepSize > 0, 'training.stepSizes', 'at least one step size is positive')
  if (spec.fork !== undefined)
    require(spec.fork.step < spec.training.maxSteps, 'training.maxSteps', `is above the step of the fork, ${spec.fork.step}`)
  if (spec.data.kind === 'stored') require(spec.data.shape.length === 2, 'data', 'is a matrix, a row a point')
  const dimensions = dimensionsOf(spec)
  if (dimensions === null) return problems

  const { inputDimension: n, hiddenWidth: S, sampleCount: m } = dimensions
  require(m <= MOST_POINTS, 'data', `has at most ${MOST_POINTS} points`)
  require(S * n <= LARGEST_ARRAY, 'model.hiddenWidth', `hidden width times input dimension is at most ${LARGEST_ARRAY}`)
  require(m * n <= LARGEST_ARRAY, 'data', `points times input dimension is at most ${LARGEST_ARRAY}`)
  if (spec.labels.kind === 'low-spectrum') {
    require(m <=
      MOST_POINTS_WITH_EIGENVECTORS, 'labels', `low-spectrum labels need an eigenvector of H, hence at most ${MOST_POINTS_WITH_EIGENVECTORS} points`)
    require(m <= n * S, 'labels', 'low-spectrum labels need at most nS points, otherwise the smallest eigenvalue of H is a multiple zero')
  }
  if (spec.measurements.frozenKernelPredictor) {
    require(m <=
      MOST_POINTS_WITH_EIGENVECTORS, 'measurements.frozenKernelPredictor', `needs all eigenvectors of the kernel, hence at most ${MOST_POINTS_WITH_EIGENVECTORS} points`)
  }
  for (const [path, rule] of givenArrayProblems(spec, dimensions)) require(false, path, rule)
  return problems
}

function givenArrayProblems(spec: TwoLayerReluSpec, { inputDimension, hiddenWidth, sampleCount }: Dimensions): [string, string][] {
  const problems: [string, string | null][] = [
    ['model.hiddenWeights', ifStored(spec.model.hiddenWeights, (shape) => matrixProblem(shape, hiddenWidth, inputDimension))],
    ['model.outputWeights', ifStored(spec.model.outputWeights, (shape) => vectorProblem(shape, hiddenWidth))],
    ['labels', ifStored(spec.labels, (shape) => vectorProblem(shape, sampleCount))],
  ]
  return problems.flatMap(([path, rule]) => (rule === null ? [] : [[path, rule]]))
}

function ifStored(given: GivenArray | { kind: string }, problem: (shape: readonly number[]) => string | null): string | null {
  return 'shape' in given ? problem(given.shape) : null
}
