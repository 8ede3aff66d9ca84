import { LabError } from '../contract'

/** Numbers a person handed in, row-major, every one finite. One or two axes, none of length 0. */
export interface NumericArray {
  values: Float64Array
  shape: number[]
}

/** One ArrayBuffer holds at most 1.998 GiB in Electron. */
export const MOST_NUMBERS = 268_000_000

/** The error of a file that breaks a rule; `rule` continues the file's name, e.g. "ends after 12 bytes". */
export function invalidFile(name: string, rule: string, cause?: unknown): LabError {
  return new LabError('invalid-file', `${name} ${rule}. Nothing was stored.`, [{ path: '', rule: `${name} ${rule}` }], { cause })
}

/** Where an entry stands, for messages, e.g. "row 1, column 2 (counted from 0)". */
export function placeOf(index: number, shape: readonly number[]): string {
  const [, columns] = shape
  const place = columns === undefined ? `entry ${index}` : `row ${Math.floor(index / columns)}, column ${index % columns}`
  return `${place} (counted from 0)`
}
