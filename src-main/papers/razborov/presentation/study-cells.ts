import type { AxisValues, CellView, RunRecord, Statistics } from '../../../contract'
import type { QuantityId } from '../../../experiments/two-layer-relu/quantities'
import { describe } from '../../../science/statistics'
import type { StudyEvidence } from '../../paper'

/** A cell of a study with its ended runs of the study's own seeds. */
export interface StudyCell {
  cell: CellView
  hash: string
  axes: AxisValues
  /** S and m, from the axes */
  hiddenWidth: number
  sampleCount: number
  /** finished and diverged runs */
  ended: RunRecord[]
  /** runs that ended because |e| fell below the threshold; cell statistics are over these */
  converged: RunRecord[]
}

export function studyCells(evidence: StudyEvidence): StudyCell[] {
  const runsByCell = new Map<string, RunRecord[]>(evidence.cells.map((cell) => [cell.hash, []]))
  for (const run of evidence.runs) runsByCell.get(run.cellHash)?.push(run)
  return evidence.cells.map((cell) => {
    const seeds = new Set(cell.seeds)
    const ended = (runsByCell.get(cell.hash) ?? []).filter((run) => seeds.has(run.seed))
    return {
      cell,
      hash: cell.hash,
      axes: cell.axes,
      hiddenWidth: Number(cell.axes['hiddenWidth']),
      sampleCount: Number(cell.axes['sampleCount']),
      ended,
      converged: ended.filter((run) => run.stopReason === 'converged'),
    }
  })
}

/** Statistics of a quantity over runs that have it, null when none has. */
export function statisticsOf(runs: readonly RunRecord[], quantity: QuantityId): Statistics | null {
  const values = runs.flatMap((run) => run.summary[quantity] ?? [])
  return values.length === 0 ? null : describe(values)
}

/** Runs of all cells that ended, each once. */
export function endedRuns(cells: readonly StudyCell[]): RunRecord[] {
  return cells.flatMap(({ ended }) => ended)
}
