import type { ActivationSpec, CellPlan, ClaimStatement, RecipeSize } from '../../contract'
import { comparedClaim, meanOf } from '../activations/study-curves'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { panelFigure } from '../series-figure'
import { finished, idsOf, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, nameOf, NORMRELU, stating } from './cells'

const RECIPE_ID = 'conditioning-interpolation'
const state = stating(RECIPE_ID)
const ANALYSIS = { id: 'analysis', label: 'Analysis', symbol: '' } as const
const POINTS = { id: 'sampleCount', label: 'Points', symbol: 'n' } as const

const DIMENSION = 10
/** Of the labels, about: what the prediction 0 leaves. */
const LABEL_VARIANCE = 0.2
const DEPTHS = [0, 1, 2, 4, 8, 16, 32, 64]
const ACTIVATIONS: readonly ActivationSpec[] = [{ kind: 'relu' }, { kind: 'tanh' }, NORMRELU]
interface Sizes {
  counts: readonly number[]
  repeats: number
  operators: readonly number[]
  draws: number
}
const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: { counts: [128, 512], repeats: 4, operators: [64, 256, 1024], draws: 200 },
  quick: { counts: [128], repeats: 2, operators: [64, 256], draws: 60 },
}

const LEMMA_54 = state(
  'C19',
  'Deep enough, the kernel operator is small',
  '\\|\\Sigma\\|\\le8\\ln N/N\\ \\text{at}\\ L=\\lceil\\log N/{-\\log(1-\\mu/2)}\\rceil+L_0(\\Delta(N,\\gamma))',
  'lemma 54',
  'uniform sphere in 10 dimensions, gamma = 0.1; Delta by Monte Carlo, about 10 % uncertain',
  'the norm is not above the bound',
)
const BENIGN = state(
  'C20',
  'Interpolating noise does little harm, up to a depth',
  'y=\\mathrm{clip}(\\sqrt d\\,x_1/3+0.3\\,\\xi)',
  'section 6',
  'minimum-norm interpolation at 1 to 64 layers, 10 dimensions',
  'ReLU: some depth between 2 and 16 is better than 1 layer and than 64, and at 64 layers the error is that of the prediction 0',
)
const THEOREM_16 = state(
  'C20-bound',
  'The excess risk of interpolation',
  '\\text{excess}\\le O\\big(\\tfrac{\\log(n/\\gamma)}n\\|v^\\star\\|^2\\big)',
  'theorem 16',
  'depth of the theorem; linear target',
  'log(n / gamma) / n times the squared norm of the target is below its variance',
  'For a linear target the squared norm grows like (1 - mu)^(-L): at the depth of the theorem the bound says nothing.',
)

export const INTERPOLATION_CLAIMS: readonly ClaimStatement[] = [LEMMA_54, BENIGN, THEOREM_16]

const [REGRESSION, OPERATOR] = ['regression', 'operator'] as const

function benignClaim(evidence: Parameters<Recipe['present']>[0], cells: readonly StudyCell[]) {
  const found = cells
    .filter(({ axes }) => axes['activation'] === nameOf({ kind: 'relu' }))
    .flatMap((cell) => {
      const recorded = cell.ended.flatMap((run) => evidence.series(run.id, 'testError') ?? [])
      if (recorded.length === 0) return []
      const at = (depth: number): number =>
        recorded.reduce((sum, { steps, values }) => sum + (values[steps.indexOf(depth)] ?? NaN), 0) / recorded.length
      const best = [2, 4, 8, 16].reduce((least, depth) => (at(depth) < at(least) ? depth : least))
      const [error, shallow, deep, none] = [at(best), at(1), at(64), meanOf(cell, 'nullError') ?? NaN]
      return [
        {
          text: `n = ${String(cell.axes['sampleCount'])}: ${writtenNumber(error)} at ${best} layers, ${writtenNumber(shallow)} at 1, ${writtenNumber(deep)} at 64 (prediction 0: ${writtenNumber(none)})`,
          holds: error < shallow && error < deep && Math.abs(deep / none - 1) <= 0.02,
        },
      ]
    })
  return comparedClaim(BENIGN, cells, found)
}

/** Layers that theorem 16 asks for at least: those of lemma 54 without L_0. */
function leastDepth(nonlinearity: number, n: number): number {
  return Math.log(n) / -Math.log1p(-nonlinearity / 2)
}

function boundClaim(cells: readonly StudyCell[]) {
  const deepest = Math.max(...DEPTHS)
  const found = cells.flatMap((cell) => {
    const [norm, mu] = [meanOf(cell, 'weightNorm'), meanOf(cell, 'nonlinearity')]
    const n = Number(cell.axes['sampleCount'])
    return norm === null || mu === null ? [] : [{ cell, bound: (Math.log(n / 0.1) / n) * norm, inside: leastDepth(mu, n) <= deepest }]
  })
  const inside = found.filter((each) => each.inside)
  const texts = inside.map(
    ({ cell, bound }) => `${String(cell.axes['activation'])}, n = ${String(cell.axes['sampleCount'])}: ${writtenNumber(bound)}`,
  )
  const says = inside.some(({ bound }) => bound < LABEL_VARIANCE)
  return claimView(THEOREM_16, {
    met: found.length === 0 ? null : inside.length > 0,
    measured:
      found.length === 0
        ? 'nothing yet'
        : `log(n / gamma) / n |v*|^2 at ${deepest} layers: ${texts.join('; ')}; the other ${found.length - inside.length} do not reach the depth of the theorem`,
    verdict: found.length === 0 ? 'not measured' : inside.length === 0 ? 'premise not met' : says ? 'holds' : 'vacuous',
    runIds: idsOf(cells.filter(({ ended }) => ended.length > 0)),
  })
}

export const interpolationRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Interpolation with deep kernels',
  shows:
    'Test error of interpolating noisy labels over the depth of the kernel, and the norm of the kernel operator at the depth of lemma 54.',
  axes: [ANALYSIS, ACTIVATION_AXIS, POINTS],
  plan: (size, baseSeed): CellPlan[] => {
    const { counts, repeats, operators, draws } = SIZES[size]
    return [
      ...ACTIVATIONS.flatMap((activation) =>
        counts.map((sampleCount): CellPlan => ({
          spec: {
            experiment: 'depth-interpolation',
            version: 1,
            inputDimension: DIMENSION,
            activation,
            analysis: { kind: REGRESSION, sampleCount, testCount: 1000, noise: 0.3, depths: DEPTHS },
          },
          seeds: Array.from({ length: repeats }, (_, k) => baseSeed + k),
          axes: { analysis: REGRESSION, activation: nameOf(activation), sampleCount },
        })),
      ),
      ...ACTIVATIONS.slice(0, 2).flatMap((activation) =>
        operators.map((pointCount): CellPlan => ({
          spec: {
            experiment: 'depth-interpolation',
            version: 1,
            inputDimension: DIMENSION,
            activation,
            analysis: { kind: OPERATOR, pointCount, probability: 0.1, draws },
          },
          seeds: [baseSeed],
          axes: { analysis: OPERATOR, activation: nameOf(activation), sampleCount: pointCount },
        })),
      ),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const regression = cells.filter(({ axes }) => axes['analysis'] === REGRESSION)
    const operators = cells.filter(({ axes }) => axes['analysis'] === OPERATOR)
    const hashes = new Set(regression.map(({ hash }) => hash))
    const frame = { caption: '', axes: [ACTIVATION_AXIS, POINTS], groupBy: null }
    return {
      tables: [
        measuredTable(
          {
            ...frame,
            id: 'regression',
            title: 'Regression',
            quantityIds: ['leastTestError', 'bestDepth', 'deepestTestError', 'nullError', 'weightNorm'],
          },
          regression,
          finished,
        ),
        measuredTable(
          {
            ...frame,
            id: 'operator',
            title: 'Kernel operator',
            quantityIds: ['separationQuantile', 'lemmaDepth', 'operatorNorm', 'operatorBound'],
          },
          operators,
          finished,
        ),
      ],
      figures: [
        panelFigure(
          {
            id: 'test-error',
            title: 'Test error of interpolation',
            caption: 'Mean over the repetitions, with one standard deviation. The noise alone leaves 0.09.',
            series: 'testError',
            x: { label: 'Layers', symbol: 'L', unit: '', scale: 'linear' },
            y: { label: 'Mean squared test error', symbol: '', unit: '', scale: 'linear' },
          },
          { ...evidence, cells: evidence.cells.filter(({ hash }) => hashes.has(hash)) },
          ({ axes }) => `${String(axes['activation'])}, n = ${String(axes['sampleCount'])}`,
        ),
      ],
      claims: [
        comparedClaim(
          LEMMA_54,
          operators,
          operators.flatMap((cell) => {
            const [norm, bound] = [meanOf(cell, 'operatorNorm'), meanOf(cell, 'operatorBound')]
            return norm === null || bound === null
              ? []
              : [
                  {
                    text: `${String(cell.axes['activation'])}, N = ${String(cell.axes['sampleCount'])}: ${writtenNumber(norm)} (${writtenNumber(bound)})`,
                    holds: norm <= bound,
                  },
                ]
          }),
        ),
        benignClaim(evidence, regression),
        boundClaim(regression),
      ],
      notes: [],
    }
  },
}
