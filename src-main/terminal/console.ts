import type { LabErrorShape } from '../contract'

export type Alignment = 'left' | 'right'

/** Where a command writes: results to standard output, everything else to standard error. */
export class Console {
  private barShown = false
  private lastPlain = 0

  constructor(
    readonly json: boolean,
    private readonly out: NodeJS.WriteStream = process.stdout,
    private readonly err: NodeJS.WriteStream = process.stderr,
  ) {}

  /** The command's one result: a JSON document for machines, text for people. */
  result(document: unknown, text: string): void {
    this.clearBar()
    this.out.write(this.json ? `${JSON.stringify(document, null, 2)}\n` : `${text}\n`)
  }

  /** A document that is the result in either form, e.g. an export. */
  raw(text: string): void {
    this.clearBar()
    this.out.write(text.endsWith('\n') ? text : `${text}\n`)
  }

  say(text: string): void {
    this.clearBar()
    this.err.write(`${text}\n`)
  }

  error(error: LabErrorShape): void {
    this.clearBar()
    if (this.json) this.out.write(`${JSON.stringify({ error }, null, 2)}\n`)
    this.err.write(`gramscope: ${error.message}\n`)
  }

  /** One line that is overwritten on a terminal; elsewhere a line every five seconds. */
  progress(fraction: number, text: string, now: number): void {
    const width = 28
    const filled = Math.round(Math.min(1, Math.max(0, fraction)) * width)
    const line = `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${text}`
    if (this.err.isTTY) {
      this.err.write(`\r${line.slice(0, (this.err.columns || 100) - 1)}\u001b[K`)
      this.barShown = true
    } else if (now - this.lastPlain >= 5000) {
      this.lastPlain = now
      this.err.write(`${line}\n`)
    }
  }

  private clearBar(): void {
    if (this.barShown) this.err.write('\r\u001b[K')
    this.barShown = false
  }
}

/** A table in plain text; numbers are right-aligned. */
export function textTable(headers: string[], rows: string[][], alignment: Alignment[]): string {
  const widths = headers.map((header, column) => Math.max(header.length, ...rows.map((row) => (row[column] ?? '').length)))
  const line = (cells: string[]): string =>
    cells
      .map((cell, column) => (alignment[column] === 'right' ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd()
  return [line(headers), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** Four significant digits, as everywhere in the program. */
export function shortNumber(value: number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value)
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value)
}

export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
