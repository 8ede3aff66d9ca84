import { RUN_STATES } from '../run-state'
import {
  FILTER_FIELDS,
  FILTER_FLAGS,
  FILTER_FUNCTIONS,
  FILTER_SETS,
  SERIES_MEASURES,
  SPECTRAL_MEASURES,
  VERDICTS,
} from './filter-expression'
import { findName, shortName, type FilterKeys } from './filter-keys'
import { filterTokens, type FilterToken } from './filter-tokens'

export interface Completion {
  /** what takes the place of the characters `from` to `to` */
  insert: string
  describes: string
}

export interface Completions {
  from: number
  to: number
  options: Completion[]
}

const MOST = 50
const COMPARISONS: readonly Completion[] = [
  { insert: '=', describes: 'is' },
  { insert: '!=', describes: 'is not, or is not known' },
  { insert: '<', describes: 'is less than' },
  { insert: '<=', describes: 'is at most' },
  { insert: '>', describes: 'is greater than' },
  { insert: '>=', describes: 'is at least' },
  { insert: '~', describes: 'contains the text' },
  { insert: 'in (', describes: 'is one of' },
]
const JOINTS: readonly Completion[] = [
  { insert: 'and', describes: 'both hold' },
  { insert: 'or', describes: 'at least one holds' },
]

/** What could be written at the caret: keys, then a comparison, then values of the key, then what joins it to more. */
export function completeFilter(filter: string, caret: number, keys: FilterKeys): Completions {
  const before = tokensBefore(filter, caret)
  const last = before.at(-1)
  // the word under the caret is what is being completed
  const isOpen = last !== undefined && last.to === caret && (last.kind === 'word' || last.kind === 'quoted' || last.kind === 'number')
  const complete = isOpen ? before.slice(0, -1) : before
  const typed = isOpen ? last.text : ''
  const options = optionsAfter(complete, keys)
  const wanted = typed.toLowerCase()
  const fitting = options
    .map((option) => ({ option, rank: rankOf(option.insert.toLowerCase(), wanted) }))
    .filter(({ rank, option }) => rank >= 0 && option.insert !== typed)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MOST)
  return { from: isOpen ? last.from : caret, to: caret, options: fitting.map(({ option }) => option) }
}

/** 0 for what begins as typed, 1 where a part of a path does, 2 where it is inside, -1 where it is not */
function rankOf(text: string, wanted: string): number {
  if (text.startsWith(wanted)) return 0
  if (text.includes(`.${wanted}`) || text.startsWith(`"${wanted}`)) return 1
  return wanted.length > 1 && text.includes(wanted) ? 2 : -1
}

function tokensBefore(filter: string, caret: number): FilterToken[] {
  try {
    return filterTokens(filter.slice(0, caret), true).slice(0, -1)
  } catch {
    // what cannot be read yet cannot be completed
    return []
  }
}

function optionsAfter(tokens: readonly FilterToken[], keys: FilterKeys): readonly Completion[] {
  const last = tokens.at(-1)
  const opened = openFunction(tokens)
  if (opened !== null) return opened(keys)
  if (last === undefined) return starts(keys)
  const word = last.kind === 'word' ? last.text.toLowerCase() : ''
  if (['and', 'or', 'not'].includes(word)) return starts(keys)
  if (last.kind === 'sign') {
    if (['=', '!=', ':', '~', ',', '<', '<=', '>', '>='].includes(last.text)) return valuesFor(tokens, keys)
    if (last.text === '(') return isIn(tokens.at(-2)) ? valuesFor(tokens, keys) : starts(keys)
    return last.text === ')' ? [...JOINTS, ...COMPARISONS] : keyOptions(keys)
  }
  if (last.kind === 'word' && isNamed(last, tokens.at(-2), keys)) return COMPARISONS
  return [...JOINTS, ...starts(keys)]
}

/** a key that still waits for its comparison, not a value behind one */
function isNamed(token: FilterToken, before: FilterToken | undefined, keys: FilterKeys): boolean {
  const isValue = before?.kind === 'sign' && ['=', '!=', ':', '~', ','].includes(before.text)
  return !isValue && (token.text in FILTER_SETS || 'value' in findName(token.text, keys))
}

const isIn = (token: FilterToken | undefined): boolean => token?.kind === 'word' && token.text.toLowerCase() === 'in'

/** inside the parentheses of a function its series or spectra can follow */
function openFunction(tokens: readonly FilterToken[]): ((keys: FilterKeys) => Completion[]) | null {
  const [name, open] = tokens.slice(-2)
  if (open?.kind !== 'sign' || open.text !== '(' || name?.kind !== 'word') return null
  const spectral = SPECTRAL_MEASURES.some((each) => each === name.text)
  if (name.text === 'verdict') return (keys) => keys.claims.map(({ id, title }) => ({ insert: id, describes: title }))
  if (name.text === 'verdicts') return () => VERDICTS.map((verdict) => ({ insert: written(verdict), describes: 'verdict' }))
  const ofSeries = [...SERIES_MEASURES, 'at', 'reached'].includes(name.text)
  if (!spectral && !ofSeries) return null
  return (keys) => (spectral ? keys.spectra : keys.series).map((each) => ({ insert: each, describes: spectral ? 'spectrum' : 'series' }))
}

function starts(keys: FilterKeys): Completion[] {
  return [
    ...keyOptions(keys),
    ...Object.entries(FILTER_SETS).map(([insert, describes]) => ({ insert: `${insert}:`, describes })),
    ...Object.entries(FILTER_FLAGS).map(([insert, describes]) => ({ insert, describes })),
    { insert: 'not', describes: 'does not hold' },
  ]
}

function keyOptions(keys: FilterKeys): Completion[] {
  const found = new Map<string, Completion>()
  const add = (insert: string, describes: string): void => {
    if (!found.has(insert)) found.set(insert, { insert, describes })
  }
  for (const key of keys.keys) add(shortName(key, keys), key.path)
  for (const quantity of keys.quantities) add(quantity, 'measured')
  for (const [field, { describes }] of Object.entries(FILTER_FIELDS)) add(field, describes)
  for (const { name, gives } of FILTER_FUNCTIONS) add(`${name}(`, gives)
  return [...found.values()]
}

/** `verdict(razborov-C1) =` before the place */
function isVerdictOf(tokens: readonly FilterToken[], at: number): boolean {
  return tokens[at - 1]?.text === ')' && tokens[at - 3]?.text === '(' && tokens[at - 4]?.text === 'verdict'
}

/** values of the key on the left of the comparison that the tokens end in */
function valuesFor(tokens: readonly FilterToken[], keys: FilterKeys): Completion[] {
  const at = tokens.findLastIndex(
    (token) => isIn(token) || (token.kind === 'sign' && ['=', '!=', ':', '~', '<', '<=', '>', '>='].includes(token.text)),
  )
  const name = tokens[isIn(tokens[at]) && tokens[at - 1]?.text.toLowerCase() === 'not' ? at - 2 : at - 1]
  if (isVerdictOf(tokens, at)) return VERDICTS.map((verdict) => ({ insert: written(verdict), describes: '' }))
  if (name?.kind !== 'word') return []
  const values = (texts: readonly string[], describes = ''): Completion[] => texts.map((text) => ({ insert: written(text), describes }))
  if (name.text === 'tag') return values(keys.tags, 'tag')
  if (name.text === 'study') return keys.studies.map(({ id, title }) => ({ insert: String(id), describes: title }))
  if (name.text === 'verdict') return values(VERDICTS)
  if (name.text === 'state') return values(RUN_STATES)
  const found = findName(name.text, keys)
  if (!('value' in found) || found.value.kind !== 'key') return values(['missing', 'nan'])
  const { paths } = found.value
  return values([...new Set(keys.keys.filter(({ path }) => paths.includes(path)).flatMap((key) => key.values))])
}

/** As it stands in a filter: in quotes where it is not one word. */
export function written(text: string): string {
  return /^[\p{L}_][\p{L}\p{N}_]*(?:[.-][\p{L}\p{N}_]+)*$/u.test(text) &&
    !['and', 'or', 'not', 'in', 'missing', 'nan'].includes(text.toLowerCase())
    ? text
    : `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** The filter without the part from..to and the word that joined it to the rest. */
export function withoutTerm(filter: string, { from, to }: { from: number; to: number }): string {
  const head = filter.slice(0, from).replace(/\s+(?:and)?\s*$/i, '')
  const tail = filter.slice(to).replace(/^\s*(?:and\b)?\s*/i, '')
  if (head === '' || tail === '') return `${head}${tail}`.trim()
  return `${head} and ${tail}`
}
