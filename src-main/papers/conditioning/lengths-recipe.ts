import type { ActivationSpec, CellPlan, ClaimStatement, RecipeSize } from '../../contract'
import { comparedClaim, figureOf, meanOf } from '../activations/study-curves'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells } from '../study-cells'
import { ACTIVATION_AXIS, analysisCell, boundClaim, labelOf, nameOf, NORMRELU, SOFTSIGN, stating } from './cells'
import { depthCurve } from './depth-recipe'

const RECIPE_ID = 'conditioning-lengths'
const state = stating(RECIPE_ID)

const CASES: readonly (readonly [activation: ActivationSpec, first: number, second: number, correlation: number])[] = [
  [{ kind: 'tanh' }, 0.5, 3, 0.95],
  [{ kind: 'erf' }, 0.5, 3, 0.95],
  [SOFTSIGN, 0.6, 2, -0.9],
  [{ kind: 'sine' }, 0.5, 2, 0.9],
  [NORMRELU, 0.5, 2, 0.9],
]
const ODD = new Set([nameOf({ kind: 'tanh' }), nameOf({ kind: 'erf' }), nameOf(SOFTSIGN), nameOf({ kind: 'sine' })])
const DEPTH: Readonly<Record<RecipeSize, number>> = { full: 128, quick: 40 }

const THEOREM_37 = state(
  'C9',
  'Lengths go to 1 exponentially',
  '|f^{(L)}(g)-1|\\le(1-\\alpha)^L\\,|g-1|',
  'theorem 37',
  'g >= 1/2; monotone activation with a concave length map; the sine, which is not monotone, beside',
  'the left side over the right side is at most 1',
  'As extracted, the right side has squares and is false at L = 0 already.',
)
const THEOREM_42 = state(
  'C9-correlation',
  'Correlations of inputs of any length fall with depth',
  '|\\rho^{(L)}|\\le B_{\\mu/2}(L-\\hat L,\\delta)',
  'theorems 12 and 42',
  'L above L-hat, when lengths count as 1',
  'the left side over the right side is at most 1',
  'Theorem 12 as extracted lacks the 1 / alpha of L-hat = (1 / alpha) log(4 max(|g_x - 1|, |g_y - 1|, mu / 4) / mu).',
)
const LEMMA_41 = state(
  'C10',
  'Odd activations never take a correlation up',
  '|\\rho^{(L+1)}|\\le|\\rho^{(L)}|',
  'lemma 41',
  'odd activation, inputs of any length',
  'the largest growth of |rho| in a layer is not above 0',
)

export const LENGTH_CLAIMS: readonly ClaimStatement[] = [THEOREM_37, THEOREM_42, LEMMA_41]

export const lengthsRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Inputs of any length',
  shows:
    'Two inputs of different lengths through layers: their lengths go to 1, then their correlation falls as if they had always been there.',
  axes: [ACTIVATION_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    CASES.map(([activation, firstLength, secondLength, correlation]) =>
      analysisCell(activation, { kind: 'pair', firstLength, secondLength, correlation, depth: DEPTH[size] }, baseSeed),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const label = labelOf([ACTIVATION_AXIS])
    const odd = cells.filter(({ axes }) => ODD.has(String(axes['activation'])))
    return {
      tables: [
        measuredTable(
          {
            id: 'pairs',
            title: 'Two inputs',
            caption: 'Ratios over the bounds are largest over the layers; at most 1 where the theorems hold.',
            axes: [ACTIVATION_AXIS],
            groupBy: null,
            quantityIds: ['contractionRate', 'settlingDepth', 'lengthRatio', 'correlationRatio', 'correlationGrowth', 'topCorrelation'],
          },
          cells,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'correlations',
          title: 'Correlation of two inputs of different lengths',
          caption: 'Where it is positive.',
          x: { label: 'Layers', symbol: 'L', unit: '', scale: 'linear' },
          y: { label: 'Correlation', symbol: '\\rho', unit: '', scale: 'linear' },
        },
        cells.flatMap((cell) => depthCurve(evidence, cell, 'correlation', String(cell.axes['activation']))),
      ),
      claims: [
        boundClaim(THEOREM_37, cells, 'lengthRatio', label),
        boundClaim(THEOREM_42, cells, 'correlationRatio', label),
        comparedClaim(
          LEMMA_41,
          odd,
          odd.flatMap((cell) => {
            const growth = meanOf(cell, 'correlationGrowth')
            return growth === null ? [] : [{ text: `${label(cell)}: ${writtenNumber(growth)}`, holds: growth <= 1e-13 }]
          }),
        ),
      ],
      notes: [],
    }
  },
}
