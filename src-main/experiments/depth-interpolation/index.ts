import type { FieldProblem } from '../../contract'
import type { Cost, Experiment, Outcome, RunContext } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { AXES, axisValuesOf, titleOf } from './naming'
import { measureOperator } from './operator'
import { QUANTITIES, SERIES } from './quantities'
import { interpolate } from './regression'
import type { DepthInterpolationSpec } from './spec'

/** Entries of the kernel between all points and the training points. */
const MOST_ENTRIES = 4e7

function costOf({ inputDimension: d, analysis }: DepthInterpolationSpec): Cost {
  const none = { trainingFlops: 0, expectedSteps: 0 }
  if (analysis.kind === 'operator') {
    const { pointCount: n, draws } = analysis
    return { ...none, spectrumFlops: draws * n * (2 * n * d + 60 * d) + 1e8, memoryBytes: 8 * (n * n + 3 * n * d) + 1e6 }
  }
  const { sampleCount: n, testCount, depths } = analysis
  const entries = n * (n + testCount)
  return {
    ...none,
    spectrumFlops: entries * (2 * d + 500 * Math.max(...depths)) + depths.length * 25 * n * n * n,
    memoryBytes: 8 * (6 * entries + 4 * n * n),
  }
}

function check({ activation, analysis }: DepthInterpolationSpec): FieldProblem[] {
  const problems = depthProblems(activation, 'activation')
  if (analysis.kind === 'operator') return problems
  const { sampleCount, testCount, depths } = analysis
  if (depths.some((depth, k) => k > 0 && depth <= (depths[k - 1] ?? NaN))) problems.push({ path: 'analysis.depths', rule: 'are ascending' })
  if (sampleCount * (sampleCount + testCount) > MOST_ENTRIES)
    problems.push({ path: 'analysis.testCount', rule: `makes kernels of more than ${MOST_ENTRIES} entries` })
  return problems
}

function run(spec: DepthInterpolationSpec, seed: number, context: RunContext): Outcome {
  if (spec.analysis.kind === 'regression') interpolate(spec, spec.analysis, seed, context)
  else measureOperator(spec, spec.analysis, seed, context)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

/** Interpolation with the kernels of deep networks (arXiv 2002.01523, section 6). */
export const depthInterpolation: Experiment<DepthInterpolationSpec> = {
  info: {
    id: 'depth-interpolation',
    title: 'Interpolation with the kernels of deep networks',
    quantities: [...QUANTITIES],
    series: [...SERIES],
    steps: { label: 'Layers', symbol: 'L', unit: '' },
  },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: (spec) => spec,
  run,
}
