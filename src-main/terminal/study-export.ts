import { figureToCsv, LabError, tableToCsv, tableToLatex, type StudyView } from '../contract'

/** A study as a document of one of the formats; several tables or figures follow each other. */
export function studyExport(view: StudyView, format: string): string {
  switch (format) {
    case 'json':
      return JSON.stringify(view)
    case 'latex':
      return view.tables.map((table) => tableToLatex(table, view.quantities)).join('\n')
    case 'csv':
      return view.tables.map(tableToCsv).join('\r\n')
    case 'figures':
      return view.figures.map(figureToCsv).join('\r\n')
    default:
      throw new LabError('invalid-request', `--format: ${format} is none of csv, figures, latex, json.`)
  }
}
