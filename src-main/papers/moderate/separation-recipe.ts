import type { ActivationSpec, CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, PointData, RecipeSize } from '../../contract'
import type { KernelSpectrumSpec } from '../../experiments/kernel-spectrum/spec'
import { cosSinPi } from '../../science/cos-sin-pi'
import { fitPowerLaw } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER } from './phase-cells'
import { seedsFrom } from './paper-spec'
import { finished, idsOf, measuredTable, statisticsOf, studyCells, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-separation'

/** Which kernel of which network: those of the theorems, and the matrix E 1 1^T of lemma I.1. */
const KERNELS = {
  'softplus, hidden layer': { activation: { kind: 'softplus' }, layer: 'hidden' },
  'ReLU, hidden layer': { activation: { kind: 'relu' }, layer: 'hidden' },
  'step, output layer': { activation: { kind: 'step' }, layer: 'output' },
} as const satisfies Record<string, { activation: ActivationSpec; layer: KernelSpectrumSpec['model']['layer'] }>
type KernelName = keyof typeof KERNELS
const KERNEL_NAMES = Object.keys(KERNELS) as KernelName[]

const TWO_POINTS = 'two points'
const HALF_CIRCLE = 'half circle'
const PAIRS = 'ten pairs, d = 10'
type Family = typeof TWO_POINTS | typeof HALF_CIRCLE | typeof PAIRS

const SIZES: Readonly<Record<RecipeSize, { distances: readonly number[]; counts: readonly number[]; draws: number }>> = {
  full: {
    distances: [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001],
    counts: [2, 3, 5, 7, 10, 14, 20, 28, 40, 50, 70, 100, 140, 200],
    draws: 10,
  },
  quick: { distances: [1, 0.1, 0.01, 0.001], counts: [5, 10, 20, 50], draws: 2 },
}

const AXES = [
  { id: 'family', label: 'Points', symbol: 'X' },
  { id: 'kernel', label: 'Kernel', symbol: '\\Sigma' },
  { id: 'sampleCount', label: 'Number of points', symbol: 'n' },
  { id: 'separation', label: 'Separation', symbol: '\\delta' },
]

function spectrumSpec(kernel: KernelName, data: PointData): KernelSpectrumSpec {
  return {
    experiment: 'kernel-spectrum',
    version: 1,
    data,
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: { ...KERNELS[kernel], weightVariance: 1, biasVariance: 0, width: { kind: 'infinite' } },
    measurements: { route: 'best' },
  }
}

/** Least distance of a point of the half circle to another one or its opposite: 2 sin(pi / 2n). */
const halfCircleSeparation = (count: number): number => 2 * cosSinPi(1, 2 * count).sine

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { distances, counts, draws } = SIZES[size]
  const cell = (
    family: Family,
    kernel: KernelName,
    data: PointData,
    sampleCount: number,
    separation: number,
    seeds: number[],
  ): CellPlan => ({
    spec: spectrumSpec(kernel, data),
    seeds,
    axes: { family, kernel, sampleCount, separation: Number(separation.toPrecision(6)) },
  })
  return KERNEL_NAMES.flatMap((kernel) => [
    ...distances.map((distance) =>
      cell(TWO_POINTS, kernel, { kind: 'pairs', inputDimension: 2, sampleCount: 2, distance }, 2, distance, [baseSeed]),
    ),
    ...distances.map((distance) =>
      cell(PAIRS, kernel, { kind: 'pairs', inputDimension: 10, sampleCount: 20, distance }, 20, distance, seedsFrom(baseSeed, draws)),
    ),
    ...counts.map((count) =>
      cell(HALF_CIRCLE, kernel, { kind: 'circle', geometry: 'half', sampleCount: count }, count, halfCircleSeparation(count), [baseSeed]),
    ),
  ])
}

/** lambda_min, separation and n of every run. */
interface Measured {
  n: number
  separation: number
  lambda: number
}

const measuredOf = (cells: readonly StudyCell[]): Measured[] =>
  cells.flatMap(({ axes, ended }) =>
    ended.flatMap(({ summary }) => {
      const [lambda, separation] = [summary['lambdaMin'], summary['distanceSeparation']]
      return typeof lambda === 'number' && typeof separation === 'number' ? [{ n: Number(axes['sampleCount']), separation, lambda }] : []
    }),
  )

const cellsOf = (cells: readonly StudyCell[], kernel: KernelName, family?: Family): StudyCell[] =>
  cells.filter(({ axes }) => axes['kernel'] === kernel && (family === undefined || axes['family'] === family))

/** delta / (100 n^2). */
const boundOf = ({ n, separation }: Measured): number => separation / (100 * n * n)

function lowerBound(id: string, title: string, formula: string, source: string): ClaimStatement {
  return {
    id,
    title,
    formula,
    source: `${PAPER}, ${source}`,
    premise: 'unit points with separation delta > 0',
    prediction: 'smallest eigenvalue over bound is at least 1',
    remark: 'For equally spaced points the eigenvalue is about delta / 4 pi: there the bound is loose by 8 n^2.',
    recipeIds: [RECIPE_ID],
  }
}

const RELU_BOUND = lowerBound(
  'C11',
  'Separated points: smallest eigenvalue of the ReLU kernel',
  '\\lambda(X)\\ge\\delta/(100n^2)',
  'theorem I.1',
)
const STEP_BOUND = lowerBound(
  'C11-step',
  'Separated points: smallest eigenvalue of the activation patterns',
  '\\mathbb E[\\mathbf 1_{Xw\\ge0}\\mathbf 1_{Xw\\ge0}^{\\mathsf T}]\\succeq\\frac{\\delta}{100n^2}I',
  'theorem I.2',
)

function boundClaim(statement: ClaimStatement, cells: readonly StudyCell[]): ClaimView {
  const ratios = measuredOf(cells).map((each) => each.lambda / boundOf(each))
  return claimView(statement, {
    met: ratios.length === 0 ? null : true,
    measured:
      ratios.length === 0
        ? 'nothing yet'
        : `${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))} over ${ratios.length} sets of points`,
    verdict: verdictOf(
      ratios.length > 0,
      ratios.every((ratio) => ratio >= 1),
    ),
    runIds: idsOf(cells),
  })
}

const SLOPES: ClaimStatement = {
  id: 'C11-slopes',
  title: 'A kink makes the eigenvalue proportional to the separation, smoothness to its square',
  formula: '\\lambda(X)\\propto\\delta\\ (\\text{ReLU}),\\quad\\lambda(X)\\propto\\delta^2\\ (\\text{softplus})',
  source: 'not of the paper, whose bound is linear in delta for ReLU alone',
  premise: 'two points, delta <= 0.1, at least two distances',
  prediction: 'exponents 1 and 2 within 0.05',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const CLOSE = 0.1
const EXPONENTS: readonly { kernel: KernelName; exponent: number }[] = [
  { kernel: 'ReLU, hidden layer', exponent: 1 },
  { kernel: 'softplus, hidden layer', exponent: 2 },
]
const EXPONENT_TOLERANCE = 0.05

function slopesClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = EXPONENTS.flatMap(({ kernel, exponent }) => {
    const close = measuredOf(cellsOf(cells, kernel, TWO_POINTS)).filter(({ separation }) => separation <= CLOSE * (1 + 1e-9))
    const fit = fitPowerLaw(
      close.map(({ separation }) => separation),
      close.map(({ lambda }) => lambda),
    )
    return fit === null ? [] : [{ kernel, exponent, measured: fit.exponent }]
  })
  return claimView(SLOPES, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0 ? 'nothing yet' : compared.map(({ kernel, measured }) => `${kernel}: ${measured.toFixed(3)}`).join('; '),
    verdict: verdictOf(
      compared.length === EXPONENTS.length,
      compared.every(({ exponent, measured }) => Math.abs(measured - exponent) <= EXPONENT_TOLERANCE),
    ),
    runIds: idsOf(cellsOf(cells, 'ReLU, hidden layer', TWO_POINTS)),
  })
}

const TWO_POINT_LAW: ClaimStatement = {
  id: 'C11-angle',
  title: 'Two points: the eigenvalue is the angle',
  formula: '\\lambda_{\\min}(\\mathbb E[\\mathbf 1\\mathbf 1^{\\mathsf T}])=\\theta/2\\pi,\\ \\delta=2\\sin(\\theta/2)',
  source: `${PAPER}, theorem I.2; the value is exact`,
  premise: 'two points, delta <= sqrt 2',
  prediction: 'equal to 1e-9 of itself',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const EXACT = 1e-9

function angleClaim(cells: readonly StudyCell[]): ClaimView {
  const own = cellsOf(cells, 'step, output layer', TWO_POINTS)
  const errors = measuredOf(own).map(({ separation, lambda }) => Math.abs(lambda / (Math.asin(separation / 2) / Math.PI) - 1))
  return claimView(TWO_POINT_LAW, {
    met: errors.length === 0 ? null : true,
    measured: errors.length === 0 ? 'nothing yet' : `relative difference at most ${writtenNumber(Math.max(...errors))}`,
    verdict: verdictOf(
      errors.length > 0,
      errors.every((error) => error <= EXACT),
    ),
    runIds: idsOf(own),
  })
}

/** lambda_min(E 1 1^T) and lambda(X) of ReLU for n points of the half circle, computed independently. */
const HALF_CIRCLE_REFERENCE: readonly { n: number; step: number; relu: number }[] = [
  { n: 5, step: 0.054843, relu: 0.06374 },
  { n: 10, step: 0.025627, relu: 0.026328 },
  { n: 20, step: 0.012577, relu: 0.012657 },
  { n: 50, step: 0.0050049, relu: 0.0050099 },
]
const PRINTED_DIGITS = 1e-4

const HALF_CIRCLE_VALUES: ClaimStatement = {
  id: 'C11-half-circle',
  title: 'Equally spaced points of the half circle',
  formula: '\\lambda_{\\min}\\to\\frac1{4n}\\approx\\frac{\\delta}{4\\pi}',
  source: 'independent computation with another program; not of the paper',
  premise: 'n = 5, 10, 20 or 50',
  prediction: 'equal to the digits printed there, 1e-4 of the value',
  remark: null,
  recipeIds: [RECIPE_ID],
}

function halfCircleClaim(cells: readonly StudyCell[]): ClaimView {
  const of = (kernel: KernelName, n: number): number | undefined =>
    measuredOf(cellsOf(cells, kernel, HALF_CIRCLE)).find((each) => each.n === n)?.lambda
  const compared = HALF_CIRCLE_REFERENCE.flatMap(({ n, step, relu }) => {
    const [measuredStep, measuredRelu] = [of('step, output layer', n), of('ReLU, hidden layer', n)]
    return [
      ...(measuredStep === undefined ? [] : [{ n, measured: measuredStep, expected: step }]),
      ...(measuredRelu === undefined ? [] : [{ n, measured: measuredRelu, expected: relu }]),
    ]
  })
  const errors = compared.map(({ measured, expected }) => Math.abs(measured / expected - 1))
  return claimView(HALF_CIRCLE_VALUES, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : `${compared.length} values, relative difference at most ${writtenNumber(Math.max(...errors))}`,
    verdict: verdictOf(
      compared.length > 0,
      errors.every((error) => error <= PRINTED_DIGITS),
    ),
    runIds: idsOf([...cellsOf(cells, 'step, output layer', HALF_CIRCLE), ...cellsOf(cells, 'ReLU, hidden layer', HALF_CIRCLE)]),
  })
}

export const SEPARATION_CLAIMS: readonly ClaimStatement[] = [RELU_BOUND, STEP_BOUND, SLOPES, TWO_POINT_LAW, HALF_CIRCLE_VALUES]

function figure(cells: readonly StudyCell[], family: Family, id: string): FigureView {
  const curves = KERNEL_NAMES.flatMap((kernel): FigureCurve[] => {
    const points = cellsOf(cells, kernel, family)
      .flatMap((cell) => {
        const lambda = statisticsOf(cell.ended, 'lambdaMin')
        const separation = statisticsOf(cell.ended, 'distanceSeparation')
        if (lambda === null || separation === null || !(lambda.min > 0)) return []
        const { mean, min, max, count } = lambda
        return [{ x: separation.mean, y: mean, ...(count > 1 ? { low: min, high: max } : {}), count, cellHash: cell.hash }]
      })
      .sort((a, b) => a.x - b.x)
    return points.length === 0 ? [] : [{ id: kernel, label: kernel, kind: 'measured', group: kernel, points }]
  })
  const bound = measuredOf(cellsOf(cells, 'ReLU, hidden layer', family))
    .map((each) => ({ x: each.separation, y: boundOf(each) }))
    .sort((a, b) => a.x - b.x)
  return {
    id: `separation-${id}`,
    title: `Smallest eigenvalue over separation, ${family}`,
    caption: 'Kernels at infinite width. The bound of theorem I.1 is delta / (100 n^2).',
    x: { label: 'Separation', symbol: '\\delta', unit: '', scale: 'log' },
    y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}', unit: '', scale: 'log' },
    curves: [
      ...curves,
      ...(bound.length === 0
        ? []
        : [{ id: 'bound', label: 'theorem I.1', kind: 'bound' as const, excluded: 'below' as const, group: 'bound', points: bound }]),
    ],
    markers: [],
  }
}

export const separation: Recipe = {
  id: RECIPE_ID,
  title: 'Eigenvalues of separated points',
  shows: 'How the smallest eigenvalue depends on the least distance of two points: linearly for ReLU, quadratically for softplus.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'separation',
            title: 'Smallest eigenvalues',
            caption: 'Kernels at infinite width, from their structure where there is one.',
            axes: AXES,
            groupBy: 'family',
            quantityIds: ['lambdaMin', 'lambdaMax', 'noiseFloor', 'distanceSeparation', 'inputNorm'],
          },
          cells,
          finished,
        ),
      ],
      figures: ([TWO_POINTS, PAIRS, HALF_CIRCLE] as const)
        .map((family, index) => figure(cells, family, String(index + 1)))
        .filter(({ curves }) => curves.length > 0),
      claims: [
        boundClaim(RELU_BOUND, cellsOf(cells, 'ReLU, hidden layer')),
        boundClaim(STEP_BOUND, cellsOf(cells, 'step, output layer')),
        slopesClaim(cells),
        angleClaim(cells),
        halfCircleClaim(cells),
      ],
      notes: [
        'The output layer with a step function for its activation has the kernel E[1 1^T] of theorem I.2; the hidden layer has Sigma(X).',
      ],
    }
  },
}
