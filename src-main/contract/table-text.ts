import { csvText, type CsvValue } from './csv'
import type { Quantity } from './quantity'
import type { FigureAxis, FigureView, Statistics, TableEntry, TableRow, TableView } from './study'
import type { FigureTile } from './tiles'

/**
 * Tables and figures as text, the same from window and terminal. Numbers in CSV have all their digits; LaTeX has the digits of the
 * quantity, as a table in print.
 */

const STATISTICS = ['mean', 'min', 'max', 'standardDeviation', 'count'] as const satisfies (keyof Statistics)[]
const PUBLISHED = ['mean', 'min', 'max'] as const

/** One row a cell; for each quantity the measured statistics, the published values and how they compare. */
export function tableToCsv(table: TableView): string {
  const header = [
    ...table.axes.map((axis) => axis.id),
    'converged',
    'ended',
    'planned',
    ...table.quantityIds.flatMap((id) => [
      ...STATISTICS.map((statistic) => `${id}.${statistic}`),
      ...PUBLISHED.map((statistic) => `${id}.published.${statistic}`),
      `${id}.deviation`,
      `${id}.verdict`,
    ]),
    'note',
    'cell',
  ]
  const rows = table.rows.map((row) => [
    ...table.axes.map((axis) => row.axes[axis.id] ?? null),
    row.convergence.succeeded,
    row.convergence.ended,
    row.convergence.planned,
    ...table.quantityIds.flatMap((id) => {
      const entry = entryOf(row, id)
      return [
        ...STATISTICS.map((statistic) => entry?.measured?.[statistic] ?? null),
        ...PUBLISHED.map((statistic) => entry?.published?.[statistic] ?? null),
        entry?.deviation ?? null,
        entry?.verdict ?? null,
      ]
    }),
    row.note,
    row.cellHash,
  ])
  return csvText(header, rows)
}

const CURVE_COLUMNS = ['curve', 'label', 'kind', 'x', 'y', 'low', 'high', 'count'] as const
const TILE_COLUMNS = ['value', 'done', 'text', 'mark', 'inferred'] as const

/**
 * Every point that is drawn, with full precision, one a row; those of tiles have the kind "tile" and further columns. Comment lines at the
 * top say what the figure and its axes are.
 */
export function figureToCsv(figure: FigureView): string {
  const { tiles } = figure
  const tileFields = (tile: FigureTile | null): CsvValue[] => {
    if (tiles === undefined) return []
    if (tile === null) return TILE_COLUMNS.map(() => null)
    return [tile.value, tile.done, tile.text, tile.mark ?? null, tile.inferred === true ? 'yes' : null]
  }
  const points = figure.curves.flatMap((curve) =>
    curve.points.map((point): CsvValue[] => [
      curve.id,
      curve.label,
      curve.kind,
      point.x,
      point.y,
      point.low ?? null,
      point.high ?? null,
      point.count ?? null,
      ...tileFields(null),
      point.cellHash ?? null,
    ]),
  )
  const rows = (tiles?.tiles ?? []).map((tile): CsvValue[] => [
    'tiles',
    tiles?.label ?? null,
    'tile',
    tile.x,
    tile.y,
    null,
    null,
    null,
    ...tileFields(tile),
    tile.cellHash ?? null,
  ])
  return csvText(
    [...CURVE_COLUMNS, ...(tiles === undefined ? [] : TILE_COLUMNS), 'cell'],
    [...rows, ...points],
    [
      figure.title,
      `x: ${axisText(figure.x)}`,
      `y: ${axisText(figure.y)}`,
      ...(tiles === undefined ? [] : [`value: ${axisText({ ...tiles, unit: '' })}`]),
      ...Object.entries(tiles?.marks ?? {}).map(([mark, meaning]) => `mark ${mark}: ${meaning}`),
    ],
  )
}

/** With its symbol in LaTeX. */
function axisText({ label, symbol, unit }: Pick<FigureAxis, 'label' | 'symbol' | 'unit'>): string {
  return [label, symbol, unit === '' ? '' : `(${unit})`].filter((part) => part !== '').join(' ')
}

/** A booktabs table: measured mean (minimum to maximum), the published mean below in grey. Needs the packages booktabs and xcolor. */
export function tableToLatex(table: TableView, quantities: readonly Quantity[]): string {
  const known = table.quantityIds.map((id) => quantities.find((quantity) => quantity.id === id) ?? null)
  const header = [
    ...table.axes.map((axis) => `$${axis.symbol}$`),
    'converged',
    ...known.map((quantity, index) => (quantity === null ? escapeLatex(table.quantityIds[index] ?? '') : `$${quantity.symbol}$`)),
  ]
  const lines = [
    '% needs \\usepackage{booktabs} and \\usepackage{xcolor}',
    '\\begin{table}',
    '\\centering',
    `\\caption{${escapeLatex(table.title)}. Measured mean (minimum to maximum); published values in grey.}`,
    `\\begin{tabular}{${'r'.repeat(header.length)}}`,
    '\\toprule',
    `${header.join(' & ')} \\\\`,
  ]
  let group: unknown = null
  for (const row of table.rows) {
    const current = table.groupBy === null ? null : row.axes[table.groupBy]
    if (lines.length === 7 || current !== group) lines.push('\\midrule')
    group = current
    const measured = known.map((quantity, index) => measuredLatex(entryOf(row, table.quantityIds[index] ?? ''), quantity))
    const axes = table.axes.map((axis) => escapeLatex(String(row.axes[axis.id] ?? '')))
    lines.push(`${[...axes, `${row.convergence.succeeded}/${row.convergence.planned}`, ...measured].join(' & ')} \\\\`)
    const published = known.map((quantity, index) => publishedLatex(entryOf(row, table.quantityIds[index] ?? ''), quantity))
    if (published.some((text) => text !== '')) lines.push(`${[...table.axes.map(() => ''), '', ...published].join(' & ')} \\\\`)
  }
  return [...lines, '\\bottomrule', '\\end{tabular}', '\\end{table}', ''].join('\n')
}

function entryOf(row: TableRow, quantityId: string): TableEntry | undefined {
  return row.entries.find((entry) => entry.quantityId === quantityId)
}

function measuredLatex(entry: TableEntry | undefined, quantity: Quantity | null): string {
  const measured = entry?.measured
  if (measured === null || measured === undefined) return ''
  const show = (value: number): string => latexNumber(value, quantity)
  return measured.count === 1 ? show(measured.mean) : `${show(measured.mean)} (${show(measured.min)}--${show(measured.max)})`
}

function publishedLatex(entry: TableEntry | undefined, quantity: Quantity | null): string {
  const published = entry?.published
  if (published === null || published === undefined) return ''
  const show = (value: number): string => latexNumber(value, quantity)
  const range = published.min === null || published.max === null ? '' : ` (${show(published.min)}--${show(published.max)})`
  return `\\textcolor{gray}{${show(published.mean)}${range}}`
}

function latexNumber(value: number, quantity: Quantity | null): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : `$${value < 0 ? '-' : ''}\\infty$`
  // a mean of integers keeps one digit after the point, as in print
  if (quantity?.digits === 'integer') return Number.isInteger(value) ? String(value) : value.toFixed(1)
  const [mantissa = '', exponent] = value.toPrecision(quantity?.digits ?? 4).split('e')
  return exponent === undefined ? mantissa : `$${mantissa} \\times 10^{${Number(exponent)}}$`
}

const LATEX_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
}

function escapeLatex(text: string): string {
  return text.replace(/[\\~^&%$#_{}]/g, (character) => LATEX_ESCAPES[character] ?? `\\${character}`)
}
