import type { CellPlan, ClaimStatement, ClaimView, FigureView, PointData, RecipeSize, RunRecord } from '../../contract'
import type { TwoLayerSpec } from '../../experiments/two-layer/spec'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER } from './phase-cells'
import { ACTIVATION_NAMES, PAPER_ACTIVATIONS, paperSpec, seedsFrom } from './paper-spec'
import { finished, idsOf, measuredTable, studyCells, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-floors'

interface Family {
  id: 'duplicates' | 'antipodal' | 'line' | 'one-neuron'
  name: string
  data: PointData
  hiddenWidth: number
}

const FAMILIES: readonly Family[] = [
  {
    id: 'duplicates',
    name: 'three points twice',
    data: { kind: 'duplicated', inputDimension: 10, sampleCount: 20, duplicates: 3 },
    hiddenWidth: 100,
  },
  {
    id: 'antipodal',
    name: 'twenty opposite pairs, d = 5',
    data: { kind: 'antipodal', inputDimension: 5, pairCount: 20 },
    hiddenWidth: 200,
  },
  { id: 'line', name: 'd = 1', data: { kind: 'sphere', inputDimension: 1, sampleCount: 20 }, hiddenWidth: 50 },
  { id: 'one-neuron', name: 'k = 1', data: { kind: 'sphere', inputDimension: 10, sampleCount: 20 }, hiddenWidth: 1 },
]

const STEPS: Readonly<Record<RecipeSize, number>> = { full: 200_000, quick: 60_000 }
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 5, quick: 2 }
/** The gradient is rounding. */
const STATIONARY = 1e-9

const AXES = [
  { id: 'family', label: 'Points', symbol: 'X' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
]

function specOf({ data, hiddenWidth }: Family, activation: 'softplus' | 'relu', steps: number): TwoLayerSpec {
  const spec = paperSpec({ activation: { kind: activation }, data, hiddenWidth, steps, measurements: { theoremConditions: true } })
  return { ...spec, training: { ...spec.training, stop: { ...spec.training.stop, gradient: STATIONARY } } }
}

function statement(id: Family['id'], title: string, formula: string, premise: string, remark: string | null): ClaimStatement {
  return {
    id: `C25-${id}`,
    title,
    formula,
    source: `${PAPER}, assumption 1 and section 4; the value is exact`,
    premise,
    prediction: 'final error over its floor within 1e-6 above 1, and never below',
    remark,
    recipeIds: [RECIPE_ID],
  }
}

const STATEMENTS: Readonly<Record<Exclude<Family['id'], 'one-neuron'>, ClaimStatement>> = {
  duplicates: statement(
    'duplicates',
    'Equal points cannot be fitted',
    '\\|r_\\infty\\|^2=\\tfrac12\\textstyle\\sum(y_i-y_{i\u2032})^2',
    'three pairs of equal points, runs without dead points that stopped moving or used up their budget',
    null,
  ),
  antipodal: statement(
    'antipodal',
    'Opposite points cannot be fitted',
    '\\|r_\\infty\\|=\\|(I-AA^+)(y_+-y_-)\\|/\\sqrt2,\\ X=[A;-A]',
    'more opposite pairs than dimensions, runs without dead points',
    'phi(z) - phi(-z) = z for softplus and ReLU, so that f(x) - f(-x) is linear in x: this is why assumption 1 has the distance to opposite points too.',
  ),
  line: statement(
    'line',
    'In one dimension there are two points',
    '\\|r_\\infty\\|^2=\\textstyle\\sum_\\pm\\sum_{x_i=\\pm1}(y_i-\\bar y_\\pm)^2',
    'd = 1, runs without dead points',
    null,
  ),
}

const ONE_NEURON: ClaimStatement = {
  id: 'C25-one-neuron',
  title: 'One neuron has the output weight 0',
  formula: 'k=1\\Rightarrow f\\equiv0',
  source: `${PAPER}, theorem 2.1, footnote 1`,
  premise: 'k = 1',
  prediction: 'the relative error is 1, up to the rounding of two norms, and nothing moves',
  remark: null,
  recipeIds: [RECIPE_ID],
}

export const FLOOR_CLAIMS: readonly ClaimStatement[] = [...Object.values(STATEMENTS), ONE_NEURON]

const TOLERANCE = 1e-6
/** Rounding of the final error. */
const ROUNDING = 1e-9

/** Final error over the floor that the points set; null with dead points, which set another one. */
function overFloor(run: RunRecord): number | null {
  const [error, floor, dead] = ['finalResidualNorm', 'structuralFloor', 'deadPointCount'].map((id) => run.summary[id])
  return typeof error === 'number' && typeof floor === 'number' && floor > 0 && dead === 0 ? error / floor : null
}

function floorClaim(stated: ClaimStatement, cells: readonly StudyCell[]): ClaimView {
  const runs = cells.flatMap(({ ended }) => ended)
  const compared = runs.flatMap((run) => {
    const ratio = overFloor(run)
    return ratio === null ? [] : [{ run, ratio }]
  })
  const excess = compared.map(({ ratio }) => ratio - 1)
  return claimView(stated, {
    met: runs.length === 0 ? null : compared.length > 0,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : `above the floor by ${writtenNumber(Math.min(...excess))} to ${writtenNumber(Math.max(...excess))} of it, over ${compared.length} of ${runs.length} runs`,
    verdict: verdictOf(
      compared.length > 0,
      excess.every((value) => value <= TOLERANCE && value >= -ROUNDING),
    ),
    runIds: compared.map(({ run }) => run.id),
  })
}

function oneNeuronClaim(cells: readonly StudyCell[]): ClaimView {
  const runs = cells.flatMap(({ ended }) => ended)
  const still = runs.filter(
    ({ summary }) => Math.abs((summary['finalRelativeResidual'] ?? NaN) - 1) <= 8 * Number.EPSILON && summary['hiddenWeightDistance'] === 0,
  )
  return claimView(ONE_NEURON, {
    met: runs.length === 0 ? null : true,
    measured: runs.length === 0 ? 'nothing yet' : `${still.length} of ${runs.length} runs`,
    verdict: verdictOf(runs.length > 0, still.length === runs.length),
    runIds: idsOf(cells),
  })
}

const familyCells = (cells: readonly StudyCell[], id: Family['id']): StudyCell[] => {
  const name = FAMILIES.find((family) => family.id === id)?.name
  return cells.filter(({ axes }) => axes['family'] === name)
}

function figure(evidence: StudyEvidence, cells: readonly StudyCell[]): FigureView {
  return {
    id: 'floors',
    title: 'Error over its floor',
    caption: 'Of one run each. The floor is what the points and labels leave to any network without biases.',
    x: { label: 'Step', symbol: '\\tau', unit: '', scale: 'log' },
    y: { label: 'Error over floor', symbol: '\\|r_\\tau\\|/\\|r_{\\mathrm{floor}}\\|', unit: '', scale: 'log' },
    curves: cells.flatMap(({ hash, axes, ended }) => {
      const [run] = ended
      const series = run === undefined ? null : evidence.series(run.id, 'residualNorm')
      const floor = run?.summary['structuralFloor']
      if (series === null || typeof floor !== 'number' || !(floor > 0)) return []
      const label = `${String(axes['family'])}, ${String(axes['activation'])}`
      const points = Array.from(series.steps, (x, i) => ({ x, y: (series.values[i] ?? NaN) / floor })).filter(({ x }) => x > 0)
      return [{ id: hash, label, kind: 'measured' as const, group: label, points }]
    }),
    markers: [],
  }
}

export const floors: Recipe = {
  id: RECIPE_ID,
  title: 'Points that cannot be fitted',
  shows: 'Equal points, opposite points and one dimension: gradient descent ends exactly at the error that no network gets below.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] =>
    FAMILIES.flatMap((family) =>
      PAPER_ACTIVATIONS.map((activation) => ({
        spec: specOf(family, activation, STEPS[size]),
        seeds: seedsFrom(baseSeed, RUNS[size]),
        axes: { family: family.name, activation: ACTIVATION_NAMES[activation] },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const view = figure(evidence, cells)
    return {
      tables: [
        measuredTable(
          {
            id: 'floors',
            title: 'Final errors and floors',
            caption: 'At the theorems\u2019 step size, until the gradient is rounding or the budget is used up.',
            axes: AXES,
            groupBy: 'family',
            quantityIds: ['finalResidualNorm', 'structuralFloor', 'deadPointCount', 'steps', 'hiddenLimitLambdaMin'],
          },
          cells,
          finished,
        ),
      ],
      figures: view.curves.length === 0 ? [] : [view],
      claims: [
        ...(['duplicates', 'antipodal', 'line'] as const).map((id) => floorClaim(STATEMENTS[id], familyCells(cells, id))),
        oneNeuronClaim(familyCells(cells, 'one-neuron')),
      ],
      notes: [
        'Biases repair opposite points: then f(x) - f(-x) is no longer linear.',
        'With ReLU a point at which no neuron is active sets a floor of its own; runs that ended with such points are left out.',
      ],
    }
  },
}
