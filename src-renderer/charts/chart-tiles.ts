import type { FigureTiles } from '../../src-main/contract'
import { lowerBound, type PlotAxes } from './pixel-path'
import { toCoordinate, type Range, type ScaleKind } from './scale'

/** A heat map as it is drawn and walked through. Lists have an entry for each tile, row by row from the top, each row from the left. */
export interface ChartTiles {
  label: string
  /** LaTeX, may be empty */
  symbol: string
  palette: FigureTiles['palette']
  /** values at the two ends of the colours */
  low: number
  high: number
  /** of a tile, in coordinates */
  width: number
  height: number
  x: Float64Array
  y: Float64Array
  /** NaN where nothing is measured yet */
  value: Float64Array
  /** share of the planned runs that ended */
  done: Float64Array
  text: readonly string[]
  mark: readonly (string | null)[]
  inferred: readonly boolean[]
  /** what a click on a tile opens */
  references: readonly (string | null)[]
  /** what the marks mean */
  markNames: Readonly<Record<string, string>>
  grid: TileGrid
}

/** Finds tiles by their place. */
interface TileGrid {
  /** coordinates at which columns and rows stand, ascending, each once */
  columns: Float64Array
  rows: Float64Array
  /** tile at a column and a row, by `column * rows.length + row` */
  tiles: ReadonlyMap<number, number>
}

export function tilesOf(figure: FigureTiles, xScale: ScaleKind, yScale: ScaleKind): ChartTiles {
  const tiles = figure.tiles.toSorted((a, b) => b.y - a.y || a.x - b.x)
  return {
    label: figure.label,
    symbol: figure.symbol,
    palette: figure.palette,
    low: figure.low,
    high: figure.high,
    width: figure.width,
    height: figure.height,
    x: Float64Array.from(tiles, (tile) => tile.x),
    y: Float64Array.from(tiles, (tile) => tile.y),
    value: Float64Array.from(tiles, (tile) => tile.value ?? NaN),
    done: Float64Array.from(tiles, (tile) => tile.done),
    text: tiles.map((tile) => tile.text),
    mark: tiles.map((tile) => tile.mark ?? null),
    inferred: tiles.map((tile) => tile.inferred === true),
    references: tiles.map((tile) => tile.cellHash ?? null),
    markNames: figure.marks ?? {},
    grid: gridOf(
      Float64Array.from(tiles, (tile) => toCoordinate(tile.x, xScale)),
      Float64Array.from(tiles, (tile) => toCoordinate(tile.y, yScale)),
    ),
  }
}

function gridOf(x: Float64Array, y: Float64Array): TileGrid {
  const columns = eachOnce(x)
  const rows = eachOnce(y)
  const tiles = new Map<number, number>()
  // a tile without a place on a logarithmic axis is in the table only
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]) || Number.isNaN(y[i])) continue
    tiles.set(lowerBound(columns, x[i]!) * rows.length + lowerBound(rows, y[i]!), i)
  }
  return { columns, rows, tiles }
}

function eachOnce(values: Float64Array): Float64Array {
  return values
    .filter((value) => !Number.isNaN(value))
    .sort()
    .filter((value, i, sorted) => i === 0 || value !== sorted[i - 1])
}

/** From outer edge to outer edge, in coordinates; null without tiles. */
export function tileExtent(tiles: ChartTiles): { x: Range; y: Range } | null {
  const { columns, rows } = tiles.grid
  if (tiles.grid.tiles.size === 0) return null
  return {
    x: { low: columns[0]! - tiles.width / 2, high: columns.at(-1)! + tiles.width / 2 },
    y: { low: rows[0]! - tiles.height / 2, high: rows.at(-1)! + tiles.height / 2 },
  }
}

/** The tile over a pair of coordinates. */
export function tileOver(tiles: ChartTiles, x: number, y: number): number | null {
  const column = nearest(tiles.grid.columns, x, tiles.width / 2)
  const row = nearest(tiles.grid.rows, y, tiles.height / 2)
  return column === null || row === null ? null : tileIn(tiles, column, row)
}

/** The tile that stands at a pair of values. */
export function tileAt(tiles: ChartTiles, axes: PlotAxes, x: number, y: number): number | null {
  const found = tileOver(tiles, toCoordinate(x, axes.x.scale), toCoordinate(y, axes.y.scale))
  return found !== null && tiles.x[found] === x && tiles.y[found] === y ? found : null
}

function tileIn(tiles: ChartTiles, column: number, row: number): number | null {
  return tiles.grid.tiles.get(column * tiles.grid.rows.length + row) ?? null
}

/** Index of the coordinate nearest to `at`, if it is at most `reach` away. */
function nearest(ascending: Float64Array, at: number, reach: number): number | null {
  const above = lowerBound(ascending, at)
  const gap = (index: number) => Math.abs((ascending[index] ?? Infinity) - at)
  const index = gap(above - 1) <= gap(above) ? above - 1 : above
  return gap(index) <= reach ? index : null
}

/** The next tile to the right (1, 0), to the left (-1, 0), upwards (0, 1) or downwards (0, -1), over gaps; null at the edge. */
export function neighbourTile(tiles: ChartTiles, from: number, axes: PlotAxes, step: { x: number; y: number }): number | null {
  const { columns, rows } = tiles.grid
  let column = lowerBound(columns, toCoordinate(tiles.x[from] ?? NaN, axes.x.scale)) + step.x
  let row = lowerBound(rows, toCoordinate(tiles.y[from] ?? NaN, axes.y.scale)) + step.y
  for (; column >= 0 && column < columns.length && row >= 0 && row < rows.length; column += step.x, row += step.y) {
    const found = tileIn(tiles, column, row)
    if (found !== null) return found
  }
  return null
}
