import type { TwoLayerState, TwoLayerStatus } from '../../science/arithmetic/two-layer'

/** Values of consecutive steps, as far as the method gives them for every step. */
export interface StepValues {
  firstStep: number
  residualNorm: Float64Array
  loss: Float64Array
  gradientNorm: Float64Array
}

export interface Advance {
  status: TwoLayerStatus
  /** null: the method gives values only where it is asked for them */
  values: StepValues | null
  /** length of all steps done, in the space of all trained weights */
  pathLength: number
}

/**
 * A method of training. The state at a step depends on the problem and the weights at the start alone, never on when a slice ended.
 */
export interface Stepper {
  /** live state; outputs, residual and loss are those of the state once a target has been reached */
  readonly state: TwoLayerState
  /**
   * Goes on towards `target` for about `sliceMilliseconds`, at most to it. Stopping rules are applied at every step by full-batch gradient
   * descent, at the target alone by the other methods.
   */
  advance(target: number, sliceMilliseconds: number, pulse: () => void): Advance
}
