import type { FieldProblem } from '../../contract'
import type { Cost, Experiment, Outcome, RunContext, Snapshot } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { analyseQueries } from './exact'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import type { StatisticalQueriesSpec } from './spec'
import { teachStudents } from './students'

/** All points of the half cube are listed for students. */
const LARGEST_LISTED = 20

function costOf({ inputDimension: d, analysis }: StatisticalQueriesSpec): Cost {
  const none = { trainingFlops: 0, memoryBytes: 1e6, expectedSteps: 0 }
  if (analysis.kind === 'exact')
    return { ...none, spectrumFlops: 1e7 + analysis.depth * d * (500 + 4 * d * d), expectedSteps: analysis.depth }
  const { depth, hiddenWidth: m, teachers, trainCount: n } = analysis
  return {
    trainingFlops: 0,
    spectrumFlops: teachers * (depth * m * m * (60 + 4 * n) + n * n * (200 + n)),
    memoryBytes: 8 * (4 * n * n + 6 * m * n + 2 * m * m + 2 ** (d - 1) * d),
    expectedSteps: teachers,
  }
}

function check({ inputDimension, activation, analysis }: StatisticalQueriesSpec): FieldProblem[] {
  const problems = depthProblems(activation, 'activation')
  if (analysis.kind === 'exact') return problems
  if (inputDimension > LARGEST_LISTED) problems.push({ path: 'inputDimension', rule: `is at most ${LARGEST_LISTED} for students` })
  else if (analysis.trainCount >= 2 ** (inputDimension - 1))
    problems.push({ path: 'analysis.trainCount', rule: `leaves test points: the half cube has ${2 ** (inputDimension - 1)}` })
  return problems
}

function run(spec: StatisticalQueriesSpec, seed: number, context: RunContext, resumeFrom: Snapshot | null): Outcome {
  if (spec.analysis.kind === 'exact') analyseQueries(spec, spec.analysis, context)
  else teachStudents(spec, spec.analysis, seed, context, resumeFrom)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

/** Hardness of deep random networks (arXiv 2002.01523, section 5). */
export const statisticalQueries: Experiment<StatisticalQueriesSpec> = {
  info: {
    id: 'statistical-queries',
    title: 'Hardness of deep random networks',
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
