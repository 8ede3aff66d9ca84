import type { FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { givenPointProblems, resolveGivenPoints } from '../points/given-data'
import { pointCounts } from '../points/point-counts'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runDepthMonteCarlo } from './run'
import type { DepthMonteCarloSpec } from './spec'

const BYTES = 8
const MOST_POINTS = 2000
/** Operations of one normal number, and of one value of an activation. */
const NORMAL_FLOPS = 60
const ACTIVATION_FLOPS = 40

function costOf(spec: DepthMonteCarloSpec): Cost {
  const counts = pointCounts(spec)
  if (counts === null) return { trainingFlops: 0, spectrumFlops: 0, memoryBytes: 0, expectedSteps: 0 }
  const { sampleCount: n, inputDimension: d } = counts
  const { depth, hiddenWidth: m } = spec.model
  const weights = m * d + (depth - 1) * m * m
  const passes = spec.measurements.tangent ? 3 : 1
  return {
    trainingFlops: 0,
    spectrumFlops: spec.draws * passes * (weights * (NORMAL_FLOPS + 2 * n) + depth * m * n * (ACTIVATION_FLOPS + 2 * n)),
    memoryBytes: (3 * depth * m * n + depth * n * n + 3 * m * Math.max(m, d)) * BYTES,
    expectedSteps: spec.draws,
  }
}

function check(spec: DepthMonteCarloSpec): FieldProblem[] {
  const problems = [...depthProblems(spec.model.activation, 'model.activation'), ...givenPointProblems(spec)]
  if (spec.measurements.tangent && spec.model.layers === 'rescaled')
    problems.push({ path: 'measurements.tangent', rule: 'is for layers as they are' })
  const counts = pointCounts(spec)
  if (counts !== null && counts.sampleCount > MOST_POINTS) problems.push({ path: 'data', rule: `has at most ${MOST_POINTS} points` })
  return problems
}

/** Deep networks of finite width at the start (arXiv 2002.01523). */
export const depthMonteCarlo: Experiment<DepthMonteCarloSpec> = {
  info: {
    id: 'depth-monte-carlo',
    title: 'Deep networks of finite width at the start',
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
  run: runDepthMonteCarlo,
}
