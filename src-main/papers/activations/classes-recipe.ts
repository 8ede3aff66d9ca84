import type { CellPlan, ClaimStatement, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { fitPowerLaw } from '../../science/statistics'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, PAPER, PAPER_ACTIVATIONS, WIDTH_AXIS, type Width } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-cross-entropy'
const SAMPLE_COUNT = 6
const CLASSES = 3

const SIZES: Readonly<Record<RecipeSize, { widths: readonly Width[]; runs: number }>> = {
  full: { widths: ['infinite', 100, 1000, 10_000, 100_000], runs: 5 },
  quick: { widths: ['infinite', 100, 1000, 10_000], runs: 3 },
}

const statement = (
  id: string,
  title: string,
  formula: string,
  premise: string,
  prediction: string,
  remark: string | null,
): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, appendix M.3`,
  premise,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const COPIES = statement(
  'C15',
  'Several outputs have as many copies of the kernel of one',
  'K^\\infty=I_C\\otimes G^\\infty,\\quad\\lambda_{\\min}(K^\\infty)=\\lambda_{\\min}(G^\\infty)',
  'infinite width, all four activations',
  'equal within 1e-9',
  'With the inner products <x_i, x_j>, which the print leaves out: as printed the smallest eigenvalue is another one.',
)
const COUPLING = statement(
  'C15-coupling',
  'Outputs are coupled by the inverse root of the width',
  '\\max|K_{(i,q),(j,q\u2032)}|=O(m^{-1/2}),\\ q\\neq q\u2032',
  'ReLU, at least three widths',
  'exponent of m between -0.6 and -0.4',
  null,
)
const RATES = statement(
  'C15-rates',
  'The softmax slows the start down by the number of classes',
  '\\dot{\\tilde u}=J\\,K(\\tilde y-\\tilde u),\\ J=\\operatorname{blockdiag}(\\operatorname{diag}u_i-u_iu_i^\\top)',
  'infinite width, equal probabilities',
  'n rates are 0, the smallest of the others is the smallest eigenvalue over C within 1e-6',
  'The flow as printed leaves J out, and with it the initial rate comes out C times too fast.',
)

export const CLASS_CLAIMS: readonly ClaimStatement[] = [COPIES, COUPLING, RATES]

const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])

function limitClaims(limits: readonly StudyCell[]): { copies: Compared[]; rates: Compared[] } {
  const copies = limits.flatMap((cell): Compared[] => {
    const [all, one, printed] = ['classLambdaMin', 'lambdaMin', 'classLambdaMinPrinted'].map((id) => meanOf(cell, id))
    if (typeof all !== 'number' || typeof one !== 'number') return []
    const text = `${nameOf(cell)}: ${writtenNumber(all)} and ${writtenNumber(one)} (as printed ${writtenNumber(printed ?? NaN)})`
    return [{ text, holds: within(all, one, 1e-9) }]
  })
  const rates = limits.flatMap((cell): Compared[] => {
    const [zeros, rate, one] = ['zeroRates', 'smallestRate', 'lambdaMin'].map((id) => meanOf(cell, id))
    if (typeof rate !== 'number' || typeof one !== 'number') return []
    const text = `${nameOf(cell)}: ${String(zeros)} zeros, ${writtenNumber(rate)} for ${writtenNumber(one / CLASSES)}`
    return [{ text, holds: zeros === SAMPLE_COUNT && within(rate, one / CLASSES, 1e-6) }]
  })
  return { copies, rates }
}

function couplings(cells: readonly StudyCell[]): Compared[] {
  const points = cells
    .filter((cell) => nameOf(cell) === 'ReLU' && cell.axes['hiddenWidth'] !== 'infinite')
    .flatMap((cell) => {
      const y = meanOf(cell, 'classOffDiagonal')
      return y === null ? [] : [{ x: Number(cell.axes['hiddenWidth']), y }]
    })
  if (points.length < 3) return []
  const fit = fitPowerLaw(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  )
  return fit === null ? [] : [{ text: `m^${fit.exponent.toFixed(3)}`, holds: Math.abs(fit.exponent + 0.5) <= 0.1 }]
}

export const classesRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Several outputs and cross-entropy',
  shows: 'The kernel of all outputs of a network, how it tends to copies of that of one, and what the softmax does to the rates.',
  axes: [ACTIVATION_AXIS, WIDTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { widths, runs } = SIZES[size]
    return PAPER_ACTIVATIONS.flatMap((activation) =>
      widths.map((width): CellPlan => ({
        spec: kernelSpec({
          data: circle('half', SAMPLE_COUNT),
          activation,
          measurements: { classes: CLASSES },
          ...(width === 'infinite' ? {} : { hiddenWidth: width }),
        }),
        seeds: width === 'infinite' ? [baseSeed] : seedsFrom(baseSeed, runs),
        axes: { activation: activationOf(activation).name, hiddenWidth: width },
      })),
    )
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const limits = cells.filter(({ axes }) => axes['hiddenWidth'] === 'infinite')
    const { copies, rates } = limitClaims(limits)
    return {
      tables: [
        measuredTable(
          {
            id: 'classes',
            title: `Kernel of ${CLASSES} outputs on ${SAMPLE_COUNT} points of the half circle`,
            caption: 'Rates are the eigenvalues of softmax Jacobian times kernel at equal probabilities.',
            axes: [ACTIVATION_AXIS, WIDTH_AXIS],
            groupBy: 'activation',
            quantityIds: ['lambdaMin', 'classLambdaMin', 'classLambdaMinPrinted', 'classOffDiagonal', 'zeroRates', 'smallestRate'],
          },
          cells,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'coupling',
          title: 'Largest entry between two outputs',
          caption: 'Mean and range over the runs.',
          x: { label: WIDTH_AXIS.label, symbol: WIDTH_AXIS.symbol, unit: '', scale: 'log' },
          y: { label: 'Largest entry', symbol: '\\max|K_{(i,q),(j,q\u2032)}|', unit: '', scale: 'log' },
        },
        sweepCurves(
          cells.filter(({ axes }) => axes['hiddenWidth'] !== 'infinite'),
          { x: 'hiddenWidth', quantity: 'classOffDiagonal', group: 'activation', floor: 0 },
        ),
      ),
      claims: [
        comparedClaim(COPIES, limits, copies),
        comparedClaim(
          COUPLING,
          cells.filter((cell) => nameOf(cell) === 'ReLU'),
          couplings(cells),
        ),
        comparedClaim(RATES, limits, rates),
      ],
      notes: [
        'The loss is printed with log f in place of log softmax(f), the kernel without the inner products and the flow without the Jacobian of the ' +
          'softmax; here all three are there, and the matrix as printed stands beside.',
      ],
    }
  },
}
