import { invalidFile } from './numeric-array'
import type { LabelledPoints } from './point-set'
import type { NumericTable } from './table'

/** A column by its name or by its number, counted from 1 among the columns of the table. */
export type ColumnReference = string | number

export interface ColumnChoice {
  /** what is to be predicted; the last column if not given */
  target?: ColumnReference
  /** columns that are neither target nor input */
  excluded?: readonly ColumnReference[]
}

/** A regression problem out of a table: every column that is neither target nor excluded is an input. */
export interface RegressionData extends LabelledPoints {
  inputNames: string[]
  targetName: string
}

/**
 * @param name of the file, for messages
 * @throws LabError `invalid-file` when a column is not there, its name is not unique, the target is excluded or no input is left
 */
export function regressionData(table: NumericTable, choice: ColumnChoice, name: string): RegressionData {
  const { names, values, rowCount, columnCount } = table
  const target = columnIndex(table, choice.target ?? columnCount, name)
  const excluded = new Set((choice.excluded ?? []).map((column) => columnIndex(table, column, name)))
  if (excluded.has(target)) throw invalidFile(name, `has the column "${names[target]!}", which cannot be both target and excluded`)
  const chosen = names.flatMap((_, k) => (k === target || excluded.has(k) ? [] : [k]))
  if (chosen.length === 0) throw invalidFile(name, 'has no column left for the inputs')
  const inputs = new Float64Array(rowCount * chosen.length)
  const targets = new Float64Array(rowCount)
  for (let i = 0; i < rowCount; i++) {
    chosen.forEach((column, k) => (inputs[i * chosen.length + k] = values[i * columnCount + column]!))
    targets[i] = values[i * columnCount + target]!
  }
  const points = { inputs, inputDimension: chosen.length, sampleCount: rowCount, targets, outputCount: 1 }
  return { ...points, inputNames: chosen.map((k) => names[k]!), targetName: names[target]! }
}

function columnIndex({ names, columnCount }: NumericTable, column: ColumnReference, name: string): number {
  if (typeof column === 'number') {
    if (Number.isInteger(column) && column >= 1 && column <= columnCount) return column - 1
    throw invalidFile(name, `has no column ${column}; it has ${columnCount}, counted from 1`)
  }
  const index = names.indexOf(column)
  if (index === -1) throw invalidFile(name, `has no column "${column}"; its columns are ${names.join(', ')}`)
  if (names.includes(column, index + 1)) throw invalidFile(name, `has more than one column "${column}"; say which by its number`)
  return index
}
