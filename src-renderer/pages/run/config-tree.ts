/** A line of a configuration that is shown as a tree. */
export interface ConfigLine {
  path: string
  name: string
  depth: number
  /** undefined for a line that only heads the ones below it */
  value: string | number | boolean | null | undefined
}

/** Lines of a JSON document in its order; a part that says its kind shows it on its own line. */
export function configLines(document: unknown, path = '', depth = 0): ConfigLine[] {
  if (typeof document !== 'object' || document === null) return []
  return Object.entries(document).flatMap(([name, value]: [string, unknown]): ConfigLine[] => {
    const own = path === '' ? name : `${path}.${name}`
    if (isLeaf(value)) return name === 'kind' && depth > 0 ? [] : [{ path: own, name, depth, value }]
    return [{ path: own, name, depth, value: kindOf(value) }, ...configLines(value, own, depth + 1)]
  })
}

function isLeaf(value: unknown): value is string | number | boolean | null {
  return value === null || typeof value !== 'object'
}

function kindOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined
  return typeof value.kind === 'string' ? value.kind : undefined
}
