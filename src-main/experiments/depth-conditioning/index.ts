import type { FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { givenPointProblems, resolveGivenPoints } from '../points/given-data'
import { pointCounts } from '../points/point-counts'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runDepthConditioning } from './run'
import type { DepthConditioningSpec } from './spec'

const BYTES = 8
const MOST_POINTS = 4000
/** Operations of the maps for a pair and a layer: a series of degree 64, twice. */
const PAIR_FLOPS = 500

/** Depths at which eigenvalues are computed. */
function spectraOf(depth: number): number {
  return Math.min(depth, 64) + (depth > 64 ? 20 * Math.log(depth / 64) : 0)
}

function costOf(spec: DepthConditioningSpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d } = counts
  const { depth } = spec.model
  return {
    trainingFlops: 0,
    spectrumFlops: 2 * n * n * d + PAIR_FLOPS * depth * n * n + spectraOf(depth) * 20 * n * n * n,
    memoryBytes: (10 * n * n + 2 * n * d) * BYTES + 1e6,
    expectedSteps: depth,
  }
}

function check(spec: DepthConditioningSpec): FieldProblem[] {
  const problems = [...depthProblems(spec.model.activation, 'model.activation'), ...givenPointProblems(spec)]
  const { lengths, mean } = spec.model
  if (lengths === 'as-given' && mean === 'kept')
    problems.push({ path: 'model.mean', rule: 'is removed where the lengths of the inputs are followed' })
  const counts = pointCounts(spec)
  if (counts !== null && counts.sampleCount > MOST_POINTS) problems.push({ path: 'data', rule: `has at most ${MOST_POINTS} points` })
  if (counts !== null && counts.sampleCount < 2) problems.push({ path: 'data', rule: 'has at least 2 points' })
  return problems
}

/** Kernels of deep networks of infinite width (arXiv 2002.01523). */
export const depthConditioning: Experiment<DepthConditioningSpec> = {
  info: {
    id: 'depth-conditioning',
    title: 'Conditioning by depth',
    quantities: [...QUANTITIES],
    series: [...SERIES],
    steps: { label: 'Layers', symbol: 'L', unit: '' },
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: resolveGivenPoints,
  run: runDepthConditioning,
}
