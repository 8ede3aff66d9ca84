import type { StoredRows } from './fields'

/** Shape of what a spec takes of a stored array: its own, or that of the named rows. */
export function shapeOfRows({ shape, rows }: StoredRows): number[] {
  return rows === undefined ? shape : [rows.count, ...shape.slice(1)]
}

/** What a spec takes of the content of a stored array, row-major; a view of it. */
export function contentOfRows(values: Float64Array, { shape, rows }: StoredRows): Float64Array {
  if (rows === undefined) return values
  const width = shape[1] ?? 1
  return values.subarray(rows.first * width, (rows.first + rows.count) * width)
}

/** Whether two references mean the same numbers. */
export function sameRows(a: StoredRows, b: StoredRows): boolean {
  return a.sha256 === b.sha256 && a.rows?.first === b.rows?.first && a.rows?.count === b.rows?.count
}
