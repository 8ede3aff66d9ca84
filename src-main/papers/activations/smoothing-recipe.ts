import type { Axis, CellPlan, ClaimStatement, ClaimView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationHermite } from '../../science/gaussian'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, circle, LIFTED_TO, PAPER, PAPER_ACTIVATIONS } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from './study-curves'

const RECIPE_ID = 'activations-smoothing'
const SAMPLE_COUNT = 20

const SPACES = { all: 'in all coordinates', span: 'inside the span' } as const
type Space = keyof typeof SPACES

const NOISE_AXIS: Axis = { id: 'noise', label: 'Noise', symbol: '\\sigma' }
const SPACE_AXIS: Axis = { id: 'space', label: 'Noise is', symbol: '' }

const SIZES: Readonly<Record<RecipeSize, { noise: readonly number[]; runs: number }>> = {
  full: { noise: [0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3], runs: 10 },
  quick: { noise: [0, 1e-3, 1e-2, 0.1], runs: 2 },
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

const BOUND = statement(
  'C11',
  'Smoothed data have eigenvalues that no activation loses',
  "\\lambda_{\\min}\\ge\\frac{c_{p-1}(\\phi')^2}{n}\\Big(\\frac{\\kappa\\sigma}{np}\\Big)^{2p},\\ p\\text{ the least odd number with }\\tbinom{d'}{p}\\ge n",
  'theorems 4.7, I.2 to I.4',
  `noise in all of d = ${LIFTED_TO} coordinates, where p = 3 for n = ${SAMPLE_COUNT}; kappa = 1`,
  'the smallest eigenvalue is at least the bound',
  'Inside the span of a circle there is no such p (C(2, p) < n for all p), and nothing is claimed. kappa is not said.',
)
const GAIN = statement(
  'C11-gain',
  'Little noise in more dimensions lifts smooth activations over ELU',
  '\\lambda_{\\min}(\\tanh)>\\lambda_{\\min}(\\mathrm{ELU})',
  'not of the paper, which gives the lower bound',
  `half circle, n = ${SAMPLE_COUNT}, sigma = 0.1 in all of d = ${LIFTED_TO} coordinates`,
  'tanh gains a factor of at least 1e4 and is above ELU',
  null,
)

export const SMOOTHING_CLAIMS: readonly ClaimStatement[] = [BOUND, GAIN]

/** The least odd p with C(dimension, p) >= count, null when there is none. */
export function smoothingOrder(dimension: number, count: number): number | null {
  let choose = 1
  for (let p = 1; p <= dimension; p++) {
    choose = (choose * (dimension - p + 1)) / p
    if (p % 2 === 1 && choose >= count) return p
  }
  return null
}

/** c_(p-1)^2 / n (sigma / (n p))^(2p). */
function boundOf(activationName: string, noise: number, p: number): number {
  const activation = PAPER_ACTIVATIONS.find((each) => activationOf(each).name === activationName)
  if (activation === undefined) return NaN
  const { coefficients } = activationHermite(activationOf(activation), 'derivative', Math.max(12, p))
  const coefficient = coefficients[p - 1] ?? NaN
  return ((coefficient * coefficient) / SAMPLE_COUNT) * Math.exp(2 * p * Math.log(noise / (SAMPLE_COUNT * p)))
}

const noiseOf = ({ axes }: StudyCell): number => Number(axes['noise'])
const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])

function boundClaim(cells: readonly StudyCell[]): ClaimView {
  const p = smoothingOrder(LIFTED_TO, SAMPLE_COUNT)
  const noisy = cells.filter((cell) => cell.axes['space'] === SPACES.all && noiseOf(cell) > 0)
  const compared = noisy.flatMap((cell): Compared[] => {
    const lambda = meanOf(cell, 'lambdaMin')
    if (lambda === null || p === null) return []
    const bound = boundOf(nameOf(cell), noiseOf(cell), p)
    // even coefficients of swish' and ReLU' are 0: the bound is then empty
    return bound > 0
      ? [
          {
            text: `${nameOf(cell)}, sigma = ${noiseOf(cell)}: ${writtenNumber(lambda)} over ${writtenNumber(bound)}`,
            holds: lambda >= bound,
          },
        ]
      : []
  })
  return comparedClaim(BOUND, noisy, compared)
}

function gainClaim(cells: readonly StudyCell[]): ClaimView {
  const at = (name: string, noise: number): number | null =>
    meanOf(
      cells.find((cell) => cell.axes['space'] === SPACES.all && nameOf(cell) === name && noiseOf(cell) === noise),
      'lambdaMin',
    )
  const [before, after, elu] = [at('Tanh', 0), at('Tanh', 0.1), at('ELU', 0.1)]
  if (before === null || after === null || elu === null) return comparedClaim(GAIN, cells, [])
  const text = `tanh ${writtenNumber(before)} to ${writtenNumber(after)}, ELU ${writtenNumber(elu)}`
  return comparedClaim(GAIN, cells, [{ text, holds: after / before >= 1e4 && after > elu }])
}

export const smoothingRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smoothed data',
  shows:
    'What noise on the points does to the smallest eigenvalue: inside their plane little, in all coordinates it lifts smooth activations by decades.',
  axes: [ACTIVATION_AXIS, SPACE_AXIS, NOISE_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { noise, runs } = SIZES[size]
    return PAPER_ACTIVATIONS.flatMap((activation) =>
      (Object.keys(SPACES) as Space[]).flatMap((space) =>
        noise.map((smoothing): CellPlan => ({
          spec: kernelSpec({
            data: circle('half', SAMPLE_COUNT),
            activation,
            preprocessing: { scaling: 'none', smoothing, ...(space === 'all' ? { smoothingSpace: 'all' } : {}) },
          }),
          seeds: smoothing === 0 ? [baseSeed] : seedsFrom(baseSeed, runs),
          axes: { activation: activationOf(activation).name, space: SPACES[space], noise: smoothing },
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
            id: 'smoothing',
            title: 'Smallest eigenvalues',
            caption: `Infinite width, half circle, n = ${SAMPLE_COUNT}, d = ${LIFTED_TO}.`,
            axes: [ACTIVATION_AXIS, SPACE_AXIS, NOISE_AXIS],
            groupBy: 'space',
            quantityIds: ['lambdaMin', 'lambdaMax', 'lineSeparation', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: (Object.keys(SPACES) as Space[]).flatMap((space) =>
        figureOf(
          {
            id: `smoothing-${space}`,
            title: `Smallest eigenvalue, noise ${SPACES[space]}`,
            caption: 'Mean and range over the runs.',
            x: { label: 'Standard deviation of the noise', symbol: '\\sigma', unit: '', scale: 'log' },
            y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
          },
          sweepCurves(
            cells.filter((cell) => cell.axes['space'] === SPACES[space] && noiseOf(cell) > 0),
            { x: 'noise', quantity: 'lambdaMin', group: 'activation' },
          ),
        ),
      ),
      claims: [boundClaim(cells), gainClaim(cells)],
      notes: [
        'Assumption 3 of the paper draws the noise inside the span of the points. A circle spans a plane, where its theorem has no p; with noise in all ' +
          'ten coordinates it has p = 3.',
      ],
    }
  },
}
