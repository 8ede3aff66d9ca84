import type { Axis, AxisValues, RunRecord, Statistics, TableView, Verdict } from '../contract'
import { describe } from '../science/statistics'
import type { StudyEvidence } from './paper'

/** A cell of a study with its ended runs of the study's own seeds. */
export interface StudyCell {
  hash: string
  axes: AxisValues
  note: string | null
  planned: number
  ended: RunRecord[]
}

export function studyCells(evidence: StudyEvidence): StudyCell[] {
  return evidence.cells.map((cell) => {
    const seeds = new Set(cell.seeds)
    const ended = evidence.runs.filter(({ cellHash, seed }) => cellHash === cell.hash && seeds.has(seed))
    return { hash: cell.hash, axes: cell.axes, note: cell.note, planned: cell.seeds.length, ended }
  })
}

export const valuesOf = (runs: readonly RunRecord[], quantity: string): number[] => runs.flatMap(({ summary }) => summary[quantity] ?? [])

/** Statistics of a quantity over runs that have it, null when none has. */
export function statisticsOf(runs: readonly RunRecord[], quantity: string): Statistics | null {
  const values = valuesOf(runs, quantity)
  return values.length === 0 ? null : describe(values)
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

interface TableFrame {
  id: string
  title: string
  caption: string
  axes: Axis[]
  groupBy: string | null
  quantityIds: string[]
}

/** Cells with measured quantities for which the paper prints no numbers; `succeeded` says which runs ended as they should. */
export function measuredTable(frame: TableFrame, cells: readonly StudyCell[], succeeded: (run: RunRecord) => boolean): TableView {
  return {
    ...frame,
    rows: cells.map(({ hash, axes, note, planned, ended }) => ({
      cellHash: hash,
      axes,
      note,
      convergence: { succeeded: ended.filter(succeeded).length, ended: ended.length, planned },
      entries: frame.quantityIds.map((quantityId) => ({
        quantityId,
        measured: statisticsOf(ended, quantityId),
        published: null,
        deviation: null,
        tolerance: null,
        verdict: 'not-published',
      })),
    })),
  }
}

export const finished = ({ state }: RunRecord): boolean => state === 'finished'
export const converged = ({ stopReason }: RunRecord): boolean => stopReason === 'converged'

export function verdictOf(measured: boolean, asPredicted: boolean): Verdict {
  if (!measured) return 'not measured'
  return asPredicted ? 'holds' : 'fails'
}

export const idsOf = (cells: readonly StudyCell[]): number[] => cells.flatMap(({ ended }) => ended.map(({ id }) => id))
