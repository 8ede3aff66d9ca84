import type { Environment, RunDetail, StudyView } from '../../../src-main/contract'
import { pictureAsSvg } from '../../charts/chart-export'
import { wholeView } from '../../charts/chart-view'
import { modelOfFigure } from '../../charts/figure-model'
import { fileNameOf } from '../../charts/file-name'
import { sizeOf } from '../../charts/print-size'
import { request, shell } from '../../stores/lab'
import { studyReport, type ReportParts } from './study-report'

/** Makes the report of a study and asks where to keep it. @returns where, or null */
export async function saveReport(study: StudyView, app: string, format: 'html' | 'pdf'): Promise<{ path: string } | null> {
  const runs: RunDetail[] = []
  for (const { id } of study.cells.flatMap((cell) => cell.runs)) runs.push(await request('runs.get', { runId: id }))
  const specs = study.cells.flatMap((cell): ReportParts['specs'] => {
    const own = runs.filter(({ cellHash }) => cellHash === cell.hash)
    const [first] = own
    return first === undefined ? [] : [{ title: first.title, hash: cell.hash, seeds: own.map(({ seed }) => seed), spec: first.spec }]
  })
  const byEnvironment = Map.groupBy(runs, ({ environment }) => JSON.stringify(environment))
  const figures = study.figures.map((figure) => {
    const model = modelOfFigure(figure)
    return {
      svg: pictureAsSvg({ model, curves: model.curves, view: wholeView(model, 'fitted') }, sizeOf('screen')),
      caption: figure.caption,
    }
  })
  const content = studyReport({
    study,
    specs,
    environments: [...byEnvironment].map(([text, own]) => ({
      environment: JSON.parse(text) as Environment | null,
      runIds: own.map(({ id }) => id),
    })),
    figures,
    app,
    madeAt: new Date(),
  })
  const suggestedName = fileNameOf(study.summary.title, format)
  if (format === 'html') return await shell('shell.save', { suggestedName, content })
  // on paper nothing can be opened
  const html = content.replaceAll('<details>', '<details open>')
  return await shell('shell.savePdf', { suggestedName, html, widthMillimetres: 210, heightMillimetres: 297, pages: 'all' })
}
