/**
 * Steps between start and end at which something is measured: `count` steps with a constant ratio from 1 to the expected number of steps,
 * and on with the same ratio in a run that takes longer. Steps that round to the same integer are taken once.
 */
export class LogSpacedSteps {
  readonly #logRatio: number

  /** @param count 0 for none */
  constructor(
    readonly count: number,
    expectedSteps: number,
  ) {
    const last = Math.max(2, Math.min(expectedSteps, Number.MAX_SAFE_INTEGER))
    this.#logRatio = Math.log(last) / Math.max(1, count - 1)
  }

  /** The first of them after the given step, infinity when there is none. */
  after(step: number): number {
    if (this.count === 0) return Infinity
    // the index at which the exact value passes the step, then on to the next rounded one
    let index = step < 1 ? 0 : Math.max(0, Math.floor(Math.log(step) / this.#logRatio) - 1)
    while (this.#at(index) <= step) index++
    return this.#at(index)
  }

  #at(index: number): number {
    return Math.round(Math.exp(index * this.#logRatio))
  }
}
