import type { Arithmetic, Pulse } from '../../science/arithmetic/arithmetic'
import type { TwoLayerGradient, TwoLayerProblem, TwoLayerWeights } from '../../science/arithmetic/two-layer'
import { integrate, type IntegratorState } from '../../science/dormand-prince'

/** Hidden weights on their way. */
export interface Motion {
  readonly time: number
  readonly hiddenWeights: Float64Array
  /** size of the integrator's next step; 0 for steps of one size */
  readonly plannedStep: number
  /** outputs, loss and gradient where it stands */
  gradient(): TwoLayerGradient
  advance(time: number): void
}

export interface MotionStart {
  time: number
  weights: TwoLayerWeights
  plannedStep: number
}

/** First step tried, in units of time; the integrator finds its own from there. */
export const FIRST_STEP = 1e-3

/** dw/dt = -gradient. */
export class FlowMotion implements Motion {
  private readonly state: IntegratorState

  constructor(
    private readonly arithmetic: Arithmetic,
    private readonly problem: TwoLayerProblem,
    private readonly start: MotionStart,
    private readonly relativeTolerance: number,
    private readonly pulse: Pulse,
  ) {
    const y = start.weights.hiddenWeights.slice()
    this.state = { t: start.time, y, derivative: new Float64Array(y.length), stepSize: start.plannedStep }
    this.field(y, this.state.derivative)
  }

  get time(): number {
    return this.state.t
  }

  get hiddenWeights(): Float64Array {
    return this.state.y
  }

  get plannedStep(): number {
    return this.state.stepSize
  }

  gradient(): TwoLayerGradient {
    return this.gradientAt(this.state.y)
  }

  advance(time: number): void {
    integrate(
      (y, derivative) => this.field(y, derivative),
      this.state,
      time,
      this.relativeTolerance,
      () => this.pulse(),
    )
  }

  private gradientAt(hiddenWeights: Float64Array): TwoLayerGradient {
    return this.arithmetic.twoLayerGradient(this.problem, { ...this.start.weights, hiddenWeights }, this.pulse)
  }

  private field(y: Float64Array, derivative: Float64Array): void {
    const { hiddenWeights } = this.gradientAt(y)
    for (let k = 0; k < derivative.length; k++) derivative[k] = -(hiddenWeights[k] ?? NaN)
  }
}

/** w <- w - eta gradient, a number of times in a unit of time. */
export class StepMotion implements Motion {
  readonly plannedStep = 0
  readonly hiddenWeights: Float64Array
  /** whole units */
  private units: number

  constructor(
    private readonly arithmetic: Arithmetic,
    private readonly problem: TwoLayerProblem,
    private readonly start: MotionStart,
    private readonly stepSize: number,
    private readonly stepsPerUnit: number,
    private readonly pulse: Pulse,
  ) {
    this.hiddenWeights = start.weights.hiddenWeights.slice()
    this.units = start.time
  }

  get time(): number {
    return this.units
  }

  gradient(): TwoLayerGradient {
    const { hiddenWeights } = this
    return this.arithmetic.twoLayerGradient(this.problem, { ...this.start.weights, hiddenWeights }, this.pulse)
  }

  advance(time: number): void {
    for (; this.units < time; this.units++) for (let step = 0; step < this.stepsPerUnit; step++) this.stepOnce()
  }

  private stepOnce(): void {
    const { hiddenWeights } = this.gradient()
    for (let k = 0; k < hiddenWeights.length; k++)
      this.hiddenWeights[k] = (this.hiddenWeights[k] ?? NaN) - this.stepSize * (hiddenWeights[k] ?? NaN)
    this.pulse()
  }
}
