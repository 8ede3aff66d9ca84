import type { FigureTile, FigureTiles } from '../../src-main/contract'
import { lowerBound, type PlotAxes } from './pixel-path'
import { toCoordinate, type Range, type AxisScale } from './scale'

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
  /** of each tile, -1 for one without a place on a logarithmic axis */
  column: Int32Array
  row: Int32Array
  /** tile at a column and a row, by `column * rows.length + row` */
  tiles: ReadonlyMap<number, number>
}

/** Share of the runs that a tile waits for which have ended: what is inferred waits for none. */
export function endedShare({ inferred, done }: ChartTiles, index: number): number {
  return inferred[index] === true ? 1 : (done[index] ?? 0)
}

export function tilesOf(figure: FigureTiles, xScale: AxisScale, yScale: AxisScale): ChartTiles {
  const { tiles, grid } = inReadingOrder(figure.tiles, xScale, yScale)
  const numbers = (of: (tile: FigureTile) => number) => {
    const list = new Float64Array(tiles.length)
    for (let i = 0; i < tiles.length; i++) list[i] = of(tiles[i]!)
    return list
  }
  return {
    label: figure.label,
    symbol: figure.symbol,
    palette: figure.palette,
    low: figure.low,
    high: figure.high,
    width: figure.width,
    height: figure.height,
    x: numbers((tile) => tile.x),
    y: numbers((tile) => tile.y),
    value: numbers((tile) => tile.value ?? NaN),
    done: numbers((tile) => tile.done),
    text: tiles.map((tile) => tile.text),
    mark: tiles.map((tile) => tile.mark ?? null),
    inferred: tiles.map((tile) => tile.inferred === true),
    references: tiles.map((tile) => tile.cellHash ?? null),
    markNames: figure.marks ?? {},
    grid,
  }
}

/** Row by row from the top; a tile without a place on a logarithmic axis comes last and is in the table only. */
function inReadingOrder(given: readonly FigureTile[], xScale: AxisScale, yScale: AxisScale): { tiles: FigureTile[]; grid: TileGrid } {
  const count = given.length
  const x = new Float64Array(count)
  const y = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    x[i] = toCoordinate(given[i]!.x, xScale)
    y[i] = toCoordinate(given[i]!.y, yScale)
  }
  const columns = eachOnce(x)
  const rows = eachOnce(y)
  const columnOf = places(columns)
  const rowOf = places(rows)
  // the place in the order and the index in one number: sorting numbers is many times faster than sorting tiles
  const order = new Float64Array(count)
  for (let i = 0; i < count; i++) {
    const column = columnOf.get(x[i]!)
    const row = rowOf.get(y[i]!)
    const place =
      column === undefined || row === undefined ? rows.length * columns.length : (rows.length - 1 - row) * columns.length + column
    order[i] = place * count + i
  }
  order.sort()
  const tiles: FigureTile[] = []
  const column = new Int32Array(count).fill(-1)
  const row = new Int32Array(count).fill(-1)
  const found = new Map<number, number>()
  for (let at = 0; at < count; at++) {
    const place = Math.floor(order[at]! / count)
    tiles.push(given[order[at]! - place * count]!)
    if (place === rows.length * columns.length) continue
    column[at] = place % columns.length
    row[at] = rows.length - 1 - Math.floor(place / columns.length)
    found.set(column[at]! * rows.length + row[at]!, at)
  }
  return { tiles, grid: { columns, rows, column, row, tiles: found } }
}

/** The values that are numbers, ascending. */
function eachOnce(values: Float64Array): Float64Array {
  const sorted = values.slice().sort()
  let kept = 0
  for (let i = 0; i < sorted.length; i++)
    if (!Number.isNaN(sorted[i]) && (i === 0 || sorted[i] !== sorted[i - 1])) sorted[kept++] = sorted[i]!
  return sorted.slice(0, kept)
}

function places(ascending: Float64Array): Map<number, number> {
  const found = new Map<number, number>()
  ascending.forEach((value, i) => found.set(value, i))
  return found
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
export function neighbourTile(tiles: ChartTiles, from: number, step: { x: number; y: number }): number | null {
  const { columns, rows } = tiles.grid
  let column = (tiles.grid.column[from] ?? -1) + step.x
  let row = (tiles.grid.row[from] ?? -1) + step.y
  for (; column >= 0 && column < columns.length && row >= 0 && row < rows.length; column += step.x, row += step.y) {
    const found = tileIn(tiles, column, row)
    if (found !== null) return found
  }
  return null
}
