import type { TwoLayerTrainer } from '../../science/arithmetic/two-layer'
import type { Advance, Stepper } from './stepper'

/** Full-batch gradient descent: every step is evaluated. */
export class GradientDescent implements Stepper {
  constructor(private readonly trainer: TwoLayerTrainer) {}

  get state(): Stepper['state'] {
    return this.trainer.state
  }

  advance(target: number, sliceMilliseconds: number, pulse: () => void): Advance {
    const progress = this.trainer.advance(target - this.state.step, sliceMilliseconds, pulse)
    const { count } = progress
    let pathLength = 0
    for (let i = 0; i < count; i++) pathLength += progress.stepLength[i] ?? NaN
    return {
      status: progress.status,
      pathLength,
      values: {
        firstStep: progress.firstStep,
        residualNorm: progress.residualNorm.subarray(0, count),
        loss: progress.loss.subarray(0, count),
        gradientNorm: progress.gradientNorm.subarray(0, count),
      },
    }
  }
}
