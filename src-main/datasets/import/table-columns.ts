import { DECIMAL_COMMA, delimiterOf, forEachRecord, invalidCell, numberIn, requireSameLength } from '../delimited-text'
import { GrowingArray } from '../growing-array'
import { invalidFile, MOST_NUMBERS } from '../numeric-array'
import { lineEnds, refuseOtherFormats, type TableReport } from '../table'
import type { ColumnRole, FoundColumn, ImportChoices } from './imported'
import { labelsOf } from './label-values'

/** What the first rows of a table show. */
export interface TableSketch {
  columns: FoundColumn[]
  report: TableReport
}

/** A table read by the roles of its columns. */
export interface ReadColumns {
  count: number
  /** count x number of inputs */
  values: Float64Array
  columnNames: string[]
  labels: Int32Array | Float64Array | null
  classNames: string[] | null
}

type TableChoice = NonNullable<ImportChoices['table']>

const EXAMINED_BYTES = 65_536
const EXAMPLES = 5
const LABEL_NAME = /^(label|labels|class|classes|target|targets|y|species|category|outcome)$/i
const MOST_DISTINCT_TEXTS = 100_000

/**
 * What a table is by its first 64 KB: delimiter, header, decimal mark, and for each column whether it holds numbers, with a role: the column
 * named label, class, target or y is the label, else the only one of text, else the last; other text is ignored.
 * @throws LabError `invalid-file` when it is no text table
 */
export function sketchTable(bytes: Uint8Array, name: string, choice: TableChoice = {}): TableSketch {
  refuseOtherFormats(bytes, name)
  if (bytes.subarray(0, EXAMINED_BYTES).includes(0)) throw invalidFile(name, `is not text: byte ${bytes.indexOf(0)} is 0`)
  const start = wholeLines(bytes)
  const delimiter = choice.delimiter ?? delimiterOf(start)
  const rows: string[][] = []
  const { emptyLines } = forEachRecord(start, name, delimiter, (cells) => rows.push(cells))
  const [first] = rows
  if (first === undefined) throw invalidFile(name, 'has no row')
  const looksLikeHeader =
    first.every((cell) => !isNumber(cell, 'comma')) && (rows.length === 1 || rows[1]!.some((cell) => isNumber(cell, 'comma')))
  const header = choice.header ?? looksLikeHeader
  const body = header ? rows.slice(1) : rows
  const decimalMark = choice.decimalMark ?? (body.some((cells) => cells.some((cell) => DECIMAL_COMMA.test(cell))) ? 'comma' : 'point')
  const columns = first.map((cell, k): FoundColumn => {
    const cells = body.map((row) => row[k] ?? '')
    const holdsNumbers = cells.some((value) => value !== '') && cells.every((value) => value === '' || isNumber(value, decimalMark))
    return {
      name: header && cell !== '' ? cell : `column ${k + 1}`,
      kind: holdsNumbers ? 'number' : 'text',
      role: 'input',
      examples: cells.slice(0, EXAMPLES),
    }
  })
  assignRoles(columns, choice.columns, name)
  const report: TableReport = {
    delimiter,
    header,
    decimalMark,
    byteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
    lineEnds: lineEnds(start),
    emptyRows: emptyLines,
    emptyColumns: columns.flatMap((column, k) => (isEmpty(column) ? [k + 1] : [])),
  }
  return { columns, report }
}

function assignRoles(columns: FoundColumn[], chosen: ColumnRole[] | undefined, name: string): void {
  if (chosen !== undefined) {
    if (chosen.length !== columns.length) throw invalidFile(name, `has ${columns.length} columns; roles are given for ${chosen.length}`)
    if (chosen.filter((role) => role === 'label').length > 1)
      throw invalidFile(name, 'can have one label column; the others are inputs or ignored')
    columns.forEach((column, k) => (column.role = chosen[k]!))
    return
  }
  const filled = columns.filter((column) => !isEmpty(column))
  const texts = filled.filter(({ kind }) => kind === 'text')
  const named = filled.filter((column) => LABEL_NAME.test(column.name))
  const label = named.length === 1 ? named[0] : texts.length === 1 ? texts[0] : filled.at(-1)
  for (const column of columns) column.role = column.kind === 'text' ? 'ignored' : 'input'
  if (label !== undefined && filled.length > 1) label.role = 'label'
}

function isEmpty({ kind, examples }: FoundColumn): boolean {
  return kind === 'text' && examples.length > 0 && examples.every((cell) => cell === '')
}

/** Rows of a text file that are not empty, without reading their cells. */
export function countRows(bytes: Uint8Array, header: boolean): number {
  let rows = 0
  let hasContent = false
  for (const byte of bytes) {
    if (byte === 0x0a || byte === 0x0d) {
      if (hasContent) rows++
      hasContent = false
    } else if (byte !== 0x20 && byte !== 0x09) hasContent = true
  }
  return Math.max(0, rows + (hasContent ? 1 : 0) - (header ? 1 : 0))
}

/**
 * Reads the columns by the roles of the sketch.
 * @throws LabError `invalid-file` naming the line and column (counted from 1) of a cell that is no number, and the rule
 */
export function readColumns(
  bytes: Uint8Array,
  name: string,
  { columns, report }: TableSketch,
  labels: ImportChoices['labels'],
): ReadColumns {
  const inputs = columns.flatMap(({ role }, k) => (role === 'input' ? [k] : []))
  const labelColumn = columns.findIndex(({ role }) => role === 'label')
  if (inputs.length === 0) throw invalidFile(name, 'has no column of inputs')
  const values = new GrowingArray()
  const classes = new LabelColumn(name, report.decimalMark)
  let isFirst = true
  let count = 0
  forEachRecord(bytes, name, report.delimiter, (cells, line) => {
    const isHeader = isFirst && report.header
    isFirst = false
    if (isHeader || cells.every((cell) => cell === '')) return
    requireSameLength(name, cells, columns.length, line)
    if (values.length + inputs.length > MOST_NUMBERS) throw invalidFile(name, `has more than ${MOST_NUMBERS} numbers`)
    for (const k of inputs) values.push(cellNumber(name, cells[k]!, report.decimalMark, line, k + 1))
    if (labelColumn !== -1) classes.add(cells[labelColumn]!, line, labelColumn + 1)
    count++
  })
  if (count === 0) throw invalidFile(name, 'has no row of numbers')
  const found = labelColumn === -1 ? { labels: null, classNames: null } : classes.take(labels)
  return { count, values: values.take(), columnNames: inputs.map((k) => columns[k]!.name), ...found }
}

/** Cells of the label column: numbers, or text that names classes. */
class LabelColumn {
  readonly #indices = new GrowingArray()
  readonly #texts = new Map<string, number>()

  constructor(
    readonly name: string,
    readonly mark: TableReport['decimalMark'],
  ) {}

  add(cell: string, line: number, column: number): void {
    if (cell === '') throw invalidCell(this.name, cell, line, column, 'every row must have a label')
    let index = this.#texts.get(cell)
    if (index === undefined) {
      index = this.#texts.size
      this.#texts.set(cell, index)
    }
    this.#indices.push(index)
  }

  take(choice: ImportChoices['labels']): Pick<ReadColumns, 'labels' | 'classNames'> {
    const texts = [...this.#texts.keys()]
    const indices = this.#indices.take()
    if (texts.every((text) => isNumber(text, this.mark))) {
      const numbers = texts.map((text) => asNumber(text, this.mark))
      const found = labelsOf([indices.map((index) => numbers[index]!)], choice)
      if (found === null) throw invalidFile(this.name, `has more than ${MOST_DISTINCT_TEXTS} different labels, too many for classes`)
      return { labels: found.labels[0]!, classNames: found.classNames }
    }
    const text = texts.find((candidate) => !isNumber(candidate, this.mark)) ?? ''
    if (choice === 'values')
      throw invalidFile(this.name, `has the label ${JSON.stringify(text.slice(0, 40))}, which is no value to regress on`)
    if (texts.length > MOST_DISTINCT_TEXTS)
      throw invalidFile(this.name, `has ${texts.length} different labels; at most ${MOST_DISTINCT_TEXTS} are read`)
    // an order that does not depend on which rows come first
    const classNames = texts.slice().sort((a, b) => (a < b ? -1 : 1))
    const rank = new Map(classNames.map((className, k) => [className, k]))
    return { labels: Int32Array.from(indices, (index) => rank.get(texts[index]!)!), classNames }
  }
}

function isNumber(cell: string, mark: TableReport['decimalMark']): boolean {
  return Number.isFinite(asNumber(cell, mark))
}

function asNumber(cell: string, mark: TableReport['decimalMark']): number {
  return numberIn(mark === 'comma' && DECIMAL_COMMA.test(cell) ? cell.replace(',', '.') : cell)
}

function cellNumber(name: string, cell: string, mark: TableReport['decimalMark'], line: number, column: number): number {
  const value = asNumber(cell, mark)
  if (!Number.isFinite(value))
    throw invalidCell(name, cell, line, column, `every cell of an input must be a finite number with a decimal ${mark}`)
  return value
}

/** The first lines, without one that the limit cuts. */
function wholeLines(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= EXAMINED_BYTES) return bytes
  const end = Math.max(bytes.lastIndexOf(0x0a, EXAMINED_BYTES), bytes.lastIndexOf(0x0d, EXAMINED_BYTES))
  return end > 0 ? bytes.subarray(0, end + 1) : bytes
}
