import type { ClaimStatement, ClaimView } from '../../../contract'
import { comparedClaim, type Compared } from '../../activations/study-curves'
import { claimView } from '../../claim-view'
import { writtenNumber } from '../../run-claim'
import { idsOf, medianOf, valuesOf, type StudyCell } from '../../study-cells'
import { PAPER } from '../cells'
import type { Method } from './methods'

/** The paper prints no accuracy: claims are orderings, with margins of the laboratory. */
const NO_NUMBERS = 'The paper prints no accuracies, only which method is ahead; the margins are the laboratory’s.'

interface Stated {
  id: string
  title: string
  formula: string
  source: string
  premise: string
  prediction: string
  recipeIds: string[]
  remark?: string
}

export function trainingStatement({ source, remark = NO_NUMBERS, ...rest }: Stated): ClaimStatement {
  return { ...rest, source: `${PAPER}, ${source}`, remark }
}

/** The cell of a method in a network. */
export function cellOf(cells: readonly StudyCell[], network: string, method: Method): StudyCell | undefined {
  return cells.find(({ axes }) => axes['network'] === network && axes['method'] === method)
}

/**
 * Median over the ended runs of a cell; a diverged run has learned nothing and counts as `diverged` where that is given. null while a planned run is
 * missing: a median of fewer seeds is another number.
 */
export function medianOfCell(cell: StudyCell | undefined, quantity: string, diverged: number | null = null): number | null {
  if (cell === undefined || cell.ended.length < cell.planned) return null
  const lost = cell.ended.filter(({ state }) => state === 'diverged').length
  if (diverged === null && lost > 0) return null
  const finished = cell.ended.filter(({ state }) => state === 'finished')
  const values = [...valuesOf(finished, quantity), ...Array.from({ length: lost }, () => diverged ?? NaN)]
  return values.length === 0 ? null : medianOf(values)
}

/** Accuracy of guessing among ten classes. */
const CHANCE = 0.1

export const accuracyOf = (cell: StudyCell | undefined, quantity = 'testAccuracy'): number | null => medianOfCell(cell, quantity, CHANCE)

/** One method is ahead of another in a network by at least a margin. */
export function aheadBy(
  cells: readonly StudyCell[],
  network: string,
  [ahead, behind]: readonly [Method, Method],
  margin: number,
  quantity = 'testAccuracy',
): Compared[] {
  const [a, b] = [accuracyOf(cellOf(cells, network, ahead), quantity), accuracyOf(cellOf(cells, network, behind), quantity)]
  if (a === null || b === null) return []
  return [{ text: `${network}: ${ahead} ${writtenNumber(a)}, ${behind} ${writtenNumber(b)}`, holds: a - b >= margin }]
}

/** The methods differ in a network by at most a margin. */
export function withinOf(cells: readonly StudyCell[], network: string, methods: readonly Method[], margin: number): Compared[] {
  const found = methods.flatMap((method) => {
    const value = accuracyOf(cellOf(cells, network, method))
    return value === null ? [] : [{ method, value }]
  })
  if (found.length < methods.length) return []
  const values = found.map(({ value }) => value)
  const text = `${network}: ${found.map(({ method, value }) => `${method} ${writtenNumber(value)}`).join(', ')}`
  return [{ text, holds: Math.max(...values) - Math.min(...values) <= margin }]
}

/** A claim that is judged once all its comparisons can be made. */
export function judged(statement: ClaimStatement, cells: readonly StudyCell[], found: readonly Compared[], needed: number): ClaimView {
  if (found.length >= needed) return comparedClaim(statement, cells, found)
  const runIds = idsOf(cells)
  const measured = runIds.length === 0 ? 'nothing yet' : 'some runs are missing'
  return claimView(statement, { met: null, measured, verdict: 'not measured', runIds })
}
