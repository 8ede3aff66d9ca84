import type { CellPlan, ClaimStatement, ClaimView, FigureView, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER, phaseSpec, trialSeeds, type PhaseActivation } from './phase-cells'
import { ACTIVATION_NAMES, PAPER_ACTIVATIONS, paperSpec, seedsFrom, sphere } from './paper-spec'
import { SPHERE_REFERENCE } from './sphere-reference'
import { converged, idsOf, measuredTable, medianOf, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-widths'

const THEORY = 'theory'
const PRACTICE = 'practice'

type Sizes = readonly (readonly [n: number, d: number])[]

/** Draws of a reference median. */
const DRAWS = 15
const SIZES: Readonly<Record<RecipeSize, { points: Sizes; trained: Sizes; widths: readonly number[]; trials: number }>> = {
  full: {
    points: SPHERE_REFERENCE.map(({ sampleCount, inputDimension }) => [sampleCount, inputDimension]),
    trained: [
      [50, 20],
      [100, 25],
      [200, 25],
    ],
    widths: [2, 4, 6, 8, 10, 12, 14, 16, 18, 20],
    trials: 10,
  },
  quick: {
    points: [
      [20, 10],
      [50, 20],
      [100, 25],
      [100, 50],
    ],
    trained: [[100, 25]],
    widths: [4, 6, 8, 10, 12],
    trials: 2,
  },
}

const AXES = [
  { id: 'part', label: 'Part', symbol: '' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'inputDimension', label: 'Input dimension', symbol: 'd' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'k' },
]

/** Neurons of the cells in which nothing is trained: the constants do not depend on them. */
const ANY_WIDTH = 2

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { points, trained, widths, trials } = SIZES[size]
  return PAPER_ACTIVATIONS.flatMap((activation) => [
    ...points.map(([sampleCount, inputDimension]): CellPlan => ({
      spec: paperSpec({
        activation: { kind: activation },
        data: sphere(inputDimension, sampleCount),
        hiddenWidth: ANY_WIDTH,
        steps: 0,
        measurements: { theoremConditions: true },
      }),
      seeds: seedsFrom(baseSeed, DRAWS),
      axes: { part: THEORY, activation: ACTIVATION_NAMES[activation], sampleCount, inputDimension, hiddenWidth: 'any' },
    })),
    ...trained.flatMap(([sampleCount, inputDimension]) =>
      widths.map((hiddenWidth): CellPlan => {
        const point = { activation, sampleCount, hiddenWidth, inputDimension }
        return {
          spec: phaseSpec(point),
          seeds: trialSeeds(baseSeed, point, trials),
          axes: { part: PRACTICE, activation: ACTIVATION_NAMES[activation], sampleCount, inputDimension, hiddenWidth },
        }
      }),
    ),
  ])
}

const isPart =
  (part: string) =>
  (cell: StudyCell): boolean =>
    cell.axes['part'] === part && cell.ended.length > 0
const of =
  (activation: PhaseActivation) =>
  (cell: StudyCell): boolean =>
    cell.axes['activation'] === ACTIVATION_NAMES[activation]
const sizeOf = ({ axes }: StudyCell): { n: number; d: number } => ({ n: Number(axes['sampleCount']), d: Number(axes['inputDimension']) })

interface Comparison {
  n: number
  d: number
  /** median of what the theorem asks for */
  asked: number
  /** least width at which half of the trials succeed, infinity when none does */
  enough: number
}

function comparisons(cells: readonly StudyCell[], activation: PhaseActivation): Comparison[] {
  const own = cells.filter(of(activation))
  return own.filter(isPart(THEORY)).flatMap((cell) => {
    const { n, d } = sizeOf(cell)
    const widths = valuesOf(cell.ended, 'requiredWidth')
    if (widths.length === 0) return []
    const successful = own.filter(isPart(PRACTICE)).filter((other) => {
      const size = sizeOf(other)
      return size.n === n && size.d === d && 2 * other.ended.filter(converged).length >= other.ended.length
    })
    return [{ n, d, asked: medianOf(widths), enough: Math.min(Infinity, ...successful.map(({ axes }) => Number(axes['hiddenWidth']))) }]
  })
}

function widthClaimStatement(id: string, title: string, formula: string, source: string): ClaimStatement {
  return {
    id,
    title,
    formula,
    source: `${PAPER}, ${source} with the constants of its proof; practice: section 4`,
    premise: 'delta = 1; sizes at which half of the trials succeed at some width',
    prediction: 'sufficient, and far from necessary: less than a millionth of the width does',
    remark: 'The paper states it up to constants; its experiments suggest that kd > (1 + epsilon) n suffices. Practice: as in Figure 2.',
    recipeIds: [RECIPE_ID],
  }
}

const SMOOTH_WIDTH = widthClaimStatement(
  'C9',
  'Width theorem 6.2 asks for against width that does, softplus',
  'k\\ge[32B(1+(1+\\delta)B)]^2\\,n\\|X\\|^2/\\lambda(X)^2',
  'theorem 6.2',
)
const RELU_WIDTH = widthClaimStatement(
  'C10',
  'Width theorem 6.3 asks for against width that does, ReLU',
  'k\\ge9.216\\cdot10^9(1+\\delta)^2\\,n\\|X\\|^6/\\lambda(X)^4',
  'theorem 6.3',
)

const FAR = 1e-6

function widthClaim(statement: ClaimStatement, cells: readonly StudyCell[], activation: PhaseActivation): ClaimView {
  const all = comparisons(cells, activation)
  const compared = all.filter(({ enough }) => Number.isFinite(enough))
  return claimView(statement, {
    met: all.length === 0 ? null : compared.length > 0,
    measured:
      all.length === 0
        ? 'nothing yet'
        : all
            .map(({ n, d, asked, enough }) => {
              const practice = Number.isFinite(enough) ? `, k = ${enough} does` : ''
              return `n = ${n}, d = ${d}: asks for ${writtenNumber(asked)}${practice}`
            })
            .join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ asked, enough }) => enough < FAR * asked),
    ),
    runIds: idsOf(cells.filter(of(activation))),
  })
}

const LOWER_BOUNDS: ClaimStatement = {
  id: 'C12',
  title: 'Lower bounds of the covariances from products of coordinates',
  formula: '\\lambda(X)\\ge\\mu_1(\\phi\u2032)^2\\sigma_{\\min}^2(X*X),\\quad\\tilde\\lambda(X)\\ge\\mu_2(\\phi)^2\\sigma_{\\min}^2(X*X)',
  source: `${PAPER}, lemmas 6.4, H.1, H.2`,
  premise: 'unit points',
  prediction: 'both quotients are at least 1 wherever sigma_min(X * X) > 0',
  remark:
    'sigma_min(X * X) = 0 as soon as n > d (d + 1) / 2, so that theorems 2.1 and 2.3 say nothing on most of the grid of Figure 2. Lemma H.1 prints a coefficient of phi where that of its derivative is meant.',
  recipeIds: [RECIPE_ID],
}

function lowerBoundsClaim(cells: readonly StudyCell[]): ClaimView {
  const own = cells.filter(isPart(THEORY))
  const ratios = own.flatMap(({ axes, ended }) => {
    const activation = PAPER_ACTIVATIONS.find((kind) => ACTIVATION_NAMES[kind] === axes['activation'])
    if (activation === undefined) return []
    const { mu1, gamma2 } = activationConstants(activationOf({ kind: activation }))
    return ended.flatMap(({ summary }) => {
      const [hidden, output, square] = ['hiddenLimitLambdaMin', 'outputLimitLambdaMin', 'khatriRaoSquare'].map((id) => summary[id] ?? NaN)
      if (hidden === undefined || output === undefined || square === undefined || !(square > 0)) return []
      return [hidden / (mu1 * mu1 * square), output / (gamma2 * gamma2 * square)]
    })
  })
  return claimView(LOWER_BOUNDS, {
    met: ratios.length === 0 ? null : true,
    measured: ratios.length === 0 ? 'nothing yet' : `${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))}`,
    verdict: verdictOf(
      ratios.length > 0,
      ratios.every((ratio) => ratio >= 1),
    ),
    runIds: idsOf(own),
  })
}

const SPHERE_NORM: ClaimStatement = {
  id: 'C24',
  title: 'Norm of random points on the sphere',
  formula: '\\|X\\|\\le2\\sqrt{n/d}',
  source: `${PAPER}, appendix E`,
  premise: 'independent uniform points, n >= d',
  prediction: 'norm over 2 sqrt(n / d) is at most 1',
  remark: 'It is near 1 + sqrt(n / d).',
  recipeIds: [RECIPE_ID],
}

function sphereNormClaim(cells: readonly StudyCell[]): ClaimView {
  const own = cells.filter(isPart(THEORY)).filter((cell) => sizeOf(cell).n >= sizeOf(cell).d)
  const ratios = own.flatMap((cell) => {
    const { n, d } = sizeOf(cell)
    return valuesOf(cell.ended, 'inputNorm').map((norm) => norm / (2 * Math.sqrt(n / d)))
  })
  return claimView(SPHERE_NORM, {
    met: ratios.length === 0 ? null : true,
    measured: ratios.length === 0 ? 'nothing yet' : `${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))}`,
    verdict: verdictOf(
      ratios.length > 0,
      ratios.every((ratio) => ratio <= 1),
    ),
    runIds: idsOf(own),
  })
}

const AGREES: ClaimStatement = {
  id: 'S5-sphere',
  title: 'Constants of random points agree with an independent computation',
  formula: '\\|X\\|^2,\\ \\sigma_{\\min}^2(X*X),\\ \\lambda,\\ \\tilde\\lambda,\\ \\delta',
  source: 'independent computation with another program and generator, 15 draws; the paper prints none',
  premise: 'at least 15 draws',
  prediction: 'medians within 15 %; at d = 14, where sigma_min(X * X) has just become positive, it is left out',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const MEDIAN_TOLERANCE = 0.15
/** sigma_min^2(X * X) below scatters by more than its median is known. */
const SCATTERS = 0.01

function agreesClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = cells.filter(isPart(THEORY)).flatMap((cell) => {
    const { n, d } = sizeOf(cell)
    const reference = SPHERE_REFERENCE.find(({ sampleCount, inputDimension }) => sampleCount === n && inputDimension === d)
    const activation = PAPER_ACTIVATIONS.find((kind) => of(kind)(cell))
    if (reference === undefined || activation === undefined || cell.ended.length < DRAWS) return []
    const median = (quantity: string): number => medianOf(valuesOf(cell.ended, quantity))
    const norm = median('inputNorm')
    const pairs: [string, number, number][] = [
      ['|X|^2', norm * norm, reference.squaredNorm],
      ['sigma^2', median('khatriRaoSquare'), reference.khatriRaoSquare],
      ['lambda', median('hiddenLimitLambdaMin'), reference.hiddenLambda[activation]],
      ['lambda~', median('outputLimitLambdaMin'), reference.outputLambda[activation]],
      ['delta', median('distanceSeparation'), reference.separation],
    ]
    return pairs
      .filter(([, measured]) => Number.isFinite(measured))
      .filter(([name, , expected]) => name !== 'sigma^2' || expected === 0 || expected >= SCATTERS)
      .map(([name, measured, expected]) => ({
        cell,
        name: `${name} at n = ${n}, d = ${d}, ${ACTIVATION_NAMES[activation]}`,
        // sigma_min(X * X) is exactly 0 with more points than products of coordinates
        error: expected === 0 ? Math.abs(measured) : Math.abs(measured / expected - 1),
      }))
  })
  const outside = compared.filter(({ error }) => !(error <= MEDIAN_TOLERANCE))
  return claimView(AGREES, {
    met: compared.length > 0 ? true : cells.some(({ ended }) => ended.length > 0) ? false : null,
    measured:
      compared.length === 0
        ? 'no cell with 15 draws yet'
        : `${compared.length - outside.length} of ${compared.length} medians within${outside.length === 0 ? '' : `; outside: ${outside.map(({ name, error }) => `${name} (${(100 * error).toFixed(0)} %)`).join(', ')}`}`,
    verdict: verdictOf(compared.length > 0, outside.length === 0),
    runIds: idsOf([...new Set(compared.map(({ cell }) => cell))]),
  })
}

export const WIDTH_CLAIMS: readonly ClaimStatement[] = [SMOOTH_WIDTH, RELU_WIDTH, LOWER_BOUNDS, SPHERE_NORM, AGREES]

function figure(cells: readonly StudyCell[]): FigureView {
  const curves = PAPER_ACTIVATIONS.flatMap((activation) => {
    const name = ACTIVATION_NAMES[activation]
    const all = comparisons(cells, activation)
    const curve = (id: string, label: string, kind: 'measured' | 'theory', value: (each: Comparison) => number) => ({
      id: `${id}-${activation}`,
      label: `${name}, ${label}`,
      kind,
      group: name,
      points: all
        .map((each) => ({ x: each.n / each.d, y: value(each) }))
        .filter(({ y }) => Number.isFinite(y))
        .sort((a, b) => a.x - b.x),
    })
    return [
      curve('asked', 'the theorem asks for', 'theory', ({ asked }) => asked),
      curve('enough', 'does', 'measured', ({ enough }) => enough),
    ]
  })
  return {
    id: 'widths',
    title: 'Width that the theorems ask for and width that does',
    caption: 'Medians over the draws of what theorems 6.2 and 6.3 ask for, and the least width at which half of the trials succeed.',
    x: { label: 'Points a dimension', symbol: 'n/d', unit: '', scale: 'linear' },
    y: { label: 'Hidden width', symbol: 'k', unit: '', scale: 'log' },
    curves: curves.filter(({ points }) => points.length > 0),
    markers: [],
  }
}

export const widths: Recipe = {
  id: RECIPE_ID,
  title: 'Width: theory against practice',
  shows: 'The constants that enter the theorems for random points, the width that the theorems ask for, and the width that does.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const view = figure(cells)
    return {
      tables: [
        measuredTable(
          {
            id: 'width-constants',
            title: 'Constants of random points',
            caption: 'Independent uniform points on the sphere; nothing is trained.',
            axes: AXES.filter(({ id }) => id !== 'part' && id !== 'hiddenWidth'),
            groupBy: 'activation',
            quantityIds: [
              'inputNorm',
              'distanceSeparation',
              'khatriRaoSquare',
              'hiddenLimitLambdaMin',
              'outputLimitLambdaMin',
              'requiredWidth',
            ],
          },
          cells.filter(({ axes }) => axes['part'] === THEORY),
          () => true,
        ),
        measuredTable(
          {
            id: 'width-practice',
            title: 'Width that does',
            caption: 'Gradient descent as in Figure 2: success below a relative error of 0.0025 within 15,000 steps.',
            axes: AXES.filter(({ id }) => id !== 'part'),
            groupBy: 'activation',
            quantityIds: ['steps', 'finalRelativeResidual', 'hiddenWeightDistance'],
          },
          cells.filter(({ axes }) => axes['part'] === PRACTICE),
          converged,
        ),
      ],
      figures: view.curves.length === 0 ? [] : [view],
      claims: [
        widthClaim(SMOOTH_WIDTH, cells, 'softplus'),
        widthClaim(RELU_WIDTH, cells, 'relu'),
        lowerBoundsClaim(cells),
        sphereNormClaim(cells),
        agreesClaim(cells),
      ],
      notes: [
        'The text after theorem 2.1 says that the square of the number of parameters has to exceed the number of points; the square root is meant.',
      ],
    }
  },
}
