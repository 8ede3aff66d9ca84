import { shell } from '../stores/lab'
import { chartCsv } from './chart-csv'
import { pictureAsPng, pictureAsSvg, type Picture } from './chart-export'
import type { ChartCurve } from './chart-model'
import { fileNameOf } from './file-name'

/** `csv`: the points that are drawn; `csv-all`: every point. */
export type ExportKind = 'svg' | 'png' | 'csv' | 'csv-all'

/** Where the numbers come from when the picture does not have all of them. */
export interface ExportedData {
  /** the curves with all their points */
  everyPoint: (() => Promise<ChartCurve[]>) | undefined
  /** the numbers of the shown curves, where the chart itself does not have all of them */
  csv: ((shown: ReadonlySet<string>) => string) | undefined
}

/** Asks where to save and saves. @throws LabError when it could not be saved */
export async function saveChart(kind: ExportKind, drawn: Picture, data: ExportedData): Promise<void> {
  const picture = onPaper(drawn)
  const name = (extension: string) => fileNameOf(picture.model.title, extension)
  if (kind === 'svg') await shell('shell.save', { suggestedName: name('svg'), content: pictureAsSvg(picture) })
  else if (kind === 'png') await shell('shell.save', { suggestedName: name('png'), content: await pictureAsPng(picture) })
  else await shell('shell.save', { suggestedName: name('csv'), content: await numbersOf(kind, picture, data) })
}

async function numbersOf(kind: 'csv' | 'csv-all', picture: Picture, { everyPoint, csv }: ExportedData): Promise<string> {
  const shown = new Set(picture.curves.map((curve) => curve.id))
  if (csv) return csv(shown)
  const curves = kind === 'csv-all' && everyPoint ? (await everyPoint()).filter((curve) => shown.has(curve.id)) : picture.curves
  return chartCsv(picture.model, curves)
}

/** Without what is drawn for the eye alone; what stood behind it comes to the front. */
export function onPaper(picture: Picture): Picture {
  const kept = (curves: readonly ChartCurve[]) =>
    curves.filter((curve) => !curve.screenOnly).map((curve) => (curve.faint === 'on screen' ? { ...curve, faint: false } : curve))
  return { ...picture, model: { ...picture.model, curves: kept(picture.model.curves) }, curves: kept(picture.curves) }
}
