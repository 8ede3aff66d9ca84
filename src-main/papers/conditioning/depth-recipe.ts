import type { ActivationSpec, CellPlan, ClaimStatement, FigureCurve, FigureView, PointData, RecipeSize } from '../../contract'
import { figureOf } from '../activations/study-curves'
import type { Recipe, StudyEvidence } from '../paper'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import {
  ACTIVATION_AXIS,
  boundClaim,
  conditioningSpec,
  DATA_AXIS,
  EIGHT_DIRECTIONS,
  EQUICORRELATED,
  H2,
  labelOf,
  nameOf,
  NORMRELU,
  stating,
} from './cells'

const RECIPE_ID = 'conditioning-depth'
const state = stating(RECIPE_ID)

const ACTIVATIONS: readonly ActivationSpec[] = [
  { kind: 'relu' },
  { kind: 'tanh' },
  { kind: 'erf' },
  { kind: 'selu' },
  NORMRELU,
  { kind: 'step' },
  H2,
]

interface Sizes {
  depth: number
  sets: readonly (readonly [name: string, data: PointData])[]
}

const EIGHT = 'eight directions'
const EQUAL = 'equal correlations .99'
const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: {
    depth: 1300,
    sets: [
      [EIGHT, EIGHT_DIRECTIONS],
      [EQUAL, EQUICORRELATED],
      ['sphere, d = 10, n = 60', { kind: 'sphere', inputDimension: 10, sampleCount: 60 }],
    ],
  },
  quick: {
    depth: 160,
    sets: [
      [EIGHT, EIGHT_DIRECTIONS],
      [EQUAL, EQUICORRELATED],
    ],
  },
}

const A = 'Assumption A: inputs of length 1 with |<x_i, x_j>| <= 1 - delta'
const B = 'Assumption B: the smallest eigenvalue of the inputs is at least delta, here taken for delta'
const NEEDS = 'Printed as easy to have for n >= d; the Gram matrix of more points than dimensions is singular: it needs n <= d.'

const THEOREM_3 = state(
  'C3',
  'Correlations fall with depth at least as fast as B',
  '\\max_{i\\ne j}|\\bar K^{(L)}_{ij}|\\le B_\\mu(L,\\delta)',
  'theorem 3',
  A,
  'the left side over the right side is at most 1 at every depth',
)
const COROLLARY_4 = state(
  'C4',
  'The kernel of the top layer becomes well conditioned',
  '\\kappa(\\bar K^{(L)})\\le1+2n(1-\\mu/2)^{L-L_1(\\delta)}',
  'corollary 4',
  `${A}; L >= L_1`,
  'the excess of kappa over 1, over that of the bound, is at most 1',
  'What the proof gives, without the factor n, is a row of its own.',
)
const COROLLARY_4_PROOF = state(
  'C4-proof',
  'The same without the factor n',
  '\\kappa(\\bar K^{(L)})\\le1+2(1-\\mu/2)^{L-L_1(\\delta)}',
  'proof of corollary 4',
  `${A}; L >= L_1`,
  'the excess of kappa over 1, over that of the bound, is at most 1',
)
const COROLLARY_8 = state(
  'C4-spectral',
  'Conditioning from the smallest eigenvalue of the inputs',
  '\\kappa(\\bar K^{(L)})\\le1+\\frac n\\delta(1+\\mu/2)^{-L}',
  'corollary 8',
  B,
  'the excess of kappa over 1, over that of the bound, is at most 1',
  `Nearly tight on inputs with equal correlations. ${NEEDS}`,
)
const THEOREM_7 = state(
  'C5',
  'Smallest eigenvalue from that of the inputs',
  '\\lambda_{\\min}(\\bar K^{(L)})\\ge1-B_\\mu(L,\\delta)',
  'theorem 7',
  B,
  'the bound over the smallest eigenvalue is at most 1',
  NEEDS,
)
const THEOREM_5 = state(
  'C6',
  'The tangent kernel becomes a multiple of the identity',
  '|\\Theta_{ij}|\\le2B_\\mu(L/2,\\delta)\\,\\Theta_{11}',
  'theorem 5',
  `${A}; L >= 2 L_0`,
  'the left side over the right side is at most 1',
  'Of the corrected tangent kernel: as extracted, equation 7 takes the slope of the dual one layer too high.',
)
const COROLLARY_6 = state(
  'C6-condition',
  'Condition number of the tangent kernel',
  '\\kappa(\\Theta)\\le1+4n(1-\\mu/2)^{L/2-L_0(\\delta)}',
  'corollary 6, as its proof gives it',
  `${A}; L >= L_2`,
  'the excess of kappa over 1, over that of the bound, is at most 1',
  'As stated the exponent is L/2 - L_2, which says nothing before L = 2 L_2.',
)
const COROLLARY_10 = state(
  'C6-spectral',
  'Condition number of the tangent kernel from the smallest eigenvalue of the inputs',
  '\\kappa(\\Theta)\\le1+\\frac{2n}\\delta(1+\\mu/2)^{-L/2}',
  'corollary 10',
  `${B}; L >= 4 L_0`,
  'the excess of kappa over 1, over that of the bound, is at most 1',
  NEEDS,
)

export const DEPTH_CLAIMS: readonly ClaimStatement[] = [
  THEOREM_3,
  COROLLARY_4,
  COROLLARY_4_PROOF,
  COROLLARY_8,
  THEOREM_7,
  THEOREM_5,
  COROLLARY_6,
  COROLLARY_10,
]

const BOUNDS: readonly (readonly [ClaimStatement, string])[] = [
  [THEOREM_3, 'correlationRatio'],
  [COROLLARY_4, 'statedConditionRatio'],
  [COROLLARY_4_PROOF, 'conditionRatio'],
  [COROLLARY_8, 'spectralRatio'],
  [THEOREM_7, 'smallestEigenvalueRatio'],
  [THEOREM_5, 'tangentCorrelationRatio'],
  [COROLLARY_6, 'tangentConditionRatio'],
  [COROLLARY_10, 'spectralTangentRatio'],
]

/** A series over the depth, of the first run of a cell; what is infinite or 0 is left out. */
export function depthCurve(
  evidence: StudyEvidence,
  cell: StudyCell,
  series: string,
  label: string,
  kind: FigureCurve['kind'] = 'measured',
): FigureCurve[] {
  const [run] = cell.ended
  const recorded = run === undefined ? null : evidence.series(run.id, series)
  if (recorded === null) return []
  const points = Array.from(recorded.steps, (x, k) => ({ x, y: recorded.values[k] ?? NaN, cellHash: cell.hash })).filter(
    ({ x, y }) => x > 0 && y > 0 && Number.isFinite(y),
  )
  return points.length === 0 ? [] : [{ id: `${cell.hash} ${series}`, label, kind, group: String(cell.axes['activation']), points }]
}

const LAYERS = { label: 'Layers', symbol: 'L', unit: '', scale: 'log' } as const

function panel(
  evidence: StudyEvidence,
  cells: readonly StudyCell[],
  data: string,
  series: string,
  bound: string,
  y: FigureView['y'],
): FigureView[] {
  const own = cells.filter(({ axes }) => axes['data'] === data)
  return figureOf(
    {
      id: `${series} ${data}`,
      title: `${y.label}, ${data}`,
      caption: 'Dashed: the bound, from the depth on at which it speaks.',
      x: LAYERS,
      y,
    },
    own.flatMap((cell) => [
      ...depthCurve(evidence, cell, series, String(cell.axes['activation'])),
      ...depthCurve(evidence, cell, bound, `bound, ${String(cell.axes['activation'])}`, 'theory'),
    ]),
  )
}

export const depthRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Conditioning by depth',
  shows: 'Condition numbers of kernels through layers, beside every bound of the paper and the depth at which it begins to speak.',
  axes: [ACTIVATION_AXIS, DATA_AXIS],
  plan: (size, baseSeed): CellPlan[] =>
    SIZES[size].sets.flatMap(([name, data]) =>
      ACTIVATIONS.map((activation): CellPlan => ({
        spec: conditioningSpec(activation, data, SIZES[size].depth),
        seeds: [baseSeed],
        axes: { activation: nameOf(activation), data: name },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const label = labelOf([ACTIVATION_AXIS, DATA_AXIS])
    const kappa = { label: 'Condition number of the top layer', symbol: '\\kappa-1', unit: '', scale: 'log' } as const
    const tangent = { label: 'Condition number of the tangent kernel', symbol: '\\kappa(\\Theta)-1', unit: '', scale: 'log' } as const
    return {
      tables: [
        measuredTable(
          {
            id: 'thresholds',
            title: 'Thresholds, and what happens',
            caption: 'Depths at which the theorems begin to speak beside the depth at which all correlations are at most 1/2.',
            axes: [ACTIVATION_AXIS, DATA_AXIS],
            groupBy: 'data',
            quantityIds: [
              'separation',
              'nonlinearity',
              'halfDepth',
              'escapeDepth',
              'kernelThreshold',
              'tangentThreshold',
              'conditionNumber',
              'tangentConditionNumber',
              'correlationRatio',
              'conditionRatio',
              'spectralRatio',
            ],
          },
          cells,
          finished,
        ),
      ],
      figures: [
        ...panel(evidence, cells, EIGHT, 'conditionExcess', 'none', kappa),
        ...panel(evidence, cells, EIGHT, 'largestCorrelation', 'correlationBound', {
          label: 'Largest correlation',
          symbol: '\\max|K_{ij}|',
          unit: '',
          scale: 'log',
        }),
        ...panel(evidence, cells, EIGHT, 'tangentConditionExcess', 'none', tangent),
        ...panel(evidence, cells, EQUAL, 'conditionNumber', 'spectralConditionBound', { ...kappa, symbol: '\\kappa' }),
      ],
      claims: BOUNDS.map(([statement, quantity]) => boundClaim(statement, cells, quantity, label)),
      notes: [
        'For the NormReLU that the paper trains with, mu is 0.0156: on eight directions theorem 3 speaks from 243 layers on, corollary 4 from 509. At the ' +
          'depths that are trained the theorems promise almost nothing for it.',
        'Kernels whose smallest eigenvalue is below 1e-12 of the largest are singular as far as can be told: their condition number is infinite.',
      ],
    }
  },
}
