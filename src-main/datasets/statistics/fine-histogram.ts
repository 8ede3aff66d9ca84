import type { Histogram } from '../../contract'

const FINE_BINS = 2 ** 15

/** Counts of numbers whose range is known only from above; shown with few bins once all are there. */
export class FineHistogram {
  readonly counts = new Float64Array(FINE_BINS)
  readonly width: number

  /** @param upper no number is larger */
  constructor(upper: number) {
    this.width = upper > 0 ? upper / FINE_BINS : 1
  }

  binOf(value: number): number {
    return Math.min(FINE_BINS - 1, Math.floor(value / this.width))
  }

  /** Number below which a share of the counted ones lies, to the width of a fine bin. */
  quantile(share: number): number {
    const total = this.counts.reduce((a, b) => a + b, 0)
    let below = 0
    for (let bin = 0; bin < FINE_BINS; bin++) {
      below += this.counts[bin]!
      if (below >= share * total) return (bin + 0.5) * this.width
    }
    return NaN
  }

  /** How many lie in the bins below `value`. */
  countBelow(value: number): number {
    return this.counts.subarray(0, this.binOf(value)).reduce((a, b) => a + b, 0)
  }

  /** At most `bins` bins over where anything was counted. */
  shown(bins: number, other?: FineHistogram): { histogram: Histogram; other: number[] } {
    const first = Math.max(
      0,
      this.counts.findIndex((count) => count > 0),
    )
    const last = Math.max(
      first,
      this.counts.findLastIndex((count) => count > 0),
    )
    const step = Math.max(1, Math.ceil((last - first + 1) / bins))
    const summed = (counts: Float64Array): number[] =>
      Array.from({ length: Math.ceil((last - first + 1) / step) }, (_, bin) =>
        counts.subarray(first + bin * step, Math.min(last + 1, first + (bin + 1) * step)).reduce((a, b) => a + b, 0),
      )
    return {
      histogram: { from: first * this.width, width: step * this.width, counts: summed(this.counts) },
      other: other === undefined ? [] : summed(other.counts),
    }
  }
}

/** Numbers that differ by less than this share of their size are one: the rest is rounding. */
const SAME = 1e-9

/** Numbers in at most `bins` equal bins from the smallest to the largest; in one bin around them where they are the same up to rounding. */
export function histogramOf(values: Float64Array, bins: number): Histogram {
  const from = values.reduce((a, b) => Math.min(a, b), Infinity)
  const to = values.reduce((a, b) => Math.max(a, b), -Infinity)
  if (!(to - from > SAME * Math.abs(to))) {
    const around = Math.abs(to) > 0 ? Math.abs(to) / 100 : 1
    return { from: (from + to) / 2 - around / 2, width: around, counts: [values.length] }
  }
  const width = (to - from) / bins
  const counts = new Array<number>(bins).fill(0)
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - from) / width))]!++
  return { from, width, counts }
}
