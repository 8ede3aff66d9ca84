import type { TableEntry } from '../../../contract'
import type { PublishedQuantity } from '../published/published-row'

type Tolerance = NonNullable<TableEntry['tolerance']>

/** Runs behind the averages for which the tolerances below were derived, measured and published ones alike. */
const REFERENCE_RUNS = 10

/**
 * How far the averages of ten runs each may lie apart: three standard deviations of the difference of two ten-run averages, from the
 * spread of 400 independent runs of Table 1. Relative, except for kappa_H. By sample count: small m scatters more.
 */
const TEN_RUN_TOLERANCES: readonly { upTo: number; value: Record<PublishedQuantity, number> }[] = [
  { upTo: 100, value: { steps: 0.12, everChangedCount: 0.17, hiddenWeightDistance: 0.14, kappaH: 0.1 } },
  { upTo: 300, value: { steps: 0.05, everChangedCount: 0.09, hiddenWeightDistance: 0.095, kappaH: 0.04 } },
  { upTo: Infinity, value: { steps: 0.05, everChangedCount: 0.08, hiddenWeightDistance: 0.08, kappaH: 0.03 } },
]

/**
 * Table 2 prints a single run for m = 5000, where T is skewed to the right because the smallest eigenvalue comes close to 0. These ranges
 * hold the paper's run and twelve independent ones; they are for the average of several runs.
 */
const SINGLE_RUN_RANGES: Record<PublishedQuantity, readonly [number, number]> = {
  steps: [20_500, 29_000],
  kappaH: [0.35, 0.46],
  everChangedCount: [190_000, 212_000],
  hiddenWeightDistance: [315, 365],
}
const SINGLE_RUN_SAMPLE_COUNT = 5000

/**
 * Tolerance for the average of `measuredRuns` runs against a published average of `publishedRuns`: the ten-run tolerance times
 * sqrt((1/k + 1/r) / (2/10)), the factor by which the standard deviation of the difference grows with fewer runs.
 */
export function toleranceFor(quantity: PublishedQuantity, sampleCount: number, measuredRuns: number, publishedRuns: number): Tolerance {
  if (sampleCount === SINGLE_RUN_SAMPLE_COUNT) {
    const [low, high] = SINGLE_RUN_RANGES[quantity]
    return { kind: 'range', low, high }
  }
  const tenRuns = TEN_RUN_TOLERANCES.find(({ upTo }) => sampleCount <= upTo)?.value[quantity] ?? NaN
  const factor = Math.sqrt((1 / measuredRuns + 1 / publishedRuns) / (2 / REFERENCE_RUNS))
  return { kind: quantity === 'kappaH' ? 'absolute' : 'relative', value: tenRuns * factor }
}

/** Deviation of a measured average from a published one, in the terms of the tolerance. */
export function deviationOf(measured: number, published: number, tolerance: Tolerance): number {
  return tolerance.kind === 'absolute' ? measured - published : (measured - published) / published
}

export function isWithin(measured: number, published: number, tolerance: Tolerance): boolean {
  if (tolerance.kind === 'range') return measured >= tolerance.low && measured <= tolerance.high
  return Math.abs(deviationOf(measured, published, tolerance)) <= tolerance.value
}
