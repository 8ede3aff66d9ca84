import { CsvError, parse } from 'csv-parse/sync'
import { invalidFile } from './numeric-array'

/** What stands between the cells of a line; whitespace is any run of blanks and tabs. */
export type Delimiter = 'comma' | 'semicolon' | 'tab' | 'whitespace'

const MOST_BYTES = 256 * 2 ** 20
const LONGEST_ROW_BYTES = 16 * 2 ** 20
const EXAMINED_BYTES = 64 * 1024
const EXAMINED_LINES = 50
const SHOWN = 40
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** A number with a decimal comma, which is no number with a point. */
export const DECIMAL_COMMA = /^[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?$/
const CHARACTERS: Readonly<Record<Delimiter, string | string[]>> = { comma: ',', semicolon: ';', tab: '\t', whitespace: [' ', '\t'] }
/** Some programs write the carriage return of Windows twice. */
const LINE_ENDS = ['\r\r\n', '\r\n', '\n', '\r']

/**
 * Calls `use` for every line that is not empty, in order; quoted cells may contain anything. Rows are taken as they come and dropped, so
 * that the text of the whole file is never kept.
 * @param use gets the trimmed cells and the number of the line, counted from 1 (of its last line for a cell with line breaks)
 * @returns number of empty lines
 * @throws LabError `invalid-file`
 */
export function forEachRecord(
  bytes: Uint8Array,
  name: string,
  delimiter: Delimiter,
  use: (cells: string[], line: number) => void,
): { emptyLines: number } {
  if (bytes.length > MOST_BYTES) throw invalidFile(name, `has ${bytes.length} bytes; a CSV file may have ${MOST_BYTES}, an .npy file more`)
  let emptyLines = 0
  try {
    parse(bytes, {
      bom: true,
      columns: false,
      delimiter: CHARACTERS[delimiter],
      record_delimiter: LINE_ENDS,
      max_record_size: LONGEST_ROW_BYTES,
      relax_column_count: true,
      trim: true,
      on_record: (record: string[], { lines }) => {
        const cells = delimiter === 'whitespace' ? record.filter((cell) => cell !== '') : record
        if (cells.length === 0 || (cells.length === 1 && cells[0] === '')) emptyLines++
        else use(cells, lines)
        return null
      },
    })
  } catch (error) {
    if (error instanceof CsvError) throw invalidFile(name, `is not a CSV file: ${error.message}`, error)
    throw error
  }
  return { emptyLines }
}

/**
 * The delimiter that is in every one of the first lines, outside quotes: tab, semicolon, comma or whitespace, in this order. Blanks beat
 * commas where the commas stand inside the words, as in "8,34 40,77". When none is in every line, what the first line has; otherwise comma.
 */
export function delimiterOf(bytes: Uint8Array): Delimiter {
  const lines = firstLines(bytes)
  const everywhere = (pattern: RegExp): boolean => lines.length > 0 && lines.every((line) => pattern.test(line))
  if (everywhere(/\t/)) return 'tab'
  if (everywhere(/;/)) return 'semicolon'
  if (everywhere(/\S\s+\S/) && !lines.some((line) => /,\s|\s,|,,|^,|,$/.test(line))) return 'whitespace'
  if (everywhere(/,/)) return 'comma'
  const [first = ''] = lines
  if (first.includes('\t')) return 'tab'
  return first.includes(';') && !first.includes(',') ? 'semicolon' : 'comma'
}

function firstLines(bytes: Uint8Array): string[] {
  const text = new TextDecoder().decode(bytes.subarray(0, EXAMINED_BYTES))
  const lines = text.split(/\r\r\n|\r\n|\n|\r/)
  // the last one may have been cut
  if (bytes.length > EXAMINED_BYTES && lines.length > 1) lines.pop()
  const content = lines.map((line) => line.replaceAll(/"[^"]*"/g, 'quoted').trim()).filter((line) => line !== '')
  return content.slice(0, EXAMINED_LINES)
}

/** A number with a decimal point; NaN for anything else. */
export function numberIn(cell: string): number {
  return NUMBER.test(cell) ? Number(cell) : NaN
}

/** The error of a cell that cannot be taken. */
export function invalidCell(name: string, cell: string, line: number, column: number, rule: string): Error {
  const shown = cell.length > SHOWN ? `${cell.slice(0, SHOWN)}...` : cell
  return invalidFile(name, `has "${shown}" in line ${line}, column ${column}; ${rule}`)
}

/** @throws LabError `invalid-file` when a line has another number of cells than those before */
export function requireSameLength(name: string, cells: string[], columns: number, line: number): void {
  if (cells.length !== columns) throw invalidFile(name, `has ${cells.length} cells in line ${line} and ${columns} in the lines before`)
}
