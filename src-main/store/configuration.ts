import type { ExperimentSpec } from '../contract'

/** A spec as configuration keys: `spec.model.hiddenWidth` -> value as JSON. Arrays count as one value. */
export function configurationOf(spec: ExperimentSpec): Map<string, string> {
  const keys = new Map<string, string>()
  flatten('spec', spec, keys)
  return keys
}

function flatten(path: string, value: unknown, keys: Map<string, string>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, inner] of Object.entries(value)) flatten(`${path}.${name}`, inner, keys)
  } else keys.set(path, JSON.stringify(value))
}

/** Keys whose value is not the same in all of the configurations, or that some of them do not have; in the order of first appearance. */
export function differingKeys(configurations: Iterable<ReadonlyMap<string, string>>): string[] {
  const first = new Map<string, string>()
  const seen = new Map<string, number>()
  const differing = new Set<string>()
  let count = 0
  for (const configuration of configurations) {
    count++
    for (const [key, value] of configuration) {
      const known = first.get(key)
      if (known === undefined) first.set(key, value)
      else if (known !== value) differing.add(key)
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
  }
  return [...first.keys()].filter((key) => differing.has(key) || seen.get(key) !== count)
}
