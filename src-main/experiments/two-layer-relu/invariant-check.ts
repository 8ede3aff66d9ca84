import type { TwoLayerReluProblem, TwoLayerReluState } from '../../science/arithmetic/arithmetic'
import { gradientsAt, invariantStep, neuronInvariants, type StepSizes } from '../../science/two-layer-relu'
import type { RunContext } from '../experiment'
import type { Measured } from './measured'

/**
 * Compares the change of every neuron's invariant over the first step with the exact one (arXiv 2212.02323, appendix F), which checks the
 * training step by gradients computed apart from it. Only where both layers are trained; otherwise the invariant says nothing.
 */
export class InvariantCheck {
  readonly #stepSizes: StepSizes
  #expected: Float64Array | null = null
  #before: Float64Array | null = null

  constructor(
    readonly problem: TwoLayerReluProblem,
    readonly context: RunContext,
    readonly measured: Measured,
  ) {
    this.#stepSizes = { hidden: problem.hiddenStepSize, output: problem.outputStepSize }
  }

  /** Whether the next step has to be taken alone. */
  isDue(step: number): boolean {
    return step === 0 && this.#stepSizes.hidden > 0 && this.#stepSizes.output > 0
  }

  before(state: TwoLayerReluState): void {
    if (!this.isDue(state.step)) return
    const gradients = gradientsAt(this.context.arithmetic, this.problem, state, () => this.context.pulse())
    this.#expected = invariantStep(gradients.hidden, gradients.output, this.#stepSizes)
    this.#before = neuronInvariants(state.hiddenWeights, state.outputWeights, this.#stepSizes)
  }

  after(state: TwoLayerReluState): void {
    const [before, expected] = [this.#before, this.#expected]
    if (before === null || expected === null) return
    this.#before = null
    this.#expected = null
    if (state.step !== 1) return
    const now = neuronInvariants(state.hiddenWeights, state.outputWeights, this.#stepSizes)
    this.measured.set(
      'invariantIdentityError',
      now.reduce((worst, value, neuron) => Math.max(worst, Math.abs(value - (before[neuron] ?? NaN) - (expected[neuron] ?? NaN))), 0),
    )
  }
}
