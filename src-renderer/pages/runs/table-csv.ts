import { csvText, type CsvValue, type RunTableRow } from '../../../src-main/contract'
import { cellValue, type RunColumn } from './run-columns'

/** The table as it stands: shown columns in their order, every matching run, exact values. Moments are written in ISO 8601, UTC. */
export function runsCsv(columns: readonly RunColumn[], rows: readonly RunTableRow[], asked: readonly string[]): string {
  const value = (column: RunColumn, row: RunTableRow): CsvValue => {
    const cell = cellValue(column, row, asked)
    return column.format === 'moment' && typeof cell === 'number' ? new Date(cell).toISOString() : cell
  }
  return csvText(
    columns.map((column) => column.id),
    rows.map((row) => columns.map((column) => value(column, row))),
  )
}
