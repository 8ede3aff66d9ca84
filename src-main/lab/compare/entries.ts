import { MOST_SINGLE, type ComparedEntry, type ConfigurationValue, type RunRecord } from '../../contract'
import { flatten, leafOf } from './leaves'

export interface Grouping {
  entries: ComparedEntry[]
  groupedBy: string
  groupedByNumber: boolean
}

/**
 * Runs one by one, or taken together where they differ in nothing but their seed, or where they agree in one configuration key. Entries
 * come in the order of their first runs.
 */
export function entriesOf(runs: readonly RunRecord[], groupBy: string | null, titles: ReadonlyMap<number, string>): Grouping {
  const groupedBy = groupBy ?? (runs.length > MOST_SINGLE ? 'seed' : 'none')
  const groups = Map.groupBy(runs, (run) => {
    if (groupedBy === 'none') return String(run.id)
    if (groupedBy === 'seed') return run.cellHash
    return JSON.stringify(leafOf(run.spec, groupedBy.replace(/^spec\./, '')) ?? null)
  })
  const members = [...groups.values()]
  const labels = labelsOf(members, groupedBy, titles)
  return {
    entries: members.map((own, i) => ({ label: labels[i] ?? '', runIds: own.map(({ id }) => id) })),
    groupedBy,
    groupedByNumber: groupBy === null && groupedBy === 'seed',
  }
}

/** More would not be read. */
const MOST_PARTS = 3
/** Where a key says nothing without the part it belongs to. */
const NEEDS_PARENT = new Set(['kind', 'variance', 'sign', 'hidden', 'output', 'values', 'sha256', 'value'])

/** What tells the entries apart: the configuration keys in which they differ, then the seed; the title where the keys are too many. */
function labelsOf(members: readonly RunRecord[][], groupedBy: string, titles: ReadonlyMap<number, string>): string[] {
  const leaves = members.map((own) => new Map(flatten(own[0]?.spec)))
  const keys = groupedBy.startsWith('spec.') ? [groupedBy.replace(/^spec\./, '')] : differing(leaves).filter(isSpoken)
  const names = members.map((own, i) => {
    const parts = keys.slice(0, MOST_PARTS).map((key) => `${shortName(key)} ${valueText(leaves[i]?.get(key))}`)
    const title = titles.get(own[0]?.id ?? 0) ?? ''
    return keys.length > MOST_PARTS || (keys.length === 0 && groupedBy !== 'none') ? title : parts.join(', ')
  })
  return members.map((own, i) => {
    const [first] = own
    const name = names[i] ?? ''
    if (first === undefined || groupedBy !== 'none') return name
    const seeds = members.filter((_, k) => names[k] === name)
    const attempt = seeds.some(([other]) => other !== first && other?.seed === first.seed) ? `, attempt ${first.attempt}` : ''
    const seed = seeds.length > 1 || name === '' ? `seed ${first.seed}${attempt}` : ''
    return [name, seed].filter((part) => part !== '').join(', ')
  })
}

/** What is measured does not tell runs apart, and the number of a version says nothing. */
const isSpoken = (path: string) => !path.startsWith('measurements.') && path !== 'version'

function shortName(path: string): string {
  const parts = path.split('.')
  return parts.slice(NEEDS_PARENT.has(parts.at(-1) ?? '') ? -2 : -1).join('.')
}

function valueText(value: ConfigurationValue | undefined): string {
  if (value === undefined || value === null) return 'none'
  const text = String(value)
  return text.length > 24 ? `${text.slice(0, 23)}…` : text
}

function differing(leaves: readonly ReadonlyMap<string, ConfigurationValue>[]): string[] {
  const paths = new Set(leaves.flatMap((own) => [...own.keys()]))
  return [...paths].filter((path) => leaves.some((own) => own.get(path) !== leaves[0]?.get(path) || own.has(path) !== leaves[0]?.has(path)))
}
