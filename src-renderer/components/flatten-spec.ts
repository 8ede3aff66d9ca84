export interface SpecEntry {
  /** dotted path, e.g. `model.hiddenWidth` */
  path: string
  value: number | string | boolean | null
}

/** Every leaf of a spec with its dotted path, in the order of the document. Arrays count their entries: `axes.0`. */
export function flattenSpec(spec: unknown, prefix = ''): SpecEntry[] {
  if (typeof spec === 'number' || typeof spec === 'string' || typeof spec === 'boolean' || spec === null)
    return [{ path: prefix, value: spec }]
  if (typeof spec !== 'object' || spec === undefined) return []
  return Object.entries(spec).flatMap(([key, value]) => flattenSpec(value, prefix === '' ? key : `${prefix}.${key}`))
}
