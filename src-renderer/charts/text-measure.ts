import type { ChartTheme } from './chart-theme'
import { MATH_FONT } from './chart-theme'
import type { Piece, PieceStyle } from './rich-text'

/** Width in pixels of pieces set at a font size. */
export type Measure = (pieces: readonly Piece[], size: number) => number

/** Raised and lowered text is set this much smaller. */
const SCRIPT_SIZE = 0.74
/** The serif italic of formulas looks smaller than the grotesque around it. */
const ITALIC_SIZE = 1.14

export function pieceSize(style: PieceStyle, size: number): number {
  const script = style.startsWith('raised') || style.startsWith('lowered') ? SCRIPT_SIZE : 1
  return size * script * (isItalic(style) ? ITALIC_SIZE : 1)
}

export function isItalic(style: PieceStyle): boolean {
  return style.toLowerCase().endsWith('italic')
}

/** Measures with a canvas in the theme's fonts; widths are remembered, since the same few labels come again and again. */
export function canvasMeasure(theme: ChartTheme): Measure {
  const context = document.createElement('canvas').getContext('2d')
  if (context === null) return roughMeasure
  const known = new Map<string, number>()
  return (pieces, size) => {
    let width = 0
    for (const { text, style } of pieces) {
      const font = isItalic(style) ? `italic ${pieceSize(style, size)}px ${MATH_FONT}` : `${pieceSize(style, size)}px ${theme.font}`
      const key = `${font}|${text}`
      let measured = known.get(key)
      if (measured === undefined) {
        context.font = font
        measured = context.measureText(text).width
        if (known.size > 2000) known.clear()
        known.set(key, measured)
      }
      width += measured
    }
    return width
  }
}

/** Without a canvas: 0.58 of the font size a character, which suits a grotesque's figures. */
export const roughMeasure: Measure = (pieces, size) =>
  pieces.reduce((width, { text, style }) => width + [...text].length * pieceSize(style, size) * 0.58, 0)
