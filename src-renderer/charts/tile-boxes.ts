import type { ChartTiles } from './chart-tiles'
import type { PlotArea, PlotAxes, PlotAxis } from './pixel-path'
import { fraction } from './scale'

/** A rectangle in pixels of the plot. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Beginning and end of each column or row in pixels; NaN for one that is out of sight. */
interface Stretches {
  from: Float64Array
  to: Float64Array
}

export interface TileEdges {
  columns: Stretches
  rows: Stretches
}

/** Edges further out than this share of the plot are cut, so that a zoom into a single tile keeps small numbers. */
const OUTSIDE = 0.5

/** Where the columns and rows of a heat map stand. Edges are whole pixels that neighbours share: no seam is seen. */
export function tileEdges(tiles: ChartTiles, axes: PlotAxes, area: PlotArea): TileEdges {
  const { columns, rows } = tiles.grid
  return {
    columns: stretches(columns, tiles.width, axes.x, area.x, area.width, false),
    rows: stretches(rows, tiles.height, axes.y, area.y, area.height, true),
  }
}

function stretches(middles: Float64Array, size: number, axis: PlotAxis, start: number, length: number, downwards: boolean): Stretches {
  const edge = (coordinate: number) => {
    const share = fraction(coordinate, axis.range)
    const pixel = Math.round((downwards ? 1 - share : share) * length)
    return Math.max(-OUTSIDE * length, Math.min((1 + OUTSIDE) * length, pixel))
  }
  const from = new Float64Array(middles.length).fill(NaN)
  const to = new Float64Array(middles.length).fill(NaN)
  middles.forEach((middle, i) => {
    const low = edge(middle - size / 2)
    const high = edge(middle + size / 2)
    const first = Math.min(low, high)
    // a tile narrower than a pixel is still seen
    const last = Math.max(low, high, first + 1)
    if (last <= 0 || first >= length) return
    from[i] = start + first
    to[i] = start + last
  })
  return { from, to }
}

/** Pixels of a tile; null when it is out of sight. */
export function boxOf(edges: TileEdges, tiles: ChartTiles, index: number): Box | null {
  const column = tiles.grid.column[index] ?? -1
  const row = tiles.grid.row[index] ?? -1
  const left = edges.columns.from[column] ?? NaN
  const top = edges.rows.from[row] ?? NaN
  if (Number.isNaN(left) || Number.isNaN(top)) return null
  return { left, top, right: edges.columns.to[column]!, bottom: edges.rows.to[row]! }
}
