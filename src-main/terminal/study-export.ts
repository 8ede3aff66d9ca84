import { figureToCsv, LabError, tableToCsv, tableToLatex, type Quantity, type StudyView } from '../contract'

/** A study as a document of one of the formats; several tables or figures follow each other, each under its title. */
export function studyExport(view: StudyView, quantities: readonly Quantity[], format: string): string {
  if (format === 'json') return JSON.stringify(view)
  if (format === 'latex') return view.tables.map((table) => tableToLatex(table, quantities)).join('\n')
  if (format !== 'csv') throw new LabError('invalid-request', `--format: ${format} is none of csv, latex, json.`)
  if (view.tables.length > 0) return view.tables.map(tableToCsv).join('\r\n')
  return view.figures.map(figureToCsv).join('\r\n')
}
