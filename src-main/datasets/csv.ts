import { CsvError, parse } from 'csv-parse/sync'
import { invalidFile, MOST_NUMBERS, type NumericArray } from './numeric-array'

const MOST_BYTES = 256 * 2 ** 20
const LONGEST_ROW_BYTES = 16 * 2 ** 20
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const SHOWN = 40

/**
 * Reads a CSV file of numbers: comma, semicolon or tab between cells, decimal point, empty lines ignored. A first row in which no cell is
 * a number is taken for a header. One column gives a vector, more a matrix with a row for each line.
 * @throws LabError `invalid-file` naming the file, the line and column (counted from 1) and the rule
 */
export function readCsv(bytes: Uint8Array, name: string): NumericArray {
  if (bytes.length > MOST_BYTES) throw invalidFile(name, `has ${bytes.length} bytes; a CSV file may have ${MOST_BYTES}, an .npy file more`)
  const values = new GrowingArray()
  let columns = 0
  let rows = 0
  let isFirst = true
  const addRow = (cells: string[], line: number): void => {
    const mayBeHeader = isFirst
    isFirst = false
    if (mayBeHeader && cells.every((cell) => Number.isNaN(numberIn(cell)))) {
      columns = cells.length
      return
    }
    if (columns === 0) columns = cells.length
    if (cells.length !== columns) throw invalidFile(name, `has ${cells.length} cells in line ${line} and ${columns} in the lines before`)
    if (values.length + columns > MOST_NUMBERS) throw invalidFile(name, `has more than ${MOST_NUMBERS} numbers`)
    cells.forEach((cell, index) => values.push(requireNumber(cell, name, line, index + 1)))
    rows++
  }
  try {
    parse(bytes, {
      bom: true,
      columns: false,
      delimiter: delimiterOf(bytes),
      max_record_size: LONGEST_ROW_BYTES,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      // rows are taken as they come and dropped, so that the text of the whole file is never kept
      on_record: (record: string[], { lines }) => {
        addRow(record, lines)
        return null
      },
    })
  } catch (error) {
    if (error instanceof CsvError) throw invalidFile(name, `is not a CSV file: ${error.message}`, error)
    throw error
  }
  if (rows === 0) throw invalidFile(name, 'has no row of numbers')
  return { values: values.take(), shape: columns === 1 ? [rows] : [rows, columns] }
}

/** By the first line: a tab, or a semicolon without a comma, otherwise a comma. */
function delimiterOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0x0a)
  const line = new TextDecoder().decode(bytes.subarray(0, Math.min(end === -1 ? bytes.length : end, LONGEST_ROW_BYTES)))
  if (line.includes('\t')) return '\t'
  return line.includes(';') && !line.includes(',') ? ';' : ','
}

/** NaN for what is not a plain decimal number. */
function numberIn(cell: string): number {
  return NUMBER.test(cell) ? Number(cell) : NaN
}

function requireNumber(cell: string, name: string, line: number, column: number): number {
  const value = numberIn(cell)
  if (Number.isFinite(value)) return value
  const shown = cell.length > SHOWN ? `${cell.slice(0, SHOWN)}...` : cell
  throw invalidFile(name, `has "${shown}" in line ${line}, column ${column}; every cell must be a finite number`)
}

/** Numbers of a file whose length is known only at its end. */
class GrowingArray {
  #values = new Float64Array(1024)
  length = 0

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.length++] = value
  }

  take(): Float64Array {
    return this.#values.slice(0, this.length)
  }
}
