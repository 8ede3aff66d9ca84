import type { FieldProblem } from '../../contract'
import type { Cost, Experiment } from '../experiment'
import { depthProblems } from '../points/depth-problems'
import { AXES, axisValuesOf, titleOf } from './naming'
import { QUANTITIES, SERIES } from './quantities'
import { runActivationDepth } from './run'
import type { ActivationDepthSpec } from './spec'

/** Operations of one expectation by quadrature. */
const EXPECTATION = 1e5

function costOf({ analysis }: ActivationDepthSpec): Cost {
  const cost = { trainingFlops: 0, memoryBytes: 2e6, expectedSteps: 0 }
  switch (analysis.kind) {
    case 'constants':
      return { ...cost, spectrumFlops: 1e8 + 1e3 * analysis.samples }
    case 'curve':
      return { ...cost, spectrumFlops: 100 * analysis.intervals }
    case 'length-map':
      return { ...cost, spectrumFlops: 5 * EXPECTATION * (analysis.intervals + 600) }
    case 'pair':
      return { ...cost, spectrumFlops: 20 * EXPECTATION * analysis.depth }
    case 'kink-scan':
      return { ...cost, spectrumFlops: 1000 * analysis.intervals }
    case 'normalisation-layers': {
      const { units, batch } = analysis
      return {
        ...cost,
        spectrumFlops: 4 * units * units * batch + 1e3 * units * batch,
        memoryBytes: 8 * (units * units + 20 * units * batch),
      }
    }
  }
}

function check({ activation, analysis }: ActivationDepthSpec): FieldProblem[] {
  const problems = depthProblems(activation, 'activation')
  if ('to' in analysis && !(analysis.to > analysis.from)) problems.push({ path: 'analysis.to', rule: 'is above the start of the interval' })
  return problems
}

/** An activation through layers (arXiv 2002.01523). */
export const activationDepth: Experiment<ActivationDepthSpec> = {
  info: { id: 'activation-depth', title: 'An activation through layers', quantities: [...QUANTITIES], series: [...SERIES] },
  axes: AXES,
  axisValues: axisValuesOf,
  title: titleOf,
  cost: costOf,
  check,
  resolveFiles: (spec) => spec,
  run: runActivationDepth,
}
