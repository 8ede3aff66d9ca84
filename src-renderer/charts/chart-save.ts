import { shell, useLab } from '../stores/lab'
import { chartCsv } from './chart-csv'
import { chartPgfplots } from './chart-pgfplots'
import { pictureAsPng, pictureAsSvg, type Picture } from './chart-export'
import type { ChartCurve } from './chart-model'
import { drawnFigureOf, figureFile } from './figure-file'
import { fileNameOf } from './file-name'
import { printPage } from './print-page'
import { millimetres, printChoice, sizeOf } from './print-size'

/** `csv`: the points that are drawn; `csv-all`: every point; `figure`: what is drawn with where it is from, to be opened again. */
export type ExportKind = 'svg' | 'pdf' | 'png' | 'pgfplots' | 'figure' | 'csv' | 'csv-all'

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
  const size = sizeOf(printChoice.width)
  const save = async (extension: string, content: string | Uint8Array<ArrayBuffer>) =>
    await shell('shell.save', { suggestedName: name(extension), content })
  switch (kind) {
    case 'svg':
      await save('svg', pictureAsSvg(picture, size))
      break
    case 'pdf': {
      const [widthMillimetres, heightMillimetres] = [millimetres(size.width), millimetres(size.height)]
      const html = await printPage(pictureAsSvg(picture, size), widthMillimetres, heightMillimetres)
      await shell('shell.savePdf', { suggestedName: name('pdf'), html, widthMillimetres, heightMillimetres })
      break
    }
    case 'png':
      await save('png', await pictureAsPng(picture, size, printChoice.resolution))
      break
    case 'pgfplots':
      await save('tex', chartPgfplots(picture.model, picture.curves))
      break
    case 'figure':
      await save('figure.json', await figureFile(drawnFigureOf(picture), { app: appName(), view: location.hash, madeAt: new Date() }))
      break
    default:
      await save('csv', await numbersOf(kind, picture, data))
  }
}

const appName = () => `Gramscope ${useLab().info?.version ?? ''}`.trim()

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
