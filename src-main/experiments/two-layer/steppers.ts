import { neverStop, type TwoLayerProblem, type TwoLayerState } from '../../science/arithmetic/two-layer'
import type { RunContext } from '../experiment'
import { GradientDescent } from './gradient-descent'
import { GradientFlow } from './gradient-flow'
import type { Instance } from './instance'
import type { TwoLayerSpec } from './spec'
import type { Stepper } from './stepper'
import { StochasticDescent } from './stochastic'

/** The stepper of a spec's method, at the start or at a state of a snapshot. */
export function stepperOf(
  { training: { method } }: TwoLayerSpec,
  seed: number,
  { problem, weights }: Instance,
  context: RunContext,
  resumed: { state: TwoLayerState; plannedStep: number | null } | null,
): Stepper {
  const { arithmetic } = context
  const trainer = (of: TwoLayerProblem) =>
    resumed === null ? arithmetic.startTwoLayer(of, weights) : arithmetic.resumeTwoLayer(of, resumed.state)
  switch (method.kind) {
    case 'gradient-descent':
      return new GradientDescent(trainer(problem))
    case 'stochastic': {
      const plan = { sampleCount: problem.sampleCount, batchSize: method.batchSize, replacement: method.replacement, seed }
      return new StochasticDescent(trainer({ ...problem, stop: neverStop }), problem, plan)
    }
    case 'gradient-flow': {
      const start = resumed?.state ?? { ...weights, step: 0, previousResidualNorm: Infinity }
      const at = { step: start.step, weights: start, previousResidualNorm: start.previousResidualNorm }
      return new GradientFlow(arithmetic, problem, at, method.relativeTolerance, resumed?.plannedStep ?? null)
    }
    case 'output-least-squares':
      return new GradientDescent(trainer(problem))
  }
}
