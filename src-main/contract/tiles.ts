/** What was measured at one place of a plane, e.g. the share of successes at a width and a dimension. */
export interface FigureTile {
  x: number
  y: number
  /** null: nothing measured yet */
  value: number | null
  /** share of the planned runs that ended, 0 to 1 */
  done: number
  /** short text for hover, e.g. "8 of 10 succeeded, 95 % interval .49 to .94; 2 dead samples" */
  text: string
  /** one character drawn on the tile, e.g. D for all diverged */
  mark?: string
  cellHash?: string
  /** not run but concluded from its neighbours, drawn hatched */
  inferred?: boolean
}

/** A heat map: tiles of one size, whose colour is a value. Curves of the figure are drawn over it. */
export interface FigureTiles {
  /** of the value that the colours show, with its LaTeX symbol */
  label: string
  symbol: string
  /** values at the two ends of the colours */
  low: number
  high: number
  /** of a tile in units of the axis, decades on a logarithmic one */
  width: number
  height: number
  /** probability: blue 0, white 1/2, red 1; sequential: one hue from low to high */
  palette: 'probability' | 'sequential'
  tiles: FigureTile[]
  /** what the marks mean, e.g. `{ D: 'all runs diverged' }` */
  marks?: Record<string, string>
}
