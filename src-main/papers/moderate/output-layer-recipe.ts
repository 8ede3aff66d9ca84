import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { describe } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER, phaseSpec, trialSeeds, SUCCESS, type PhaseActivation } from './phase-cells'
import { ACTIVATION_NAMES, PAPER_ACTIVATIONS, paperSpec, seedsFrom, sphere } from './paper-spec'
import { converged, idsOf, medianOf, statisticsOf, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-output-layer'
const SAMPLE_COUNT = 100
const INPUT_DIMENSION = 25

const OUTPUT = 'output layer'
const HIDDEN = 'hidden layer'

const SIZES: Readonly<
  Record<RecipeSize, { outputWidths: readonly number[]; draws: number; hiddenWidths: readonly number[]; trials: number }>
> = {
  full: {
    outputWidths: [10, 25, 50, 75, 90, 95, 98, 99, 100, 101, 102, 105, 110, 125, 150, 200, 300, 400, 600, 1000, 3000, 10_000],
    draws: 5,
    hiddenWidths: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 25],
    trials: 10,
  },
  quick: {
    outputWidths: [10, 50, 90, 99, 100, 110, 150, 200, 400, 1000],
    draws: 2,
    hiddenWidths: [4, 6, 8, 12, 16],
    trials: 2,
  },
}

const AXES = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'trained', label: 'Trained', symbol: '' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'k' },
]

/** Output weights from least squares; they start at anything, as the solution does not depend on it. */
function outputSpec(activation: PhaseActivation, hiddenWidth: number): TwoLayerSpec {
  const spec = paperSpec({
    activation: { kind: activation },
    data: sphere(INPUT_DIMENSION, SAMPLE_COUNT),
    hiddenWidth,
    steps: 1,
    measurements: { kernels: ['output'], limitKernel: true },
  })
  return {
    ...spec,
    training: {
      ...spec.training,
      method: { kind: 'output-least-squares' },
      stepSizes: { kind: 'given', hidden: 0, bias: 0, output: 0 },
    },
  }
}

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { outputWidths, draws, hiddenWidths, trials } = SIZES[size]
  return PAPER_ACTIVATIONS.flatMap((activation) => [
    ...hiddenWidths.map((hiddenWidth): CellPlan => {
      const point = { activation, sampleCount: SAMPLE_COUNT, hiddenWidth, inputDimension: INPUT_DIMENSION }
      return {
        spec: phaseSpec(point),
        seeds: trialSeeds(baseSeed, point, trials),
        axes: { activation: ACTIVATION_NAMES[activation], trained: HIDDEN, hiddenWidth },
      }
    }),
    ...outputWidths.map((hiddenWidth): CellPlan => ({
      spec: outputSpec(activation, hiddenWidth),
      seeds: seedsFrom(baseSeed, draws),
      axes: { activation: ACTIVATION_NAMES[activation], trained: OUTPUT, hiddenWidth },
    })),
  ])
}

const widthOf = ({ axes }: StudyCell): number => Number(axes['hiddenWidth'])
const cellsOf = (cells: readonly StudyCell[], trained: string, activation?: string): StudyCell[] =>
  cells.filter(
    ({ axes, ended }) => ended.length > 0 && axes['trained'] === trained && (activation === undefined || axes['activation'] === activation),
  )

/**
 * Relative errors of an interpolating solution and of one that is none: at k = n - 1 it is |g| / sqrt(n) with a normal g, below 1e-5 in one of
 * ten thousand draws.
 */
const INTERPOLATES = 1e-10
const DOES_NOT = 1e-5

const THRESHOLD: ClaimStatement = {
  id: 'S2-output',
  title: 'The output layer alone fits any labels from k = n on',
  formula: '\\min_v\\|\\Phi v-y\\|=0\\iff k\\ge n',
  source: `${PAPER}, section 3`,
  premise: 'n = 100, d = 25, least squares for the output weights',
  prediction: 'relative error above 1e-5 for every k < n, below 1e-10 for every k >= n',
  remark: 'The paper says full column rank of the features; full row rank is meant.',
  recipeIds: [RECIPE_ID],
}

function thresholdClaim(cells: readonly StudyCell[]): ClaimView {
  const fits = cellsOf(cells, OUTPUT)
  const errors = (side: (k: number) => boolean): number[] =>
    fits.filter((cell) => side(widthOf(cell))).flatMap(({ ended }) => valuesOf(ended, 'finalRelativeResidual'))
  const below = errors((k) => k < SAMPLE_COUNT)
  const above = errors((k) => k >= SAMPLE_COUNT)
  const measured = below.length > 0 && above.length > 0
  return claimView(THRESHOLD, {
    met: measured ? true : null,
    measured: measured
      ? `least below n: ${writtenNumber(Math.min(...below))}; largest from n on: ${writtenNumber(Math.max(...above))}`
      : 'nothing yet',
    verdict: verdictOf(measured, Math.min(...below) > DOES_NOT && Math.max(...above) < INTERPOLATES),
    runIds: idsOf(fits),
  })
}

const SMALLEST: ClaimStatement = {
  id: 'C20',
  title: 'Smallest eigenvalue of the features of a wide network',
  formula: '\\lambda_{\\min}(\\Phi\\Phi^{\\mathsf T})\\ge\\tfrac12k\\,\\tilde\\lambda(X)',
  source: `${PAPER}, theorem 3.2`,
  premise: 'k >= 10 n; the theorem asks for k >= C n log^2 n / lambda~ without naming C',
  prediction: 'left side over k lambda~ is at least 1/2',
  remark:
    'It is about 0 at k = n, 0.25 at 2n, 0.5 at 4n. The theorem subtracts 6B / n^100 from lambda~, its proof 6B^2 / n^100: both vanish in ' +
    'float64. It does not state its probability; the proof has 1 - n^-100.',
  recipeIds: [RECIPE_ID],
}

const WIDE = 10 * SAMPLE_COUNT
const SHARE = 1 / 2

/** lambda_min(Phi Phi^T) / (k lambda~) of every run. */
function shares(cell: StudyCell): number[] {
  return cell.ended.flatMap(({ summary }) => {
    const [least, limit] = [summary['outputLambdaMinStart'], summary['outputLimitLambdaMin']]
    return typeof least === 'number' && typeof limit === 'number' ? [least / (widthOf(cell) * limit)] : []
  })
}

function smallestClaim(cells: readonly StudyCell[]): ClaimView {
  const fits = cellsOf(cells, OUTPUT)
  const wide = fits.filter((cell) => widthOf(cell) >= WIDE)
  const values = wide.flatMap(shares)
  const reached = PAPER_ACTIVATIONS.flatMap((activation) => {
    const name = ACTIVATION_NAMES[activation]
    const first = cellsOf(cells, OUTPUT, name)
      .filter((cell) => shares(cell).length > 0 && medianOf(shares(cell)) >= SHARE)
      .map(widthOf)
    return first.length === 0 ? [] : [`${name} ${Math.min(...first)}`]
  })
  return claimView(SMALLEST, {
    met: fits.length === 0 ? null : wide.length > 0,
    measured:
      values.length === 0
        ? 'nothing yet'
        : `${writtenNumber(Math.min(...values))} to ${writtenNumber(Math.max(...values))}; 1/2 is reached from k = ${reached.join(', ')} on`,
    verdict: verdictOf(values.length > 0, Math.min(...values) >= SHARE),
    runIds: idsOf(wide),
  })
}

const RATIO: ClaimStatement = {
  id: 'S3-ratio',
  title: 'Training the hidden layer needs far fewer neurons',
  formula: 'k_{\\mathrm{hidden}}\\approx n/d\\ll k_{\\mathrm{output}}=n',
  source: `${PAPER}, sections 3 and 4`,
  premise: 'n = 100, d = 25; at least one width succeeds in each way',
  prediction:
    'the least width at which half of the trials succeed with a trained hidden layer is at most a fifth of that with the output layer',
  remark: 'Hidden layer: gradient descent as in Figure 2, success below a relative error of 0.0025 within 15,000 steps.',
  recipeIds: [RECIPE_ID],
}

const ADVANTAGE = 5

/** Share of the runs of a cell that fit. */
function success({ axes, ended }: StudyCell): number {
  const fitted =
    axes['trained'] === HIDDEN ? ended.filter(converged).length : valuesOf(ended, 'finalRelativeResidual').filter((e) => e < SUCCESS).length
  return fitted / ended.length
}

function leastWidth(cells: readonly StudyCell[], trained: string, activation: PhaseActivation): number {
  const widths = cellsOf(cells, trained, ACTIVATION_NAMES[activation])
    .filter((cell) => success(cell) >= 1 / 2)
    .map(widthOf)
  return Math.min(Infinity, ...widths)
}

function ratioClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = PAPER_ACTIVATIONS.map((activation) => ({
    name: ACTIVATION_NAMES[activation],
    hidden: leastWidth(cells, HIDDEN, activation),
    output: leastWidth(cells, OUTPUT, activation),
  })).filter(({ hidden, output }) => Number.isFinite(hidden) && Number.isFinite(output))
  return claimView(RATIO, {
    met: compared.length > 0 ? true : cells.some(({ ended }) => ended.length > 0) ? false : null,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared.map(({ name, hidden, output }) => `${name}: k = ${hidden} against ${output}`).join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ hidden, output }) => ADVANTAGE * hidden <= output),
    ),
    runIds: idsOf(cellsOf(cells, HIDDEN)),
  })
}

export const OUTPUT_LAYER_CLAIMS: readonly ClaimStatement[] = [THRESHOLD, SMALLEST, RATIO]

function curves(cells: readonly StudyCell[], trained: string, values: (cell: StudyCell) => readonly number[]): FigureCurve[] {
  return PAPER_ACTIVATIONS.flatMap((activation): FigureCurve[] => {
    const name = ACTIVATION_NAMES[activation]
    const points = cellsOf(cells, trained, name)
      .map((cell) => ({ cell, all: values(cell).filter((value) => value > 0) }))
      .filter(({ all }) => all.length > 0)
      .map(({ cell, all }) => {
        const { min, max, count } = describe(all)
        return { x: widthOf(cell), y: medianOf(all), ...(count > 1 ? { low: min, high: max } : {}), count, cellHash: cell.hash }
      })
    return points.length === 0
      ? []
      : [{ id: `${activation}-${trained}`, label: `${name}, ${trained}`, kind: 'measured', group: name, points }]
  })
}

function figures(cells: readonly StudyCell[]): FigureView[] {
  const x: FigureView['x'] = { label: 'Hidden width', symbol: 'k', unit: '', scale: 'log' }
  const atCount = { x: SAMPLE_COUNT, label: 'k = n', group: null }
  const atParameters = { x: SAMPLE_COUNT / INPUT_DIMENSION, label: 'kd = n', group: null }
  const success_: FigureCurve[] = [HIDDEN, OUTPUT].flatMap((trained) =>
    PAPER_ACTIVATIONS.map((activation): FigureCurve => {
      const name = ACTIVATION_NAMES[activation]
      const points = cellsOf(cells, trained, name).map((cell) => ({
        x: widthOf(cell),
        y: success(cell),
        count: cell.ended.length,
        cellHash: cell.hash,
      }))
      return {
        id: `success-${trained}-${activation}`,
        label: `${name}, ${trained}`,
        kind: 'measured',
        group: `${name}, ${trained}`,
        points,
      }
    }).filter(({ points }) => points.length > 0),
  )
  return [
    {
      id: 'output-layer-error',
      title: 'Error that the output layer alone leaves',
      caption: 'Relative error of the least-squares output weights, median and range over the draws. From k = n on it is rounding.',
      x,
      y: { label: 'Relative error', symbol: '\\|r\\|/\\|y\\|', unit: '', scale: 'log' },
      curves: curves(cells, OUTPUT, ({ ended }) => valuesOf(ended, 'finalRelativeResidual')),
      markers: [atCount],
    },
    {
      id: 'output-layer-success',
      title: 'Which layer is trained decides which width is needed',
      caption: `Share of trials with a relative error below ${SUCCESS}: gradient descent on the hidden layer, least squares on the output layer.`,
      x,
      y: { label: 'Success probability', symbol: '', unit: '', scale: 'linear' },
      curves: success_,
      markers: [atParameters, atCount],
    },
    {
      id: 'output-layer-eigenvalue',
      title: 'Smallest eigenvalue of the features',
      caption:
        'Over its value k lambda~ for many neurons, median and range over the draws; theorem 3.2 says at least 1/2 for wide networks.',
      x,
      y: { label: 'Share of the limit', symbol: '\\lambda_{\\min}(\\Phi\\Phi^{\\mathsf T})/(k\\tilde\\lambda)', unit: '', scale: 'linear' },
      curves: [
        ...curves(
          cells.filter((cell) => widthOf(cell) >= SAMPLE_COUNT),
          OUTPUT,
          shares,
        ),
        {
          id: 'half',
          label: 'theorem 3.2',
          kind: 'bound' as const,
          excluded: 'below' as const,
          group: 'theorem 3.2',
          points: [
            { x: WIDE, y: SHARE },
            { x: 10_000, y: SHARE },
          ],
        },
      ],
      markers: [atCount],
    },
  ].filter(({ curves: drawn }) => drawn.some(({ kind }) => kind === 'measured')) as FigureView[]
}

export const outputLayer: Recipe = {
  id: RECIPE_ID,
  title: 'Output layer against hidden layer',
  shows: 'Training the output layer alone needs as many neurons as points, training the hidden layer about n/d of them.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        {
          id: 'output-layer',
          title: 'Errors and smallest eigenvalues',
          caption: `n = ${SAMPLE_COUNT}, d = ${INPUT_DIMENSION}. A trial has succeeded with a relative error below ${SUCCESS}.`,
          axes: AXES,
          groupBy: 'trained',
          quantityIds: ['finalRelativeResidual', 'steps', 'outputLambdaMinStart', 'outputLimitLambdaMin'],
          rows: cells.map((cell) => ({
            cellHash: cell.hash,
            axes: cell.axes,
            note: cell.note,
            convergence: {
              succeeded: cell.ended.length === 0 ? 0 : Math.round(success(cell) * cell.ended.length),
              ended: cell.ended.length,
              planned: cell.planned,
            },
            entries: ['finalRelativeResidual', 'steps', 'outputLambdaMinStart', 'outputLimitLambdaMin'].map((quantityId) => ({
              quantityId,
              measured: statisticsOf(cell.ended, quantityId),
              published: null,
              deviation: null,
              tolerance: null,
              verdict: 'not-published' as const,
            })),
          })),
        },
      ],
      figures: figures(cells),
      claims: [thresholdClaim(cells), smallestClaim(cells), ratioClaim(cells)],
      notes: [
        'Both layers are given the same task, n random labels. The runs of the hidden layer are cells of Figure 2a and are shared with it.',
        'Least squares is solved from the singular values of the features, never from their product, so that an error of rounding is seen as one.',
      ],
    }
  },
}
