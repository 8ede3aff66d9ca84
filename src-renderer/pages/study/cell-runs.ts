import type { CellView, Quantity, RunTableRow } from '../../../src-main/contract'

export interface CellRunLine {
  id: number
  seed: number
  state: CellView['runs'][number]['state']
  stopReason: string | null
  progress: number
  step: number | null
  /** in the order of the quantities */
  values: (number | string | null)[]
}

/** The runs of a cell by seed: the study knows their states at once, the stored rows their numbers a moment later. */
export function cellRunLines(
  cell: CellView,
  rows: readonly Pick<RunTableRow, 'id' | 'step' | 'cells'>[],
  quantities: readonly Quantity[],
): CellRunLine[] {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return cell.runs
    .toSorted((a, b) => a.seed - b.seed || a.id - b.id)
    .map((run) => {
      const row = byId.get(run.id)
      return { ...run, step: row?.step ?? null, values: quantities.map((_, i) => row?.cells[i] ?? null) }
    })
}
