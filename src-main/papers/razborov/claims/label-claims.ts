import type { ClaimStatement, ClaimView, Statistics } from '../../../contract'
import { binomialLowerTail } from '../../../science/statistics'
import { claimView } from '../../claim-view'
import type { StudyEvidence } from '../../paper'
import { LABEL_REFERENCE, stepsDeviation, type LabelReference } from '../published/label-reference'
import { endedRuns, statisticsOf, type StudyCell } from '../presentation/study-cells'
import { toleranceFor } from '../presentation/tolerances'
import { writtenNumber } from './claim'
import { verdictOf } from './study-claims'

const SECTION_4 = 'arXiv 2212.02323, section 4'
const RECIPES = ['razborov-labels']

/** Share of runs that converged in the paper's 20 runs of local labels at m = 1000. */
const LOCAL_CONVERGENCE = 19 / 20
/** A count less likely than this under that share contradicts it. */
const SIGNIFICANCE = 0.01

type LabelKind = LabelReference['labels'] | 'gaussian'

/** Kind of labels of a cell, from its runs or its axis. */
function cellsWith(cells: readonly StudyCell[], kind: LabelKind, sampleCount?: number): StudyCell[] {
  return cells.filter((cell) => cell.axes['labelKind'] === kind && (sampleCount === undefined || cell.sampleCount === sampleCount))
}

const converged = (cells: readonly StudyCell[]): number => cells.reduce((total, cell) => total + cell.converged.length, 0)
const ended = (cells: readonly StudyCell[]): number => cells.reduce((total, cell) => total + cell.ended.length, 0)
const runIds = (cells: readonly StudyCell[]): number[] => endedRuns(cells).map(({ id }) => id)

export function labelClaims(all: readonly StudyCell[], evidence: StudyEvidence): ClaimView[] {
  return [
    spectrumLabelsConverge(all),
    localConverges(cellsWith(all, 'local', 1000)),
    localAborts(cellsWith(all, 'local', 2000)),
    noDip(cellsWith(all, 'gaussian'), evidence),
    labelOrder(all),
    ...LABEL_REFERENCE.map((reference) => agreesWithReference(all, reference)),
  ]
}

const SPECTRUM_LABELS_CONVERGE: ClaimStatement = {
  id: 'E3-E4',
  title: 'High and low spectrum labels converge',
  formula: '\\|e_T\\|<10^{-3}',
  source: SECTION_4,
  premise: 'n = S = 100, step size 1e-3',
  prediction: 'every run converges, as with Gaussian labels',
  remark:
    'The paper found "no significant discrepancies". That holds for convergence; step counts and kappa_H do differ, see claim C14. It does ' +
    'not say which sign of the eigenvector it took; both are run.',
  recipeIds: RECIPES,
}

function spectrumLabelsConverge(all: readonly StudyCell[]): ClaimView {
  const cells = [...cellsWith(all, 'low-spectrum'), ...cellsWith(all, 'high-spectrum')]
  return claimView(SPECTRUM_LABELS_CONVERGE, {
    met: ended(cells) === 0 ? null : true,
    measured: ended(cells) === 0 ? 'nothing yet' : `${converged(cells)} of ${ended(cells)} runs converged`,
    verdict: verdictOf(ended(cells) > 0, converged(cells) === ended(cells)),
    runIds: runIds(cells),
  })
}

const LOCAL_CONVERGES: ClaimStatement = {
  id: 'E5',
  title: 'Local labels at m = 1000 nearly always converge',
  formula: '\\text{19 of 20}',
  source: SECTION_4,
  premise: 'n = S = 100, step size 1e-3',
  prediction: `as many converge as a chance of 19/20 lets expect (at least ${100 * SIGNIFICANCE} % likely)`,
  remark: null,
  recipeIds: RECIPES,
}

function localConverges(cells: readonly StudyCell[]): ClaimView {
  const chance = binomialLowerTail(converged(cells), ended(cells), LOCAL_CONVERGENCE)
  return claimView(LOCAL_CONVERGES, {
    met: ended(cells) === 0 ? null : true,
    measured:
      ended(cells) === 0
        ? 'nothing yet'
        : `${converged(cells)} of ${ended(cells)} runs converged; so few or fewer have probability ${writtenNumber(chance)}`,
    verdict: verdictOf(ended(cells) > 0, chance >= SIGNIFICANCE),
    runIds: runIds(cells),
  })
}

const LOCAL_ABORTS: ClaimStatement = {
  id: 'C19',
  title: 'Local labels at m = 2000 never converge, whatever the step size',
  formula: '\\|e_\\tau\\|>\\|e_{\\tau-1}\\|',
  source: `${SECTION_4} (experiment at 1e-4, 0 of 10)`,
  premise: 'n = S = 100, step sizes 1e-3, 1e-4, 1e-5',
  prediction: 'every run is stopped by the safety valve with an error far above the threshold',
  remark:
    'Where the error would have fallen without flips, the abort is not an instability of the step size. The paper gives no third step size; 1e-5 is ours.',
  recipeIds: RECIPES,
}

function localAborts(cells: readonly StudyCell[]): ClaimView {
  const runs = endedRuns(cells)
  const aborted = runs.filter(({ stopReason }) => stopReason === 'residual-increased')
  const linear = aborted.flatMap(({ summary }) => {
    const [before, without] = [summary['abortResidualBefore'], summary['abortResidualLinear']]
    return typeof before === 'number' && typeof without === 'number' ? [without < before] : []
  })
  const residuals = statisticsOf(aborted, 'finalResidualNorm')
  const stepSizes = cells
    .filter((cell) => cell.ended.length > 0)
    .map((cell) => `${String(cell.axes['hiddenStepSize'])}: ${cell.converged.length} of ${cell.ended.length}`)
  return claimView(LOCAL_ABORTS, {
    met: runs.length === 0 ? null : true,
    measured:
      runs.length === 0
        ? 'nothing yet'
        : `converged by step size: ${stepSizes.join(', ')}` +
          (residuals === null ? '' : `; |e| at the abort ${writtenNumber(residuals.min)} to ${writtenNumber(residuals.max)}`) +
          (linear.length === 0
            ? ''
            : `; in ${linear.filter(Boolean).length} of ${linear.length} aborts the error would have fallen had no activation flipped`),
    verdict: verdictOf(runs.length > 0, aborted.length === runs.length && (residuals === null || residuals.min > 1)),
    runIds: runs.map(({ id }) => id),
  })
}

/** A dip: some recorded value is this much below both the start (as a share of it) and the end. */
const DIP = 0.05

const NO_DIP: ClaimStatement = {
  id: 'E7',
  title: 'The smallest kernel eigenvalue does not dip and recover',
  formula: '\\lambda_{\\min}(H_\\tau),\\ 0\\le\\tau\\le T',
  source: SECTION_4,
  premise: 'Gaussian labels, about 25 log-spaced steps',
  prediction: `it never falls more than ${100 * DIP} % of its start below both ends`,
  remark: null,
  recipeIds: RECIPES,
}

function noDip(cells: readonly StudyCell[], evidence: StudyEvidence): ClaimView {
  const tracked = endedRuns(cells).flatMap((run) => {
    const series = evidence.series(run.id, 'hiddenKernelLambdaMin')
    return series === null || series.values.length < 3 ? [] : [{ run, values: series.values }]
  })
  const depths = tracked.map(({ values }) => {
    const first = values[0] ?? NaN
    const last = values[values.length - 1] ?? NaN
    return (Math.min(first, last) - Math.min(...values)) / first
  })
  const deepest = Math.max(0, ...depths)
  return claimView(NO_DIP, {
    met: tracked.length === 0 ? null : true,
    measured: tracked.length === 0 ? 'nothing yet' : `deepest dip ${writtenNumber(100 * deepest)} % over ${tracked.length} runs`,
    verdict: verdictOf(tracked.length > 0, deepest <= DIP),
    runIds: tracked.map(({ run }) => run.id),
  })
}

/** Below, kappa_H of one run scatters by 0.08 and does not tell the labels apart. */
const KAPPA_FROM = 500

const LABEL_ORDER: ClaimStatement = {
  id: 'C14',
  title: 'Speed depends on the labels',
  formula: 'T_{\\mathrm{high}}<T_{\\mathrm{gauss}}<T_{\\mathrm{low}}',
  source: 'Remark 3 of arXiv 2212.02323 is about convergence only; the order is from independent runs',
  premise: 'all three kinds have converged runs at the same m',
  prediction: `high spectrum is faster than Gaussian, low spectrum slower; from m = ${KAPPA_FROM} on kappa_H is ordered likewise`,
  remark: 'Listed as high, Gaussian, low.',
  recipeIds: RECIPES,
}

function labelOrder(all: readonly StudyCell[]): ClaimView {
  const compared = [100, 500, 1000].flatMap((sampleCount) => {
    const mean = (kind: LabelKind, quantity: 'steps' | 'kappaH'): number | null =>
      statisticsOf(
        cellsWith(all, kind, sampleCount).flatMap((cell) => cell.converged),
        quantity,
      )?.mean ?? null
    const [low, gaussian, high] = [mean('low-spectrum', 'steps'), mean('gaussian', 'steps'), mean('high-spectrum', 'steps')]
    const [kLow, kGaussian, kHigh] = [mean('low-spectrum', 'kappaH'), mean('gaussian', 'kappaH'), mean('high-spectrum', 'kappaH')]
    if (low === null || gaussian === null || high === null || kLow === null || kGaussian === null || kHigh === null) return []
    return [
      {
        sampleCount,
        low,
        gaussian,
        high,
        kLow,
        kGaussian,
        kHigh,
        holds: high < gaussian && gaussian < low && (sampleCount < KAPPA_FROM || (kLow < kGaussian && kGaussian < kHigh)),
      },
    ]
  })
  return claimView(LABEL_ORDER, {
    met: compared.length > 0,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared
            .map(
              ({ sampleCount, low, gaussian, high, kLow, kGaussian, kHigh }) =>
                `m = ${sampleCount}: T ${high.toFixed(0)}, ${gaussian.toFixed(0)}, ${low.toFixed(0)}; kappa_H ${kHigh.toFixed(2)}, ${kGaussian.toFixed(2)}, ${kLow.toFixed(2)}`,
            )
            .join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ holds }) => holds),
    ),
    runIds: [],
  })
}

function agreement({ labels, sampleCount, runs, steps, kappaH }: LabelReference): ClaimStatement {
  return {
    id: `A6-${labels}-${sampleCount}`,
    title: `${labels} labels, m = ${sampleCount}, agree with an independent computation`,
    formula: 'T,\\ \\kappa_H',
    source: `independent computation, ${runs} runs; the paper prints no numbers`,
    premise: 'n = S = 100, step size 1e-3, converged runs',
    prediction: `T = ${steps.mean}, kappa_H = ${kappaH}`,
    remark: 'Tolerances are three standard deviations of the difference of the two averages.',
    recipeIds: RECIPES,
  }
}

/** Average steps and kappa_H of a cell against an independent computation. */
/**
 * Three standard deviations of the difference of the two averages. The scatter of one run is that of the measured runs, as labels differ
 * in it (0.039 for local labels at m = 500 over 60 runs, twice that of Gaussian labels); of few runs it is at least that of Table 1.
 */
function kappaHTolerance(reference: LabelReference, measured: Statistics): number {
  const table = toleranceFor('kappaH', reference.sampleCount, measured.count, reference.runs)
  const own = 3 * (measured.standardDeviation ?? 0) * Math.sqrt(1 / measured.count + 1 / reference.runs)
  return Math.max(own, table.kind === 'absolute' ? table.value : NaN)
}

function agreesWithReference(all: readonly StudyCell[], reference: LabelReference): ClaimView {
  const cells = cellsWith(all, reference.labels, reference.sampleCount)
  const runs = cells.flatMap((cell) => cell.converged)
  const steps = statisticsOf(runs, 'steps')
  const kappaH = statisticsOf(runs, 'kappaH')
  const spread = steps === null ? NaN : 3 * stepsDeviation(reference) * Math.sqrt(1 / steps.count + 1 / reference.runs)
  const kappaSpread = kappaH === null ? NaN : kappaHTolerance(reference, kappaH)
  const holds =
    steps !== null &&
    kappaH !== null &&
    Math.abs(steps.mean - reference.steps.mean) <= spread &&
    Math.abs(kappaH.mean - reference.kappaH) <= kappaSpread
  return claimView(agreement(reference), {
    met: steps === null ? null : true,
    prediction:
      `T = ${reference.steps.mean}${steps === null ? '' : ` within ${spread.toFixed(0)}`}, ` +
      `kappa_H = ${reference.kappaH}${kappaH === null ? '' : ` within ${kappaSpread.toFixed(3)}`}`,
    measured:
      steps === null || kappaH === null
        ? 'nothing yet'
        : `T = ${steps.mean.toFixed(1)}, kappa_H = ${kappaH.mean.toFixed(3)} over ${steps.count} runs`,
    verdict: verdictOf(steps !== null, holds),
    runIds: runs.map(({ id }) => id),
  })
}

export const LABEL_CLAIMS: readonly ClaimStatement[] = [
  SPECTRUM_LABELS_CONVERGE,
  LOCAL_CONVERGES,
  LOCAL_ABORTS,
  NO_DIP,
  LABEL_ORDER,
  ...LABEL_REFERENCE.map(agreement),
]
