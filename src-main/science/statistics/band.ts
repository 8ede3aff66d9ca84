import type { BandKind } from '../../contract'
import { MeanBootstrap } from './bootstrap'
import { quantileOfSorted } from './quantile'

export interface BandedMean {
  mean: number
  low: number
  high: number
}

/**
 * Mean of values with a band around it: standard deviation (mean -+ s, divisor n - 1), standard error (mean -+ s / sqrt n), least and largest
 * value, the 10 % and 90 % quantiles (definition 7 of Hyndman and Fan), or the 95 % percentile bootstrap of the mean. The band of one value
 * is NaN at both ends, and so is every number of values one of which is NaN.
 */
export class Band {
  private readonly bootstraps = new Map<number, MeanBootstrap>()

  constructor(private readonly kind: BandKind) {}

  /** @param values only the first `count` are looked at; at least one */
  around(values: Float64Array, count: number): BandedMean {
    let sum = 0
    for (let i = 0; i < count; i++) sum += values[i]!
    const mean = sum / count
    if (count < 2 || this.kind === 'none' || Number.isNaN(mean)) return { mean, low: NaN, high: NaN }
    switch (this.kind) {
      case 'standard-deviation':
      case 'standard-error': {
        let squares = 0
        for (let i = 0; i < count; i++) squares += (values[i]! - mean) * (values[i]! - mean)
        const half = Math.sqrt(squares / (count - 1) / (this.kind === 'standard-error' ? count : 1))
        return { mean, low: mean - half, high: mean + half }
      }
      case 'min-max': {
        let [low, high] = [values[0]!, values[0]!]
        for (let i = 1; i < count; i++) {
          low = Math.min(low, values[i]!)
          high = Math.max(high, values[i]!)
        }
        return { mean, low, high }
      }
      case 'quantiles': {
        const ascending = values.slice(0, count).sort()
        return { mean, low: quantileOfSorted(ascending, 0.1), high: quantileOfSorted(ascending, 0.9) }
      }
      case 'bootstrap':
        return { mean, ...this.bootstrap(count).interval(values) }
    }
  }

  private bootstrap(count: number): MeanBootstrap {
    let found = this.bootstraps.get(count)
    if (found === undefined) this.bootstraps.set(count, (found = new MeanBootstrap(count)))
    return found
  }
}
