import type { Quantity, StudyView, TableView } from '../../../src-main/contract'

/** So many quantities fit beside each other; the runs' table has the others. */
const MOST_QUANTITIES = 4

/** The table of a study that no recipe presents: the measured quantities of its cells. */
export function genericTable(study: StudyView, quantities: readonly Quantity[]): TableView {
  const measured = quantities.filter((quantity) => study.cells.some((cell) => quantity.id in cell.statistics))
  const quantityIds = (measured.length > 0 ? measured : quantities).slice(0, MOST_QUANTITIES).map((quantity) => quantity.id)
  const axes = study.axes.filter((axis) => new Set(study.cells.map((cell) => cell.axes[axis.id])).size > 1)
  return {
    id: 'cells',
    title: 'Cells',
    caption: '',
    axes: axes.length > 0 ? axes : study.axes,
    quantityIds,
    groupBy: null,
    rows: study.cells.map((cell) => ({
      cellHash: cell.hash,
      axes: cell.axes,
      note: cell.note,
      convergence: {
        succeeded: cell.runs.filter((run) => run.state === 'finished').length,
        ended: cell.runs.filter((run) => run.state === 'finished' || run.state === 'diverged').length,
        planned: cell.seeds.length,
      },
      entries: quantityIds.map((quantityId) => ({
        quantityId,
        measured: cell.statistics[quantityId] ?? null,
        published: null,
        deviation: null,
        tolerance: null,
        verdict: 'not-published' as const,
      })),
    })),
  }
}
