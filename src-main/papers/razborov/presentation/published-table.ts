import type { Axis, TableEntry, TableRow, TableView } from '../../../contract'
import type { QuantityId } from '../../../experiments/two-layer-relu/quantities'
import { PUBLISHED_QUANTITIES, type PublishedQuantity, type PublishedRow } from '../published/published-row'
import { statisticsOf, type StudyCell } from './study-cells'
import { deviationOf, isWithin, toleranceFor } from './tolerances'

interface TableFrame {
  id: string
  title: string
  caption: string
  axes: Axis[]
  groupBy: string | null
}

/** Cells beside the published rows of the same S and m. Averages and ranges are over converged runs. */
export function publishedTable(frame: TableFrame, cells: readonly StudyCell[], published: readonly PublishedRow[]): TableView {
  return {
    ...frame,
    quantityIds: [...PUBLISHED_QUANTITIES],
    rows: cells.map((cell) => {
      const row = published.find(({ hiddenWidth, sampleCount }) => hiddenWidth === cell.hiddenWidth && sampleCount === cell.sampleCount)
      return tableRow(
        cell,
        PUBLISHED_QUANTITIES.map((quantity) => (row === undefined ? measuredEntry(cell, quantity) : comparedEntry(cell, quantity, row))),
      )
    }),
  }
}

/** Cells with measured quantities for which the paper prints no numbers. */
export function measuredTable(frame: TableFrame, cells: readonly StudyCell[], quantities: readonly QuantityId[]): TableView {
  return {
    ...frame,
    quantityIds: [...quantities],
    rows: cells.map((cell) =>
      tableRow(
        cell,
        quantities.map((quantity) => measuredEntry(cell, quantity)),
      ),
    ),
  }
}

function tableRow(cell: StudyCell, entries: TableEntry[]): TableRow {
  return {
    cellHash: cell.hash,
    axes: cell.axes,
    note: cell.cell.note,
    convergence: { succeeded: cell.converged.length, ended: cell.ended.length, planned: cell.cell.seeds.length },
    entries,
  }
}

/** Of converged runs; of aborted ones where none converged, which the convergence column tells. */
function measuredEntry(cell: StudyCell, quantity: QuantityId): TableEntry {
  const runs = cell.converged.length > 0 ? cell.converged : cell.ended
  const measured = statisticsOf(runs, quantity)
  return { quantityId: quantity, measured, published: null, deviation: null, tolerance: null, verdict: 'not-published' }
}

function comparedEntry(cell: StudyCell, quantity: PublishedQuantity, row: PublishedRow): TableEntry {
  const published = row[quantity]
  if (published === null) return measuredEntry(cell, quantity)
  const measured = statisticsOf(cell.converged, quantity)
  if (measured === null) {
    // nothing has ended yet, or everything that ended aborted while the paper reports convergence
    const verdict = cell.ended.length === 0 ? 'pending' : 'outside'
    return { quantityId: quantity, measured, published, deviation: null, tolerance: null, verdict }
  }
  const tolerance = toleranceFor(quantity, cell.sampleCount, measured.count, row.runs)
  return {
    quantityId: quantity,
    measured,
    published,
    deviation: deviationOf(measured.mean, published.mean, tolerance),
    tolerance,
    verdict: isWithin(measured.mean, published.mean, tolerance) ? 'within' : 'outside',
  }
}
