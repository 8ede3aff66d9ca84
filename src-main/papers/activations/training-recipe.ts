import type { CellPlan, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe } from '../paper'
import { panelFigure, type Panel } from '../series-figure'
import { expectedLoss } from './expected-loss'
import { rateClaims } from './rate-claims'
import { trainingClaims } from './training-claims'
import { ACTIVATION_AXIS, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS } from './cells'
import { STEP_SIZE, twoLayerSpec } from './two-layer-spec'

const SIZES: Readonly<Record<RecipeSize, { counts: readonly number[]; width: number; steps: number; runs: number }>> = {
  full: { counts: [10, 50], width: 1_000_000, steps: 10_000, runs: 5 },
  quick: { counts: [10], width: 10_000, steps: 2000, runs: 2 },
}

const PANELS: readonly Panel[] = [
  {
    id: 'loss',
    title: 'Training loss',
    caption:
      'Half-sum of the squared errors, mean over the runs with one standard deviation on each side. Dashed: its expectation at infinite width ' +
      'over labels and initial weights, from the kernels alone.',
    series: 'loss',
    y: { label: 'Loss', symbol: 'L_t', unit: '', scale: 'log' },
  },
  {
    id: 'lazy',
    title: 'Training loss with the kernel of the start',
    caption: 'What gradient descent would do if its kernel did not change (theorem 4.6): the same quantity as above.',
    series: 'lazyResidualNorm',
    y: { label: 'Loss', symbol: 'L^{\\mathrm{lin}}_t', unit: '', scale: 'log' },
    value: (residual) => (residual * residual) / 2,
  },
  {
    id: 'kernel-change',
    title: 'Change of the tangent kernel',
    caption: 'Spectral norm of the difference to the start. "Essentially constant" in the paper.',
    series: 'kernelChange',
    y: { label: 'Spectral norm', symbol: '\\|G_t-G_0\\|_2', unit: '', scale: 'linear' },
  },
]

/** The expected loss at infinite width, at the steps that were recorded. */
function theoryCurves(figure: FigureView, sampleCount: number): FigureCurve[] {
  return figure.curves.flatMap((curve): FigureCurve[] => {
    const activation = PAPER_ACTIVATIONS.find((each) => activationOf(each).name === curve.group)
    if (activation === undefined) return []
    const steps = curve.points.map(({ x }) => x)
    return [
      {
        id: `expected ${curve.group}`,
        label: `expected, ${curve.group}`,
        kind: 'theory',
        group: curve.group,
        points: expectedLoss(activation, sampleCount, STEP_SIZE, steps),
      },
    ]
  })
}

export const trainingRecipe: Recipe = {
  id: 'activations-figure-1-training',
  title: 'Figure 1 (a), (b): training',
  shows: 'Training loss of ReLU, ELU, tanh and swish networks on points of a circle, beside what their initial kernels predict.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { counts, width, steps, runs } = SIZES[size]
    return counts.flatMap((n) =>
      PAPER_ACTIVATIONS.map((activation) => ({
        spec: twoLayerSpec(activation, n, width, steps),
        seeds: Array.from({ length: runs }, (_, i) => baseSeed + i),
        axes: { activation: activationOf(activation).name, sampleCount: n },
      })),
    )
  },
  present: (evidence) => {
    const counts = [...new Set(evidence.cells.map(({ axes }) => Number(axes['sampleCount'])))]
    return {
      tables: [],
      figures: counts.flatMap((n) => {
        const cells = evidence.cells.filter(({ axes }) => axes['sampleCount'] === n)
        return PANELS.map((panel) => {
          const titled = { ...panel, title: `${panel.title}, n = ${n}` }
          const figure = panelFigure(titled, { ...evidence, cells }, (cell) => String(cell.axes['activation']))
          const theory = panel.id === 'loss' ? theoryCurves(figure, n) : []
          return { ...figure, id: `${panel.id}-${n}`, curves: [...figure.curves, ...theory] }
        }).filter(({ curves }) => curves.length > 0)
      }),
      claims: [...trainingClaims(evidence), ...rateClaims(evidence)],
      notes: [
        'The paper names a million neurons, step size 0.001 and the "mean squared loss"; the half-sum of its section 2 is used. It does not say for how ' +
          'many epochs it trained, nor how the points lie; here they are on the half circle.',
      ],
    }
  },
}
