import type { Axis, Quantity, TableRow, TableView } from '../../../src-main/contract'
import { formatNumber, type Digits } from '../../components/format-number'

export interface TableColumnGroup {
  quantityId: string
  /** null when the experiment does not list it */
  quantity: Quantity | null
  digits: Digits
  /** some row has a published value of it */
  published: boolean
  /** most decimals any mean of the column is written with */
  decimals: number
}

export interface RowGroup {
  /** null when the table is not grouped */
  value: number | string | null
  rows: TableRow[]
}

export interface TableLayout {
  /** the axis whose values head the groups */
  groupAxis: Axis | null
  /** the other axes, one column each */
  axes: Axis[]
  columns: TableColumnGroup[]
  groups: RowGroup[]
  /** each different note once, in order of appearance; rows refer to it by its letter */
  footnotes: { mark: string; text: string }[]
}

export function layOutTable(table: TableView, quantities: readonly Quantity[]): TableLayout {
  const groupAxis = table.axes.find((axis) => axis.id === table.groupBy) ?? null
  return {
    groupAxis,
    axes: table.axes.filter((axis) => axis !== groupAxis),
    columns: table.quantityIds.map((id) => column(table, id, quantities)),
    groups: groupAxis === null ? [{ value: null, rows: table.rows }] : grouped(table.rows, groupAxis.id),
    footnotes: [...new Set(table.rows.flatMap((row) => (row.note === null ? [] : [row.note])))].map((text, i) => ({
      mark: markOf(i),
      text,
    })),
  }
}

function grouped(rows: readonly TableRow[], axisId: string): RowGroup[] {
  return [...Map.groupBy(rows, (row) => row.axes[axisId])].map(([value, own]) => ({ value: value ?? null, rows: own }))
}

function column(table: TableView, quantityId: string, quantities: readonly Quantity[]): TableColumnGroup {
  const quantity = quantities.find((each) => each.id === quantityId) ?? null
  const digits = quantity?.digits ?? 4
  const entries = table.rows.flatMap((row) => row.entries.filter((entry) => entry.quantityId === quantityId))
  const means = entries.flatMap((entry) => [entry.measured?.mean ?? [], entry.published?.mean ?? []].flat())
  return {
    quantityId,
    quantity,
    digits,
    published: entries.some((entry) => entry.published !== null),
    decimals: Math.max(0, ...means.map((mean) => decimalsOf(formatNumber(mean, digits).mantissa))),
  }
}

/** a, b, ... z, aa, ab, ... */
function markOf(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26))
  return index < 26 ? letter : markOf(Math.floor(index / 26) - 1) + letter
}

export function decimalsOf(text: string): number {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** Spaces as wide as the figures and the point that a number lacks, so that the points of a column stand below each other. */
export function decimalPad(text: string, decimals: number): string {
  const own = decimalsOf(text)
  if (own >= decimals) return ''
  return (own === 0 ? '\u2008' : '') + '\u2007'.repeat(decimals - own)
}
