import type { ClaimStatement, ClaimView, FigureCurve, FigureView } from '../../contract'
import { claimView } from '../claim-view'
import { idsOf, statisticsOf, verdictOf, type StudyCell } from '../study-cells'

/** What of a cell a sweep draws. */
export interface Sweep {
  /** axis along the abscissa */
  x: string
  quantity: string
  /** axis that tells the curves apart */
  group: string
  /** values not above it are not drawn; the noise floor of each run when absent */
  floor?: number
}

/** Mean with range over the runs of each cell, one curve for each value of the group's axis. */
export function sweepCurves(cells: readonly StudyCell[], { x, quantity, group, floor }: Sweep): FigureCurve[] {
  return [...Map.groupBy(cells, ({ axes }) => String(axes[group]))].flatMap(([name, own]): FigureCurve[] => {
    const points = own
      .flatMap((cell) => {
        const values = statisticsOf(cell.ended, quantity)
        const least = floor ?? statisticsOf(cell.ended, 'noiseFloor')?.max ?? 0
        if (values === null || !(values.min > least)) return []
        const { mean, min, max, count } = values
        return [{ x: Number(cell.axes[x]), y: mean, ...(count > 1 ? { low: min, high: max } : {}), count, cellHash: cell.hash }]
      })
      .sort((a, b) => a.x - b.x)
    return points.length === 0 ? [] : [{ id: `${name} ${quantity}`, label: name, kind: 'measured', group: name, points }]
  })
}

type Frame = Pick<FigureView, 'id' | 'title' | 'caption' | 'x' | 'y'>

/** A figure of curves, none where there are no points yet. */
export function figureOf(frame: Frame, curves: readonly FigureCurve[]): FigureView[] {
  return curves.some(({ kind }) => kind === 'measured') ? [{ ...frame, curves: [...curves], markers: [] }] : []
}

/** One comparison behind a verdict. */
export interface Compared {
  text: string
  holds: boolean
}

/** A claim over comparisons; not measured until there is one. */
export function comparedClaim(statement: ClaimStatement, cells: readonly StudyCell[], all: readonly Compared[]): ClaimView {
  return claimView(statement, {
    met: all.length === 0 ? null : true,
    measured: all.length === 0 ? 'nothing yet' : all.map(({ text }) => text).join('; '),
    verdict: verdictOf(
      all.length > 0,
      all.every(({ holds }) => holds),
    ),
    runIds: idsOf(cells.filter(({ ended }) => ended.length > 0)),
  })
}

/** Mean of a quantity over a cell's runs. */
export function meanOf(cell: StudyCell | undefined, quantity: string): number | null {
  return cell === undefined ? null : (statisticsOf(cell.ended, quantity)?.mean ?? null)
}

export const within = (value: number, expected: number, tolerance: number): boolean => Math.abs(value / expected - 1) <= tolerance
