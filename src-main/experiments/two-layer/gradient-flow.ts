import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import type { TwoLayerProblem, TwoLayerState, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { stopThresholds, twoLayerStatus } from '../../science/arithmetic/two-layer-rules'
import { integrate, type IntegratorState } from '../../science/dormand-prince'
import type { Advance, Stepper } from './stepper'

/** First step tried, in units of time; the integrator finds its own from there. */
const FIRST_STEP = 1e-3

/**
 * Gradient flow d(weights)/dt = -(step size of the layer) gradient: one unit of time is what one step of gradient descent does to first
 * order. Integer times are steps.
 */
export class GradientFlow implements Stepper {
  readonly state: TwoLayerState
  private readonly integrator: IntegratorState

  /** @param plannedStep size of the integrator's next step, from a snapshot; null at the start */
  constructor(
    private readonly arithmetic: Arithmetic,
    private readonly problem: TwoLayerProblem,
    start: { step: number; weights: TwoLayerWeights; previousResidualNorm: number },
    private readonly relativeTolerance: number,
    plannedStep: number | null,
  ) {
    const { hiddenWeights, biases, outputWeights } = start.weights
    const y = new Float64Array(hiddenWeights.length + biases.length + outputWeights.length)
    y.set(hiddenWeights)
    y.set(biases, hiddenWeights.length)
    y.set(outputWeights, hiddenWeights.length + biases.length)
    const gradient = arithmetic.twoLayerGradient(problem, start.weights, () => undefined)
    this.integrator = {
      t: start.step,
      y,
      derivative: this.velocity(gradient, new Float64Array(y.length)),
      stepSize: plannedStep ?? FIRST_STEP,
    }
    // live views of the integrated vector
    const ends = [hiddenWeights.length, hiddenWeights.length + biases.length]
    this.state = {
      step: start.step,
      hiddenWeights: y.subarray(0, ends[0]),
      biases: y.subarray(ends[0], ends[1]),
      outputWeights: y.subarray(ends[1]),
      outputs: gradient.outputs,
      residualNorm: gradient.residualNorm,
      previousResidualNorm: start.previousResidualNorm,
      loss: gradient.loss,
      gradientNorm: gradientNorm(gradient),
    }
  }

  /** size of the integrator's next step, for a snapshot */
  get plannedStep(): number {
    return this.integrator.stepSize
  }

  advance(target: number, _sliceMilliseconds: number, pulse: () => void): Advance {
    const { state, integrator, problem } = this
    let pathLength = 0
    const before = integrator.y.slice()
    const field = (y: Float64Array, derivative: Float64Array): void => {
      this.velocity(this.arithmetic.twoLayerGradient(problem, this.weightsIn(y), pulse), derivative)
    }
    integrate(field, integrator, target, this.relativeTolerance, () => {
      let square = 0
      for (let i = 0; i < before.length; i++) {
        const change = (integrator.y[i] ?? NaN) - (before[i] ?? NaN)
        square += change * change
      }
      pathLength += Math.sqrt(square)
      before.set(integrator.y)
      pulse()
    })
    const gradient = this.arithmetic.twoLayerGradient(problem, state, pulse)
    state.step = target
    state.outputs = gradient.outputs
    state.previousResidualNorm = state.residualNorm
    state.residualNorm = gradient.residualNorm
    state.loss = gradient.loss
    state.gradientNorm = gradientNorm(gradient)
    return { status: twoLayerStatus(stopThresholds(problem), state), values: null, pathLength }
  }

  private weightsIn(y: Float64Array): TwoLayerWeights {
    const { hiddenWeights, biases } = this.state
    const ends = [hiddenWeights.length, hiddenWeights.length + biases.length]
    return { hiddenWeights: y.subarray(0, ends[0]), biases: y.subarray(ends[0], ends[1]), outputWeights: y.subarray(ends[1]) }
  }

  private velocity({ hiddenWeights, biases, outputWeights }: TwoLayerWeights, derivative: Float64Array): Float64Array {
    const { stepSizes } = this.problem
    let at = 0
    const put = (gradient: Float64Array, rate: number): void => {
      for (const value of gradient) derivative[at++] = rate === 0 ? 0 : -rate * value
    }
    put(hiddenWeights, stepSizes.hidden)
    put(biases, stepSizes.bias)
    put(outputWeights, stepSizes.output)
    return derivative
  }
}

function gradientNorm({ hiddenWeights, biases, outputWeights }: TwoLayerWeights): number {
  let square = 0
  for (const array of [hiddenWeights, biases, outputWeights]) for (const value of array) square += value * value
  return Math.sqrt(square)
}
