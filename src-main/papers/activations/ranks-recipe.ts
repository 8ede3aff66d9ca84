import type { ActivationSpec, Axis, CellPlan, ClaimStatement, ClaimView, PointData, RecipeSize } from '../../contract'
import type { Recipe } from '../paper'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { PAPER, WIDTH_AXIS, type Width } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, meanOf, type Compared } from './study-curves'

const RECIPE_ID = 'activations-polynomial-ranks'
const SAMPLE_COUNT = 30

const polynomial = (coefficients: number[]): ActivationSpec => ({ kind: 'polynomial', coefficients })

interface Polynomial {
  name: string
  activation: ActivationSpec
  degree: number
  /** powers of one parity alone */
  oneParity: boolean
}

const POLYNOMIALS: readonly Polynomial[] = [
  { name: 'x', activation: polynomial([0, 1]), degree: 1, oneParity: true },
  { name: 'x^2', activation: polynomial([0, 0, 1]), degree: 2, oneParity: true },
  { name: 'x^2 + x', activation: polynomial([0, 1, 1]), degree: 2, oneParity: false },
  { name: 'x^3', activation: polynomial([0, 0, 0, 1]), degree: 3, oneParity: true },
  { name: 'x^3 + x^2 + x', activation: polynomial([0, 1, 1, 1]), degree: 3, oneParity: false },
  { name: 'x^4', activation: polynomial([0, 0, 0, 0, 1]), degree: 4, oneParity: true },
  { name: 'x^4 + x^3 + x^2 + x', activation: polynomial([0, 1, 1, 1, 1]), degree: 4, oneParity: false },
]

const DIMENSIONS = [2, 3] as const
const SIZES: Readonly<Record<RecipeSize, { widths: readonly Width[]; runs: number }>> = {
  full: { widths: ['infinite', 100, 10_000], runs: 3 },
  quick: { widths: ['infinite', 100], runs: 1 },
}

const AXES: Axis[] = [
  { id: 'polynomial', label: 'Activation', symbol: '\\phi' },
  { id: 'spanDimension', label: 'Dimension of the span', symbol: "d'" },
  WIDTH_AXIS,
]

/** Points of which no two are on a line. */
const points = (dimension: number): PointData => ({ kind: 'sphere', inputDimension: dimension, sampleCount: SAMPLE_COUNT })

/** C(n, k) */
function binomial(n: number, k: number): number {
  let value = 1
  for (let i = 1; i <= k; i++) value = (value * (n - k + i)) / i
  return k < 0 || k > n ? 0 : value
}

const printedBound = (dimension: number, degree: number): number => binomial(dimension + degree, degree) - 1

/** Monomials of the degree that differ on the sphere: of the highest degree, and of the one below where both parities occur. */
function exactRank(dimension: number, { degree, oneParity }: Polynomial): number {
  const highest = binomial(dimension + degree - 1, degree)
  return oneParity ? highest : highest + binomial(dimension + degree - 2, degree - 1)
}

const statement = (
  id: string,
  title: string,
  formula: string,
  source: string,
  prediction: string,
  remark: string | null,
): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, ${source}`,
  premise: `${SAMPLE_COUNT} points of the unit sphere, more than the rank`,
  prediction,
  remark,
  recipeIds: [RECIPE_ID],
})

const BOUND = statement(
  'C5',
  'A polynomial activation makes the kernel singular',
  "\\operatorname{rank}G\\le\\binom{d'+p}{p}-1",
  'theorem 4.3, F.2',
  'the number of resolved eigenvalues is not above the bound, at every width',
  'The derivative is printed with degree p in F.2 and p - 1 in section 4.3; the count is that of an activation of degree p.',
)
const EXACT = statement(
  'C5-exact',
  'The rank on the sphere, exactly',
  "\\operatorname{rank}G=\\binom{d'+p-1}{p}\\ \\text{or}\\ \\binom{d'+p-1}{p}+\\binom{d'+p-2}{p-1}",
  'not of the paper: powers of one parity, or of both',
  'equal to the number of resolved eigenvalues',
  'Below the printed bound from p = 3 on (and for one parity): |x| = 1 makes polynomials of lower degree and the same parity dependent.',
)

export const RANK_CLAIMS: readonly ClaimStatement[] = [BOUND, EXACT]

function claims(cells: readonly StudyCell[]): ClaimView[] {
  const compared = (
    expected: (dimension: number, of: Polynomial) => number,
    agrees: (rank: number, value: number) => boolean,
  ): Compared[] =>
    POLYNOMIALS.flatMap((of) =>
      DIMENSIONS.flatMap((dimension): Compared[] => {
        const ranks = cells
          .filter(({ axes }) => axes['polynomial'] === of.name && axes['spanDimension'] === dimension)
          .flatMap((cell) => meanOf(cell, 'resolvedCount') ?? [])
        const value = expected(dimension, of)
        if (ranks.length === 0) return []
        const written = [...new Set(ranks)].join(' and ')
        return [{ text: `${of.name}, d' = ${dimension}: ${written} (${value})`, holds: ranks.every((rank) => agrees(rank, value)) }]
      }),
    )
  return [
    comparedClaim(
      BOUND,
      cells,
      compared(
        (dimension, { degree }) => printedBound(dimension, degree),
        (rank, bound) => rank <= bound,
      ),
    ),
    comparedClaim(
      EXACT,
      cells,
      compared(exactRank, (rank, value) => rank === value),
    ),
  ]
}

export const ranksRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Ranks of polynomial activations',
  shows: 'How few eigenvalues of the kernel are not 0 when the activation is a polynomial, at every width.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] => {
    const { widths, runs } = SIZES[size]
    return DIMENSIONS.flatMap((dimension) =>
      POLYNOMIALS.flatMap(({ name, activation }) =>
        widths.map((width): CellPlan => ({
          spec: kernelSpec({ data: points(dimension), activation, ...(width === 'infinite' ? {} : { hiddenWidth: width }) }),
          seeds: seedsFrom(baseSeed, runs),
          axes: { polynomial: name, spanDimension: dimension, hiddenWidth: width },
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
            id: 'ranks',
            title: 'Resolved eigenvalues',
            caption: `Of ${SAMPLE_COUNT}; the others are below the noise floor.`,
            axes: AXES,
            groupBy: 'spanDimension',
            quantityIds: ['resolvedCount', 'lambdaMax', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: [],
      claims: claims(cells),
      notes: [
        'Condition (6) of the paper, C(d\u2019 + p, p) < n + 1, makes the smallest eigenvalue 0. Its "lambda_k = 0 for k >= n / d\u2019" needs ' +
          'C(d\u2019 + p, p) - 1 < n / d\u2019.',
      ],
    }
  },
}
