import type { ClaimStatement, ClaimView, TableView, Verdict } from '../../../contract'
import { claimView } from '../../claim-view'
import type { PublishedRow } from '../published/published-row'
import { fitOfCells, fitOfPublished } from '../presentation/main-figures'
import { endedRuns, statisticsOf, type StudyCell } from '../presentation/study-cells'
import { checkRunClaim, writtenNumber } from './claim'
import { RUN_CLAIMS } from './run-claims'

/** The claims about single runs, over all ended runs of the cells; those that no run is concerned by are left out. */
export function runClaimsOver(cells: readonly StudyCell[]): ClaimView[] {
  const runs = endedRuns(cells)
  return RUN_CLAIMS.map((claim) => checkRunClaim(claim, runs)).filter(({ verdict }) => runs.length === 0 || verdict !== 'vacuous')
}

const PAPER = 'arXiv 2212.02323'
const MAIN_SERIES = ['razborov-table-1', 'razborov-figures-1-3']

function reproduction(id: string, table: string, recipeIds: readonly string[]): ClaimStatement {
  return {
    id,
    title: `${table} is reproduced`,
    formula: 'T,\\ \\kappa_H,\\ |D|,\\ \\|W_T-W_0\\|_F',
    source: `${PAPER}, section 4`,
    premise: 'cells with converged runs',
    prediction: 'every average lies within the tolerance of the published one; every run converges',
    remark:
      'Tolerance: three standard deviations of the difference of two ten-run averages, widened by sqrt((1/k + 1/r)/(2/10)) for k measured ' +
      'and r published runs. Among 160 entries a few may lie outside by chance, more so with few runs.',
    recipeIds,
  }
}

export const TABLE_1_REPRODUCED = reproduction('A4', 'Table 1', MAIN_SERIES)
export const TABLE_2_REPRODUCED = reproduction('A5', 'Table 2', ['razborov-table-2'])

/** Every compared average of a table lies within its tolerance and every run of the compared rows converged. */
export function reproductionClaim(statement: ClaimStatement, table: TableView, cells: readonly StudyCell[]): ClaimView {
  const compared = table.rows.flatMap(({ entries }) => entries).filter(({ verdict }) => verdict === 'within' || verdict === 'outside')
  const outside = compared.filter(({ verdict }) => verdict === 'outside')
  const rows = new Set(
    table.rows.filter(({ entries }) => entries.some(({ published }) => published !== null)).map(({ cellHash }) => cellHash),
  )
  const runs = endedRuns(cells.filter(({ hash }) => rows.has(hash)))
  const aborted = runs.filter(({ stopReason }) => stopReason !== 'converged')
  return claimView(statement, {
    met: runs.length === 0 ? null : true,
    measured:
      runs.length === 0
        ? 'nothing yet'
        : `${compared.length - outside.length} of ${compared.length} averages within; ${runs.length - aborted.length} of ${runs.length} runs converged`,
    verdict: runs.length === 0 ? 'not measured' : outside.length + aborted.length > 0 ? 'fails' : 'holds',
    runIds: runs.map(({ id: runId }) => runId),
  })
}

/** The published exponent, measured exponents within this of it agree: 0.493 was fitted to the published averages, scatter about 0.01. */
const EXPONENT_TOLERANCE = 0.03

export const CHANGE_EXPONENT: ClaimStatement = {
  id: 'C7-exponent',
  title: 'Exponent of the density of activation changes',
  formula: '\\kappa_D\\propto(m/nS)^{b}',
  source: `${PAPER}, Figure 2; the fit is not of the paper`,
  premise: 'at least six cells of the main series have converged runs',
  prediction: 'b and the coefficient are those of the published averages; the bound has b = 1/3',
  remark:
    'The green line of Figure 2 is an upper bound up to logarithms, and it is one; as a prediction of the growth its exponent is too small.',
  recipeIds: MAIN_SERIES,
}

/** The power law of kappa_D in m/(nS), against the 1/3 of the bound. */
export function changeExponentClaim(cells: readonly StudyCell[], published: readonly PublishedRow[]): ClaimView {
  const fit = fitOfCells(cells)
  const paper = fitOfPublished(published)
  return claimView(CHANGE_EXPONENT, {
    met: fit !== null,
    prediction:
      paper === null
        ? 'not available'
        : `b = ${paper.exponent.toFixed(3)}, coefficient ${paper.coefficient.toFixed(3)}, as the published averages give; the bound has 1/3`,
    measured:
      fit === null ? 'nothing yet' : `b = ${fit.exponent.toFixed(3)}, coefficient ${fit.coefficient.toFixed(3)}, over ${fit.count} cells`,
    verdict:
      fit === null || paper === null ? 'not measured' : Math.abs(fit.exponent - paper.exponent) <= EXPONENT_TOLERANCE ? 'holds' : 'fails',
    runIds: [],
  })
}

/** kappa_W spans a factor of 1.41 over the published table; flat means less than 2. */
const FLATNESS = 2

export const FLAT_DISTANCE: ClaimStatement = {
  id: 'C4-flat',
  title: 'Scaled distance is flat in m and S',
  formula: '\\kappa_W=\\|W_T-W_0\\|_F/\\sqrt m',
  source: `${PAPER}, Figure 3`,
  premise: 'at least two cells have converged runs',
  prediction: `largest over smallest average is below ${FLATNESS}`,
  remark: null,
  recipeIds: MAIN_SERIES,
}

/** Averages of kappa_W over the cells: flat in m and S. */
export function flatDistanceClaim(cells: readonly StudyCell[]): ClaimView {
  const means = cells.flatMap((cell) => statisticsOf(cell.converged, 'kappaW')?.mean ?? [])
  const spread = means.length < 2 ? null : Math.max(...means) / Math.min(...means)
  return claimView(FLAT_DISTANCE, {
    met: spread !== null,
    measured:
      spread === null
        ? 'nothing yet'
        : `${writtenNumber(Math.min(...means))} to ${writtenNumber(Math.max(...means))}, quotient ${writtenNumber(spread)}`,
    verdict: spread === null ? 'not measured' : spread < FLATNESS ? 'holds' : 'fails',
    runIds: [],
  })
}

/** Verdict from whether anything was measured and whether it is as predicted. */
export function verdictOf(measured: boolean, asPredicted: boolean): Verdict {
  if (!measured) return 'not measured'
  return asPredicted ? 'holds' : 'fails'
}
