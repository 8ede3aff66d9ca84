import type { CellPlan, FigureCurve, FigureView } from '../../../contract'
import type { QuantityId } from '../../../experiments/two-layer-relu/quantities'
import { hiddenLimitLambdaMax, outputLimitLambdaMax } from '../../../science/two-layer-relu'
import type { Recipe } from '../../paper'
import { runClaimsOver } from '../claims/study-claims'
import { cellSeeds, cellSpec, INPUT_DIMENSION } from '../main-series'
import { measuredTable } from '../presentation/published-table'
import { statisticsOf, studyCells, type StudyCell } from '../presentation/study-cells'

const HIDDEN_WIDTH = 1000
const SAMPLE_COUNT = 100
const RATIOS = [0, 0.01, 0.1, 1, 10, 100, Infinity] as const
const RUNS = { full: 10, quick: 2 } as const
/** Digits of the step sizes, so that a spec shows a number that can be written down. */
const DIGITS = 3

interface Rates {
  hidden: number
  output: number
}

/**
 * Step sizes of a given ratio for which the largest eigenvalue of eta_w H_0 + eta_z G_0 is about 1, half of what linear stability allows.
 * The spec has to name them before anything is drawn, so the eigenvalue is approximated: on most directions it is the edge of H_0, on
 * nearly constant vectors it is the top of G_0 plus the Rayleigh quotient S (1/2 + m/(2 pi n)) of H_0.
 */
export function ratesOfRatio(ratio: number): Rates {
  const edge = hiddenLimitLambdaMax(INPUT_DIMENSION, SAMPLE_COUNT)
  const top = outputLimitLambdaMax(SAMPLE_COUNT)
  if (ratio === Infinity) return { hidden: 0, output: rounded(1 / (HIDDEN_WIDTH * top)) }
  const constant = 1 / 2 + SAMPLE_COUNT / (2 * Math.PI * INPUT_DIMENSION)
  const hidden = rounded(1 / (HIDDEN_WIDTH * Math.max(edge, constant + ratio * top)))
  return { hidden, output: Number((ratio * hidden).toPrecision(DIGITS)) }
}

function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS))
}

function ratioName(ratio: number): string {
  return ratio === Infinity ? 'infinite' : String(ratio)
}

function planRatio(ratio: number, runs: number, baseSeed: number): CellPlan {
  const { hidden, output } = ratesOfRatio(ratio)
  return {
    spec: cellSpec(HIDDEN_WIDTH, SAMPLE_COUNT, { hiddenStepSize: hidden, outputStepSize: output }),
    seeds: cellSeeds(baseSeed, HIDDEN_WIDTH, SAMPLE_COUNT, runs),
    axes: {
      hiddenWidth: HIDDEN_WIDTH,
      sampleCount: SAMPLE_COUNT,
      stepSizeRatio: ratioName(ratio),
      hiddenStepSize: hidden,
      outputStepSize: output,
    },
    ...noteOf(ratio),
  }
}

function noteOf(ratio: number): { note?: string } {
  if (ratio === 0) return { note: 'hidden layer alone' }
  if (ratio === Infinity) return { note: 'output layer alone' }
  return ratio === HIDDEN_WIDTH / INPUT_DIMENSION ? { note: 'LeCun initialisation, S/n' } : {}
}

const AXES = [
  { id: 'stepSizeRatio', label: 'Ratio of step sizes', symbol: '\\eta_z/\\eta_w' },
  { id: 'hiddenStepSize', label: 'Step size of hidden weights', symbol: '\\eta_w' },
  { id: 'outputStepSize', label: 'Step size of output weights', symbol: '\\eta_z' },
]

export const twoRate: Recipe = {
  id: 'razborov-two-rate',
  title: 'Two step sizes',
  shows: 'Training moves from the hidden to the output layer as the ratio of their step sizes grows, and converges at every ratio.',
  axes: AXES,
  plan: (size, baseSeed) => RATIOS.map((ratio) => planRatio(ratio, RUNS[size], baseSeed)),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'two-rate',
            title: 'Ratio of step sizes',
            caption: 'n = 100, S = 1000, m = 100. The paper proves bounds for these runs and prints no numbers.',
            axes: AXES,
            groupBy: null,
          },
          cells,
          [
            'steps',
            'frozenKernelSteps',
            'kappaW',
            'kappaWTwoRate',
            'kappaZ',
            'kappaH',
            'outputKernelLambdaMinEnd',
            'kappaDEnd',
            'invariantDrift',
            'stabilityProduct',
          ],
        ),
      ],
      figures: [distanceFigure(cells)],
      claims: runClaimsOver(cells),
      notes: [
        'Step sizes are chosen so that the largest eigenvalue of eta_w H_0 + eta_z G_0 is about 1; the measured one is in the table.',
        'LeCun initialisation (weights N(0, 1/n) and N(0, 1/S), one step size) is the ratio S/n = 10 here. The paper says S/m; direct ' +
          'computation gives S/n.',
      ],
    }
  },
}

function distanceFigure(cells: readonly StudyCell[]): FigureView {
  const root = Math.sqrt(SAMPLE_COUNT)
  return {
    id: 'two-rate-distances',
    title: 'Distances of both layers over the ratio of step sizes',
    caption:
      'Averages with ranges over converged runs, divided by sqrt(m). Dashed: what the frozen kernel of the same runs predicts. The ratios 0 and ' +
      'infinity are in the table only.',
    x: { label: 'Ratio of step sizes', symbol: '\\eta_z/\\eta_w', unit: '', scale: 'log' },
    y: { label: 'Distance over sqrt(m)', symbol: '\\|\\Delta\\|/\\sqrt m', unit: '', scale: 'log' },
    curves: [
      curve(cells, 'hidden', 'hidden weights', 'measured', 'hiddenWeightDistance', root),
      curve(cells, 'hidden-frozen', 'hidden weights, frozen kernel', 'theory', 'frozenKernelHiddenDistance', root),
      curve(cells, 'output', 'output weights', 'measured', 'outputWeightDistance', root),
      curve(cells, 'output-frozen', 'output weights, frozen kernel', 'theory', 'frozenKernelOutputDistance', root),
    ].filter(({ points }) => points.length > 0),
    markers: [{ x: HIDDEN_WIDTH / INPUT_DIMENSION, label: 'LeCun, S/n', group: null }],
  }
}

function curve(
  cells: readonly StudyCell[],
  id: string,
  label: string,
  kind: 'measured' | 'theory',
  quantity: QuantityId,
  divisor: number,
): FigureCurve {
  const points = cells.flatMap((cell) => {
    const ratio = Number(cell.axes['stepSizeRatio'])
    const statistics = statisticsOf(cell.converged, quantity)
    if (!(ratio > 0) || !Number.isFinite(ratio) || statistics === null) return []
    const { mean, min, max, count } = statistics
    return [{ x: ratio, y: mean / divisor, low: min / divisor, high: max / divisor, count, cellHash: cell.hash }]
  })
  return { id, label, kind, group: id.split('-')[0] ?? id, points }
}
