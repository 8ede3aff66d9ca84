import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigurePoint, FigureView, RecipeSize, RunRecord } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import { stochasticSettings } from '../../science/kernels/moderate-overparameterisation'
import { describe } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER, SUCCESS } from './phase-cells'
import { paperSpec, seedsFrom, sphere } from './paper-spec'
import { converged, idsOf, measuredTable, studyCells, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-stochastic'
const SAMPLE_COUNT = 20
const INPUT_DIMENSION = 10
const HIDDEN_WIDTH = 200
const ACTIVATION = { kind: 'softplus' } as const
const FRACTIONS = [1, 0.3] as const
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 10, quick: 3 }
const MOST_PASSES = 40_000

const DESCENT = 'gradient descent'
const STOCHASTIC = 'single points'

const AXES = [
  { id: 'method', label: 'Method', symbol: '' },
  { id: 'stepFraction', label: 'Step size over the theory\u2019s', symbol: '\\bar\\eta' },
]

function specOf(method: string, fraction: number): TwoLayerSpec {
  const stochastic = method === STOCHASTIC
  const spec = paperSpec({
    activation: ACTIVATION,
    data: sphere(INPUT_DIMENSION, SAMPLE_COUNT),
    hiddenWidth: HIDDEN_WIDTH,
    // the gradient of a batch is scaled by n / batch size, the paper's is not
    stepFraction: stochastic ? fraction / SAMPLE_COUNT : fraction,
    steps: stochastic ? MOST_PASSES * SAMPLE_COUNT : MOST_PASSES,
    relativeResidual: SUCCESS,
    measurements: {
      recording: { kind: 'interval', steps: stochastic ? SAMPLE_COUNT : 1 },
      theoremConditions: true,
    },
  })
  return stochastic ? { ...spec, training: { ...spec.training, method: { kind: 'stochastic', batchSize: 1, replacement: true } } } : spec
}

/** A pass of single points is n of their steps. */
const passesOf = (cell: StudyCell, steps: number): number => (cell.axes['method'] === STOCHASTIC ? steps / SAMPLE_COUNT : steps)

const PASSES: ClaimStatement = {
  id: 'C8-passes',
  title: 'A pass over the points does what a step of gradient descent does',
  formula: 'T_{\\mathrm{SGD}}/n\\approx T_{\\mathrm{GD}}',
  source: `${PAPER}, after theorem 2.6`,
  premise: 'the same instance and step size, both converged',
  prediction: 'passes over steps between 0.97 and 1.05 for every pair of runs',
  remark: 'Steps of single points are drawn with replacement; the error is looked at after every n of them.',
  recipeIds: [RECIPE_ID],
}

const LEAST_RATIO = 0.97
const MOST_RATIO = 1.05

function passesClaim(cells: readonly StudyCell[]): ClaimView {
  const pairs = FRACTIONS.flatMap((fraction) => {
    const of = (method: string): StudyCell | undefined =>
      cells.find(({ axes }) => axes['method'] === method && axes['stepFraction'] === fraction)
    const [descent, stochastic] = [of(DESCENT), of(STOCHASTIC)]
    if (descent === undefined || stochastic === undefined) return []
    return stochastic.ended.filter(converged).flatMap((run) => {
      const other = descent.ended.find(({ seed, stopReason }) => seed === run.seed && stopReason === 'converged')
      const [steps, passes] = [other?.summary['steps'], run.summary['steps']]
      return other === undefined || typeof steps !== 'number' || typeof passes !== 'number'
        ? []
        : [{ fraction, ratio: passes / SAMPLE_COUNT / steps, runIds: [run.id, other.id] }]
    })
  })
  const ratios = pairs.map(({ ratio }) => ratio)
  return claimView(PASSES, {
    met: pairs.length > 0 ? true : idsOf(cells).length > 0 ? false : null,
    measured:
      pairs.length === 0
        ? 'no pair yet'
        : `${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))}, mean ${writtenNumber(describe(ratios).mean)}, over ${ratios.length} pairs`,
    verdict: verdictOf(
      pairs.length > 0,
      ratios.every((ratio) => ratio >= LEAST_RATIO && ratio <= MOST_RATIO),
    ),
    runIds: pairs.flatMap(({ runIds }) => runIds),
  })
}

const THEOREM: ClaimStatement = {
  id: 'C8',
  title: 'Stochastic gradient descent at the theorem\u2019s own step size',
  formula:
    '\\mathbb E\\|r_\\tau\\|^2\\mathbf 1_E\\le\\Big(1-\\frac{\\bar\\eta\\mu_\\phi^4\\sigma_{\\min}^4(X*X)}{144\\,n\\nu B^4\\|X\\|^2}\\Big)^{\\tau}\\|r_0\\|^2',
  source: `${PAPER}, theorem 2.6`,
  premise: 'the step size is at most that of the theorem, with nu = 5',
  prediction: 'the bound; not run, as it takes billions of steps',
  remark: 'The lower bound of the probability of E is not positive for nu <= 4, although the theorem allows nu >= 3.',
  recipeIds: [RECIPE_ID],
}

const CONFIDENCE = 5

interface Settings {
  run: RunRecord
  stepSize: number
  used: number
  steps: number
  probability: number
}

function settingsOf(run: RunRecord): Settings | null {
  const value = (id: string): number => run.summary[id] ?? NaN
  const data = { sampleCount: SAMPLE_COUNT, inputDimension: INPUT_DIMENSION, spectralNorm: value('inputNorm') }
  const { mu1 } = activationConstants(activationOf(ACTIVATION))
  const labels = value('labelNorm')
  const { stepSize, contraction, probability } = stochasticSettings(
    data,
    labels,
    HIDDEN_WIDTH,
    mu1,
    value('khatriRaoSquare'),
    1,
    CONFIDENCE,
  )
  const reduction = (2 * Math.log(value('initialRelativeResidual') / SUCCESS)) / -Math.log1p(contraction - 1)
  if (!Number.isFinite(stepSize) || !Number.isFinite(reduction)) return null
  return { run, stepSize, used: value('hiddenStepSize') * SAMPLE_COUNT, steps: reduction, probability }
}

function theoremClaim(cells: readonly StudyCell[]): ClaimView {
  const runs = cells.filter(({ axes }) => axes['method'] === STOCHASTIC && axes['stepFraction'] === 1).flatMap(({ ended }) => ended)
  const settings = runs.flatMap((run) => settingsOf(run) ?? [])
  const [first] = settings
  return claimView(THEOREM, {
    met: first === undefined ? null : false,
    measured:
      first === undefined
        ? 'nothing yet'
        : `step size ${writtenNumber(first.stepSize)}, while ${writtenNumber(first.used)} was used; a relative error of ${SUCCESS} after ` +
          `${writtenNumber(first.steps)} steps; probability of E at least ${writtenNumber(first.probability)}`,
    verdict: first === undefined ? 'not measured' : 'premise not met',
    runIds: settings.map(({ run }) => run.id),
  })
}

export const STOCHASTIC_CLAIMS: readonly ClaimStatement[] = [PASSES, THEOREM]

const MOST_POINTS = 250

/** Mean relative error over passes, with a band of one standard deviation, where all runs of the cell have a value. */
function curve(cell: StudyCell, evidence: StudyEvidence): FigureCurve | null {
  const recorded = cell.ended.flatMap((run) => {
    const series = evidence.series(run.id, 'residualNorm')
    const labels = run.summary['labelNorm']
    return series === null || typeof labels !== 'number' ? [] : [{ ...series, labels }]
  })
  const [first] = recorded
  if (first === undefined) return null
  const count = Math.min(...recorded.map(({ steps }) => steps.length))
  const stride = Math.max(1, Math.floor(count / MOST_POINTS))
  const points: FigurePoint[] = []
  for (let i = 0; i < count; i += stride) {
    const values = recorded.map(({ values: all, labels }) => (all[i] ?? NaN) / labels)
    const { mean, standardDeviation } = describe(values)
    const band = standardDeviation === null ? {} : { low: Math.max(mean - standardDeviation, 0.1 * mean), high: mean + standardDeviation }
    points.push({ x: passesOf(cell, first.steps[i] ?? NaN), y: mean, ...band, count: values.length, cellHash: cell.hash })
  }
  const label = `${String(cell.axes['method'])}, ${String(cell.axes['stepFraction'])} of the theory's step`
  return { id: cell.hash, label, kind: 'measured', group: label, points }
}

function figure(cells: readonly StudyCell[], evidence: StudyEvidence): FigureView {
  return {
    id: 'stochastic-error',
    title: 'Error over passes',
    caption: 'Mean over the runs with one standard deviation. A pass is n steps of single points, or one step of gradient descent.',
    x: { label: 'Passes', symbol: '\\tau/n', unit: '', scale: 'linear' },
    y: { label: 'Relative error', symbol: '\\|r\\|/\\|y\\|', unit: '', scale: 'log' },
    curves: cells.flatMap((cell) => curve(cell, evidence) ?? []),
    markers: [],
  }
}

export const stochastic: Recipe = {
  id: RECIPE_ID,
  title: 'Stochastic gradient descent',
  shows: 'A pass of stochastic gradient descent is worth a step of gradient descent at the same step size.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] =>
    FRACTIONS.flatMap((stepFraction) =>
      [DESCENT, STOCHASTIC].map((method) => ({
        spec: specOf(method, stepFraction),
        seeds: seedsFrom(baseSeed, RUNS[size]),
        axes: { method, stepFraction },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'stochastic',
            title: 'Steps to a relative error of 0.0025',
            caption: `Softplus, n = ${SAMPLE_COUNT}, d = ${INPUT_DIMENSION}, k = ${HIDDEN_WIDTH}. Steps of single points: n of them are a pass.`,
            axes: AXES,
            groupBy: null,
            quantityIds: ['steps', 'hiddenWeightDistance', 'pathLength', 'hiddenStepSize', 'khatriRaoSquare'],
          },
          cells,
          converged,
        ),
      ],
      figures: [figure(cells, evidence)],
      claims: [passesClaim(cells), theoremClaim(cells)],
      notes: [
        'Runs of both methods with the same seed have the same points, labels and weights at the start. Step sizes are those of theorem 2.1; the ' +
          'laboratory scales the gradient of a single point by n, so that the step size it shows for single points is the paper\u2019s over n.',
      ],
    }
  },
}
