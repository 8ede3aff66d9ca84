import type { ActivationSpec, CellPlan, ClaimStatement, PointData, RecipeSize } from '../../contract'
import { fitPowerLaw } from '../../science/statistics'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from '../activations/study-curves'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, conditioningSpec, DATA_AXIS, EIGHT_DIRECTIONS, H2, nameOf, NORMRELU, stating } from './cells'

const RECIPE_ID = 'conditioning-separation'
const state = stating(RECIPE_ID)
const POINTS = { id: 'sampleCount', label: 'Points', symbol: 'n' } as const

const RELU: ActivationSpec = { kind: 'relu' }
const TANH: ActivationSpec = { kind: 'tanh' }
const STEP: ActivationSpec = { kind: 'step' }

const ANTIPODAL: PointData = { kind: 'antipodal', inputDimension: 2, pairCount: 1 }
const GAPS: Readonly<Record<RecipeSize, readonly number[]>> = {
  full: [0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4, 1e-4, 1e-5, 1e-6, 1e-7],
  quick: [0.1, 0.01, 1e-3, 1e-4],
}
const COUNTS: Readonly<Record<RecipeSize, readonly number[]>> = { full: [2, 4, 8], quick: [4] }

const THEOREM_56 = state(
  'C21',
  'The smallest eigenvalue over the separation',
  '\\lambda_{\\min}\\ge c\\,\\delta^{3/2}/n^3',
  'theorem 56',
  'points on an arc with neighbours at 1 - delta, one hidden layer of ReLU as it is, infinite width; n = 4',
  'slope of the logarithms between delta = 1e-2 and 1e-4 in [1.49, 1.53]',
  'Eigenvalues below 1e-12 of the largest are not resolved and are left out.',
)
const THEOREM_58 = state(
  'C22',
  'When the kernel of one layer is not singular',
  'a_k\\ne0\\ \\text{for infinitely many even and odd }k\\ \\Rightarrow\\ \\lambda_{\\min}>0',
  'theorem 58',
  'eight directions, and two opposite inputs; one hidden layer, normalised activation',
  'eight directions: only the second Hermite polynomial is singular; two opposite inputs: tanh, which is odd, is singular and ReLU is not',
  'tanh has odd coefficients alone and is not singular on eight directions all the same, as no two of them are opposite.',
)

export const CONDITIONING_SEPARATION_CLAIMS: readonly ClaimStatement[] = [THEOREM_56, THEOREM_58]

const [ARC, EIGHT, OPPOSITE] = ['arc', 'eight directions', 'two opposite inputs'] as const
/** Below this the smallest eigenvalue is not resolved. */
const RESOLUTION = 1e-12

function singularClaim(cells: readonly StudyCell[]) {
  const expected: readonly (readonly [string, ActivationSpec, boolean])[] = [
    [EIGHT, H2, true],
    [EIGHT, RELU, false],
    [EIGHT, STEP, false],
    [EIGHT, NORMRELU, false],
    [EIGHT, TANH, false],
    [OPPOSITE, TANH, true],
    [OPPOSITE, RELU, false],
  ]
  const found = expected.flatMap(([data, activation, singular]): Compared[] => {
    const value = meanOf(
      cells.find(({ axes }) => axes['data'] === data && axes['activation'] === nameOf(activation)),
      'lambdaMin',
    )
    return value === null ? [] : [{ text: `${data}, ${nameOf(activation)}: ${writtenNumber(value)}`, holds: (value === 0) === singular }]
  })
  return comparedClaim(THEOREM_58, cells, found)
}

export const conditioningSeparationRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Smallest eigenvalue over the separation',
  shows: 'How the smallest eigenvalue of one layer falls as points come closer, and for which activations it is 0.',
  axes: [DATA_AXIS, ACTIVATION_AXIS, POINTS],
  plan: (size, baseSeed): CellPlan[] => {
    const arcs = COUNTS[size].flatMap((sampleCount) =>
      GAPS[size].map((neighbourGap): CellPlan => ({
        spec: conditioningSpec(RELU, { kind: 'arc', sampleCount, neighbourGap }, 1, 'kept'),
        seeds: [baseSeed],
        axes: { data: ARC, activation: nameOf(RELU), sampleCount, gap: neighbourGap },
      })),
    )
    const singular = (data: PointData, name: string, sampleCount: number, activations: readonly ActivationSpec[]): CellPlan[] =>
      activations.map((activation) => ({
        spec: conditioningSpec(activation, data, 1),
        seeds: [baseSeed],
        axes: { data: name, activation: nameOf(activation), sampleCount },
      }))
    return [
      ...arcs,
      ...singular(EIGHT_DIRECTIONS, EIGHT, 8, [H2, RELU, STEP, NORMRELU, TANH]),
      ...singular(ANTIPODAL, OPPOSITE, 2, [TANH, RELU]),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const arcs = cells.filter(({ axes }) => axes['data'] === ARC)
    const resolved = arcs.filter((cell) => (meanOf(cell, 'rawResolution') ?? 0) > RESOLUTION)
    const four = resolved.flatMap((cell) => {
      const [gap, value] = [Number(cell.axes['gap']), meanOf(cell, 'rawLambdaMin')]
      return cell.axes['sampleCount'] === 4 && gap <= 0.01 && gap >= 1e-4 && value !== null ? [{ gap, value }] : []
    })
    const fit =
      four.length < 3
        ? null
        : fitPowerLaw(
            four.map(({ gap }) => gap),
            four.map(({ value }) => value),
          )
    return {
      tables: [
        measuredTable(
          {
            id: 'arc',
            title: 'Points on an arc',
            caption: 'One hidden layer of ReLU as it is.',
            axes: [POINTS, { id: 'gap', label: 'Gap of neighbours', symbol: '\\delta' }],
            groupBy: 'sampleCount',
            quantityIds: ['rawLambdaMin', 'rawResolution'],
          },
          arcs,
          finished,
        ),
        measuredTable(
          {
            id: 'singular',
            title: 'Singular or not',
            caption: '0: singular to 1e-12.',
            axes: [DATA_AXIS, ACTIVATION_AXIS],
            groupBy: 'data',
            quantityIds: ['lambdaMin', 'conditionNumber'],
          },
          cells.filter(({ axes }) => axes['data'] !== ARC),
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'arc',
          title: 'Smallest eigenvalue over the separation',
          caption: 'Dashed: a slope of 3/2. Points that are not resolved are left out.',
          x: { label: 'Gap of neighbours', symbol: '\\delta', unit: '', scale: 'log' },
          y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}', unit: '', scale: 'log' },
        },
        [
          ...sweepCurves(
            resolved.map((cell) => ({ ...cell, axes: { ...cell.axes, curve: `${String(cell.axes['sampleCount'])} points` } })),
            { x: 'gap', quantity: 'rawLambdaMin', group: 'curve', floor: 0 },
          ),
          {
            id: 'guide',
            label: 'slope 3/2',
            kind: 'theory',
            group: 'slope 3/2',
            points: [1e-6, 1e-4, 1e-2, 0.1].map((x) => ({ x, y: 0.1 * x * Math.sqrt(x) })),
          },
        ],
      ),
      claims: [
        comparedClaim(
          THEOREM_56,
          arcs,
          fit === null ? [] : [{ text: `slope ${fit.exponent.toFixed(3)}`, holds: fit.exponent >= 1.49 && fit.exponent <= 1.53 }],
        ),
        singularClaim(cells),
      ],
      notes: [],
    }
  },
}
