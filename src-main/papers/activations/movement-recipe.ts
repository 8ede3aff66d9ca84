import type { ActivationSpec, CellPlan, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe, StudyEvidence } from '../paper'
import { panelFigure } from '../series-figure'
import { finished, measuredTable, studyCells } from '../study-cells'
import { ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS } from './cells'
import { seedsFrom } from './kernel-spec'
import { rateClaims } from './rate-claims'
import { twoLayerSpec } from './two-layer-spec'

const RECIPE_ID = 'activations-movement'
const STEP_SIZE = 1e-2

const ACTIVATIONS: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'elu' }, { kind: 'tanh' }, { kind: 'swish' }]
const SIZES: Readonly<Record<RecipeSize, { counts: readonly number[]; widths: readonly number[]; steps: number; runs: number }>> = {
  full: { counts: [2, 3, 5], widths: [1000, 10_000, 100_000], steps: 10_000, runs: 3 },
  quick: { counts: [2, 3], widths: [1000, 10_000], steps: 1000, runs: 1 },
}

/** (1 - eta lambda / 2)^(t / 2), the bound of theorem 3.1 for the error over that of the start. */
function bounds(evidence: StudyEvidence, figure: FigureView): FigureCurve[] {
  return figure.curves.flatMap((curve): FigureCurve[] => {
    const run = evidence.runs.find(({ cellHash }) => cellHash === curve.id)
    const lambda = run?.summary['tangentLambdaMinStart']
    if (typeof lambda !== 'number') return []
    const rate = Math.log1p((-STEP_SIZE * lambda) / 2) / 2
    return [
      {
        id: `bound ${curve.id}`,
        label: `theorem 3.1, ${curve.label}`,
        kind: 'bound',
        excluded: 'above',
        group: curve.group,
        points: curve.points.map(({ x }) => ({ x, y: Math.exp(rate * x) })),
      },
    ]
  })
}

function figures(evidence: StudyEvidence): FigureView[] {
  const counts = [...new Set(evidence.cells.map(({ axes }) => Number(axes['sampleCount'])))]
  const widest = Math.max(...evidence.cells.map(({ axes }) => Number(axes['hiddenWidth'])))
  return counts.flatMap((n) => {
    const cells = evidence.cells.filter(({ axes }) => axes['sampleCount'] === n && axes['hiddenWidth'] === widest)
    const error = panelFigure(
      {
        id: `rate-${n}`,
        title: `Error over that of the start, n = ${n}, m = ${widest}`,
        caption: 'Gradient descent beside the bound of theorem 3.1 with the smallest eigenvalue of the start.',
        series: 'residualNorm',
        y: { label: 'Relative error', symbol: '\\|y-u_t\\|/\\|y-u_0\\|', unit: '', scale: 'log' },
        value: (residual, run) => residual / (run.summary['initialResidualNorm'] ?? NaN),
      },
      { ...evidence, cells },
      (cell) => String(cell.axes['activation']),
    )
    const movement = panelFigure(
      {
        id: `movement-${n}`,
        title: `Largest movement of a neuron, n = ${n}, m = ${widest}`,
        caption: 'Distance from the start of the neuron that is farthest from it.',
        series: 'largestNeuronDistance',
        y: { label: 'Distance', symbol: '\\max_k\\|w_k(t)-w_k(0)\\|', unit: '', scale: 'linear' },
      },
      { ...evidence, cells },
      (cell) => String(cell.axes['activation']),
    )
    return [{ ...error, curves: [...error.curves, ...bounds(evidence, error)] }, movement].filter(({ curves }) => curves.length > 0)
  })
}

export const movementRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Rate of training and movement of the neurons',
  shows: 'Theorem 3.1 on few points, where its eigenvalue is large enough to be seen: the rate, and how far the neurons go.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { counts, widths, steps, runs } = SIZES[size]
    return counts.flatMap((n) =>
      widths.flatMap((hiddenWidth) =>
        ACTIVATIONS.map((activation): CellPlan => {
          const spec = twoLayerSpec(activation, n, hiddenWidth, steps)
          return {
            spec: { ...spec, training: { ...spec.training, stepSizes: { kind: 'given', hidden: STEP_SIZE, bias: 0, output: 0 } } },
            seeds: seedsFrom(baseSeed, runs),
            axes: { activation: activationOf(activation).name, sampleCount: n, hiddenWidth },
          }
        }),
      ),
    )
  },
  present: (evidence) => ({
    tables: [
      measuredTable(
        {
          id: 'movement',
          title: 'Rates and movements',
          caption: `Half circle, step size ${STEP_SIZE}, half-sum loss.`,
          axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
          groupBy: 'activation',
          quantityIds: [
            'finalRelativeResidual',
            'tangentLambdaMinStart',
            'tangentLambdaMinEnd',
            'largestNeuronDistance',
            'relativeKernelChange',
          ],
        },
        studyCells(evidence),
        finished,
      ),
    ],
    figures: figures(evidence),
    claims: rateClaims(evidence),
    notes: [],
  }),
}
