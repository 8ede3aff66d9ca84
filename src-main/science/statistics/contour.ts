export interface ContourPoint {
  x: number
  y: number
}

/** Values at the crossings of columns and rows; NaN where nothing is known. */
export interface ContourGrid {
  /** ascending */
  x: ArrayLike<number>
  /** ascending */
  y: ArrayLike<number>
  /** value at column i and row k */
  value: (i: number, k: number) => number
}

/**
 * Lines along which a quantity on a grid takes a level, linear along the edges of its cells (marching squares); a saddle is resolved by the
 * mean of its corners. Cells with an unknown corner have none.
 * @returns polylines in the coordinates of the grid
 */
export function contourLines({ x, y, value }: ContourGrid, level: number): ContourPoint[][] {
  const segments: [ContourPoint, ContourPoint][] = []
  for (let i = 0; i + 1 < x.length; i++) {
    for (let k = 0; k + 1 < y.length; k++) {
      // counterclockwise from the lower left
      const corners = [value(i, k), value(i + 1, k), value(i + 1, k + 1), value(i, k + 1)] as const
      if (corners.some((corner) => !Number.isFinite(corner))) continue
      const [left, right, low, high] = [x[i] ?? NaN, x[i + 1] ?? NaN, y[k] ?? NaN, y[k + 1] ?? NaN]
      const places = [
        { x: left, y: low },
        { x: right, y: low },
        { x: right, y: high },
        { x: left, y: high },
      ] as const
      segments.push(...inCell(corners, places, level))
    }
  }
  return joined(segments)
}

type Four<T> = readonly [T, T, T, T]

function inCell(corners: Four<number>, places: Four<ContourPoint>, level: number): [ContourPoint, ContourPoint][] {
  const above = corners.map((corner) => corner >= level)
  const crossings = [0, 1, 2, 3].flatMap((edge) => {
    const next = (edge + 1) % 4
    if (above[edge] === above[next]) return []
    const [a, b] = [corners[edge] ?? NaN, corners[next] ?? NaN]
    const [from, to] = [places[edge] ?? NOWHERE, places[next] ?? NOWHERE]
    // from the same end whichever cell asks, so that neighbours meet to the last bit
    const t = (level - a) / (b - a)
    return edge < 2
      ? [{ x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) }]
      : [{ x: to.x + (1 - t) * (from.x - to.x), y: to.y + (1 - t) * (from.y - to.y) }]
  })
  const [a, b, c, d] = crossings
  if (a === undefined || b === undefined) return []
  if (c === undefined || d === undefined) return [[a, b]]
  const middleAbove = corners.reduce((sum, corner) => sum + corner, 0) / 4 >= level
  // with the middle on the side of the lower left corner the other two corners are cut off
  return middleAbove === above[0] ? [[a, b], [c, d]] : [[d, a], [b, c]] // prettier-ignore
}

const NOWHERE: ContourPoint = { x: NaN, y: NaN }
/** Ends that agree to so many digits are one. */
const DIGITS = 12
const keyOf = ({ x, y }: ContourPoint): string => `${x.toPrecision(DIGITS)} ${y.toPrecision(DIGITS)}`

function joined(segments: readonly [ContourPoint, ContourPoint][]): ContourPoint[][] {
  const ends = new Map<string, number[]>()
  segments.forEach((segment, index) => segment.forEach((end) => ends.set(keyOf(end), [...(ends.get(keyOf(end)) ?? []), index])))
  const used = new Set<number>()
  const grow = (line: ContourPoint[]): ContourPoint[] => {
    for (;;) {
      const end = line.at(-1) ?? NOWHERE
      const next = ends.get(keyOf(end))?.find((index) => !used.has(index))
      const segment = next === undefined ? undefined : segments[next]
      if (next === undefined || segment === undefined) return line
      used.add(next)
      line.push(keyOf(segment[0]) === keyOf(end) ? segment[1] : segment[0])
    }
  }
  return segments.flatMap((segment, index) => {
    if (used.has(index)) return []
    used.add(index)
    return [grow(grow([...segment]).reverse())]
  })
}
