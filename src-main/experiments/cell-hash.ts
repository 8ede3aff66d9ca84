import canonicalize from 'canonicalize'
import { createHash } from 'node:crypto'
import type { ExperimentSpec } from '../contract'

/** Changes whenever the same spec would mean something else, so that old results are not taken for new ones. */
const VERSION_TAG = 'gramscope-cell-1\n'

/**
 * Identity of a cell: SHA-256 of a version tag and the canonical JSON (RFC 8785) of the spec, in lower-case hexadecimal. The spec must
 * name its arrays by content (`stored`), not by path.
 */
export function cellHash(spec: ExperimentSpec): string {
  const json = canonicalize(spec)
  if (json === undefined) throw new TypeError('A spec is a JSON value')
  return createHash('sha256')
    .update(VERSION_TAG + json)
    .digest('hex')
}
