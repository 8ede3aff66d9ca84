import { DECIMAL_COMMA, delimiterOf, forEachRecord, invalidCell, numberIn, requireSameLength, type Delimiter } from './delimited-text'
import { GrowingArray } from './growing-array'
import { invalidFile, MOST_NUMBERS } from './numeric-array'

/** What was found in a file and not said by anybody, for people to check. */
export interface TableReport {
  delimiter: Delimiter
  /** whether the first line holds the names of the columns */
  header: boolean
  decimalMark: 'point' | 'comma'
  byteOrderMark: boolean
  lineEnds: 'LF' | 'CRLF' | 'CR' | 'mixed' | 'none'
  /** lines without any content, left out */
  emptyRows: number
  /** columns without any content, left out, as counted in the file from 1 */
  emptyColumns: number[]
}

/** A table of finite numbers. */
export interface NumericTable {
  /** of the columns: the cells of the header, "column 3" (as counted in the file from 1) where there is none */
  names: string[]
  /** row-major rowCount x columnCount */
  values: Float64Array
  rowCount: number
  columnCount: number
  report: TableReport
}

const NUMBER_RULE = 'every cell must be a finite number'

/**
 * Reads a text table of numbers as other programs write them: comma, semicolon, tab or blanks between the cells; with or without a header
 * (a first line in which no cell is a number); decimal points or, throughout, decimal commas; with or without a byte order mark; lines
 * and columns without any content are left out. Everything that was found out is in the report.
 * @throws LabError `invalid-file` naming the file, the line and column (counted from 1) and the rule
 */
export function readTable(bytes: Uint8Array, name: string): NumericTable {
  refuseOtherFormats(bytes, name)
  const delimiter = delimiterOf(bytes)
  const rows = new TableRows(name)
  const { emptyLines } = forEachRecord(bytes, name, delimiter, (cells, line) => rows.add(cells, line))
  const { emptyColumns, ...table } = rows.take()
  const report: TableReport = {
    delimiter,
    header: rows.header !== null,
    decimalMark: rows.decimalMark?.kind ?? 'point',
    byteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
    lineEnds: lineEnds(bytes),
    emptyRows: emptyLines + rows.emptyRows,
    emptyColumns,
  }
  return { ...table, report }
}

class TableRows {
  header: string[] | null = null
  decimalMark: { kind: 'point' | 'comma'; cell: string; line: number; column: number } | null = null
  emptyRows = 0
  #columns = 0
  #rows = 0
  readonly #values = new GrowingArray()
  /** for each column how many cells are empty, and where the first of them is */
  #gaps: { count: number; line: number }[] = []

  constructor(readonly name: string) {}

  add(cells: string[], line: number): void {
    if (cells.every((cell) => cell === '')) {
      this.emptyRows++
      return
    }
    if (this.#columns === 0) {
      this.#columns = cells.length
      this.#gaps = cells.map(() => ({ count: 0, line: 0 }))
      if (cells.every((cell) => Number.isNaN(numberIn(cell)) && !DECIMAL_COMMA.test(cell))) {
        this.header = cells
        return
      }
    }
    requireSameLength(this.name, cells, this.#columns, line)
    if (this.#values.length + this.#columns > MOST_NUMBERS) throw invalidFile(this.name, `has more than ${MOST_NUMBERS} numbers`)
    cells.forEach((cell, index) => this.#values.push(cell === '' ? this.#gap(index, line) : this.#number(cell, line, index + 1)))
    this.#rows++
  }

  #gap(index: number, line: number): number {
    const gap = this.#gaps[index]!
    if (gap.count++ === 0) gap.line = line
    return NaN
  }

  #number(cell: string, line: number, column: number): number {
    const hasComma = DECIMAL_COMMA.test(cell)
    const value = numberIn(hasComma ? cell.replace(',', '.') : cell)
    if (!Number.isFinite(value)) throw invalidCell(this.name, cell, line, column, NUMBER_RULE)
    if (hasComma || cell.includes('.')) this.#requireSameMark({ kind: hasComma ? 'comma' : 'point', cell, line, column })
    return value
  }

  #requireSameMark(mark: NonNullable<TableRows['decimalMark']>): void {
    this.decimalMark ??= mark
    const { kind, cell, line, column } = this.decimalMark
    if (mark.kind === kind) return
    const rule = `a decimal ${mark.kind}, but "${cell}" in line ${line}, column ${column} has a decimal ${kind}`
    throw invalidCell(this.name, mark.cell, mark.line, mark.column, rule)
  }

  /** The table without its empty columns. @throws LabError when a column has some empty cells, or nothing is left */
  take(): Pick<NumericTable, 'names' | 'values' | 'rowCount' | 'columnCount'> & { emptyColumns: number[] } {
    if (this.#rows === 0) throw invalidFile(this.name, 'has no row of numbers')
    const isEmpty = this.#gaps.map(({ count }, k) => count === this.#rows && (this.header?.[k] ?? '') === '')
    this.#gaps.forEach(({ count, line }, k) => {
      if (count > 0 && !isEmpty[k]) throw invalidCell(this.name, '', line, k + 1, NUMBER_RULE)
    })
    const kept = isEmpty.flatMap((empty, k) => (empty ? [] : [k]))
    const all = this.#values.take()
    return {
      names: kept.map((k) => this.header?.[k] || `column ${k + 1}`),
      values: kept.length === this.#columns ? all : all.filter((_, index) => !isEmpty[index % this.#columns]),
      rowCount: this.#rows,
      columnCount: kept.length,
      emptyColumns: isEmpty.flatMap((empty, k) => (empty ? [k + 1] : [])),
    }
  }
}

export function refuseOtherFormats(bytes: Uint8Array, name: string): void {
  const [a, b, c, d] = bytes
  const isZip = a === 0x50 && b === 0x4b
  const isCompound = a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0
  if (isZip || isCompound) throw invalidFile(name, 'is a workbook or an archive, not text; save the sheet as CSV')
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) throw invalidFile(name, 'is encoded in UTF-16; save it as UTF-8')
}

export function lineEnds(bytes: Uint8Array): TableReport['lineEnds'] {
  const found = new Set<'LF' | 'CRLF' | 'CR'>()
  for (let k = 0; k < bytes.length; k++) {
    if (bytes[k] === 0x0a) found.add('LF')
    else if (bytes[k] === 0x0d) {
      if (bytes[k + 1] === 0x0a) found.add('CRLF')
      else found.add('CR')
      if (bytes[k + 1] === 0x0a) k++
    }
  }
  const [kind] = found
  return found.size > 1 ? 'mixed' : (kind ?? 'none')
}
