import { shell } from '../stores/lab'
import { chartCsv } from './chart-csv'
import { pictureAsPng, pictureAsSvg, type Picture } from './chart-export'
import type { ChartCurve } from './chart-model'
import { fileNameOf } from './file-name'

/** `csv`: the points that are drawn; `csv-all`: every point. */
export type ExportKind = 'svg' | 'png' | 'csv' | 'csv-all'

/** Asks where to save and saves. @throws LabError when it could not be saved */
export async function saveChart(kind: ExportKind, picture: Picture, everyPoint?: () => Promise<ChartCurve[]>): Promise<void> {
  const name = (extension: string) => fileNameOf(picture.model.title, extension)
  if (kind === 'svg') await shell('shell.save', { suggestedName: name('svg'), content: pictureAsSvg(picture) })
  else if (kind === 'png') await shell('shell.save', { suggestedName: name('png'), content: await pictureAsPng(picture) })
  else {
    const shown = new Set(picture.curves.map((curve) => curve.id))
    const curves = kind === 'csv-all' && everyPoint ? (await everyPoint()).filter((curve) => shown.has(curve.id)) : picture.curves
    await shell('shell.save', { suggestedName: name('csv'), content: chartCsv(picture.model, curves) })
  }
}
