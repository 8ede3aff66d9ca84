import { countOf } from '../components/count-of'
import { OVER_TILES, type ChartCurve, type ChartModel } from './chart-model'
import { LABEL_SIZE, NAME_SIZE, plotArea, type ChartLayout } from './chart-layout'
import { dataColour, MATH_FONT, type ChartTheme } from './chart-theme'
import type { DrawnElement } from './echarts'
import { edgeMarks, edgeMarkText, undrawableX, type EdgeMark } from './edge-marks'
import { groupColour } from './plot-elements'
import { pixelY } from './pixel-path'
import { RICH_STYLE_NAMES, richText, scriptPieces, upright, type Piece, type PieceStyle } from './rich-text'
import { isItalic, pieceSize } from './text-measure'

const MINOR_TICK = 3
const ROW = 14

/** What stands around the plot: names of axes, minor ticks, names of lines, values that cannot be drawn. In pixels of the plot. */
export function annotationElements(
  model: ChartModel,
  curves: readonly ChartCurve[],
  layout: ChartLayout,
  theme: ChartTheme,
): DrawnElement[] {
  return [
    ...minorTicks(layout, theme),
    ...axisNames(layout, theme),
    ...markerNames(model, layout, theme),
    ...horizontalNames(model, layout, theme),
    ...endLabelElements(curves, layout, theme),
    ...edgeElements(model, curves, layout, theme),
  ]
}

type TextAt = {
  x: number
  y: number
  align?: 'left' | 'center' | 'right'
  /** on a patch of the surface, for text that stands over curves */
  patch?: boolean
}

export function textElement(pieces: readonly Piece[], at: TextAt, size: number, fill: string, theme: ChartTheme): DrawnElement {
  return {
    type: 'text',
    silent: true,
    style: {
      text: richText(pieces),
      x: at.x,
      y: at.y,
      align: at.align ?? 'left',
      verticalAlign: 'middle',
      ...(at.patch ? { backgroundColor: theme.surface, padding: [1, 3], borderRadius: 2 } : {}),
      fill,
      fontSize: size,
      fontFamily: theme.font,
      rich: richStyles(theme, size, fill),
    },
  }
}

type RichStyle = {
  fontFamily: string
  fontSize: number
  fontStyle: 'normal' | 'italic'
  fill: string
  color: string
  verticalAlign: 'middle'
  padding: number[]
}

/** Styles of the pieces of a text; `fill` is for drawn elements, `color` for labels of the library's axes. */
export function richStyles(theme: ChartTheme, size: number, colour: string): Record<string, RichStyle> {
  const styles: Record<string, RichStyle> = {}
  const all: PieceStyle[] = ['upright', 'italic', 'raised', 'lowered', 'raisedItalic', 'loweredItalic']
  for (const style of all) {
    // pieces of a line are aligned by their middles: air on one side moves a script to the other
    const shift = Math.round(size * 0.62)
    styles[RICH_STYLE_NAMES[style]] = {
      fontFamily: isItalic(style) ? MATH_FONT : theme.font,
      fontSize: pieceSize(style, size),
      fontStyle: isItalic(style) ? 'italic' : 'normal',
      fill: colour,
      color: colour,
      verticalAlign: 'middle',
      padding: style.startsWith('raised') ? [0, 0, shift, 0] : style.startsWith('lowered') ? [shift, 0, 0, 0] : [0, 0, 0, 0],
    }
  }
  return styles
}

function minorTicks(layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { width, height } = layout.area
  const { x, y } = layout.axes
  const style = { stroke: theme.lineStrong, lineWidth: 1, fill: 'none', opacity: 0.7 }
  const place = (coordinate: number, range: { low: number; high: number }) => (coordinate - range.low) / (range.high - range.low)
  return [
    ...layout.xTicks.minor.map((tick): DrawnElement => {
      const px = place(tick, x.range) * width
      return { type: 'line', silent: true, shape: { x1: px, y1: height, x2: px, y2: height + MINOR_TICK }, style }
    }),
    ...layout.yTicks.minor.map((tick): DrawnElement => {
      const py = (1 - place(tick, y.range)) * height
      return { type: 'line', silent: true, shape: { x1: -MINOR_TICK, y1: py, x2: 0, y2: py }, style }
    }),
  ]
}

function axisNames(layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const rows = Math.max(0, ...layout.markers.map((marker) => (marker.row === null ? 0 : marker.row + 1)))
  return [
    textElement(layout.yName, { x: -layout.area.x + layout.inset, y: -rows * ROW - 17 }, NAME_SIZE, theme.textNormal, theme),
    textElement(
      layout.xName,
      { x: layout.area.width / 2, y: layout.area.height + 33, align: 'center' },
      NAME_SIZE,
      theme.textNormal,
      theme,
    ),
  ]
}

function markerNames(model: ChartModel, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  return layout.markers.flatMap((marker) => {
    if (marker.row === null) return []
    const y = -marker.row * ROW - 7
    const style = { stroke: groupColour(model, marker.group, theme), lineWidth: 1, fill: 'none' }
    const at = { x: marker.px + (marker.toLeft ? -4 : 4), y, align: marker.toLeft ? ('right' as const) : ('left' as const) }
    return [
      { type: 'line', silent: true, shape: { x1: marker.px, y1: 0, x2: marker.px, y2: y - 5 }, style },
      textElement(scriptPieces(marker.label), at, LABEL_SIZE, theme.textFaint, theme),
    ]
  })
}

function horizontalNames(model: ChartModel, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const area = plotArea(layout)
  const toY = pixelY(layout.axes, area)
  return [...model.horizontal, ...(model.floor ? [{ ...model.floor, group: null }] : [])].flatMap((line) => {
    const y = toY(line.at)
    if (!(y >= 0 && y <= area.height)) return []
    return [
      textElement(
        scriptPieces(line.label),
        { x: area.width - 4, y: y > 16 ? y - 8 : y + 8, align: 'right', patch: true },
        LABEL_SIZE,
        theme.textFaint,
        theme,
      ),
    ]
  })
}

function endLabelElements(curves: readonly ChartCurve[], layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  return (layout.endLabels ?? []).flatMap((label) => {
    const curve = curves.find((each) => each.id === label.id)
    if (curve === undefined) return []
    // outside of the tiles a white line would be lost
    const colour = curve.look.colour === OVER_TILES ? theme.textFaint : dataColour(theme, curve.look.colour)
    const x = layout.area.width
    return [
      {
        type: 'line',
        silent: true,
        shape: { x1: x + 2, y1: label.at, x2: x + 9, y2: label.y },
        style: { stroke: colour, lineWidth: 1, fill: 'none' },
      },
      textElement(scriptPieces(label.text), { x: x + 12, y: label.y }, LABEL_SIZE, theme.textNormal, theme),
    ]
  })
}

/** Triangles at the frame where values lie that the axis cannot show, and how many there are. */
function edgeElements(model: ChartModel, curves: readonly ChartCurve[], layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const area = plotArea(layout)
  const marks = edgeMarks(curves, layout.axes, area)
  const elements = marks.flatMap((mark) => trianglesOf(mark, layout, theme))
  const bottomText = marks.filter((mark) => mark.edge === 'bottom').map(edgeMarkText)
  const leftOut = undrawableX(curves, layout.axes)
  if (leftOut > 0) bottomText.push(`${countOf(leftOut, 'point')} at ${model.x.label.toLowerCase()} ≤ 0`)
  const topText = marks.filter((mark) => mark.edge === 'top').map(edgeMarkText)
  if (bottomText.length > 0) {
    elements.push(
      textElement(
        upright(`▾ ${bottomText.join(', ')}, not drawn`),
        { x: 5, y: area.height - 13, patch: true },
        LABEL_SIZE,
        theme.warn,
        theme,
      ),
    )
  }
  if (topText.length > 0)
    elements.push(textElement(upright(`▴ ${topText.join(', ')}, not drawn`), { x: 5, y: 13, patch: true }, LABEL_SIZE, theme.warn, theme))
  return elements
}

function trianglesOf(mark: EdgeMark, layout: ChartLayout, theme: ChartTheme): DrawnElement[] {
  const { height } = layout.area
  const base = mark.edge === 'bottom' ? height - 4 : 4
  const tip = mark.edge === 'bottom' ? height : 0
  let last = -Infinity
  return mark.columns.flatMap((column): DrawnElement[] => {
    // neighbours would only blacken each other
    if (column - last < 3) return []
    last = column
    return [
      {
        type: 'polygon',
        silent: true,
        shape: {
          points: [
            [column - 3, base],
            [column + 3, base],
            [column, tip],
          ],
        },
        style: { fill: theme.warn },
      },
    ]
  })
}
