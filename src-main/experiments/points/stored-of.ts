import type { GivenArray, GivenRows, StoredRows } from '../../contract'

/** A given array of a spec whose files have been resolved. */
export function storedOf(given: GivenArray | GivenRows): StoredRows {
  if (given.kind === 'stored') return given
  throw new TypeError(`The array ${given.path} of the spec is still a file`)
}
