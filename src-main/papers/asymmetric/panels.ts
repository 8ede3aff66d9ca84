import type { FigureView, RunRecord } from '../../contract'
import { zipfSquareSum } from '../../science/two-layer'
import type { StudyEvidence } from '../paper'
import { panelFigure, type Panel } from '../series-figure'

export const LINEAR = { unit: '', scale: 'linear' } as const
export const LOG = { unit: '', scale: 'log' } as const
export const BAND = 'Mean over the runs with one standard deviation of the population on each side.'

/** |r|^2 / n, whatever the loss of the spec. */
const meanSquare = (residualNorm: number, run: RunRecord): number => (residualNorm * residualNorm) / sampleCountOf(run)

function sampleCountOf({ spec, summary }: RunRecord): number {
  if (spec.experiment === 'two-layer' && 'sampleCount' in spec.data) return spec.data.sampleCount
  // a table: from the loss, which is |r|^2 / n there
  const residual = summary['initialResidualNorm'] ?? NaN
  return (residual * residual) / (summary['initialLoss'] ?? NaN)
}

export const TRAINING_PANELS: readonly Panel[] = [
  {
    id: 'training-risk',
    title: 'Training risk',
    caption: `Mean of the squared errors on the training points. ${BAND}`,
    series: 'residualNorm',
    y: { label: 'Mean squared error', symbol: '', ...LOG },
    value: meanSquare,
  },
  {
    id: 'test-risk',
    title: 'Test risk',
    caption: `Mean of the squared errors on the test points. ${BAND}`,
    series: 'testMeanSquaredError',
    y: { label: 'Mean squared error', symbol: '', ...LOG },
  },
  {
    id: 'weight-movement',
    title: 'Movement of the neuron that moved most',
    caption: `Distance from its start of the neuron that is farthest from it at the end. ${BAND}`,
    series: 'mostMovedNeuronDistance',
    y: { label: 'Distance', symbol: '\\|w_{tj^*}-w_{0j^*}\\|', ...LINEAR },
  },
  {
    id: 'kernel-change',
    title: 'Change of the tangent kernel',
    caption:
      `Spectral norm of the difference to the start. ${BAND} The published curves with this label show its square root: their values are ` +
      'compared so.',
    series: 'kernelChange',
    y: { label: 'Spectral norm', symbol: '\\|\\Theta_t-\\Theta_0\\|_2', ...LINEAR },
  },
  {
    id: 'smallest-eigenvalue',
    title: 'Smallest eigenvalue of the tangent kernel',
    caption: BAND,
    series: 'tangentLambdaMin',
    y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(\\Theta_t)', ...LINEAR },
  },
]

export function trainingPanels(evidence: StudyEvidence): FigureView[] {
  return TRAINING_PANELS.map((panel) => panelFigure(panel, evidence, (cell) => String(cell.axes['setting']))).filter(
    ({ curves }) => curves.length > 0,
  )
}

/** Figure 1: sum of the squared Zipf weights against alpha. */
export function squareSumFigure(): FigureView {
  const points = Array.from({ length: 99 }, (_, i) => (i + 1) / 100).map((x) => ({ x, y: zipfSquareSum(x) }))
  return {
    id: 'square-sum',
    title: 'Figure 1: sum of the squared Zipf weights',
    caption:
      'zeta(2 / alpha) / zeta(1 / alpha)^2, which times (1 - gamma)^2 is the variance of the limit kernel: 1 when one node has all weight, 0 when none counts.',
    x: { label: 'Exponent of the Zipf profile', symbol: '\\alpha', ...LINEAR },
    y: { label: 'Sum of squares', symbol: '\\sum_j\\tilde\\lambda_j^2', ...LINEAR },
    curves: [{ id: 'theory', label: 'sum of squares', kind: 'theory', group: 'sum of squares', points }],
    markers: [],
  }
}
