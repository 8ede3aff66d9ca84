import type { Arithmetic } from '../../science/arithmetic/arithmetic'
import { lineSeparationOf } from '../../science/kernels/data-conditions'
import { pairDistance, rowNorms, transposed } from '../../science/kernels/gram'
import type { DatasetStatistics, SamplePair } from '../../contract'
import { ClosestPairs } from './closest-pairs'
import { FineHistogram } from './fine-histogram'

const ROWS_AT_ONCE = 256
const SHOWN_BINS = 120
const KEPT_PAIRS = 200
const NEAR_DUPLICATE_SHARE = 0.1

/**
 * With |x - y|^2 below this share of |x|^2 + |y|^2 the distance is taken from the coordinates: the difference of inner products would
 * have lost more than the last four digits.
 */
const CLOSE = 1e-4

/** With |r| above this the distance of two directions is taken from the coordinates. */
const NEARLY_PARALLEL = 0.99

/** Directions that differ by less than this are the same up to rounding. */
const SAME_DIRECTION = 64 * Number.EPSILON

export interface PairStatistics {
  distances: DatasetStatistics['distances']
  directions: DatasetStatistics['directions']
  /** distances of each sample to its nearest and second nearest other one, row-major n x 2 */
  nearest: Float64Array
}

/**
 * Distances and angles of all pairs of samples, by blocks of the Gram matrix.
 * @param inputs row-major sampleCount x dimension
 * @param classes of the samples, null without
 * @param progress told the share of the pairs that is done; may throw to stop
 */
export function pairStatistics(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  dimension: number,
  classes: Float64Array | null,
  progress: (share: number) => void,
): PairStatistics {
  const norms = rowNorms(inputs, sampleCount, dimension)
  const upper = 2 * norms.reduce((a, b) => Math.max(a, b), 0)
  const histogram = new FineHistogram(upper)
  const sameClass = new FineHistogram(upper)
  const closest = new ClosestPairs(KEPT_PAIRS)
  const nearest = new Float64Array(2 * sampleCount).fill(Infinity)
  const lines = new ClosestLines(inputs, norms, dimension)
  let [smallest, largest, duplicates] = [Infinity, 0, 0]
  const rowSums = new Float64Array(sampleCount)
  const pairs = (sampleCount * (sampleCount - 1)) / 2

  for (let first = 0; first < sampleCount; first += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, sampleCount - first)
    const rest = sampleCount - first
    const block = transposed(inputs.subarray(first * dimension, (first + rows) * dimension), rows, dimension)
    // row j - first of the products: sample j with the samples of the block
    const products = arithmetic.multiply(inputs.subarray(first * dimension), block, rest, dimension, rows)
    for (let j = first + 1; j < sampleCount; j++) {
      const last = Math.min(rows, j - first)
      const normJ = norms[j]!
      for (let column = 0; column < last; column++) {
        const i = first + column
        const product = products[(j - first) * rows + column]!
        const normI = norms[i]!
        const squares = normI * normI + normJ * normJ
        const squared = squares - 2 * product
        const distance = squared > CLOSE * squares ? Math.sqrt(squared) : pairDistance(inputs, dimension, i, j, 1)
        if (distance < smallest) smallest = distance
        if (distance > largest) largest = distance
        if (distance === 0) duplicates++
        rowSums[i]! += distance
        const bin = histogram.binOf(distance)
        histogram.counts[bin]!++
        if (classes !== null && classes[i] === classes[j]) sameClass.counts[bin]!++
        if (distance < closest.bound) closest.add(i, j, distance)
        if (distance < nearest[2 * i + 1]!) insertNearest(nearest, i, distance)
        if (distance < nearest[2 * j + 1]!) insertNearest(nearest, j, distance)
        lines.see(i, j, product, normI * normJ)
      }
    }
    progress(1 - ((rest - rows) * (rest - rows - 1)) / (2 * Math.max(1, pairs)))
  }

  const kept = closest.sorted().map((pair) => ({ ...pair, distance: pairDistance(inputs, dimension, pair.first, pair.second, 1) }))
  const median = pairs === 0 ? NaN : histogram.quantile(0.5)
  const shown = histogram.shown(SHOWN_BINS, sameClass)
  const near = kept.filter(({ distance }) => distance < NEAR_DUPLICATE_SHARE * median).length
  return {
    distances: {
      pairs,
      smallest: pairs === 0 ? NaN : smallest,
      median,
      mean: pairs === 0 ? NaN : rowSums.reduce((a, b) => a + b, 0) / pairs,
      largest: pairs === 0 ? NaN : largest,
      histogram: shown.histogram,
      sameClass: classes === null ? null : shown.other,
      closest: kept,
      duplicates,
      nearDuplicateShare: NEAR_DUPLICATE_SHARE,
      // beyond the kept pairs the bins know
      nearDuplicates: near < kept.length ? near : Math.max(near, histogram.countBelow(NEAR_DUPLICATE_SHARE * median)),
    },
    directions: lines.result(),
    nearest,
  }
}

function insertNearest(nearest: Float64Array, sample: number, distance: number): void {
  if (distance < nearest[2 * sample]!) {
    nearest[2 * sample + 1] = nearest[2 * sample]!
    nearest[2 * sample] = distance
  } else nearest[2 * sample + 1] = distance
}

/** The two directions, or direction and opposite direction, that are closest. */
class ClosestLines {
  #distance = Infinity
  #pair: SamplePair | null = null
  #parallel = 0

  constructor(
    readonly inputs: Float64Array,
    readonly norms: Float64Array,
    readonly dimension: number,
  ) {}

  see(i: number, j: number, product: number, norms: number): void {
    if (norms === 0) return
    const r = Math.abs(product) / norms
    const distance = r > NEARLY_PARALLEL ? this.#exact(i, j, product < 0 ? -1 : 1) : Math.sqrt(2 * (1 - r))
    if (distance <= SAME_DIRECTION) this.#parallel++
    if (distance >= this.#distance) return
    this.#distance = distance
    this.#pair = { first: i, second: j, distance }
  }

  result(): DatasetStatistics['directions'] {
    const pair = this.#pair
    if (pair === null) return { lineSeparation: NaN, distanceSeparation: NaN, closest: null, parallel: 0 }
    return {
      lineSeparation: lineSeparationOf(pair.distance),
      distanceSeparation: pair.distance,
      closest: pair,
      parallel: this.#parallel,
    }
  }

  #exact(i: number, j: number, sign: 1 | -1): number {
    const { inputs, dimension } = this
    const [normI, normJ] = [this.norms[i]!, this.norms[j]!]
    let sum = 0
    for (let k = 0; k < dimension; k++) {
      const difference = inputs[i * dimension + k]! / normI - (sign * inputs[j * dimension + k]!) / normJ
      sum += difference * difference
    }
    return Math.sqrt(sum)
  }
}
