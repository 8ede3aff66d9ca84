import type { ComparedEntry, ComparedLeaf, ConfigurationValue } from '../../contract'

/** Every leaf of a document with its dotted path, in the order of the document. Long arrays are one leaf. */
export function flatten(value: unknown, path = ''): [string, ConfigurationValue][] {
  if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return [[path, value]]
  if (typeof value !== 'object' || value === undefined) return []
  if (Array.isArray(value) && value.every((each) => typeof each !== 'object')) return [[path, `[${value.join(', ')}]`]]
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`))
}

export function leafOf(document: unknown, path: string): unknown {
  let value = document
  for (const key of path.split('.')) {
    value = typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
  }
  return value
}

/**
 * The leaves of the documents of all runs, entry by entry. A ratio is that of two numbers, to the base or else to the first entry.
 * @param documents of the runs; null where a run has none
 */
export function compareLeaves(
  entries: readonly ComparedEntry[],
  documents: ReadonlyMap<number, unknown>,
  base: number | null,
): ComparedLeaf[] {
  const flat = entries.map(({ runIds }) => runIds.map((id) => new Map(flatten(documents.get(id) ?? undefined))))
  const paths = new Set(flat.flat().flatMap((own) => [...own.keys()]))
  return inOrder(paths).map((path) => {
    const values = flat.map((runs) => [...new Set(runs.flatMap((own) => (own.has(path) ? [own.get(path) ?? null] : [])))])
    const missing = flat.some((runs) => runs.some((own) => !own.has(path)))
    const all = new Set(values.flat())
    const reference = values[base ?? 0]
    return {
      path,
      values,
      differs: missing || all.size > 1,
      ratios: values.map((own) => ratioOf(own, reference)),
    }
  })
}

function ratioOf(own: readonly ConfigurationValue[], reference: readonly ConfigurationValue[] | undefined): number | null {
  const [value, ...more] = own
  const [other, ...others] = reference ?? []
  if (more.length > 0 || others.length > 0 || typeof value !== 'number' || typeof other !== 'number' || other === 0) return null
  return value / other
}

/** Leaves of one part stand together, where the part first appeared. */
function inOrder(paths: ReadonlySet<string>): string[] {
  const groups = Map.groupBy(paths, (path) => path.split('.')[0] ?? '')
  return [...groups.values()].flat()
}
