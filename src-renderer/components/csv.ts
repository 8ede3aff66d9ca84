import { exactText } from './format-number'

export type CsvValue = number | string | null

function field(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return exactText(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/**
 * RFC 4180: comma, CRLF, quotes doubled. Numbers are written so that they read back as the same float64; NaN and infinities as `NaN`,
 * `Infinity`, `-Infinity`; what was not measured is an empty field.
 */
export function csvText(header: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [header.map(field).join(',')]
  for (const row of rows) lines.push(row.map(field).join(','))
  return `${lines.join('\r\n')}\r\n`
}
