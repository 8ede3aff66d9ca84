import { reactive } from 'vue'

/** Widths of figures in print; the lengths of a column and of a page in common journals. */
export const PRINT_WIDTHS = { screen: null, column: 89, 'column-and-half': 120, page: 183 } as const
export type PrintWidth = keyof typeof PRINT_WIDTHS
export const RESOLUTIONS = [96, 192, 300, 600] as const

/** What the next exported picture is to be like, for all charts. */
export const printChoice = reactive<{ width: PrintWidth; resolution: (typeof RESOLUTIONS)[number] }>({ width: 'screen', resolution: 192 })

/** A picture in the units that it is laid out in, 96 a inch, in which the labels have 8 to 9 points. */
export interface PrintSize {
  width: number
  height: number
  /** in print a caption says what a title would */
  titled: boolean
}

export const PIXELS_PER_INCH = 96
const MILLIMETRES_PER_INCH = 25.4
const HEIGHT_OF_WIDTH = 0.7

export function sizeOf(width: PrintWidth): PrintSize {
  const millimetres = PRINT_WIDTHS[width]
  if (millimetres === null) return { width: 800, height: 520, titled: true }
  const pixels = (millimetres / MILLIMETRES_PER_INCH) * PIXELS_PER_INCH
  return { width: pixels, height: HEIGHT_OF_WIDTH * pixels, titled: false }
}

export const millimetres = (pixels: number): number => (pixels / PIXELS_PER_INCH) * MILLIMETRES_PER_INCH
