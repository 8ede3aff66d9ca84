import type { TrainingProgress } from '../../science/arithmetic/arithmetic'
import type { Dimensions } from './dimensions'

/** The late decay is measured from the first step at which the error is below this many times the stopping threshold. */
const LATE_FACTOR = 10

/**
 * What a run adds up while training, besides the state of the trainer. All of it is plain numbers, so that a snapshot can carry it and a
 * resumed run ends with the same bits.
 */
export class TrainingAccount {
  /** sum of |e_t| over the steps 0 .. T-1 */
  errorSum = 0
  /** step and norm from which the late decay is measured, NaN before */
  lateStep = NaN
  lateResidual = NaN
  /** |W - W_0|_F and |z - z_0| at the last step, as the trainer gave them */
  hiddenWeightDistance = 0
  outputWeightDistance = 0
  /** whether the step sizes were others at some time: what bounds and laws say with one pair of them is not measured then */
  ratesChanged = false
  #last: number

  constructor(
    readonly stopResidual: number,
    initialResidual: number,
  ) {
    this.#last = initialResidual
    this.#look(0, initialResidual)
  }

  add(progress: TrainingProgress): void {
    for (let i = 0; i < progress.count; i++) {
      this.errorSum += this.#last
      this.#last = progress.residualNorm[i] ?? NaN
      this.#look(progress.firstStep + i, this.#last)
    }
    if (progress.count === 0) return
    this.hiddenWeightDistance = progress.hiddenWeightDistance[progress.count - 1] ?? NaN
    this.outputWeightDistance = progress.outputWeightDistance[progress.count - 1] ?? NaN
  }

  #look(step: number, residual: number): void {
    if (Number.isNaN(this.lateStep) && residual < LATE_FACTOR * this.stopResidual) {
      this.lateStep = step
      this.lateResidual = residual
    }
  }

  /** Mean decrease of log |e| a step since the late decay began, null when it spans no step. */
  lateDecayRate(step: number, residual: number): number | null {
    return step > this.lateStep ? Math.log(this.lateResidual / residual) / (step - this.lateStep) : null
  }

  /** eta_w sqrt(S/m) sum |e_t|, the left side of (46) over sqrt(m). */
  scaledErrorSum(hiddenStepSize: number, { hiddenWidth, sampleCount }: Dimensions): number {
    return hiddenStepSize * Math.sqrt(hiddenWidth / sampleCount) * this.errorSum
  }

  toNumbers(): Record<string, number> {
    return {
      errorSum: this.errorSum,
      lateStep: this.lateStep,
      lateResidual: this.lateResidual,
      hiddenWeightDistance: this.hiddenWeightDistance,
      outputWeightDistance: this.outputWeightDistance,
      lastResidual: this.#last,
      ...(this.ratesChanged ? { ratesChanged: 1 } : {}),
    }
  }

  static fromNumbers(stopResidual: number, numbers: Record<string, number>): TrainingAccount {
    const number = (name: string): number => numbers[name] ?? NaN
    const account = new TrainingAccount(stopResidual, number('lastResidual'))
    account.errorSum = number('errorSum')
    account.lateStep = number('lateStep')
    account.lateResidual = number('lateResidual')
    account.hiddenWeightDistance = number('hiddenWeightDistance')
    account.outputWeightDistance = number('outputWeightDistance')
    account.ratesChanged = numbers['ratesChanged'] === 1
    return account
  }
}
