import type { MomentSpectrum } from '../../contract'

const SHARES = [0.5, 0.9, 0.95, 0.99] as const

/** How many of the leading eigenvalues hold each share of the trace. */
export function componentsOfShares({ values, trace }: MomentSpectrum): { share: number; count: number }[] {
  return SHARES.map((share) => {
    let sum = 0
    const place = values.findIndex((value) => (sum += value) >= share * trace * (1 - 1e-12))
    return { share, count: place === -1 ? values.length : place + 1 }
  })
}

/** (sum lambda)^2 / sum lambda^2: d for equal variances in d directions. NaN when nothing varies. */
export function participationRatio({ values, trace }: MomentSpectrum): number {
  return (trace * trace) / values.reduce((sum, value) => sum + value * value, 0)
}

/**
 * Maximum-likelihood dimension from mu = r2 / r1, the ratio of the distances to the second nearest and the nearest other sample, whose law
 * is mu^(-d) where the density hardly changes over r2 (Facco, d'Errico, Rodriguez, Laio, Sci. Rep. 7, 12140, 2017): (n - 1) / sum log mu.
 * Samples with a duplicate are left out.
 * @param nearest r1, r2 of each sample
 * @returns null when fewer than two samples remain or all ratios are 1
 */
export function twoNearestNeighbours(nearest: Float64Array): number | null {
  let count = 0
  let sum = 0
  for (let i = 0; i < nearest.length / 2; i++) {
    const [r1, r2] = [nearest[2 * i]!, nearest[2 * i + 1]!]
    if (!(r1 > 0) || !Number.isFinite(r2)) continue
    sum += Math.log(r2 / r1)
    count++
  }
  return count < 2 || sum === 0 ? null : (count - 1) / sum
}
