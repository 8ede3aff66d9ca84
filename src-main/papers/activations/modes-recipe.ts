import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { panelFigure } from '../series-figure'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, PAPER } from './cells'
import { seedsFrom } from './kernel-spec'
import { comparedClaim, meanOf, type Compared } from './study-curves'
import { twoLayerSpec } from './two-layer-spec'

const RECIPE_ID = 'activations-modes'
const SAMPLE_COUNT = 10
/** Large beside the outputs at the start, so that the error is along the labels. */
const LABEL_NORM = 10
const STEP_SIZE = 1e-2

const MODES = { slowest: 0, middle: 5, fastest: SAMPLE_COUNT - 1 } as const
type Mode = keyof typeof MODES
const MODE_AXIS: Axis = { id: 'mode', label: 'Labels along the mode', symbol: 'v_k' }
const ACTIVATIONS: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'elu' }, { kind: 'tanh' }]

const SIZES: Readonly<Record<RecipeSize, { width: number; steps: number; runs: number }>> = {
  full: { width: 1_000_000, steps: 3000, runs: 3 },
  quick: { width: 20_000, steps: 300, runs: 1 },
}

const statement = (id: string, title: string, formula: string, prediction: string, remark: string | null): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, theorem 4.6`,
  premise: `half circle, n = ${SAMPLE_COUNT}, labels ${LABEL_NORM} times an eigenvector of the kernel at the start`,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const ORDER = statement(
  'C2-modes',
  'Labels along eigenvectors are learnt at the rate of their eigenvalue',
  'v_k^\\top(y-u_t)\\approx(1-\\eta\\lambda_k)^t\\,v_k^\\top(y-u_0)',
  'final error along the fastest mode below half of that along the slowest, for every activation',
  null,
)
const LAZY = statement(
  'C2-aligned',
  'and as the frozen kernel predicts',
  '\\|y-u_t\\|\\approx\\sqrt{\\textstyle\\sum_i(1-\\eta\\lambda_i)^{2t}(v_i^\\top(y-u_0))^2}',
  'difference of the final errors, measured and predicted, at most 5 % of the labels',
  null,
)

export const MODE_CLAIMS: readonly ClaimStatement[] = [ORDER, LAZY]

const at = (cells: readonly StudyCell[], name: string, mode: Mode): StudyCell | undefined =>
  cells.find(({ axes }) => axes['activation'] === name && axes['mode'] === mode)

function orderClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = ACTIVATIONS.flatMap((activation): Compared[] => {
    const { name } = activationOf(activation)
    const [slow, fast] = (['slowest', 'fastest'] as const).map((mode) => meanOf(at(cells, name, mode), 'finalRelativeResidual'))
    if (typeof slow !== 'number' || typeof fast !== 'number') return []
    return [{ text: `${name}: ${writtenNumber(fast)} and ${writtenNumber(slow)}`, holds: fast < slow / 2 }]
  })
  return comparedClaim(ORDER, cells, compared)
}

function lazyClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = cells.flatMap((cell): Compared[] => {
    const [measured, predicted] = ['finalRelativeResidual', 'lazyFinalRelativeResidual'].map((id) => meanOf(cell, id))
    if (typeof measured !== 'number' || typeof predicted !== 'number') return []
    const text = `${String(cell.axes['activation'])}, ${String(cell.axes['mode'])}: ${writtenNumber(measured)} and ${writtenNumber(predicted)}`
    return [{ text, holds: Math.abs(measured - predicted) <= 0.05 }]
  })
  return comparedClaim(LAZY, cells, compared)
}

function figures(evidence: StudyEvidence): FigureView[] {
  return ACTIVATIONS.map((activation) => {
    const { name } = activationOf(activation)
    const cells = evidence.cells.filter(({ axes }) => axes['activation'] === name)
    const panel = (series: string): FigureView =>
      panelFigure(
        {
          id: `modes-${activation.kind}`,
          title: `Error for labels along eigenvectors, ${name}`,
          caption: 'Over the norm of the labels. Dashed: the frozen kernel of the start.',
          series,
          y: { label: 'Relative error', symbol: '\\|y-u_t\\|/\\|y\\|', unit: '', scale: 'log' },
          value: (residual) => residual / LABEL_NORM,
        },
        { ...evidence, cells },
        ({ axes }) => String(axes['mode']),
      )
    const predicted = panel('lazyResidualNorm').curves.map((curve): FigureCurve => ({
      ...curve,
      id: `predicted ${curve.id}`,
      label: `predicted, ${curve.label}`,
      kind: 'theory',
    }))
    const measured = panel('residualNorm')
    return { ...measured, curves: [...measured.curves, ...predicted] }
  }).filter(({ curves }) => curves.length > 0)
}

export const modesRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Labels along slow and fast modes',
  shows: 'The same network learns labels along the top eigenvector of its kernel at once and labels along the bottom one hardly at all.',
  axes: [ACTIVATION_AXIS, MODE_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { width, steps, runs } = SIZES[size]
    return ACTIVATIONS.flatMap((activation) =>
      (Object.keys(MODES) as Mode[]).map((mode): CellPlan => {
        const spec = twoLayerSpec(activation, SAMPLE_COUNT, width, steps)
        return {
          spec: {
            ...spec,
            labels: { kind: 'eigenvector', index: MODES[mode], norm: LABEL_NORM },
            training: { ...spec.training, stepSizes: { kind: 'given', hidden: STEP_SIZE, bias: 0, output: 0 } },
          },
          seeds: seedsFrom(baseSeed, runs),
          axes: { activation: activationOf(activation).name, mode },
        }
      }),
    )
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'modes',
            title: 'Errors',
            caption: `Step size ${STEP_SIZE}, half-sum loss.`,
            axes: [ACTIVATION_AXIS, MODE_AXIS],
            groupBy: 'activation',
            quantityIds: ['finalRelativeResidual', 'lazyFinalRelativeResidual', 'relativeKernelChange', 'hiddenWeightDistance'],
          },
          cells,
          finished,
        ),
      ],
      figures: figures(evidence),
      claims: [orderClaim(cells), lazyClaim(cells)],
      notes: [],
    }
  },
}
