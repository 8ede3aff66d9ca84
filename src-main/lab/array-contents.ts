import { sameRows, type StoredRows } from '../contract'
import type { Store } from '../store/store'
import type { RunJob } from '../worker/protocol'

/** What a run needs of the arrays of its spec, each in memory of its own: it goes to another thread. */
export function arrayContents(spec: unknown, store: Pick<Store, 'getArray'>): RunJob['arrays'] {
  const asked = storedArrays(spec)
  const once = asked.filter((array, index) => asked.findIndex((other) => sameRows(other, array)) === index)
  return once.map((array) => ({ array, values: store.getArray(array) }))
}

/** Every array of the user that a spec refers to, wherever it stands in it. */
export function storedArrays(value: unknown): StoredRows[] {
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  if (record.kind === 'stored' && typeof record.sha256 === 'string') return [value as StoredRows]
  return Object.values(record).flatMap(storedArrays)
}
