import type { ChartTiles } from './chart-tiles'
import type { Piece } from './rich-text'
import { axisTicks, type AxisTicks } from './ticks'

export const BAR_WIDTH = 12
/** between the plot, or the names at the ends of its lines, and the bar */
export const BAR_BEFORE = 12
const TICK = 4
const AFTER_TICK = 4

/** What the colours of a heat map mean, beside the plot and as high as it. */
export interface ColourBar {
  ticks: AxisTicks
  /** width of everything from the plot on, without names at the ends of lines */
  room: number
}

/** Where the labels of the bar begin, from its left edge. */
export const BAR_LABELS = BAR_WIDTH + TICK + AFTER_TICK
export const BAR_TICK = TICK

/** @param height of the plot, in pixels */
export function colourBar(tiles: ChartTiles, height: number, measureLabel: (label: readonly Piece[]) => number): ColourBar {
  const ticks = axisTicks({ range: { low: tiles.low, high: tiles.high }, scale: 'linear', room: Math.max(2, height / 38) })
  const widest = Math.max(0, ...ticks.major.map((tick) => measureLabel(tick.label)))
  return { ticks, room: Math.ceil(BAR_BEFORE + BAR_LABELS + widest) + 2 }
}
