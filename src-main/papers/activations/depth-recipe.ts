import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, RecipeSize } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, idsOf, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { GEOMETRY_AXIS, GEOMETRY_NAMES, PAPER, SAMPLE_COUNT_AXIS, type Geometry } from './cells'
import { comparedClaim, figureOf, within, type Compared } from './study-curves'

const RECIPE_ID = 'activations-depth'
const TANH = { kind: 'tanh' } as const
const STUDY_AXIS = { id: 'study', label: 'Study', symbol: '' } as const
const [LIMIT, TRAINING] = ['infinite width', 'training'] as const

interface Sizes {
  depth: number
  counts: readonly number[]
  hiddenWidth: number
  steps: number
}
const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: { depth: 180, counts: [10, 20, 50], hiddenWidth: 1024, steps: 60 },
  quick: { depth: 64, counts: [10, 20, 50], hiddenWidth: 256, steps: 20 },
}

function statement(
  id: string,
  title: string,
  formula: string,
  source: string,
  premise: string,
  prediction: string,
  remark: string | null,
): ClaimStatement {
  return { id, title, formula, source: `${PAPER}, ${source}`, premise, prediction, remark, recipeIds: [RECIPE_ID] }
}

const HELPS = statement(
  'C12',
  'Depth lifts the smallest eigenvalue of tanh',
  "\\lambda_{\\min}(G^\\infty_L)\\to\\mathbb E\\,\\phi'(z)^2",
  'section 4.8 and appendix J',
  'tanh divided by the root of its second moment between the layers, half circle, infinite width',
  '3.03571e-4 (1 layer), 3.35592e-3 (4), 0.108159 (16) for 10 points within 1e-5, never falling with depth; half of the limit 0.464403 after 25, 33 and 45 layers for 10, 20 and 50 points',
  'The theory has the shape 2 / (1 - c) ln(1 / (1 - cos)) with c = 0.93047: 87, 127 and 179 layers.',
)
const FULL = statement(
  'C12-full',
  'Depth does not help opposite points under an odd activation',
  'r=-1\\ \\text{is a fixed point}',
  'not of the paper, which has no two inputs parallel',
  'tanh, full circle of an even number of points',
  'singular at every depth',
  null,
)
const RATE = statement(
  'C13',
  'The error of a deep network falls at least as fast as the smallest eigenvalue says',
  '\\|y-u_t\\|^2\\le(1-\\eta\\lambda/2)^t\\,\\|y-u_0\\|^2',
  'theorems J.7 and J.8',
  'a width beyond any that can be computed with; the step size is 1 / (lambda_min + lambda_max) of the tangent kernel',
  'the largest ratio of both sides over the recorded steps is at most 1',
  'All layers are trained, with the eigenvalue of the tangent kernel of the start; the paper has lambda >= 1 / n for large depth.',
)

export const ACTIVATION_DEPTH_CLAIMS: readonly ClaimStatement[] = [HELPS, FULL, RATE]

function limitCell(geometry: Geometry, sampleCount: number, depth: number, seed: number): CellPlan {
  return {
    spec: {
      experiment: 'depth-conditioning',
      version: 1,
      data: { kind: 'circle', geometry, sampleCount },
      preprocessing: { scaling: 'none', smoothing: 0 },
      model: { activation: TANH, mean: 'removed', depth, lengths: 'unit' },
    },
    seeds: [seed],
    axes: { study: LIMIT, geometry: GEOMETRY_NAMES[geometry], sampleCount },
  }
}

/** lambda_min of the last hidden layer over the depth, of the first run of a cell. */
function eigenvalues(evidence: StudyEvidence, cell: StudyCell | undefined): { x: number; y: number; cellHash: string }[] {
  const [run] = cell?.ended ?? []
  const recorded = run === undefined ? null : evidence.series(run.id, 'lastHiddenLambdaMin')
  return recorded === null ? [] : Array.from(recorded.steps, (x, k) => ({ x, y: recorded.values[k] ?? NaN, cellHash: cell?.hash ?? '' }))
}

const TEN: readonly (readonly [depth: number, value: number])[] = [
  [1, 3.03571e-4],
  [4, 3.35592e-3],
  [16, 0.108159],
]
const HALFWAY: Readonly<Record<number, number>> = { 10: 25, 20: 33, 50: 45 }

function helpsClaim(evidence: StudyEvidence, cells: readonly StudyCell[]): ClaimView {
  const limit = activationConstants(activationOf(TANH)).derivativeMeanSquare
  const found = cells.flatMap((cell): Compared[] => {
    const points = eigenvalues(evidence, cell)
    const n = Number(cell.axes['sampleCount'])
    if (points.length === 0) return []
    const reached = points.find(({ y }) => y >= limit / 2)?.x
    const rises = points.every(({ y }, k) => k === 0 || y >= (points[k - 1]?.y ?? NaN))
    const compared = [{ text: `${n} points: half of the limit after ${reached ?? 'no'} layers`, holds: rises && reached === HALFWAY[n] }]
    if (n !== 10) return compared
    const values = TEN.flatMap(([depth, expected]) => {
      const value = points.find(({ x }) => x === depth)?.y
      return value === undefined ? [] : [{ text: `${writtenNumber(value)} with ${depth}`, holds: within(value, expected, 1e-5) }]
    })
    return [...values, ...compared]
  })
  return comparedClaim(HELPS, cells, found)
}

function fullClaim(cells: readonly StudyCell[]): ClaimView {
  const found = cells.flatMap(({ ended }) =>
    ended.map(({ summary }) => ({
      text: `smallest eigenvalue ${writtenNumber(summary['lastHiddenLambdaMin'] ?? NaN)} at the largest depth`,
      holds: summary['lastHiddenLambdaMin'] === 0,
    })),
  )
  return comparedClaim(FULL, cells, found)
}

function rateClaim(evidence: StudyEvidence, cells: readonly StudyCell[]): ClaimView {
  const runs = cells.flatMap(({ ended }) => ended)
  const largest = runs.flatMap((run) => {
    const recorded = evidence.series(run.id, 'lossRatio')
    const [eta, lambda] = [run.summary['stepSize'], run.summary['lambdaMin']]
    if (recorded === null || typeof eta !== 'number' || typeof lambda !== 'number') return []
    const n = run.spec.experiment === 'depth-descent' && run.spec.data.kind === 'circle' ? run.spec.data.sampleCount : NaN
    // the step size of the half-sum loss is 2 eta / n
    const contraction = Math.log1p((-(2 * eta) / n) * (lambda / 2))
    return [Math.max(...Array.from(recorded.steps, (step, k) => (recorded.values[k] ?? NaN) / Math.exp(step * contraction)))]
  })
  return claimView(RATE, {
    met: largest.length === 0 ? null : false,
    measured:
      largest.length === 0
        ? 'nothing yet'
        : `largest ratio ${writtenNumber(Math.max(...largest))} over ${largest.length} runs, outside of the premise`,
    verdict: largest.length === 0 ? 'not measured' : 'premise not met',
    runIds: idsOf(cells.filter(({ ended }) => ended.length > 0)),
  })
}

export const activationDepthRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Depth and tanh',
  shows: 'Layers of tanh lift the smallest eigenvalue of the tangent kernel to that of independent inputs, unless two inputs are opposite.',
  axes: [STUDY_AXIS, GEOMETRY_AXIS, SAMPLE_COUNT_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { depth, counts, hiddenWidth, steps } = SIZES[size]
    return [
      ...counts.map((sampleCount) => limitCell('half', sampleCount, depth, baseSeed)),
      limitCell('full', 10, depth, baseSeed),
      {
        spec: {
          experiment: 'depth-descent',
          version: 1,
          data: { kind: 'circle', geometry: 'half', sampleCount: 10 },
          preprocessing: { scaling: 'none', smoothing: 0 },
          labels: { kind: 'random-signs' },
          model: { activation: TANH, depth: 8 },
          training: { layers: 'all', hiddenWidth, stepSize: 'best', steps },
        },
        seeds: [baseSeed],
        axes: { study: TRAINING, geometry: GEOMETRY_NAMES.half, sampleCount: 10 },
      },
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const limits = cells.filter(({ axes }) => axes['study'] === LIMIT)
    const half = limits.filter(({ axes }) => axes['geometry'] === GEOMETRY_NAMES.half)
    const full = limits.filter(({ axes }) => axes['geometry'] === GEOMETRY_NAMES.full)
    const training = cells.filter(({ axes }) => axes['study'] === TRAINING)
    const curves = half.flatMap((cell): FigureCurve[] => {
      const name = `${String(cell.axes['sampleCount'])} points`
      const points = eigenvalues(evidence, cell)
      return points.length === 0 ? [] : [{ id: cell.hash, label: name, kind: 'measured', group: name, points }]
    })
    return {
      tables: [
        measuredTable(
          {
            id: 'limits',
            title: 'Infinite width',
            caption: 'At the largest depth. 0: singular as far as can be told.',
            axes: [GEOMETRY_AXIS, SAMPLE_COUNT_AXIS],
            groupBy: null,
            quantityIds: ['lastHiddenLambdaMin', 'lambdaMin', 'tangentConditionNumber'],
          },
          limits,
          finished,
        ),
        measuredTable(
          {
            id: 'training',
            title: 'Training all layers',
            caption: 'Eight layers.',
            axes: [SAMPLE_COUNT_AXIS],
            groupBy: null,
            quantityIds: ['lambdaMin', 'stepSize', 'startLoss', 'endLoss', 'tangentDrift'],
          },
          training,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'depth',
          title: 'Smallest eigenvalue of the last hidden layer',
          caption: 'tanh, half circle, infinite width, where it is resolved.',
          x: { label: 'Layers', symbol: 'L', unit: '', scale: 'log' },
          y: { label: 'Smallest eigenvalue', symbol: '\\lambda_{\\min}(G^\\infty_L)', unit: '', scale: 'log' },
        },
        curves,
      ),
      claims: [helpsClaim(evidence, half), fullClaim(full), rateClaim(evidence, training)],
      notes: [],
    }
  },
}
