import type { Axis, CellPlan, ClaimStatement, ClaimView, FigureCurve, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { fitPowerLaw } from '../../science/statistics'
import type { Recipe } from '../paper'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, LIFTED_TO, PAPER, PAPER_ACTIVATIONS } from './cells'
import { kernelSpec, seedsFrom } from './kernel-spec'
import { comparedClaim, figureOf, meanOf, sweepCurves, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-separation-sweep'
const FAMILY_AXIS: Axis = { id: 'family', label: 'Points', symbol: 'X' }
const DISTANCE_AXIS: Axis = { id: 'distance', label: 'Distance', symbol: '\\|x-x\u2032\\|' }
const TWO = 'two points'
const PAIRS = `five pairs, d = ${LIFTED_TO}`

const SIZES: Readonly<Record<RecipeSize, { distances: readonly number[]; runs: number }>> = {
  full: { distances: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001], runs: 5 },
  quick: { distances: [1, 0.1, 0.01, 0.001], runs: 1 },
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

const EXACT = statement(
  'C3-two-points',
  'Two points, ReLU, exactly',
  '\\lambda_{\\min}(G^\\infty)=\\tfrac12-\\cos\\theta\\,\\tfrac{\\pi-\\theta}{2\\pi}',
  'section 4.2, for n = 2',
  'two unit vectors at the angle theta',
  'equal within 1e-9',
  'At 60 degrees 1/3, at 90 degrees 1/2.',
)
const POWERS = statement(
  'C3-separation',
  'A jump of the derivative makes the eigenvalue proportional to the separation',
  '\\lambda_{\\min}\\propto\\delta\\ (J_1),\\quad\\delta^2\\ (\\text{otherwise})',
  'theorems 4.1 and 4.2 have delta^3 and delta^(3/2) in lower bounds; the exponents for pairs are not of the paper',
  'pairs at distances of at most 0.1',
  'exponent 1 for ReLU, 2 for ELU, tanh and swish, within 0.1',
  'Assumption 2 measures |(I - x x^T) x\u2032|, which is smaller than the distance by up to sqrt 2.',
)

export const SEPARATION_CLAIMS: readonly ClaimStatement[] = [EXACT, POWERS]

const distanceOf = ({ axes }: StudyCell): number => Number(axes['distance'])
const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])

/** 1/2 - cos theta (pi - theta) / (2 pi) in terms of the distance e = 2 sin(theta / 2), without cancellation. */
function twoPoints(distance: number): number {
  const theta = 2 * Math.asin(distance / 2)
  const cosine = 1 - (distance * distance) / 2
  return (distance * distance) / 4 + (cosine * theta) / (2 * Math.PI)
}

function exactClaim(cells: readonly StudyCell[]): ClaimView {
  const own = cells.filter((cell) => cell.axes['family'] === TWO && nameOf(cell) === 'ReLU')
  const compared = own.flatMap((cell): Compared[] => {
    const value = meanOf(cell, 'lambdaMin')
    if (value === null) return []
    const expected = twoPoints(distanceOf(cell))
    return [{ text: `${distanceOf(cell)}: ${value.toPrecision(6)}`, holds: within(value, expected, 1e-9) }]
  })
  return comparedClaim(EXACT, own, compared)
}

function powersClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = [TWO, PAIRS].flatMap((family) =>
    PAPER_ACTIVATIONS.flatMap((activation): Compared[] => {
      const { name } = activationOf(activation)
      const close = cells.filter((cell) => cell.axes['family'] === family && nameOf(cell) === name && distanceOf(cell) <= 0.1)
      const points = close.flatMap((cell) => {
        const y = meanOf(cell, 'lambdaMin')
        return y === null ? [] : [{ x: distanceOf(cell), y }]
      })
      const fit = fitPowerLaw(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
      )
      const expected = name === 'ReLU' ? 1 : 2
      return fit === null
        ? []
        : [{ text: `${family}, ${name}: ${fit.exponent.toFixed(3)}`, holds: Math.abs(fit.exponent - expected) <= 0.1 }]
    }),
  )
  return comparedClaim(POWERS, cells, compared)
}

function theory(cells: readonly StudyCell[]): FigureCurve[] {
  const points = [...new Set(cells.map(distanceOf))].sort((a, b) => a - b).map((x) => ({ x, y: twoPoints(x) }))
  return [{ id: 'exact', label: 'two points, ReLU, exact', kind: 'theory', group: 'ReLU', points }]
}

export const separationRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smallest eigenvalue against the separation',
  shows:
    'How the smallest eigenvalue vanishes when two points approach each other: like their distance for ReLU, like its square for the others.',
  axes: [ACTIVATION_AXIS, FAMILY_AXIS, DISTANCE_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { distances, runs } = SIZES[size]
    const families = [
      { family: TWO, inputDimension: 2, sampleCount: 2, seeds: [baseSeed] },
      { family: PAIRS, inputDimension: LIFTED_TO, sampleCount: 10, seeds: seedsFrom(baseSeed, runs) },
    ]
    return PAPER_ACTIVATIONS.flatMap((activation) =>
      families.flatMap(({ family, inputDimension, sampleCount, seeds }) =>
        distances.map((distance): CellPlan => ({
          spec: kernelSpec({ data: { kind: 'pairs', inputDimension, sampleCount, distance }, activation }),
          seeds,
          axes: { activation: activationOf(activation).name, family, distance },
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
            id: 'separation',
            title: 'Smallest eigenvalues',
            caption: 'Infinite width.',
            axes: [ACTIVATION_AXIS, FAMILY_AXIS, DISTANCE_AXIS],
            groupBy: 'family',
            quantityIds: ['lambdaMin', 'lineSeparation', 'distanceSeparation', 'noiseFloor'],
          },
          cells,
          finished,
        ),
      ],
      figures: [TWO, PAIRS].flatMap((family, index) =>
        figureOf(
          {
            id: `separation-${index}`,
            title: `Smallest eigenvalue against the distance, ${family}`,
            caption: 'Infinite width, mean and range over the runs.',
            x: { label: DISTANCE_AXIS.label, symbol: DISTANCE_AXIS.symbol, unit: '', scale: 'log' },
            y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty)', unit: '', scale: 'log' },
          },
          [
            ...sweepCurves(
              cells.filter(({ axes }) => axes['family'] === family),
              { x: 'distance', quantity: 'lambdaMin', group: 'activation' },
            ),
            ...(family === TWO ? theory(cells) : []),
          ],
        ),
      ),
      claims: [exactClaim(cells), powersClaim(cells)],
      notes: ['Pairs of unit vectors; the distances between different pairs are far larger.'],
    }
  },
}
