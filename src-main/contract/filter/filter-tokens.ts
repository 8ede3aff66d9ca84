import { FilterProblem } from './filter-problem'

export type FilterToken = {
  from: number
  to: number
  /** as it stands in the filter; of quoted text, what is between the quotes */
  text: string
} & ({ kind: 'word' | 'quoted' | 'sign' | 'end' } | { kind: 'number'; value: number } | { kind: 'date'; value: number; until: number })

const SPACE = /\s+/y
const SIGN = /<=|>=|!=|[=<>~:(),+*/-]/y
/** `two-layer-relu` and `labels.kind` are one word; a minus sign stands apart */
const WORD = /[\p{L}_][\p{L}\p{N}_]*(?:[.-][\p{L}\p{N}_]+)*/uy
const DATE = /(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?(?![\p{L}\p{N}])/uy
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const UNIT = /[\p{L}\p{N}_]+/uy
const MINUTE = 60_000

/** What a number may be followed by; durations are in seconds, sizes in bytes. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['d', 86_400],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
])

/**
 * A filter as words, numbers, dates and signs; the last token is the end. @throws FilterProblem
 * @param lenient quoted text without its end goes to the end: for what is still being typed
 */
export function filterTokens(filter: string, lenient = false): FilterToken[] {
  const tokens: FilterToken[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(filter)
    if (found !== null) at += found[0].length
    return found
  }
  while (at < filter.length) {
    if (match(SPACE)) continue
    const from = at
    const character = filter[at] ?? ''
    if (character === '"' || character === "'") {
      tokens.push(quoted(filter, from, lenient))
      at = tokens.at(-1)?.to ?? filter.length
      continue
    }
    const date = match(DATE)
    if (date) {
      tokens.push({ kind: 'date', from, to: at, text: date[0], ...moment(date, from, at) })
      continue
    }
    const number = match(NUMBER)
    if (number) {
      const unit = match(UNIT)?.[0]
      const factor = unit === undefined ? 1 : UNITS.get(unit)
      const text = filter.slice(from, at)
      // the beginning of a hash, for one
      if (factor === undefined) tokens.push({ kind: 'word', from, to: at, text })
      else tokens.push({ kind: 'number', from, to: at, text, value: Number(number[0]) * factor })
      continue
    }
    const word = match(WORD)
    const sign = word ? null : match(SIGN)
    if (!word && !sign)
      throw new FilterProblem(`${character} means nothing in a filter. Text with such characters stands in quotes.`, from, from + 1)
    tokens.push({ kind: word ? 'word' : 'sign', from, to: at, text: filter.slice(from, at) })
  }
  return [...tokens, { kind: 'end', from: filter.length, to: filter.length, text: '' }]
}

/** A backslash takes the next character as it is. */
function quoted(filter: string, from: number, lenient: boolean): FilterToken {
  const quote = filter[from]
  let text = ''
  for (let at = from + 1; at < filter.length; at++) {
    if (filter[at] === quote) return { kind: 'quoted', from, to: at + 1, text }
    if (filter[at] === '\\') at++
    text += filter[at] ?? ''
  }
  if (lenient) return { kind: 'quoted', from, to: filter.length, text }
  throw new FilterProblem('The quoted text has no end.', from, filter.length)
}

/** A day, or a minute of it, in the time of this machine, as the moments of its beginning and end. */
function moment(found: RegExpExecArray, from: number, to: number): { value: number; until: number } {
  const [year = 0, month = 0, day = 0, hour, minute] = found.slice(1).map((part) => (part === undefined ? undefined : Number(part)))
  const start = new Date(year, month - 1, day, hour ?? 0, minute ?? 0)
  if (start.getMonth() !== month - 1 || start.getDate() !== day || (hour ?? 0) > 23 || (minute ?? 0) > 59)
    throw new FilterProblem(`${found[0]} is no date.`, from, to)
  const until = hour === undefined ? new Date(year, month - 1, day + 1).getTime() : start.getTime() + MINUTE
  return { value: start.getTime(), until }
}
