import type { ExperimentInfo, Quantity, RunTableRow } from '../../../src-main/contract'
import type { Digits } from '../../components/format-number'
import { keyLabel, keyPath, splitKey } from './key-label'

export type ColumnKind = 'field' | 'quantity' | 'key' | 'measure'
export type CellFormat = 'number' | 'name' | 'text' | 'state' | 'run' | 'moment' | 'duration' | 'bytes' | 'fraction' | 'hash' | 'tags'
export type CellValue = number | string | null

export interface RunColumn {
  /** as the laboratory names it: row field, quantity id or configuration key; also what it sorts by */
  id: string
  kind: ColumnKind
  label: string
  /** LaTeX, or empty */
  symbol: string
  unit: string
  format: CellFormat
  digits: Digits
  width: number
  /** false where the laboratory cannot sort by it */
  sortable: boolean
  description: string
}

type FieldColumn = Pick<RunColumn, 'id' | 'label' | 'format' | 'width' | 'description'> & { digits?: Digits; sortable?: boolean }

const FIELDS: readonly FieldColumn[] = [
  { id: 'id', label: 'Run', format: 'run', width: 116, description: 'Number of the run' },
  { id: 'state', label: 'State', format: 'state', width: 104, description: 'Whether it waits, runs or has ended, and how' },
  { id: 'stopReason', label: 'Stop reason', format: 'text', width: 130, description: 'Why training ended' },
  { id: 'seed', label: 'Seed', format: 'name', width: 100, description: 'Seed of all random streams of the run' },
  {
    id: 'attempt',
    label: 'Attempt',
    format: 'number',
    digits: 'integer',
    width: 72,
    description: 'How often this seed of this cell was begun afresh',
  },
  { id: 'step', label: 'Steps', format: 'number', digits: 'integer', width: 100, description: 'Training steps done' },
  { id: 'progress', label: 'Progress', format: 'fraction', width: 88, description: 'An estimate while the run is going on' },
  { id: 'priority', label: 'Priority', format: 'number', digits: 'integer', width: 76, description: 'Runs of higher priority start first' },
  { id: 'computeSeconds', label: 'Compute time', format: 'duration', width: 100, description: 'Time spent computing, without pauses' },
  { id: 'createdAt', label: 'Created', format: 'moment', width: 120, description: 'When the run was queued' },
  { id: 'startedAt', label: 'Started', format: 'moment', width: 120, description: 'When it first started' },
  { id: 'finishedAt', label: 'Ended', format: 'moment', width: 120, description: 'When it ended' },
  { id: 'bytes', label: 'Size', format: 'bytes', width: 80, description: 'What the run takes on disk' },
  { id: 'title', label: 'Cell', format: 'text', width: 300, sortable: false, description: 'What tells the cell of the run from others' },
  {
    id: 'cellHash',
    label: 'Cell hash',
    format: 'hash',
    width: 92,
    description: 'Hash of the spec: runs of one cell differ only in their seed',
  },
  { id: 'name', label: 'Name', format: 'text', width: 160, description: 'What the run was called' },
  { id: 'tags', label: 'Tags', format: 'tags', width: 140, description: 'Tags of the run' },
  { id: 'note', label: 'Note', format: 'text', width: 180, description: 'What was written about the run' },
]

const MOST_DEFAULT_KEYS = 4
const MOST_DEFAULT_QUANTITIES = 5
const QUANTITY_WIDTH = 118
const CHARACTER_WIDTH = 7
const HEADER_PADDING = 32

function longest({ parent, name }: { parent: string; name: string }): string {
  return parent.length > name.length ? parent : name
}

function headerWidth(label: string, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.ceil(label.length * CHARACTER_WIDTH) + HEADER_PADDING))
}

/** Every column the table can show: fields of a run, quantities of all experiments, and the configuration keys that differ. */
export function allColumns(experiments: readonly ExperimentInfo[], keys: readonly string[]): RunColumn[] {
  const columns: RunColumn[] = FIELDS.map((field) => ({ kind: 'field', symbol: '', unit: '', digits: 4, sortable: true, ...field }))
  for (const key of keys) {
    const label = keyLabel(key, keys)
    columns.push({
      id: key,
      kind: 'key',
      label,
      symbol: '',
      unit: '',
      format: 'number',
      digits: 'exact',
      width: headerWidth(longest(splitKey(key)), 84, 160),
      sortable: true,
      description: `Configuration key ${keyPath(key)}`,
    })
  }
  columns.push({
    ...{ id: 'verdicts', kind: 'measure', label: 'Verdicts', symbol: '', unit: '', format: 'text', digits: 4, width: 150, sortable: true },
    description: 'How many of the statements that can be checked on the run hold; sorted by how many fail',
  })
  const seen = new Set(columns.map((column) => column.id))
  for (const quantity of experiments.flatMap((experiment) => experiment.quantities)) {
    if (seen.has(quantity.id)) continue
    seen.add(quantity.id)
    const { id, label, symbol, unit, digits, description } = quantity
    columns.push({
      id,
      kind: 'quantity',
      label,
      symbol,
      unit,
      format: 'number',
      digits,
      width: QUANTITY_WIDTH,
      sortable: true,
      description,
    })
  }
  return columns
}

/**
 * A column of a value that is computed from series or spectra, by its words in the filter language, such as `tail(loss)`.
 * @param series and spectra by id with what they are called
 */
export function measureColumn(id: string, series: ReadonlyMap<string, Quantity>): RunColumn {
  const ofVerdict = /^verdict\("?([^")]*)"?\)$/.exec(id)?.[1]
  if (ofVerdict !== undefined) return { ...verdictColumn(ofVerdict), id }
  const name = /^\w+\(\s*"?([^",)]*)"?/.exec(id)?.[1]?.trim() ?? ''
  const of = series.get(name)
  return {
    id,
    kind: 'measure',
    label: id,
    symbol: '',
    unit: /^\s*(?:first|last|min|max|mean|tail|at)\(/.test(id) ? (of?.unit ?? '') : '',
    format: 'number',
    digits: 4,
    width: headerWidth(id, QUANTITY_WIDTH, 200),
    sortable: true,
    description: of ? `${id}, of ${of.label}` : id,
  }
}

/** The verdict on a statement of a paper; what the statement says is added where it is known. */
export function verdictColumn(claim: string, title = ''): RunColumn {
  const id = `verdict(${claim})`
  return {
    ...{ id, kind: 'measure', label: claim, symbol: '', unit: '', format: 'text', digits: 4, sortable: true },
    width: headerWidth(claim, QUANTITY_WIDTH, 180),
    description: title === '' ? `What the statement ${claim} comes to` : `${claim}: ${title}`,
  }
}

/** Columns shown before anybody chose: what differs among the runs, then what was measured. */
export function defaultColumnIds(columns: readonly RunColumn[]): string[] {
  // what is measured is not what tells runs apart
  const keys = columns.filter((column) => column.kind === 'key' && !column.id.startsWith('spec.measurements.')).slice(0, MOST_DEFAULT_KEYS)
  // a measured number of steps would stand beside the steps of the run
  const fields = new Set(columns.filter((column) => column.kind === 'field').map((column) => column.label))
  const quantities = columns.filter((column) => column.kind === 'quantity' && !fields.has(column.label)).slice(0, MOST_DEFAULT_QUANTITIES)
  return [
    'id',
    'state',
    ...keys.map((column) => column.id),
    'seed',
    'step',
    ...quantities.map((column) => column.id),
    'computeSeconds',
    'createdAt',
  ]
}

/** The chosen columns in their order. Unknown names are left out; the run itself always comes first. */
export function shownColumns(
  columns: readonly RunColumn[],
  ids: readonly string[],
  experiments: readonly ExperimentInfo[] = [],
): RunColumn[] {
  const byId = new Map(columns.map((column) => [column.id, column]))
  const series = new Map(experiments.flatMap((experiment) => experiment.series.map((each) => [each.id, each])))
  const wanted = ['id', ...ids.filter((id) => id !== 'id')]
  return wanted.flatMap((id) => byId.get(id) ?? (isMeasure(id) ? measureColumn(id, series) : []))
}

/** A value of the filter language, not the plain name of something. */
function isMeasure(id: string): boolean {
  return /[(*/+]/.test(id)
}

/** Names to ask the laboratory for; row fields come with every row anyway. */
export function askedColumns(columns: readonly RunColumn[]): string[] {
  return columns.filter((column) => column.kind !== 'field').map((column) => column.id)
}

function fieldValue(row: RunTableRow, id: string): CellValue {
  switch (id) {
    case 'id':
      return row.id
    case 'state':
      return row.state
    case 'stopReason':
      return row.stopReason
    case 'seed':
      return row.seed
    case 'attempt':
      return row.attempt
    case 'step':
      return row.step
    case 'progress':
      return row.progress
    case 'priority':
      return row.priority
    case 'computeSeconds':
      return row.computeSeconds
    case 'createdAt':
      return row.createdAt
    case 'startedAt':
      return row.startedAt
    case 'finishedAt':
      return row.finishedAt
    case 'bytes':
      return row.bytes
    case 'cellHash':
      return row.cellHash
    case 'note':
      return row.note
    case 'name':
      return row.name
    case 'tags':
      return row.tags.length === 0 ? null : row.tags.join(', ')
    case 'title':
      return row.title
    default:
      return null
  }
}

/** @param asked the names that were asked for when `row` was fetched, in the order of its cells */
export function cellValue(column: RunColumn, row: RunTableRow, asked: readonly string[]): CellValue {
  if (column.kind === 'field') return fieldValue(row, column.id)
  return row.cells[asked.indexOf(column.id)] ?? null
}

/** Columns over which a mean makes sense: measured quantities and counted work, not identifiers, seeds or dates. */
export function isAveraged(column: RunColumn): boolean {
  return (
    column.kind === 'quantity' ||
    (column.kind === 'measure' && column.format === 'number') ||
    ['step', 'computeSeconds', 'bytes'].includes(column.id)
  )
}

/** Numbers stand at the right so that digits align. */
export function isRightAligned(column: RunColumn): boolean {
  return ['number', 'name', 'duration', 'bytes', 'moment'].includes(column.format)
}
