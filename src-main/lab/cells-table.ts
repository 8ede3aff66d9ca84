import type { Axis, CellView, Quantity, TableView } from '../contract'

/** So many quantities fit beside each other; the table of runs has the others. */
const MOST_QUANTITIES = 5

/** How a run says that it reached what it was for. */
const SUCCESSES = new Set(['converged', 'computed'])

/** The table of a study that no recipe presents: the measured quantities of its cells, against the axes in which they differ. */
export function cellsTable(cells: readonly CellView[], axes: readonly Axis[], quantities: readonly Quantity[]): TableView {
  const measured = quantities.filter(({ id }) => cells.some((cell) => id in cell.statistics))
  const quantityIds = (measured.length > 0 ? measured : quantities).slice(0, MOST_QUANTITIES).map(({ id }) => id)
  const differing = axes.filter(({ id }) => new Set(cells.map((cell) => cell.axes[id])).size > 1)
  return {
    id: 'cells',
    title: 'Cells',
    caption: '',
    axes: differing.length > 0 ? differing : [...axes],
    quantityIds,
    groupBy: null,
    rows: cells.map((cell) => ({
      cellHash: cell.hash,
      axes: cell.axes,
      note: cell.note,
      convergence: {
        succeeded: cell.runs.filter(({ stopReason }) => stopReason !== null && SUCCESSES.has(stopReason)).length,
        ended: cell.runs.filter(({ state }) => state === 'finished' || state === 'diverged').length,
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
