import { permutation, RandomStream } from '../science/random'
import type { LabelledPoints } from './point-set'

/**
 * Rows 0 .. rowCount - 1 in the order of a random permutation of the stream `split`, cut into parts of floor(fraction * rowCount) rows
 * and a last part of all the others.
 * @param fractions at least 0, at most 1 together
 */
export function splitRows(seed: number, rowCount: number, fractions: readonly number[]): Uint32Array[] {
  return cutRows(permutation(new RandomStream(seed, 'split'), rowCount), fractions)
}

/** The same with the rows in a given order. */
export function cutRows(order: Uint32Array, fractions: readonly number[]): Uint32Array[] {
  // what a decimal fraction lacks by rounding is no whole row
  const sizes = fractions.map((fraction) => Math.floor(fraction * order.length + 1e-9))
  const ends = sizes.map((_, k) => sizes.slice(0, k + 1).reduce((a, b) => a + b, 0))
  if (sizes.some((size) => !(size >= 0)) || (ends.at(-1) ?? 0) > order.length)
    throw new RangeError(`Rows cannot be split into the fractions ${fractions.join(', ')}`)
  return [0, ...ends].map((start, k) => order.slice(start, ends[k]))
}

/** The points of some rows, in their order. */
export function selectPoints(points: LabelledPoints, rows: Uint32Array): LabelledPoints {
  const { inputs, inputDimension, targets, outputCount } = points
  return {
    inputs: selectRows(inputs, inputDimension, rows),
    inputDimension,
    sampleCount: rows.length,
    targets: selectRows(targets, outputCount, rows),
    outputCount,
  }
}

function selectRows(values: Float64Array, columns: number, rows: Uint32Array): Float64Array {
  const selected = new Float64Array(rows.length * columns)
  rows.forEach((row, i) => selected.set(values.subarray(row * columns, (row + 1) * columns), i * columns))
  return selected
}
