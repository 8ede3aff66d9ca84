import { textElement } from './annotation-elements'
import { layOut } from './chart-layout'
import type { ChartCurve, ChartModel } from './chart-model'
import { chartOption } from './chart-option'
import { PRINT_THEME } from './chart-theme'
import type { ChartView } from './chart-view'
import { init, type ChartOption } from './echarts'
import { legendElements, legendItems, LEGEND_ROW, placeLegend } from './print-legend'
import { upright } from './rich-text'
import { canvasMeasure, type Measure } from './text-measure'

const WIDTH = 800
const HEIGHT = 520
const TITLE_SIZE = 14
const MARGIN = 12

export interface Picture {
  model: ChartModel
  curves: readonly ChartCurve[]
  view: ChartView
}

/** The picture for paper: light, with its title and legend inside, whatever the window looks like. */
export function printOption(picture: Picture, measure: Measure): ChartOption {
  const { model, curves, view } = picture
  const legend = placeLegend(legendItems(curves, model.tiles), WIDTH - 2 * MARGIN, measure)
  const rows = legend.reduce((most, item) => Math.max(most, item.row + 1), 0)
  const top = MARGIN + TITLE_SIZE + 10 + rows * LEGEND_ROW
  const layout = layOut({ model, curves, view, width: WIDTH, height: HEIGHT, measure, top, left: MARGIN })
  const origin = { x: -layout.area.x, y: -layout.area.y }
  const title = textElement(
    upright(model.title),
    { x: origin.x + MARGIN, y: origin.y + MARGIN + TITLE_SIZE / 2 },
    TITLE_SIZE,
    PRINT_THEME.textStrong,
    PRINT_THEME,
  )
  const entries = legend.flatMap(({ item, x, row }) =>
    legendElements(item, origin.x + MARGIN + x, origin.y + MARGIN + TITLE_SIZE + 10 + row * LEGEND_ROW + LEGEND_ROW / 2),
  )
  return chartOption({ model, curves, layout, theme: PRINT_THEME, extra: [title, ...entries], background: PRINT_THEME.surface })
}

export function pictureAsSvg(picture: Picture): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  try {
    chart.setOption(printOption(picture, canvasMeasure(PRINT_THEME)))
    return chart.renderToSVGString()
  } finally {
    chart.dispose()
  }
}

/** At twice the size, so that it stays sharp in a document. */
export async function pictureAsPng(picture: Picture): Promise<Uint8Array<ArrayBuffer>> {
  const holder = document.createElement('div')
  const chart = init(holder, null, { renderer: 'canvas', width: WIDTH, height: HEIGHT, devicePixelRatio: 2 })
  try {
    chart.setOption(printOption(picture, canvasMeasure(PRINT_THEME)))
    const canvas = chart.renderToCanvas({ pixelRatio: 2, backgroundColor: PRINT_THEME.surface })
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('The picture could not be encoded as PNG.')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    chart.dispose()
  }
}
