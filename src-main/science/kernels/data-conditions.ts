import type { Arithmetic, Pulse } from '../arithmetic/arithmetic'
import { Pace } from '../arithmetic/pace'
import { directions, pairDistance, rowNorms, transposed } from './gram'
import { spanBasis } from './span'

export type Pair = readonly [first: number, second: number]

/** Pairs with a property: how many, and the first of them. */
export interface PairList {
  count: number
  /** at most {@link LISTED_PAIRS}, in order of their indices */
  listed: Pair[]
}

export const LISTED_PAIRS = 100

/** What the theorems assume of the norms and directions of inputs x_1, ..., x_n, each with its value. Indices count from 0. */
export interface SeparationConditions {
  /** max | |x_i| - 1 | */
  unitNormDeviation: number
  smallestNorm: number
  largestNorm: number
  /** rows that are exactly 0: they have no direction and are left out of everything below */
  zeroRows: number[]
  /**
   * min over pairs of |(I - x_i x_i^T) x_j| = sqrt(1 - r^2) of the directions (arXiv 1908.05660, Assumption 2), NaN for fewer than two points
   */
  lineSeparation: number
  /** min over pairs of min(|x_i - x_j|, |x_i + x_j|) of the directions (arXiv 1902.04674, Assumption 1) */
  distanceSeparation: number
  /** the pair that attains both */
  closestPair: Pair | null
  /** x_i = x_j, x_i = -x_j, and x_i = c x_j for some real c, each up to rounding */
  duplicates: PairList
  antipodes: PairList
  parallels: PairList
}

/** What else they assume, which costs an orthogonalisation and a spectrum. */
export interface DataConditions extends SeparationConditions {
  sampleCount: number
  inputDimension: number
  /** dimension of the span of the inputs, d'; of large sets up to directions that hold less than 1e-8 of the largest */
  spanDimension: number
  /** |X|, the largest singular value */
  spectralNorm: number
}

/** Directions that differ by less than this are the same up to the rounding of coordinates and of a rotation. */
const SAME_DIRECTION = 64 * Number.EPSILON

/** With |r| above this the distance of a pair is computed from the coordinates, as 1 - |r| would lose its digits. */
const NEARLY_PARALLEL = 0.99

const ROWS_AT_ONCE = 256

/**
 * Checks what the papers assume of their inputs. Never changes the inputs.
 * @param inputs row-major sampleCount x inputDimension
 */
export function dataConditions(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
  pulse: Pulse,
): DataConditions {
  return {
    sampleCount,
    inputDimension,
    spanDimension: spanDimension(arithmetic, inputs, sampleCount, inputDimension, pulse),
    spectralNorm: spectralNorm(arithmetic, inputs, sampleCount, inputDimension, pulse),
    ...separationConditions(arithmetic, inputs, sampleCount, inputDimension, pulse),
  }
}

/**
 * Norms, and how far the directions of the inputs are apart. Never changes the inputs.
 * @param inputs row-major sampleCount x inputDimension
 */
export function separationConditions(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
  pulse: Pulse,
): SeparationConditions {
  const norms = rowNorms(inputs, sampleCount, inputDimension)
  const separation = closestLines(arithmetic, inputs, norms, inputDimension, pulse)
  const distance = separation.distance
  return {
    unitNormDeviation: norms.reduce((most, norm) => Math.max(most, Math.abs(norm - 1)), 0),
    smallestNorm: norms.reduce((least, norm) => Math.min(least, norm), Infinity),
    largestNorm: norms.reduce((most, norm) => Math.max(most, norm), 0),
    zeroRows: [...norms.keys()].filter((i) => norms[i] === 0),
    lineSeparation: lineSeparationOf(distance),
    distanceSeparation: distance,
    closestPair: separation.pair,
    duplicates: separation.duplicates,
    antipodes: separation.antipodes,
    parallels: separation.parallels,
  }
}

/** sqrt(1 - r^2) of two unit vectors at distance e of each other or of each other's negative: e sqrt(1 - e^2 / 4). */
export function lineSeparationOf(distance: number): number {
  return distance * Math.sqrt(Math.max(0, 1 - (distance * distance) / 4))
}

/** Angle between two unit vectors from their distance, 2 asin(|x - y| / 2): accurate where arccos of the inner product is not. */
export function angleOf(distance: number): number {
  return 2 * Math.asin(Math.min(1, distance / 2))
}

/** |X|, from the smaller of X X^T and X^T X. */
export function spectralNorm(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  sampleCount: number,
  inputDimension: number,
  pulse: Pulse,
): number {
  const order = Math.min(sampleCount, inputDimension)
  const gram = smallerGram(arithmetic, inputs, sampleCount, inputDimension)
  const largest = order <= 500 ? arithmetic.symmetricEigenvalues(gram, order, pulse).at(-1) : undefined
  return Math.sqrt(Math.max(0, largest ?? arithmetic.largestEigenvalue(gram, order, pulse).value))
}

/** Operations of the orthogonalisation above which the eigenvalues of the smaller Gram matrix tell the dimension of the span. */
const MOST_SPAN_FLOPS = 2e9

/**
 * Dimension of the span: by orthogonalising the rows or, where that takes too long, the number of eigenvalues of X X^T or X^T X above rounding,
 * which does not see directions that hold less than about 1e-8 of the largest.
 */
function spanDimension(arithmetic: Arithmetic, inputs: Float64Array, sampleCount: number, inputDimension: number, pulse: Pulse): number {
  const order = Math.min(sampleCount, inputDimension)
  if (4 * sampleCount * inputDimension * order <= MOST_SPAN_FLOPS) return spanBasis(inputs, sampleCount, inputDimension).dimension
  const values = arithmetic.symmetricEigenvalues(smallerGram(arithmetic, inputs, sampleCount, inputDimension), order, pulse)
  const floor = order * Number.EPSILON * (values[order - 1] ?? 0)
  return values.filter((value) => value > floor).length
}

/** X X^T or X^T X, whichever is smaller. */
function smallerGram(arithmetic: Arithmetic, inputs: Float64Array, sampleCount: number, inputDimension: number): Float64Array {
  const byColumn = transposed(inputs, sampleCount, inputDimension)
  return sampleCount <= inputDimension
    ? arithmetic.multiply(inputs, byColumn, sampleCount, inputDimension, sampleCount)
    : arithmetic.multiply(byColumn, inputs, inputDimension, sampleCount, inputDimension)
}

interface ClosestLines {
  distance: number
  pair: Pair | null
  duplicates: PairList
  antipodes: PairList
  parallels: PairList
}

function closestLines(
  arithmetic: Arithmetic,
  inputs: Float64Array,
  norms: Float64Array,
  inputDimension: number,
  pulse: Pulse,
): ClosestLines {
  const sampleCount = norms.length
  const unit = directions(inputs, norms, inputDimension)
  const columns = transposed(unit, sampleCount, inputDimension)
  const found: ClosestLines = { distance: NaN, pair: null, duplicates: noPairs(), antipodes: noPairs(), parallels: noPairs() }
  const pace = new Pace(pulse)
  for (let first = 0; first < sampleCount; first += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, sampleCount - first)
    const block = unit.subarray(first * inputDimension, (first + rows) * inputDimension)
    const products = arithmetic.multiply(block, columns, rows, inputDimension, sampleCount)
    for (let row = 0; row < rows; row++) {
      const i = first + row
      if (norms[i] === 0) continue
      for (let j = i + 1; j < sampleCount; j++) {
        if (norms[j] === 0) continue
        const r = products[row * sampleCount + j]!
        const sign = r < 0 ? -1 : 1
        const distance = Math.abs(r) > NEARLY_PARALLEL ? pairDistance(unit, inputDimension, i, j, sign) : Math.sqrt(2 * (1 - Math.abs(r)))
        if (found.pair === null || distance < found.distance) {
          found.distance = distance
          found.pair = [i, j]
        }
        if (distance > SAME_DIRECTION) continue
        addPair(found.parallels, i, j)
        if (Math.abs(norms[i]! - norms[j]!) > SAME_DIRECTION * norms[i]!) continue
        addPair(sign === 1 ? found.duplicates : found.antipodes, i, j)
      }
    }
    pace.beat()
  }
  return found
}

function noPairs(): PairList {
  return { count: 0, listed: [] }
}

function addPair(pairs: PairList, i: number, j: number): void {
  pairs.count++
  if (pairs.listed.length < LISTED_PAIRS) pairs.listed.push([i, j])
}
