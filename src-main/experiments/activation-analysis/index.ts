import type { FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { activationProblems } from '../points/activation-problems'
import { degreeOf } from './approximation'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runActivationAnalysis } from './run'
import type { ActivationAnalysisSpec } from './spec'

/** Points of the quadratures: panels of the Hermite expansion, samples of a Chebyshev series. */
const NODES = 2000
const EXCHANGES = 10

function costOf({ analysis }: ActivationAnalysisSpec): Cost {
  const memoryBytes = 1e6
  if (analysis.kind === 'hermite')
    return { trainingFlops: 0, spectrumFlops: 8 * NODES * analysis.terms, memoryBytes: memoryBytes + 80 * analysis.terms, expectedSteps: 0 }
  if (analysis.kind === 'normal-facts')
    return { trainingFlops: 0, spectrumFlops: 1e7 + 100 * analysis.thresholds, memoryBytes, expectedSteps: 0 }
  const degree = degreeOf(analysis)
  return { trainingFlops: 0, spectrumFlops: 1e6 + EXCHANGES * degree * degree * (degree + 500), memoryBytes, expectedSteps: 0 }
}

function check({ analysis }: ActivationAnalysisSpec): FieldProblem[] {
  return analysis.kind === 'normal-facts' ? [] : activationProblems(analysis.activation, 'analysis.activation')
}

/** What the theorems of arXiv 1908.05660 use of an activation and of the normal distribution. */
export const activationAnalysis: Experiment<ActivationAnalysisSpec> = {
  info: { id: 'activation-analysis', title: 'Analysis of an activation', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: (spec) => spec,
  run: runActivationAnalysis,
}
