import { textElement } from './annotation-elements'
import { layOut } from './chart-layout'
import type { ChartCurve, ChartModel } from './chart-model'
import { chartOption } from './chart-option'
import { PRINT_THEME } from './chart-theme'
import type { ChartView } from './chart-view'
import { init, type ChartOption } from './echarts'
import { millimetres, PIXELS_PER_INCH, type PrintSize } from './print-size'
import { legendElements, legendItems, LEGEND_ROW, placeLegend } from './print-legend'
import { upright } from './rich-text'
import { canvasMeasure, type Measure } from './text-measure'

const TITLE_SIZE = 14
const MARGIN = 12
const NARROW_MARGIN = 4

export interface Picture {
  model: ChartModel
  curves: readonly ChartCurve[]
  view: ChartView
}

/** The picture for paper: light, with its title and legend inside, whatever the window looks like. */
export function printOption(picture: Picture, measure: Measure, size: PrintSize): ChartOption {
  const { model, curves, view } = picture
  const { width, height, titled } = size
  const margin = titled ? MARGIN : NARROW_MARGIN
  const head = margin + (titled ? TITLE_SIZE + 10 : 0)
  const legend = placeLegend(legendItems(curves, model.tiles), width - 2 * margin, measure)
  const rows = legend.reduce((most, item) => Math.max(most, item.row + 1), 0)
  const layout = layOut({ model, curves, view, width, height, measure, top: head + rows * LEGEND_ROW, left: margin })
  const origin = { x: -layout.area.x, y: -layout.area.y }
  const title = textElement(
    upright(model.title),
    { x: origin.x + margin, y: origin.y + margin + TITLE_SIZE / 2 },
    TITLE_SIZE,
    PRINT_THEME.textStrong,
    PRINT_THEME,
  )
  const entries = legend.flatMap(({ item, x, row }) =>
    legendElements(item, origin.x + margin + x, origin.y + head + row * LEGEND_ROW + LEGEND_ROW / 2),
  )
  return chartOption({
    model,
    curves,
    layout,
    theme: PRINT_THEME,
    extra: [...(titled ? [title] : []), ...entries],
    background: PRINT_THEME.surface,
  })
}

/** In print sizes its lengths are millimetres, so that labels have their size in points. */
export function pictureAsSvg(picture: Picture, size: PrintSize): string {
  const { width, height, titled } = size
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    chart.setOption(printOption(picture, canvasMeasure(PRINT_THEME), size))
    const svg = chart.renderToSVGString()
    return titled ? svg : inMillimetres(svg, size)
  } finally {
    chart.dispose()
  }
}

function inMillimetres(svg: string, { width, height }: PrintSize): string {
  const lengths = `width="${millimetres(width).toFixed(3)}mm" height="${millimetres(height).toFixed(3)}mm"`
  const head = /^<svg[^>]*>/.exec(svg)?.[0] ?? '<svg>'
  const plain = head.replaceAll(/\s(width|height|viewBox)="[^"]*"/g, '')
  return plain.replace('<svg', `<svg ${lengths} viewBox="0 0 ${width} ${height}"`) + svg.slice(head.length)
}

/** @param resolution dots an inch */
export async function pictureAsPng(picture: Picture, size: PrintSize, resolution: number): Promise<Uint8Array<ArrayBuffer>> {
  const holder = document.createElement('div')
  const { width, height } = size
  const pixelRatio = resolution / PIXELS_PER_INCH
  const chart = init(holder, null, { renderer: 'canvas', width, height, devicePixelRatio: pixelRatio })
  try {
    chart.setOption(printOption(picture, canvasMeasure(PRINT_THEME), size))
    const canvas = chart.renderToCanvas({ pixelRatio, backgroundColor: PRINT_THEME.surface })
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
    if (blob === null) throw new Error('The picture could not be encoded as PNG.')
    return new Uint8Array(await blob.arrayBuffer())
  } finally {
    chart.dispose()
  }
}
