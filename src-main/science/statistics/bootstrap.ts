import { RandomStream, uniforms } from '../random'
import { quantileOfSorted } from './quantile'

/** Up to so many members every resample is visited instead of drawing some: there are C(2n - 1, n) of them, 126 for 5. */
const MOST_ENUMERATED = 5
const RESAMPLES = 1000
const STREAM = 'bootstrap'

/**
 * The percentile bootstrap of a mean (B. Efron, R. Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3): members are drawn
 * with replacement, and of the means of the resamples the 2.5 % and 97.5 % quantiles are taken. Up to 5 members all resamples are taken
 * with their multinomial probabilities, so that nothing is random; beyond, 1000 resamples of a fixed stream, the same for every step, so
 * that a band is one set of resampled curves.
 */
export class MeanBootstrap {
  /** how often each member is drawn, a row of `members` a resample */
  private readonly weights: Float64Array
  private readonly probabilities: Float64Array
  private readonly means: Float64Array
  private readonly values: Float64Array

  constructor(private readonly members: number) {
    const rows = members <= MOST_ENUMERATED ? multisets(members) : drawn(members)
    this.weights = Float64Array.from(rows.flatMap(({ counts }) => counts))
    this.probabilities = Float64Array.from(rows, ({ probability }) => probability)
    this.means = new Float64Array(rows.length)
    this.values = new Float64Array(members)
  }

  /** 95 % interval of the mean of the first `members` values; NaN at both ends for one member or a value that is not finite. */
  interval(values: ArrayLike<number>): { low: number; high: number } {
    const { members, weights, means } = this
    if (members < 2) return { low: NaN, high: NaN }
    const own = this.values
    for (let member = 0; member < members; member++) own[member] = values[member] ?? NaN
    let isFinite = true
    for (let row = 0, at = 0; row < means.length; row++) {
      let sum = 0
      for (let member = 0; member < members; member++) sum += weights[at++]! * own[member]!
      means[row] = sum / members
      isFinite &&= Number.isFinite(sum)
    }
    if (!isFinite) return { low: NaN, high: NaN }
    if (members > MOST_ENUMERATED) {
      means.sort()
      return { low: quantileOfSorted(means, 0.025), high: quantileOfSorted(means, 0.975) }
    }
    const order = Array.from(means.keys()).sort((a, b) => means[a]! - means[b]!)
    return { low: this.weightedQuantile(order, 0.025), high: this.weightedQuantile(order, 0.975) }
  }

  /** Smallest mean whose cumulative probability reaches the wanted one. */
  private weightedQuantile(order: readonly number[], wanted: number): number {
    let reached = 0
    for (const row of order) {
      reached += this.probabilities[row]!
      // sums of multiples of n^-n are exact to a few roundings
      if (reached >= wanted - 1e-12) return this.means[row]!
    }
    return this.means[order.at(-1) ?? 0] ?? NaN
  }
}

interface Resample {
  counts: number[]
  probability: number
}

/** Every way to draw n of n with replacement: n! / (k_1! ... k_n!) n^-n. */
function multisets(members: number): Resample[] {
  const found: Resample[] = []
  const extend = (counts: number[], left: number): void => {
    if (counts.length === members - 1) {
      const all = [...counts, left]
      const ways = all.reduce((product, count) => product / factorial(count), factorial(members))
      found.push({ counts: all, probability: all.reduce((product) => product / members, ways) })
      return
    }
    for (let count = 0; count <= left; count++) extend([...counts, count], left - count)
  }
  extend([], members)
  return found
}

const factorial = (count: number): number => (count < 2 ? 1 : count * factorial(count - 1))

function drawn(members: number): Resample[] {
  const draws = uniforms(new RandomStream(0, STREAM), 0, RESAMPLES * members)
  return Array.from({ length: RESAMPLES }, (_, row) => {
    const counts = new Array<number>(members).fill(0)
    for (let k = 0; k < members; k++) {
      const member = Math.floor(draws[row * members + k]! * members)
      counts[member] = counts[member]! + 1
    }
    return { counts, probability: 1 / RESAMPLES }
  })
}
