import { textElement } from './annotation-elements'
import { layOut } from './chart-layout'
import type { ChartCurve, ChartModel } from './chart-model'
import { chartOption } from './chart-option'
import { dataColour, PRINT_THEME } from './chart-theme'
import type { ChartView } from './chart-view'
import { styleOf } from './curve-style'
import { init, type ChartOption, type DrawnElement } from './echarts'
import { legendEntries, type LegendEntry } from './legend'
import { FILLED, HOLLOW, markerElement } from './plot-elements'
import { scriptPieces, upright } from './rich-text'
import { canvasMeasure, type Measure } from './text-measure'

const WIDTH = 800
const HEIGHT = 520
const TITLE_SIZE = 14
const LEGEND_SIZE = 11
const LEGEND_ROW = 18
const SWATCH = 26
const MARGIN = 12

export interface Picture {
  model: ChartModel
  curves: readonly ChartCurve[]
  view: ChartView
}

/** The picture for paper: light, with its title and legend inside, whatever the window looks like. */
export function printOption(picture: Picture, measure: Measure): ChartOption {
  const { model, curves, view } = picture
  const legend = placeLegend(legendEntries(curves), measure)
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
  const entries = legend.flatMap(({ entry, x, row }) =>
    legendElement(entry, origin.x + MARGIN + x, origin.y + MARGIN + TITLE_SIZE + 10 + row * LEGEND_ROW + LEGEND_ROW / 2),
  )
  return chartOption({ model, curves, layout, theme: PRINT_THEME, extra: [title, ...entries], background: PRINT_THEME.surface })
}

interface PlacedEntry {
  entry: LegendEntry
  x: number
  row: number
}

function placeLegend(entries: readonly LegendEntry[], measure: Measure): PlacedEntry[] {
  let x = 0
  let row = 0
  return entries.map((entry) => {
    const text = scriptPieces(entry.label)
    const width = SWATCH + 6 + measure(text, LEGEND_SIZE) + 18
    if (x > 0 && x + width > WIDTH - 2 * MARGIN) {
      x = 0
      row++
    }
    const placed = { entry, x, row }
    x += width
    return placed
  })
}

function legendElement(entry: LegendEntry, x: number, y: number): DrawnElement[] {
  const text = textElement(scriptPieces(entry.label), { x: x + SWATCH + 6, y }, LEGEND_SIZE, PRINT_THEME.textNormal, PRINT_THEME)
  const colour = entry.look === null ? PRINT_THEME.textFaint : dataColour(PRINT_THEME, entry.look.colour)
  const marker = entry.look?.marker ?? 'circle'
  const middle = x + SWATCH / 2
  if (entry.kind === null)
    return [{ type: 'rect', silent: true, shape: { x: x + 2, y: y - 2, width: SWATCH - 4, height: 4 }, style: { fill: colour } }, text]
  const style = styleOf(entry.kind)
  const elements: DrawnElement[] = []
  if (style.range === 'bar') elements.push(line(middle, y - 7, middle, y + 7, { stroke: colour, lineWidth: 6, opacity: 0.28 }))
  if (style.range === 'whiskers') elements.push(line(middle, y - 6, middle, y + 6, { stroke: colour, lineWidth: 1 }))
  if (entry.kind === 'bound') {
    elements.push({ type: 'rect', silent: true, shape: { x, y: y - 7, width: SWATCH, height: 7 }, style: { fill: colour, opacity: 0.16 } })
  }
  if (style.line !== null) {
    elements.push(line(x, y, x + SWATCH, y, { stroke: colour, lineWidth: style.line.width, lineDash: [...entry.dash] }))
  }
  if (style.marker === 'filled') elements.push(markerElement(marker, middle, y, FILLED, { fill: colour }))
  if (style.marker === 'hollow') elements.push(markerElement(marker, middle, y, HOLLOW, { fill: 'none', stroke: colour, lineWidth: 1.25 }))
  return [...elements, text]
}

function line(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  style: { stroke: string; lineWidth: number; opacity?: number; lineDash?: number[] },
): DrawnElement {
  return { type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { fill: 'none', ...style } }
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
