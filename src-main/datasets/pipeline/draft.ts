import { DATASET_ROLES, dimensionOf, type DatasetRole, type SampleShape } from '../../contract'
import type { Imported } from '../import/imported'

/**
 * Samples on their way through a pipeline. Which samples there are and what their labels are is known at every step; their numbers are
 * made from the source whenever they are asked for, block by block, so that a data set that does not fit twice into memory can be made.
 */
export interface Draft {
  source: Imported
  shape: SampleShape
  /** null when labels are values or there are none */
  classNames: string[] | null
  parts: DraftPart[]
  /** from the numbers of the source to those of now, in order */
  transforms: Transform[]
}

export interface DraftPart {
  role: DatasetRole
  /** samples of the source, counted from 0 through all its parts */
  rows: Uint32Array
  /** class indices or values, one a sample */
  labels: Float64Array | null
  targets: { values: Float64Array; columns: number } | null
}

/** Some samples in one array, row-major. */
export interface Block {
  values: Float64Array
  dimension: number
  /** of the source */
  rows: Uint32Array
}

/** Makes new numbers of a block, which it may change. */
export type Transform = (block: Block) => Block

const BLOCK_NUMBERS = 2 ** 19

/** The source with nothing done to it. */
export function draftOf(source: Imported): Draft {
  let first = 0
  const parts = source.parts.map(({ role, count, labels }): DraftPart => {
    const from = first
    first += count
    return {
      role,
      rows: Uint32Array.from({ length: count }, (_, i) => from + i),
      labels: labels === null ? null : Float64Array.from(labels),
      targets: null,
    }
  })
  // files come in the order of their names; people think of training samples first
  parts.sort((a, b) => DATASET_ROLES.indexOf(a.role) - DATASET_ROLES.indexOf(b.role))
  return { source, shape: source.shape, classNames: source.classNames ?? numberedClasses(source), parts, transforms: [] }
}

/** Names of classes that the source only numbers; null when its labels are values. */
function numberedClasses({ parts }: Imported): string[] | null {
  const labels = parts.map((part) => part.labels)
  if (!labels.every((of) => of instanceof Int32Array) || labels.length === 0) return null
  const count = 1 + Math.max(-1, ...labels.map((of) => of.reduce((most, label) => Math.max(most, label), -1)))
  return Array.from({ length: count }, (_, label) => String(label))
}

/** Samples that are handled at once, so that a block takes a few megabytes. */
export function blockRows(dimension: number): number {
  return Math.max(1, Math.floor(BLOCK_NUMBERS / dimension))
}

/** Numbers of the samples [from, from + count) of a part. */
export function valuesOf(draft: Draft, part: DraftPart, from: number, count: number): Float64Array {
  const rows = part.rows.subarray(from, from + count)
  let block: Block = { values: sourceValues(draft.source, rows), dimension: dimensionOf(draft.source.shape), rows }
  for (const transform of draft.transforms) block = transform(block)
  return block.values
}

/**
 * Calls `use` with the numbers of a part, block after block.
 * @param most samples, from the first on
 */
export function forEachBlock(
  draft: Draft,
  part: DraftPart,
  most: number,
  use: (values: Float64Array, from: number, count: number) => void,
): void {
  const total = Math.min(most, part.rows.length)
  const step = blockRows(Math.max(dimensionOf(draft.shape), dimensionOf(draft.source.shape)))
  for (let from = 0; from < total; from += step) {
    const count = Math.min(step, total - from)
    use(valuesOf(draft, part, from, count), from, count)
  }
}

/** Numbers of some samples as they came. */
export function sourceValues({ parts, shape }: Imported, rows: Uint32Array): Float64Array {
  const dimension = dimensionOf(shape)
  const values = new Float64Array(rows.length * dimension)
  forEachSourceRow(parts, rows, (part, row, i) => {
    const start = row * dimension
    values.set(part.values.subarray(start, start + dimension), i * dimension)
  })
  return values
}

/** The bytes of some images as they came. */
export function sourceBytes({ parts, shape }: Imported, rows: Uint32Array): Uint8Array {
  const dimension = dimensionOf(shape)
  const bytes = new Uint8Array(rows.length * dimension)
  forEachSourceRow(parts, rows, (part, row, i) => {
    bytes.set(part.values.subarray(row * dimension, (row + 1) * dimension), i * dimension)
  })
  return bytes
}

function forEachSourceRow(
  parts: Imported['parts'],
  rows: Uint32Array,
  use: (part: Imported['parts'][number], row: number, index: number) => void,
): void {
  let first = 0
  const ranges = parts.map((part) => ({ part, first, end: (first += part.count) }))
  let [current] = ranges
  for (const [index, row] of rows.entries()) {
    if (current === undefined || row < current.first || row >= current.end)
      current = ranges.find((range) => row >= range.first && row < range.end)
    if (current === undefined) throw new RangeError(`The source has no sample ${row}`)
    use(current.part, row - current.first, index)
  }
}
