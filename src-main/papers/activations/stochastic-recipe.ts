import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe, StudyEvidence } from '../paper'
import { panelFigure } from '../series-figure'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, PAPER } from './cells'
import { seedsFrom } from './kernel-spec'
import { comparedClaim, meanOf, type Compared } from './study-curves'
import { twoLayerSpec } from './two-layer-spec'

const RECIPE_ID = 'activations-stochastic'
const SAMPLE_COUNT = 10
const BATCH_AXIS: Axis = { id: 'batchSize', label: 'Points a step', symbol: 'b' }
const ACTIVATIONS: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'elu' }]

const SIZES: Readonly<Record<RecipeSize, { width: number; runs: number; batches: readonly number[] }>> = {
  full: { width: 10_000, runs: 20, batches: [10, 5, 2, 1] },
  quick: { width: 2000, runs: 5, batches: [10, 2] },
}
const STEPS = 2000
const TOLERANCE = 0.03

const UNBIASED: ClaimStatement = {
  id: 'C16',
  title: 'Stochastic gradient descent follows gradient descent in the mean',
  formula: '\\mathbb E\\,L(W_t^{\\mathrm{SGD}})\\approx L(W_t^{\\mathrm{GD}}),\\quad g=\\tfrac nb\\textstyle\\sum_{i\\in B}\\nabla\\ell_i',
  source: `${PAPER}, appendix M.5`,
  premise: 'the same starts and labels, gradient of a batch scaled by n / b, step size 0.001',
  prediction: `mean final loss over that of gradient descent within ${100 * TOLERANCE} %`,
  remark:
    'Theorem M.5 asks for a smooth activation and a step size of order lambda b^2 / n^6, far below the one used; the gradient is unbiased for any.',
  recipeIds: [RECIPE_ID],
}

export const STOCHASTIC_CLAIMS: readonly ClaimStatement[] = [UNBIASED]

function unbiasedClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = ACTIVATIONS.flatMap((activation) => {
    const { name } = activationOf(activation)
    const own = cells.filter(({ axes }) => axes['activation'] === name)
    const descent = own.find(({ axes }) => axes['batchSize'] === SAMPLE_COUNT)
    return own.flatMap((cell): Compared[] => {
      // only starts that both have
      const seeds = new Set(descent?.ended.map(({ seed }) => seed))
      const paired = { ...cell, ended: cell.ended.filter(({ seed }) => seeds.has(seed)) }
      const partners = new Set(paired.ended.map(({ seed }) => seed))
      const reference = descent === undefined ? undefined : { ...descent, ended: descent.ended.filter(({ seed }) => partners.has(seed)) }
      const [loss, expected] = [meanOf(paired, 'finalLoss'), meanOf(reference, 'finalLoss')]
      if (cell === descent || loss === null || expected === null) return []
      const ratio = loss / expected
      const text = `${name}, b = ${String(cell.axes['batchSize'])}: ${ratio.toFixed(4)} over ${partners.size} starts`
      return [{ text, holds: Math.abs(ratio - 1) <= TOLERANCE }]
    })
  })
  return comparedClaim(UNBIASED, cells, compared)
}

function figures(evidence: StudyEvidence): FigureView[] {
  return ACTIVATIONS.map((activation) => {
    const { name } = activationOf(activation)
    const cells = evidence.cells.filter(({ axes }) => axes['activation'] === name)
    return panelFigure(
      {
        id: `stochastic-${activation.kind}`,
        title: `Training loss, ${name}`,
        caption: 'Half-sum on all points, mean over the runs with one standard deviation on each side.',
        series: 'loss',
        y: { label: 'Loss', symbol: 'L_t', unit: '', scale: 'log' },
      },
      { ...evidence, cells },
      ({ axes }) => (axes['batchSize'] === SAMPLE_COUNT ? 'gradient descent' : `b = ${String(axes['batchSize'])}`),
    )
  }).filter(({ curves }) => curves.length > 0)
}

export const stochasticRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Stochastic gradient descent',
  shows: 'Training with few points a step follows gradient descent from the same start in the mean.',
  axes: [ACTIVATION_AXIS, BATCH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { width, runs, batches } = SIZES[size]
    return ACTIVATIONS.flatMap((activation) =>
      batches.map((batchSize): CellPlan => {
        const spec = twoLayerSpec(activation, SAMPLE_COUNT, width, STEPS)
        const measurements = { ...spec.measurements, kernels: [], kernelSteps: 0, lazyPrediction: false }
        const training =
          batchSize === SAMPLE_COUNT
            ? spec.training
            : { ...spec.training, method: { kind: 'stochastic' as const, batchSize, replacement: false } }
        return {
          spec: { ...spec, training, measurements },
          seeds: seedsFrom(baseSeed, runs),
          axes: { activation: activationOf(activation).name, batchSize },
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
            id: 'stochastic',
            title: 'Losses',
            caption: `Half circle, n = ${SAMPLE_COUNT}, ${STEPS} steps.`,
            axes: [ACTIVATION_AXIS, BATCH_AXIS],
            groupBy: 'activation',
            quantityIds: ['initialLoss', 'finalLoss', 'hiddenWeightDistance'],
          },
          cells,
          finished,
        ),
      ],
      figures: figures(evidence),
      claims: [unbiasedClaim(cells)],
      notes: ['As the gradient of a batch is scaled by n / b, one step counts as one step of gradient descent.'],
    }
  },
}
