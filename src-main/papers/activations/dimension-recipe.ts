import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, FigureCurve, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-dimension-sweep'
const DIMENSION_AXIS: Axis = { id: 'spanDimension', label: 'Dimension', symbol: "d'" }

const SIZES: Readonly<Record<RecipeSize, { count: number; dimensions: readonly number[]; runs: number }>> = {
  full: { count: 400, dimensions: [3, 4, 5, 7, 10, 15, 20, 30, 50, 100, 200, 400, 1000, 4000], runs: 3 },
  quick: { count: 100, dimensions: [3, 5, 10, 30, 100, 1000], runs: 1 },
}

const statement = (
  id: string,
  title: string,
  formula: string,
  source: string,
  premise: string,
  prediction: string,
  remark: string | null,
): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, ${source}`,
  premise,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const OVERTAKES = statement(
  'D-order',
  'In many dimensions tanh is above ELU, in few below',
  "\\lambda_{\\min}(\\tanh)<\\lambda_{\\min}(\\mathrm{ELU})\\ (d'\\ll n),\\quad>\\ (d'\\gtrsim n/4)",
  'section 7 with theorem I.4: why ELU and tanh differ little on images',
  "points on the sphere; d' = 5 or less, and d' between n/4 and n",
  'in this order at the smallest and in the other order at the largest of these dimensions',
  null,
)
const LIMIT = statement(
  'D-limit',
  'Random points of many dimensions leave at least the variance of the derivative',
  "\\lambda_{\\min}(G^\\infty)\\approx\\operatorname{Var}\\phi'+(\\mathbb E\\phi')^2\\big(1-\\sqrt{n/d'}\\big)^2",
  'explains section 7; not of the paper',
  "d' at least 5 n",
  'within 5 % for every activation',
  'The second term is the smallest eigenvalue of (E phi\u2032)^2 X^T X by the law of Marchenko and Pastur; for d < n < d^2 it is 0 and the variance is left.',
)

export const DIMENSION_CLAIMS: readonly ClaimStatement[] = [OVERTAKES, LIMIT]

const dimensionOf = ({ axes }: StudyCell): number => Number(axes['spanDimension'])
const countOf = ({ axes }: StudyCell): number => Number(axes['sampleCount'])

function orderClaim(cells: readonly StudyCell[]): ClaimView {
  const dimensions = [...new Set(cells.filter(({ ended }) => ended.length > 0).map(dimensionOf))].sort((a, b) => a - b)
  const n = cells[0] === undefined ? NaN : countOf(cells[0])
  const at = (name: string, dimension: number | undefined): number | null =>
    meanOf(
      cells.find((cell) => cell.axes['activation'] === name && dimensionOf(cell) === dimension),
      'lambdaMin',
    )
  const few = dimensions.find((dimension) => dimension <= 5)
  const many = dimensions.findLast((dimension) => dimension >= n / 4 && dimension <= n)
  const compared = ([[few, -1] as const, [many, 1] as const] as const).flatMap(([dimension, sign]): Compared[] => {
    const [tanh, elu] = [at('Tanh', dimension), at('ELU', dimension)]
    if (tanh === null || elu === null) return []
    return [{ text: `d' = ${dimension ?? ''}: tanh ${writtenNumber(tanh)}, ELU ${writtenNumber(elu)}`, holds: sign * (tanh - elu) > 0 }]
  })
  return comparedClaim(OVERTAKES, cells, compared.length === 2 ? compared : [])
}

const LEAST_RATIO = 5

/** Var phi' + (E phi')^2 (1 - sqrt(n / d))^2 for n <= d. */
function nearlyOrthogonal(activation: ActivationSpec, ratio: number): number {
  const { derivativeMean, derivativeVariance } = activationConstants(activationOf(activation))
  const root = 1 - Math.sqrt(ratio)
  return derivativeVariance + derivativeMean * derivativeMean * root * root
}

function limitClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = PAPER_ACTIVATIONS.flatMap((activation): Compared[] => {
    const { name } = activationOf(activation)
    const cell = cells
      .filter(({ axes }) => axes['activation'] === name)
      .toSorted((a, b) => dimensionOf(a) - dimensionOf(b))
      .findLast((each) => each.ended.length > 0 && dimensionOf(each) >= LEAST_RATIO * countOf(each))
    const value = meanOf(cell, 'lambdaMin')
    if (cell === undefined || value === null) return []
    const limit = nearlyOrthogonal(activation, countOf(cell) / dimensionOf(cell))
    return [
      { text: `${name}, d' = ${dimensionOf(cell)}: ${writtenNumber(value)} of ${writtenNumber(limit)}`, holds: within(value, limit, 0.05) },
    ]
  })
  return comparedClaim(LIMIT, cells, compared)
}

function limits(cells: readonly StudyCell[]): FigureCurve[] {
  const n = cells[0] === undefined ? NaN : countOf(cells[0])
  const xs = [...new Set(cells.map(dimensionOf))].filter((dimension) => dimension >= n).sort((a, b) => a - b)
  return PAPER_ACTIVATIONS.map((activation) => {
    const { name } = activationOf(activation)
    const points = xs.map((x) => ({ x, y: nearlyOrthogonal(activation, n / x) }))
    return { id: `limit ${name}`, label: `nearly orthogonal, ${name}`, kind: 'theory' as const, group: name, points }
  }).filter(({ points }) => points.length > 1)
}

export const dimensionRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smallest eigenvalue against the dimension',
  shows:
    'How the smallest eigenvalue grows with the dimension of random points, until nearly orthogonal points leave the variance of the derivative and more.',
  axes: [ACTIVATION_AXIS, DIMENSION_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { count, dimensions, runs } = SIZES[size]
    return PAPER_ACTIVATIONS.flatMap((activation) =>
      dimensions.map((dimension): CellPlan => ({
        spec: kernelSpec({ data: { kind: 'sphere', inputDimension: dimension, sampleCount: count }, activation }),
        seeds: seedsFrom(baseSeed, runs),
        axes: { activation: activationOf(activation).name, spanDimension: dimension, sampleCount: count },
      })),
    )
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'dimensions',
            title: 'Smallest eigenvalues of random points',
            caption: 'Infinite width, uniform points on the unit sphere.',
            axes: [ACTIVATION_AXIS, DIMENSION_AXIS, SAMPLE_COUNT_AXIS],
            groupBy: 'activation',
            quantityIds: ['lambdaMin', 'lambdaMax', 'lineSeparation', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'dimensions',
          title: 'Smallest eigenvalue against the dimension',
          caption: 'Mean and range over the runs. Dashed: what nearly orthogonal points would have.',
          x: { label: DIMENSION_AXIS.label, symbol: DIMENSION_AXIS.symbol, unit: '', scale: 'log' },
          y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
        },
        [...sweepCurves(cells, { x: 'spanDimension', quantity: 'lambdaMin', group: 'activation' }), ...limits(cells)],
      ),
      claims: [orderClaim(cells), limitClaim(cells)],
      notes: [],
    }
  },
}
