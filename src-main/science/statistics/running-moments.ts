/** What {@link RunningMoments} consists of, for a checkpoint. */
export interface RunningMomentsState {
  count: number
  means: Float64Array
  /** sums of the squared deviations from the means */
  squares: Float64Array
}

/** Means and variances of the components of vectors that come one after the other (B. P. Welford, Technometrics 4, 1962, 419-420). */
export class RunningMoments {
  private constructor(private readonly state: RunningMomentsState) {}

  static ofSize(size: number): RunningMoments {
    return new RunningMoments({ count: 0, means: new Float64Array(size), squares: new Float64Array(size) })
  }

  static from(state: RunningMomentsState): RunningMoments {
    return new RunningMoments({ count: state.count, means: state.means.slice(), squares: state.squares.slice() })
  }

  get count(): number {
    return this.state.count
  }

  add(values: ArrayLike<number>): void {
    const { state } = this
    const { means, squares } = state
    state.count++
    for (let k = 0; k < means.length; k++) {
      const before = (values[k] ?? NaN) - (means[k] ?? NaN)
      const mean = (means[k] ?? NaN) + before / state.count
      means[k] = mean
      squares[k] = (squares[k] ?? NaN) + before * ((values[k] ?? NaN) - mean)
    }
  }

  means(): Float64Array {
    return this.state.means.slice()
  }

  /** Standard errors of the means, sqrt(sample variance / count); NaN for fewer than two vectors. */
  standardErrors(): Float64Array {
    const { count, squares } = this.state
    return squares.map((square) => (count < 2 ? NaN : Math.sqrt(square / (count - 1) / count)))
  }

  toState(): RunningMomentsState {
    const { count, means, squares } = this.state
    return { count, means: means.slice(), squares: squares.slice() }
  }
}
