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

/** @throws LabError `invalid-file` naming the first value that is NaN or infinite */
export function requireFinite(array: NumericArray, name: string): NumericArray {
  const at = array.values.findIndex((value) => !Number.isFinite(value))
  if (at === -1) return array
  const [, columns] = array.shape
  const place = columns === undefined ? `entry ${at}` : `row ${Math.floor(at / columns)}, column ${at % columns}`
  throw invalidFile(name, `has the value ${String(array.values[at])} at ${place} (counted from 0); every number must be finite`)
}
