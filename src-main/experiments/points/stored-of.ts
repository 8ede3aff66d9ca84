import type { GivenArray, StoredArray } from '../../contract'

/** A given array of a spec whose files have been resolved. */
export function storedOf(given: GivenArray): StoredArray {
  if (given.kind === 'stored') return given
  throw new TypeError(`The array ${given.path} of the spec is still a file`)
}
