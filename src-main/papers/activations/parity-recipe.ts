import type { ActivationSpec, CellPlan, ClaimStatement, ClaimView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, PAPER_ACTIVATIONS, SAMPLE_COUNT_AXIS, WIDTH_AXIS, type Width } from './cells'
import { kernelSpec } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-parity'

const SIZES: Readonly<Record<RecipeSize, { counts: readonly number[]; widths: readonly Width[] }>> = {
  full: { counts: [8, 9, 10, 11, 12, 13, 16, 17, 20, 21, 30, 31, 50, 51], widths: ['infinite', 1000] },
  quick: { counts: [10, 11, 20, 21], widths: ['infinite', 1000] },
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
  source: 'not of the paper, whose data set it concerns (section 7)',
  premise,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const EVEN = statement(
  'P-even',
  'Even numbers of points on the full circle: exact ranks',
  '\\operatorname{rank}G=\\tfrac n2+2\\ (\\mathrm{ReLU},\\mathrm{swish}),\\ \\tfrac n2\\ (\\tanh),\\ n\\ (\\mathrm{ELU})',
  'full circle, even n, infinite width and finite',
  'these numbers of eigenvalues are resolved; of swish and tanh at finite width no more',
  'With antipodal points f(x) - f(-x) is linear in x for ReLU and swish, and f is odd for tanh: no width and no depth helps.',
)
const ODD = statement(
  'P-odd',
  'Odd numbers of points on the full circle: nothing is singular',
  '\\lambda_{\\min}(G)>0',
  'full circle, odd n up to 21, infinite width',
  'all eigenvalues are resolved',
  null,
)
const VALUES = statement(
  'P-values',
  'ReLU on the full circle: two eigenvalues in closed form',
  '\\lambda_{\\max}=\\tfrac n8\\ \\text{(twice)}',
  'full circle, even n, infinite width',
  'equal to n / 8 within 1e-9',
  null,
)

export const PARITY_CLAIMS: readonly ClaimStatement[] = [EVEN, ODD, VALUES]

const RANKS: Readonly<Record<string, (n: number) => number>> = {
  ReLU: (n) => n / 2 + 2,
  Swish: (n) => n / 2 + 2,
  Tanh: (n) => n / 2,
  ELU: (n) => n,
}

const nOf = ({ axes }: StudyCell): number => Number(axes['sampleCount'])
const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])
const isLimit = ({ axes }: StudyCell): boolean => axes['hiddenWidth'] === 'infinite'

function evenClaim(cells: readonly StudyCell[]): ClaimView {
  const even = cells.filter((cell) => nOf(cell) % 2 === 0)
  const compared = even.flatMap((cell): Compared[] => {
    const rank = meanOf(cell, 'resolvedCount')
    const expected = RANKS[nameOf(cell)]?.(nOf(cell))
    if (rank === null || expected === undefined) return []
    // at finite width the small eigenvalues of smooth activations may be below the noise of the factor
    const atMost = !isLimit(cell) && (nameOf(cell) === 'Swish' || nameOf(cell) === 'Tanh')
    const holds = atMost ? rank <= expected : rank === expected
    return [
      {
        text: `${nameOf(cell)}, n = ${nOf(cell)}, m ${isLimit(cell) ? 'infinite' : '= ' + String(cell.axes['hiddenWidth'])}: ${rank}`,
        holds,
      },
    ]
  })
  const broken = compared.filter(({ holds }) => !holds)
  return comparedClaim(EVEN, even, broken.length > 0 ? broken : compared.slice(0, 12))
}

function oddClaim(cells: readonly StudyCell[]): ClaimView {
  const odd = cells.filter((cell) => nOf(cell) % 2 === 1 && nOf(cell) <= 21 && isLimit(cell))
  const compared = odd.flatMap((cell): Compared[] => {
    const [rank, least] = [meanOf(cell, 'resolvedCount'), meanOf(cell, 'lambdaMin')]
    return rank === null || least === null
      ? []
      : [{ text: `${nameOf(cell)}, n = ${nOf(cell)}: ${writtenNumber(least)}`, holds: rank === nOf(cell) }]
  })
  return comparedClaim(ODD, odd, compared)
}

function valuesClaim(cells: readonly StudyCell[]): ClaimView {
  const own = cells.filter((cell) => nOf(cell) % 2 === 0 && isLimit(cell) && nameOf(cell) === 'ReLU')
  const compared = own.flatMap((cell): Compared[] => {
    const largest = meanOf(cell, 'lambdaMax')
    return largest === null ? [] : [{ text: `n = ${nOf(cell)}: ${writtenNumber(largest)}`, holds: within(largest, nOf(cell) / 8, 1e-9) }]
  })
  return comparedClaim(VALUES, own, compared)
}

const cellOf = (activation: ActivationSpec, n: number, width: Width, seed: number): CellPlan => ({
  spec: kernelSpec({ data: circle('full', n), activation, ...(width === 'infinite' ? {} : { hiddenWidth: width }) }),
  seeds: [seed],
  axes: { activation: activationOf(activation).name, sampleCount: n, hiddenWidth: width },
})

export const parityRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Odd and even numbers of points on the full circle',
  shows: 'The data set of the figures read literally: even numbers of points make the kernel singular at every width, odd ones do not.',
  axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { counts, widths } = SIZES[size]
    return PAPER_ACTIVATIONS.flatMap((activation) => counts.flatMap((n) => widths.map((width) => cellOf(activation, n, width, baseSeed))))
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'parity',
            title: 'Ranks and smallest eigenvalues',
            caption: 'Full circle.',
            axes: [ACTIVATION_AXIS, SAMPLE_COUNT_AXIS, WIDTH_AXIS],
            groupBy: 'activation',
            quantityIds: ['resolvedCount', 'lambdaMin', 'lambdaMax', 'lineSeparation', 'antipodalPairs'],
          },
          cells,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'parity',
          title: 'Smallest eigenvalue against the number of points, full circle',
          caption: 'Infinite width. What is singular is left out.',
          x: { label: SAMPLE_COUNT_AXIS.label, symbol: SAMPLE_COUNT_AXIS.symbol, unit: '', scale: 'linear' },
          y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
        },
        sweepCurves(cells.filter(isLimit), { x: 'sampleCount', quantity: 'lambdaMin', group: 'activation' }),
      ),
      claims: [evenClaim(cells), oddClaim(cells), valuesClaim(cells)],
      notes: [],
    }
  },
}
