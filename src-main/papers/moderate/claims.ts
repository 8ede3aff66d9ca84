import type { ClaimStatement, ClaimView, RunRecord, Verdict } from '../../contract'
import type { BinomialCount, LogisticFit } from '../../science/statistics'
import { fitLogistic } from '../../science/statistics'
import { claimView } from '../claim-view'
import { PAPER, type PhaseActivation, type PhaseCell } from './phase-cells'
import { CELL_REFERENCE, PHASE_REFERENCE } from './reference'

/** The smallest dimension of the fit: below, no width of the diagram succeeds within the budget of steps. */
const FITTED_FROM = 8

export interface Diagram {
  activation: PhaseActivation
  sampleCount: number
  cells: readonly PhaseCell[]
}

/** Probability of success as a logistic function of log(k_eff d / n), over all cells with d >= 8. */
export function fitBoundary({ cells, sampleCount }: Diagram): LogisticFit | null {
  const counts = cells.flatMap(({ ended, successes, inputDimension, effectiveWidth }): BinomialCount[] => {
    const x = Math.log((effectiveWidth * inputDimension) / sampleCount)
    return inputDimension >= FITTED_FROM && ended.length > 0 && effectiveWidth > 0 ? [{ x, successes, trials: ended.length }] : []
  })
  return fitLogistic(counts)
}

const SECTION_4 = `${PAPER}, section 4 and Figure 2`
const DIAGRAMS = ['moderate-softplus-100', 'moderate-relu-100', 'moderate-softplus-200', 'moderate-relu-200']
const RELU_DIAGRAMS = ['moderate-relu-100', 'moderate-relu-200']

const NEVER_BELOW: ClaimStatement = {
  id: 'F2-below',
  title: 'No success with fewer parameters than points',
  formula: 'kd<n\\Rightarrow\\text{failure}',
  source: SECTION_4,
  premise: 'trials with 2 floor(k/2) d < n, as with odd k one output weight is 0',
  prediction: 'none of them reaches the threshold',
  remark: null,
  recipeIds: DIAGRAMS,
}

const BOUNDARY: ClaimStatement = {
  id: 'F2-boundary',
  title: 'The transition lies just above n = kd',
  formula: 'kd>(1+\\varepsilon)n',
  source: SECTION_4,
  premise: 'the logistic fit over all cells with d >= 8 exists',
  prediction: 'probability one half at the k_eff d / n of an independent computation',
  remark:
    'The paper says that the region of success "tightly hugs" n = kd. Measured with its settings, the boundary lies at 1.3 to 1.8 n: for ' +
    'softplus the budget of 15,000 steps decides, for ReLU points at which no neuron is active.',
  recipeIds: DIAGRAMS,
}

const EXPECTED_CELLS: ClaimStatement = {
  id: 'F2-cells',
  title: 'Cells are filled as computed independently',
  formula: 'P(\\text{success})',
  source: 'independent computation with another program and generator',
  premise: 'reference cells whose ten trials have ended',
  prediction: 'successes within the stated counts',
  remark: null,
  recipeIds: DIAGRAMS,
}

const ODD_WIDTH: ClaimStatement = {
  id: 'F2-odd',
  title: 'An odd width counts as the even one below',
  formula: 'k_{\\mathrm{eff}}=2\\lfloor k/2\\rfloor',
  source: `${PAPER}, theorem 2.1, footnote 1`,
  premise: 'the logistic fits exist',
  prediction:
    'k_eff d / n explains the successes better than kd / n: its negative log likelihood is smaller, by 2 or more to tell them apart',
  remark: null,
  recipeIds: DIAGRAMS,
}

const DEAD_POINTS: ClaimStatement = {
  id: 'F2-dead',
  title: 'Failures of ReLU far above the boundary are dead points',
  formula: '\\|r_\\tau\\|\\to\\sqrt{\\textstyle\\sum_{i\\ \\mathrm{dead}}y_i^2}',
  source: 'not of the paper; a point at which no neuron with an output weight is active has no gradient',
  premise: 'failed trials with d = 25, kd >= 2n',
  prediction: 'at least one dead point in each; where the error stopped falling it is the norm of their labels',
  remark: 'The chance that no point is dead at the start is (1 - 2^-k)^n: besides kd > n, k must exceed about log2 n.',
  recipeIds: RELU_DIAGRAMS,
}

export const PHASE_CLAIMS: readonly ClaimStatement[] = [NEVER_BELOW, BOUNDARY, EXPECTED_CELLS, ODD_WIDTH, DEAD_POINTS]

export function phaseClaims(diagram: Diagram): ClaimView[] {
  const claims = [neverBelow(diagram), boundary(diagram), expectedCells(diagram), oddWidth(diagram)]
  return diagram.activation === 'relu' ? [...claims, deadPoints(diagram)] : claims
}

const verdict = (measured: boolean, holds: boolean): Verdict => (!measured ? 'not measured' : holds ? 'holds' : 'fails')
const ids = (runs: readonly RunRecord[]): number[] => runs.map(({ id }) => id)

function neverBelow({ cells, sampleCount }: Diagram): ClaimView {
  const below = cells.filter(({ effectiveWidth, inputDimension }) => effectiveWidth * inputDimension < sampleCount)
  const trials = below.flatMap(({ ended }) => ended)
  const successes = below.reduce((sum, cell) => sum + cell.successes, 0)
  return claimView(NEVER_BELOW, {
    met: trials.length === 0 ? null : true,
    measured: trials.length === 0 ? 'nothing yet' : `${successes} of ${trials.length} succeeded`,
    verdict: verdict(trials.length > 0, successes === 0),
    runIds: ids(trials),
  })
}

function boundary(diagram: Diagram): ClaimView {
  const fit = fitBoundary(diagram)
  const reference = PHASE_REFERENCE.find(
    ({ activation, sampleCount }) => activation === diagram.activation && sampleCount === diagram.sampleCount,
  )
  const midpoint = fit === null ? NaN : Math.exp(fit.midpoint)
  return claimView(BOUNDARY, {
    met: fit === null ? null : true,
    ...(reference === undefined ? {} : { prediction: `${reference.midpoint} within ${reference.midpointTolerance}` }),
    measured: fit === null ? 'no fit yet' : `one half at k_eff d / n = ${midpoint.toFixed(3)}, slope ${fit.slope.toFixed(1)}`,
    verdict: verdict(
      fit !== null && reference !== undefined,
      Math.abs(midpoint - (reference?.midpoint ?? NaN)) <= (reference?.midpointTolerance ?? NaN),
    ),
    runIds: [],
  })
}

/** Trials of a reference cell. */
const REFERENCE_TRIALS = 10

function expectedCells(diagram: Diagram): ClaimView {
  const compared = CELL_REFERENCE.flatMap((reference) => {
    if (reference.activation !== diagram.activation || reference.sampleCount !== diagram.sampleCount) return []
    const cell = diagram.cells.find(
      ({ hiddenWidth, inputDimension }) => hiddenWidth === reference.hiddenWidth && inputDimension === reference.inputDimension,
    )
    return cell !== undefined && cell.ended.length >= REFERENCE_TRIALS ? [{ reference, cell }] : []
  })
  const outside = compared.filter(({ reference, cell }) => {
    const scaled = (cell.successes * REFERENCE_TRIALS) / cell.ended.length
    return scaled < reference.least || scaled > reference.most
  })
  const named = outside.map(({ reference, cell }) => `(k, d) = (${reference.hiddenWidth}, ${reference.inputDimension}): ${cell.successes}`)
  return claimView(EXPECTED_CELLS, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'no reference cell has ten trials yet'
        : `${compared.length - outside.length} of ${compared.length} within${named.length === 0 ? '' : `; ${named.join(', ')}`}`,
    verdict: verdict(compared.length > 0, outside.length === 0),
    runIds: compared.flatMap(({ cell }) => ids(cell.ended)),
  })
}

/** Difference of two log likelihoods below which two trials more or less could turn it round: a ratio of seven. */
const TELLS_APART = 2

function oddWidth(diagram: Diagram): ClaimView {
  const effective = fitBoundary(diagram)
  const plain = fitBoundary({ ...diagram, cells: diagram.cells.map((cell) => ({ ...cell, effectiveWidth: cell.hiddenWidth })) })
  const measured = effective !== null && plain !== null
  return claimView(ODD_WIDTH, {
    met: measured ? true : null,
    measured: measured ? `${effective.loss.toFixed(1)} with k_eff, ${plain.loss.toFixed(1)} with k` : 'no fit yet',
    verdict: verdict(measured && Math.abs(effective.loss - plain.loss) >= TELLS_APART, measured && effective.loss < plain.loss),
    runIds: [],
  })
}

/** The error of a run that stopped falling may be this much above the floor. */
const AT_FLOOR = 1e-2

function deadPoints({ cells, sampleCount }: Diagram): ClaimView {
  const failed = cells
    .filter(({ inputDimension, hiddenWidth }) => inputDimension === 25 && hiddenWidth * inputDimension >= 2 * sampleCount)
    .flatMap(({ ended }) => ended.filter(({ stopReason, state }) => stopReason !== 'converged' && state === 'finished'))
  const value = (run: RunRecord, id: string): number => run.summary[id] ?? NaN
  const broken = failed.filter((run) => {
    const floor = value(run, 'deadPointFloor')
    const stopped = run.stopReason !== 'step-budget'
    return !(value(run, 'deadPointCount') >= 1) || (stopped && !(value(run, 'finalRelativeResidual') <= (1 + AT_FLOOR) * floor))
  })
  return claimView(DEAD_POINTS, {
    met: failed.length === 0 ? null : true,
    measured: failed.length === 0 ? 'no such failure yet' : `${failed.length - broken.length} of ${failed.length} failures explained`,
    verdict: verdict(failed.length > 0, broken.length === 0),
    runIds: ids(failed),
  })
}
