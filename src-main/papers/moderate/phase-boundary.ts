import type { PhaseCell } from './phase-cells'

/** Places between cells of the first, coarse look at a diagram. */
const COARSE = 4

export interface PhaseBoundary {
  /** hashes of the cells that have to be computed next, from which further ones may follow; empty once the boundary is enclosed */
  open: string[]
  /** what cells without a result have by what surrounds them: 1 for success, 0 for failure */
  inferred: ReadonlyMap<string, 0 | 1>
}

/** 0 or 1 where all trials ended alike, 1/2 where not; null until all of them have ended. */
function outcome({ ended, planned, successes }: PhaseCell): 0 | 0.5 | 1 | null {
  if (ended.length === 0 || ended.length < planned) return null
  if (successes === 0) return 0
  return successes === ended.length ? 1 : 0.5
}

/**
 * Where success turns into failure, looked for by dividing rectangles of cells until the four corners of each have ended alike or
 * are neighbours. Between corners that all succeeded, or all failed, the same is taken to hold: success becomes no less likely with the width or the
 * dimension. The cells must form a grid; where one is missing, its rectangle stays whole.
 */
export function phaseBoundary(cells: readonly PhaseCell[]): PhaseBoundary {
  const sorted = (of: (cell: PhaseCell) => number): number[] => [...new Set(cells.map(of))].sort((a, b) => a - b)
  const widths = sorted(({ hiddenWidth }) => hiddenWidth)
  const dimensions = sorted(({ inputDimension }) => inputDimension)
  const place = (column: number, row: number): string => `${column} ${row}`
  const columnOf = new Map(widths.map((value, index) => [value, index]))
  const rowOf = new Map(dimensions.map((value, index) => [value, index]))
  const at = new Map(cells.map((cell) => [place(columnOf.get(cell.hiddenWidth) ?? -1, rowOf.get(cell.inputDimension) ?? -1), cell]))
  const open = new Set<string>()
  const inferred = new Map<string, 0 | 1>()

  const look = (left: number, right: number, bottom: number, top: number): void => {
    const corners = [left, right].flatMap((column) => [bottom, top].map((row) => at.get(place(column, row))))
    const outcomes = corners.map((cell) => (cell === undefined ? null : outcome(cell)))
    corners.forEach((cell, index) => {
      if (cell !== undefined && outcomes[index] === null) open.add(cell.hash)
    })
    const [first] = outcomes
    if (outcomes.includes(null)) return
    if ((first === 0 || first === 1) && outcomes.every((each) => each === first)) {
      for (let column = left; column <= right; column++)
        for (let row = bottom; row <= top; row++) {
          const cell = at.get(place(column, row))
          if (cell !== undefined && cell.ended.length === 0) inferred.set(cell.hash, first)
        }
      return
    }
    if (right - left <= 1 && top - bottom <= 1) return
    for (const [from, to] of halves(left, right)) for (const [low, high] of halves(bottom, top)) look(from, to, low, high)
  }
  for (const [left, right] of pieces(widths.length)) for (const [bottom, top] of pieces(dimensions.length)) look(left, right, bottom, top)
  // what one rectangle concludes another may need
  return { open: [...open], inferred: new Map([...inferred].filter(([hash]) => !open.has(hash))) }
}

function halves(from: number, to: number): [number, number][] {
  if (to - from <= 1) return [[from, to]]
  const middle = (from + to) >> 1
  return [
    [from, middle],
    [middle, to],
  ]
}

function pieces(count: number): [number, number][] {
  const last = count - 1
  if (last <= 0) return count === 1 ? [[0, 0]] : []
  return Array.from({ length: Math.ceil(last / COARSE) }, (_, index) => [index * COARSE, Math.min((index + 1) * COARSE, last)])
}
