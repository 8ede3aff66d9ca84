import { storedArrayField, type ExperimentSpec, type StoredArray } from '../../contract'

/** Arrays that a spec names by their content, wherever they stand in it. */
export function storedArrays(spec: ExperimentSpec): StoredArray[] {
  const found: StoredArray[] = []
  walk(spec, found)
  return found
}

function walk(value: unknown, found: StoredArray[]): void {
  if (typeof value !== 'object' || value === null) return
  if ('kind' in value && value.kind === 'stored' && 'sha256' in value && 'shape' in value) {
    const { kind, sha256, shape } = value
    found.push(storedArrayField.parse({ kind, sha256, shape }))
    return
  }
  for (const inner of Object.values(value)) walk(inner, found)
}
