import type { Summary } from '../contract'

/** JSON has no NaN, no infinities and (in practice) no -0; in the database they are these strings, and nothing is lost. */
const SPECIAL: ReadonlyMap<string, number> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
])

export type StoredNumber = number | string | null

export function encodeNumber(value: number | null): StoredNumber {
  if (value === null) return null
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? value : String(value)
}

export function decodeNumber(stored: StoredNumber): number | null {
  if (typeof stored !== 'string') return stored
  const special = SPECIAL.get(stored)
  if (special === undefined) throw new Error(`The database holds ${JSON.stringify(stored)} where a number belongs`)
  return special
}

export function encodeSummary(summary: Summary): string {
  return JSON.stringify(Object.fromEntries(Object.entries(summary).map(([quantity, value]) => [quantity, encodeNumber(value)])))
}

export function decodeSummary(text: string): Summary {
  const summary = JSON.parse(text) as Record<string, StoredNumber>
  // most summaries hold ordinary numbers only, and thousands are read at once
  if (!text.includes(':"')) return summary as Summary
  for (const quantity in summary) {
    const value = summary[quantity]
    if (typeof value === 'string') summary[quantity] = decodeNumber(value)
  }
  return summary as Summary
}
