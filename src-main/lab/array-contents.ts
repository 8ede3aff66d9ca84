import { contentOfRows, sameRows, type StoredRows } from '../contract'
import type { Store } from '../store/store'
import type { RunJob } from '../worker/protocol'

/** What a run needs of the arrays of its spec. Rows are copied: posting a view to a thread would take its whole array along. */
export function arrayContents(spec: unknown, store: Pick<Store, 'getArray'>): RunJob['arrays'] {
  const asked = storedArrays(spec)
  const once = asked.filter((array, index) => asked.findIndex((other) => sameRows(other, array)) === index)
  return [...Map.groupBy(once, ({ sha256 }) => sha256).values()].flatMap((parts) => {
    const [{ sha256, shape }] = parts as [StoredRows]
    const content = store.getArray({ kind: 'stored', sha256, shape })
    return parts.map((array) => ({ array, values: array.rows === undefined ? content : contentOfRows(content, array).slice() }))
  })
}

/** Every array of the user that a spec refers to, wherever it stands in it. */
export function storedArrays(value: unknown): StoredRows[] {
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  if (record.kind === 'stored' && typeof record.sha256 === 'string') return [value as StoredRows]
  return Object.values(record).flatMap(storedArrays)
}
