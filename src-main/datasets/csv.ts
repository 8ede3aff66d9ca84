import { delimiterOf, forEachRecord, invalidCell, numberIn, requireSameLength } from './delimited-text'
import { GrowingArray } from './growing-array'
import { invalidFile, MOST_NUMBERS, type NumericArray } from './numeric-array'

/**
 * Reads a CSV file of numbers: comma, semicolon, tab or blanks between cells, decimal point, empty lines ignored. A first row in which no
 * cell is a number is taken for a header. One column gives a vector, more a matrix with a row for each line.
 * @throws LabError `invalid-file` naming the file, the line and column (counted from 1) and the rule
 */
export function readCsv(bytes: Uint8Array, name: string): NumericArray {
  const values = new GrowingArray()
  let columns = 0
  let rows = 0
  let isFirst = true
  forEachRecord(bytes, name, delimiterOf(bytes), (cells, line) => {
    const mayBeHeader = isFirst
    isFirst = false
    if (mayBeHeader && cells.every((cell) => Number.isNaN(numberIn(cell)))) {
      columns = cells.length
      return
    }
    if (columns === 0) columns = cells.length
    requireSameLength(name, cells, columns, line)
    if (values.length + columns > MOST_NUMBERS) throw invalidFile(name, `has more than ${MOST_NUMBERS} numbers`)
    cells.forEach((cell, index) => {
      const value = numberIn(cell)
      if (!Number.isFinite(value)) throw invalidCell(name, cell, line, index + 1, 'every cell must be a finite number')
      values.push(value)
    })
    rows++
  })
  if (rows === 0) throw invalidFile(name, 'has no row of numbers')
  return { values: values.take(), shape: columns === 1 ? [rows] : [rows, columns] }
}
