export type CsvValue = number | string | null

/** Shortest decimal that reads back as the same number, with an ASCII minus: for copying and files. */
export function exactText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

function field(value: CsvValue): string {
  if (value === null) return ''
  if (typeof value === 'number') return exactText(value)
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}

/**
 * RFC 4180: comma, CRLF, quotes doubled. Numbers are written so that they read back as the same float64; NaN and infinities as `NaN`,
 * `Infinity`, `-Infinity`; what was not measured is an empty field.
 * @param comments lines above the header, each begins with `#`
 */
export function csvText(header: readonly string[], rows: Iterable<readonly CsvValue[]>, comments: readonly string[] = []): string {
  const lines = comments.map((text) => `# ${text.replaceAll(/\s+/g, ' ')}`)
  lines.push(header.map(field).join(','))
  for (const row of rows) lines.push(row.map(field).join(','))
  return `${lines.join('\r\n')}\r\n`
}
