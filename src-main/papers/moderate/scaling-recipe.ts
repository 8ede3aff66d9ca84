import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { describe } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER, SUCCESS } from './phase-cells'
import { ACTIVATION_NAMES, PAPER_ACTIVATIONS, paperSpec, seedsFrom, sphere } from './paper-spec'
import { converged, idsOf, measuredTable, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'

const RECIPE_ID = 'moderate-scaling'
const INPUT_DIMENSION = 25
const HIDDEN_WIDTH = 80
const MOST_STEPS = 100_000

const SIZES: Readonly<Record<RecipeSize, { counts: readonly number[]; runs: number }>> = {
  full: { counts: [13, 25, 35, 50, 70, 100, 140, 200], runs: 10 },
  quick: { counts: [25, 50, 100, 200], runs: 2 },
}

const AXES = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
]

interface Mean {
  cell: StudyCell
  n: number
  mean: number
  min: number
  max: number
  count: number
}

/** Means of a quantity over the converged runs of each n, ascending. */
function means(cells: readonly StudyCell[], activation: string, value: (cell: StudyCell, n: number) => number[]): Mean[] {
  return cells
    .filter(({ axes }) => axes['activation'] === activation)
    .flatMap((cell) => {
      const n = Number(cell.axes['sampleCount'])
      const values = value(cell, n)
      if (values.length === 0) return []
      const { mean, min, max, count } = describe(values)
      return [{ cell, n, mean, min, max, count }]
    })
    .sort((a, b) => a.n - b.n)
}

const steps = ({ ended }: StudyCell): number[] => valuesOf(ended.filter(converged), 'steps')
const radii = ({ ended }: StudyCell, n: number): number[] =>
  valuesOf(ended.filter(converged), 'hiddenWeightDistance').map((distance) => distance / Math.sqrt(n))

const ITERATIONS: ClaimStatement = {
  id: 'C7',
  title: 'Steps to a given error grow like n / d',
  formula: '\\tau\\propto\\tfrac nd\\log\\tfrac1\\varepsilon',
  source: `${PAPER}, corollary 2.2`,
  premise: 'd = 25, k = 80, theory step, converged runs at two n with d <= n <= 4d',
  prediction: 'steps over n / d differ by less than a factor of 2 between these n',
  remark: 'Beyond n = 4d the smallest eigenvalue of the covariance falls with n, and steps grow faster.',
  recipeIds: [RECIPE_ID],
}

const FEW = 4 * INPUT_DIMENSION
const SPREAD = 2

function iterationsClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = PAPER_ACTIVATIONS.flatMap((activation) => {
    const name = ACTIVATION_NAMES[activation]
    const scaled = means(cells, name, steps).map(({ n, mean }) => ({ n, value: (mean * INPUT_DIMENSION) / n }))
    const few = scaled.filter(({ n }) => n >= INPUT_DIMENSION && n <= FEW).map(({ value }) => value)
    if (few.length < 2) return []
    const written = scaled.map(({ n, value }) => `${value.toFixed(0)} at n = ${n}`).join(', ')
    return [{ name, spread: Math.max(...few) / Math.min(...few), written }]
  })
  return claimView(ITERATIONS, {
    met: compared.length > 0 ? true : idsOf(cells).length > 0 ? false : null,
    measured: compared.length === 0 ? 'nothing yet' : compared.map(({ name, written }) => `${name}: ${written}`).join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ spread }) => spread < SPREAD),
    ),
    runIds: idsOf(cells),
  })
}

const RADIUS: ClaimStatement = {
  id: 'C6',
  title: 'Weights stay within a multiple of sqrt n',
  formula: '\\|W_\\tau-W_0\\|_F\\le c_3\\sqrt n',
  source: `${PAPER}, corollaries 2.2 and 2.4`,
  premise: 'd = 25, k = 80, theory step, converged runs over a factor of at least four in n',
  prediction: 'distance over sqrt n grows by less than half the factor by which n grows',
  remark:
    'The corollaries hide the dependence on n / d in c_3. In the moderate regime the distance exceeds the norm of the start: at k = d = 25, n = 100 it ' +
    'is about 40 against 25, so that training is not lazy although it stays within 4 sqrt n.',
  recipeIds: [RECIPE_ID],
}

const LEAST_FACTOR = 4

function radiusClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = PAPER_ACTIVATIONS.flatMap((activation) => {
    const all = means(cells, ACTIVATION_NAMES[activation], radii)
    const [first, last] = [all[0], all.at(-1)]
    if (first === undefined || last === undefined || last.n < LEAST_FACTOR * first.n) return []
    return [{ name: ACTIVATION_NAMES[activation], first, last, growth: last.mean / first.mean, factor: last.n / first.n }]
  })
  return claimView(RADIUS, {
    met: compared.length > 0 ? true : idsOf(cells).length > 0 ? false : null,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared
            .map(
              ({ name, first, last }) =>
                `${name}: ${writtenNumber(first.mean)} at n = ${first.n}, ${writtenNumber(last.mean)} at n = ${last.n}`,
            )
            .join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ growth, factor }) => growth < factor / 2),
    ),
    runIds: idsOf(cells),
  })
}

/** Means over five runs of an independent computation at d = 25, k = 80. */
const REFERENCE: readonly { activation: string; n: number; steps: number; distance: number }[] = [
  { activation: 'softplus', n: 25, steps: 753, distance: 14.7 },
  { activation: 'softplus', n: 50, steps: 1627, distance: 25.4 },
  { activation: 'softplus', n: 100, steps: 3490, distance: 41.5 },
  { activation: 'softplus', n: 200, steps: 10_618, distance: 70.2 },
  { activation: 'ReLU', n: 25, steps: 293, distance: 9.9 },
  { activation: 'ReLU', n: 50, steps: 645, distance: 14.2 },
  { activation: 'ReLU', n: 100, steps: 1906, distance: 23.7 },
  { activation: 'ReLU', n: 200, steps: 5810, distance: 40.3 },
]

const AGREES: ClaimStatement = {
  id: 'C7-reference',
  title: 'Steps and distances agree with an independent computation',
  formula: 'T,\\ \\|W_T-W_0\\|_F',
  source: 'independent computation with another program and generator, five runs; the paper prints no numbers',
  premise: 'd = 25, k = 80, n = 25, 50, 100 or 200, converged runs',
  prediction: 'mean steps within 35 %, mean distances within 15 %',
  remark: 'Steps of single instances scatter by up to 20 %.',
  recipeIds: [RECIPE_ID],
}

const STEPS_TOLERANCE = 0.35
const DISTANCE_TOLERANCE = 0.15

function agreesClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = REFERENCE.flatMap(({ activation, n, steps: expected, distance }) => {
    const measuredSteps = means(cells, activation, steps).find((mean) => mean.n === n)
    const radius = means(cells, activation, radii).find((mean) => mean.n === n)
    return measuredSteps === undefined || radius === undefined
      ? []
      : [{ activation, n, steps: measuredSteps.mean / expected, distance: (radius.mean * Math.sqrt(n)) / distance }]
  })
  const range = (of: (each: (typeof compared)[number]) => number): string =>
    `${writtenNumber(Math.min(...compared.map(of)))} to ${writtenNumber(Math.max(...compared.map(of)))}`
  return claimView(AGREES, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : `over the reference: steps ${range((each) => each.steps)}, distance ${range((each) => each.distance)}, ${compared.length} cells`,
    verdict: verdictOf(
      compared.length > 0,
      compared.every((each) => Math.abs(each.steps - 1) <= STEPS_TOLERANCE && Math.abs(each.distance - 1) <= DISTANCE_TOLERANCE),
    ),
    runIds: idsOf(cells),
  })
}

export const SCALING_CLAIMS: readonly ClaimStatement[] = [RADIUS, ITERATIONS, AGREES]

function curvesOf(cells: readonly StudyCell[], value: (cell: StudyCell, n: number) => number[]): FigureCurve[] {
  return PAPER_ACTIVATIONS.flatMap((activation): FigureCurve[] => {
    const name = ACTIVATION_NAMES[activation]
    const points = means(cells, name, value).map(({ cell, n, mean, min, max, count }) => ({
      x: n,
      y: mean,
      ...(count > 1 ? { low: min, high: max } : {}),
      count,
      cellHash: cell.hash,
    }))
    return points.length === 0 ? [] : [{ id: activation, label: name, kind: 'measured', group: name, points }]
  })
}

function figures(cells: readonly StudyCell[]): FigureView[] {
  const x: FigureView['x'] = { label: 'Points', symbol: 'n', unit: '', scale: 'log' }
  const stepCurves = curvesOf(cells, steps)
  const guides = stepCurves.flatMap(({ id, label, group, points }): FigureCurve[] => {
    const [first] = points
    const last = points.at(-1)
    if (first === undefined || last === undefined || first === last) return []
    return [
      {
        id: `${id}-linear`,
        label: `${label}, proportional to n`,
        kind: 'theory',
        group,
        points: [first, { x: last.x, y: (first.y * last.x) / first.x }].map(({ x: at, y }) => ({ x: at, y })),
      },
    ]
  })
  return [
    {
      id: 'scaling-steps',
      title: 'Steps to a relative error of 0.0025',
      caption: 'Mean and range over the converged runs at the theorems\u2019 step size, d = 25, k = 80.',
      x,
      y: { label: 'Steps', symbol: '\\tau', unit: 'steps', scale: 'log' as const },
      curves: [...stepCurves, ...guides],
      markers: [{ x: FEW, label: 'n = 4d', group: null }],
    },
    {
      id: 'scaling-radius',
      title: 'Distance over sqrt n',
      caption: 'Mean and range over the same runs.',
      x,
      y: { label: 'Distance over sqrt n', symbol: '\\|W_\\tau-W_0\\|_F/\\sqrt n', unit: '', scale: 'linear' as const },
      curves: curvesOf(cells, radii),
      markers: [],
    },
  ].filter(({ curves }) => curves.length > 0)
}

export const scaling: Recipe = {
  id: RECIPE_ID,
  title: 'Scaling in the number of points',
  shows: 'Steps and distances of gradient descent at the theorems\u2019 step size as the number of points grows.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] =>
    PAPER_ACTIVATIONS.flatMap((activation) =>
      SIZES[size].counts.map((sampleCount) => ({
        spec: paperSpec({
          activation: { kind: activation },
          data: sphere(INPUT_DIMENSION, sampleCount),
          hiddenWidth: HIDDEN_WIDTH,
          steps: MOST_STEPS,
          relativeResidual: SUCCESS,
          measurements: { theoremConditions: true },
        }),
        seeds: seedsFrom(baseSeed, SIZES[size].runs),
        axes: { activation: ACTIVATION_NAMES[activation], sampleCount },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    return {
      tables: [
        measuredTable(
          {
            id: 'scaling',
            title: 'Steps and distances',
            caption: `d = ${INPUT_DIMENSION}, k = ${HIDDEN_WIDTH}, theory step.`,
            axes: AXES,
            groupBy: 'activation',
            quantityIds: ['steps', 'hiddenWeightDistance', 'pathLength', 'inputNorm', 'hiddenLimitLambdaMin', 'requiredWidth'],
          },
          cells,
          converged,
        ),
      ],
      figures: figures(cells),
      claims: [radiusClaim(cells), iterationsClaim(cells), agreesClaim(cells)],
      notes: ['Theory step sizes: theorem 2.1 for softplus and 2.3 for ReLU, with eta-bar = 1.'],
    }
  },
}
