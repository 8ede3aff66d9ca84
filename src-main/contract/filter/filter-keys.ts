import { FILTER_FIELDS, FILTER_FLAGS, FILTER_FUNCTIONS, FILTER_SETS, type FilterField, type FilterValue } from './filter-expression'

/** A configuration key that some stored run has. */
export interface ConfigurationKey {
  /** dotted path in the spec, e.g. `model.hiddenWidth` */
  path: string
  /** kinds of experiments that have it */
  experiments: string[]
  /** all its values are numbers */
  numeric: boolean
  /** some of its values that are no numbers, in order */
  values: string[]
}

/** A statement of a paper by the name a filter uses, such as `razborov-C1`. */
export interface NamedClaim {
  id: string
  title: string
  /** it says something of some run here */
  seen: boolean
}

/** Everything the filter language can name in a home. */
export interface FilterKeys {
  keys: ConfigurationKey[]
  /** ids of summary quantities */
  quantities: string[]
  series: string[]
  spectra: string[]
  tags: string[]
  /** statements of the papers that are checked on runs */
  claims: NamedClaim[]
  studies: { id: number; title: string }[]
}

export type FoundName = { value: FilterValue } | { ambiguous: string[] } | { nearest: string | null }

/**
 * What a name stands for: a field of the run, a summary quantity, or a configuration key by its path or its end. `activation` also finds
 * `model.activation.kind`. Several keys are meant together when no kind of experiment has two of them.
 */
export function findName(name: string, keys: FilterKeys): FoundName {
  if (isField(name)) return { value: { kind: 'field', field: name } }
  if (keys.quantities.includes(name)) return { value: { kind: 'quantity', id: name } }
  const path = name.startsWith('spec.') ? name.slice('spec.'.length) : name
  const exact = keys.keys.filter((key) => key.path === path || key.path === `${path}.kind`)
  const found = exact.length > 0 ? exact : keys.keys.filter((key) => endsIn(key.path, path))
  if (found.length === 0) return { nearest: nearestTo(name, [...allNames(keys)]) }
  const experiments = found.flatMap((key) => key.experiments)
  if (new Set(experiments).size < experiments.length && found.length > 1) return { ambiguous: found.map((key) => key.path) }
  return { value: { kind: 'key', paths: found.map((key) => key.path), numeric: found.every((key) => key.numeric) } }
}

export function isField(name: string): name is FilterField {
  return Object.hasOwn(FILTER_FIELDS, name)
}

function endsIn(path: string, end: string): boolean {
  return path.endsWith(`.${end}`) || path.endsWith(`.${end}.kind`)
}

/** The shortest end of a key's path that finds it alone or together with what is meant by the same name. */
export function shortName({ path }: ConfigurationKey, keys: FilterKeys): string {
  const parts = path.endsWith('.kind') ? path.slice(0, -'.kind'.length).split('.') : path.split('.')
  for (let length = 1; length <= parts.length; length++) {
    const name = parts.slice(-length).join('.')
    const found = findName(name, keys)
    if ('value' in found && found.value.kind === 'key' && found.value.paths.includes(path)) return name
  }
  return path
}

function* allNames(keys: FilterKeys): Iterable<string> {
  yield* Object.keys(FILTER_FIELDS)
  yield* Object.keys(FILTER_SETS)
  yield* Object.keys(FILTER_FLAGS)
  yield* FILTER_FUNCTIONS.map(({ name }) => name)
  yield* keys.quantities
  for (const { path } of keys.keys) {
    const parts = path.split('.')
    const end = parts.at(-1) === 'kind' ? parts.at(-2) : parts.at(-1)
    yield end ?? path
    yield path
  }
}

/** The name that takes the fewest changes, null when none is near. */
export function nearestTo(name: string, names: readonly string[]): string | null {
  let best: string | null = null
  let least = Math.max(2, Math.floor(name.length / 3)) + 1
  for (const candidate of new Set(names)) {
    const changes = distance(name.toLowerCase(), candidate.toLowerCase(), least)
    if (changes < least) {
      least = changes
      best = candidate
    }
  }
  return best
}

/** Letters to put in, leave out, replace or swap with their neighbour; at least `enough` when it is not less. */
function distance(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? Infinity) + 1 : Infinity
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped))
    }
    before = row
    row = next
  }
  return row.at(-1) ?? enough
}
