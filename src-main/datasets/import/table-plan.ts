import { baseName } from './entry-name'
import type { FoundColumn } from './imported'
import { counted, type Assembly, type Plan } from './plan'
import type { Finding, Surveyed } from './survey'
import { readColumns, sketchTable, type ReadColumns } from './table-columns'

type TableEntry = Surveyed & { finding: Extract<Finding, { what: 'table' }> }

const LISTED = 8

/** Each text table is a data set of its own. */
export function tablePlans(surveyed: readonly Surveyed[]): Plan[] {
  return surveyed.flatMap((entry) => (entry.finding.what === 'table' ? [planOf({ ...entry, finding: entry.finding })] : []))
}

function planOf(entry: TableEntry): Plan {
  const { sketch, count } = entry.finding
  const { columns, report } = sketch
  const inputs = columns.filter(({ role }) => role === 'input')
  const label = columns.find(({ role }) => role === 'label')
  const reason = `${baseName(entry.name)}: text in ${columns.length} columns separated by ${report.delimiter}, ${counted(count)} rows`
  const notes = [
    `Inputs: ${listed(inputs)}. ${label === undefined ? 'No labels.' : `Labels: ${label.name}.`}`,
    ...ignoredNote(columns.filter(({ role }) => role === 'ignored')),
  ]
  return {
    recognition: {
      format: 'table',
      reason,
      kind: 'vectors',
      shape: { dimension: inputs.length },
      parts: [{ role: 'all', count, hasLabels: label !== undefined }],
      classNames: null,
      columns,
      table: report,
      choices: {
        table: {
          delimiter: report.delimiter,
          header: report.header,
          decimalMark: report.decimalMark,
          columns: columns.map(({ role }) => role),
        },
      },
      notes,
    },
    entries: [entry],
    assemble: ({ table, labels }): Assembly => {
      let read: ReadColumns | null = null
      return {
        wants: ({ file, name }) => file === entry.file && name === entry.name,
        add: (_, bytes) => {
          read = readColumns(bytes, entry.label, sketchTable(bytes, entry.label, table), labels)
        },
        finish: () => {
          const { count: rows, values, columnNames, labels: found, classNames } = read!
          return {
            format: 'table',
            reason,
            kind: 'vectors',
            shape: { dimension: columnNames.length },
            classNames,
            columnNames,
            parts: [{ role: 'all', count: rows, values, labels: found }],
          }
        },
      }
    },
  }
}

function ignoredNote(columns: readonly FoundColumn[]): string[] {
  return columns.length === 0 ? [] : [`Left out, as they hold no numbers: ${listed(columns)}.`]
}

function listed(columns: readonly FoundColumn[]): string {
  const names = columns.slice(0, LISTED).map(({ name }) => name)
  return `${names.join(', ')}${columns.length > LISTED ? `, ... (${columns.length})` : ''}`
}
