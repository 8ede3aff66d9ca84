import type { ChartTiles } from './chart-tiles'
import type { PlotArea, PlotAxes, PlotAxis } from './pixel-path'
import { fraction, toCoordinate } from './scale'

/** A rectangle in pixels of the plot. */
export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

/** Edges further out than this share of the plot are cut, so that a zoom into a single tile keeps small numbers. */
const OUTSIDE = 0.5

/** Pixels of the tiles of a plot; null for one that is out of sight. Edges are whole pixels that neighbours share: no seam is seen. */
export function tileBoxes(tiles: ChartTiles, axes: PlotAxes, area: PlotArea): (index: number) => Box | null {
  const toX = edgeOf(axes.x, area.width, false)
  const toY = edgeOf(axes.y, area.height, true)
  return (index) => {
    const x = toCoordinate(tiles.x[index] ?? NaN, axes.x.scale)
    const y = toCoordinate(tiles.y[index] ?? NaN, axes.y.scale)
    const left = toX(x - tiles.width / 2)
    const right = toX(x + tiles.width / 2)
    const top = toY(y + tiles.height / 2)
    const bottom = toY(y - tiles.height / 2)
    if (!(right > 0 && left < area.width && bottom > 0 && top < area.height)) return null
    // a tile narrower than a pixel is still seen
    return {
      left: area.x + left,
      top: area.y + top,
      right: area.x + Math.max(left + 1, right),
      bottom: area.y + Math.max(top + 1, bottom),
    }
  }
}

/** From a coordinate to a whole pixel. */
function edgeOf(axis: PlotAxis, length: number, downwards: boolean): (coordinate: number) => number {
  return (coordinate) => {
    const share = fraction(coordinate, axis.range)
    const pixel = Math.round((downwards ? 1 - share : share) * length)
    return Math.max(-OUTSIDE * length, Math.min((1 + OUTSIDE) * length, pixel))
  }
}
