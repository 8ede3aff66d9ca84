import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { fitPowerLaw } from '../../science/statistics'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, PAPER, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS, WIDTH_AXIS, type Width } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from './study-curves'

const RECIPE_ID = 'activations-width-sweep'
const COUNTS = [10, 50] as const
/** The exponent is read off the runs on this many points. */
const SCALING_COUNT = 10

const SIZES: Readonly<Record<RecipeSize, { widths: readonly Width[]; runs: Readonly<Record<(typeof COUNTS)[number], number>> }>> = {
  full: { widths: ['infinite', 100, 300, 1000, 3000, 10_000, 30_000, 100_000, 300_000, 1_000_000], runs: { 10: 20, 50: 5 } },
  quick: { widths: ['infinite', 100, 300, 1000, 3000, 10_000], runs: { 10: 20, 50: 2 } },
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
  source,
  premise,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const CONCENTRATION = statement(
  'W-concentration',
  'The kernel tends to its limit like the inverse root of the width',
  '\\|G^{(0)}-G^\\infty\\|_2=O(m^{-1/2})',
  `${PAPER}, theorem L.1 and the concentration lemmas before it`,
  `half circle, n = ${SCALING_COUNT}, at least three widths, 20 runs each`,
  'exponent of m between -0.6 and -0.4 for every activation',
  null,
)
const SLOW = statement(
  'W-smooth',
  'The smallest eigenvalue of a smooth activation is far from its limit at every practical width',
  '\\lambda_{\\min}(G^{(0)})\\ll\\lambda_{\\min}(G^\\infty)',
  'not of the paper, which takes one for the other',
  'half circle, n = 50, m at least 10,000',
  'at the largest width: ReLU and ELU above half of the limit, tanh and swish below',
  'The bottom modes of the limit live on weights longer than any of a million Gaussian vectors of the plane.',
)

export const WIDTH_CLAIMS: readonly ClaimStatement[] = [CONCENTRATION, SLOW]

const isLimit = ({ axes }: StudyCell): boolean => axes['hiddenWidth'] === 'infinite'
const widthOf = ({ axes }: StudyCell): number => Number(axes['hiddenWidth'])
const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])
const NAMES = PAPER_ACTIVATIONS.map((activation) => activationOf(activation).name)

function concentrationClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = NAMES.flatMap((name): Compared[] => {
    const points = cells
      .filter((cell) => nameOf(cell) === name && cell.axes['sampleCount'] === SCALING_COUNT && !isLimit(cell))
      .flatMap((cell) => {
        const y = meanOf(cell, 'limitDistance')
        return y === null ? [] : [{ x: widthOf(cell), y }]
      })
    if (points.length < 3) return []
    const fit = fitPowerLaw(
      points.map(({ x }) => x),
      points.map(({ y }) => y),
    )
    return fit === null ? [] : [{ text: `${name}: m^${fit.exponent.toFixed(3)}`, holds: Math.abs(fit.exponent + 0.5) <= 0.1 }]
  })
  return comparedClaim(CONCENTRATION, cells, compared)
}

function slowClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = NAMES.flatMap((name): Compared[] => {
    const own = cells.filter((cell) => nameOf(cell) === name && cell.axes['sampleCount'] === 50)
    const limit = meanOf(own.find(isLimit), 'lambdaMin')
    const widest = own
      .filter((cell) => !isLimit(cell) && widthOf(cell) >= 10_000 && cell.ended.length > 0)
      .sort((a, b) => widthOf(a) - widthOf(b))
      .at(-1)
    const value = meanOf(widest, 'lambdaMin')
    if (limit === null || value === null || widest === undefined) return []
    const ratio = value / limit
    return [
      {
        text: `${name}: ${writtenNumber(ratio)} of the limit at m = ${widthOf(widest)}`,
        holds: name === 'Tanh' || name === 'Swish' ? ratio < 0.5 : ratio > 0.5,
      },
    ]
  })
  return comparedClaim(SLOW, cells, compared)
}

function limits(cells: readonly StudyCell[]): FigureCurve[] {
  const widths = cells.filter((cell) => !isLimit(cell) && cell.ended.length > 0).map(widthOf)
  return cells.filter(isLimit).flatMap((cell): FigureCurve[] => {
    const y = meanOf(cell, 'lambdaMin')
    if (y === null || widths.length === 0) return []
    const points = [Math.min(...widths), Math.max(...widths)].map((x) => ({ x, y }))
    return [{ id: `limit ${nameOf(cell)}`, label: `infinite width, ${nameOf(cell)}`, kind: 'theory', group: nameOf(cell), points }]
  })
}

export const widthRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smallest eigenvalue against the width',
  shows: 'How the kernel of m random neurons tends to its limit, and how far from it the smallest eigenvalues of smooth activations stay.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { widths, runs } = SIZES[size]
    return COUNTS.flatMap((n) =>
      PAPER_ACTIVATIONS.flatMap((activation) =>
        widths.map((width): CellPlan => ({
          spec: kernelSpec({
            data: circle('half', n),
            activation,
            ...(width === 'infinite' ? {} : { hiddenWidth: width, measurements: { comparisons: true } }),
          }),
          seeds: width === 'infinite' ? [baseSeed] : seedsFrom(baseSeed, runs[n]),
          axes: { activation: activationOf(activation).name, sampleCount: n, hiddenWidth: width },
        })),
      ),
    )
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'widths',
            title: 'Smallest eigenvalues',
            caption: 'Half circle; from a factor of the kernel, never from the matrix.',
            axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
            groupBy: 'activation',
            quantityIds: ['lambdaMin', 'lambdaMax', 'limitDistance', 'eigenvalueShift', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: COUNTS.flatMap((n) => {
        const own = cells.filter(({ axes }) => axes['sampleCount'] === n)
        const finite = own.filter((cell) => !isLimit(cell))
        const x = { label: WIDTH_AXIS.label, symbol: WIDTH_AXIS.symbol, unit: '', scale: 'log' } as const
        return [
          ...figureOf(
            {
              id: `width-${n}`,
              title: `Smallest eigenvalue against the width, n = ${n}`,
              caption: 'Mean and range over the runs. Dashed: infinite width.',
              x,
              y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^{(0)})', unit: '', scale: 'log' },
            },
            [...sweepCurves(finite, { x: 'hiddenWidth', quantity: 'lambdaMin', group: 'activation' }), ...limits(own)],
          ),
          ...figureOf(
            {
              id: `width-distance-${n}`,
              title: `Distance from the limit, n = ${n}`,
              caption: 'Spectral norm, mean and range over the runs.',
              x,
              y: { label: 'Distance', symbol: '\\|G^{(0)}-G^\\infty\\|_2', unit: '', scale: 'log' },
            },
            sweepCurves(finite, { x: 'hiddenWidth', quantity: 'limitDistance', group: 'activation', floor: 0 }),
          ),
        ]
      }),
      claims: [concentrationClaim(cells), slowClaim(cells)],
      notes: [],
    }
  },
}
