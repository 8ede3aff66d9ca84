import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import { describe, fitPowerLaw } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, idsOf, measuredTable, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'
import { asymmetricSpec, PAPER, repetitionSeeds, SETTING_AXIS, settingAxes, type ScaleSetting } from './settings'
import { numberOf } from './theory-settings'

const RECIPE_ID = 'asymmetric-theory-widths'

const SIZES: Readonly<Record<RecipeSize, { widths: readonly number[]; runs: number }>> = {
  full: { widths: [125, 500, 2000, 8000], runs: 3 },
  quick: { widths: [125, 500, 2000], runs: 2 },
}
const DATA = { kind: 'sine-regression', inputDimension: 10, sampleCount: 20, testCount: 0, noise: 0.1 } as const
const STEPS = 1000
const ACTIVATIONS = { swish: 'swish', ReLU: 'relu' } as const
type ActivationName = keyof typeof ACTIVATIONS

/** With and without an asymmetric part. */
const WIDTH_SETTINGS: readonly ScaleSetting[] = [
  { symmetricShare: 1, exponent: null },
  { symmetricShare: 0.5, exponent: 0.5 },
  { symmetricShare: 0, exponent: 0.4 },
]

const AXES = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  SETTING_AXIS,
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
]

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { widths, runs } = SIZES[size]
  return (Object.keys(ACTIVATIONS) as ActivationName[]).flatMap((activation) =>
    WIDTH_SETTINGS.flatMap((setting) =>
      widths.map((hiddenWidth) => ({
        spec: asymmetricSpec({
          data: DATA,
          dataSeed: baseSeed,
          hiddenWidth,
          setting,
          values: { activation: ACTIVATIONS[activation], loss: 'half-sum', weightVariance: 1 },
          steps: STEPS,
          recordedEvery: 50,
        }),
        seeds: repetitionSeeds(baseSeed, runs),
        axes: { activation, ...settingAxes(setting), hiddenWidth },
      })),
    ),
  )
}

const MOVEMENT: ClaimStatement = {
  id: 'T13-movement',
  title: 'Features are learnt in wide networks if and only if gamma is below 1',
  formula: '\\max_j\\|w_{tj}-w_{0j}\\|\\sim m^{-1/2}\\ (\\gamma=1),\\quad m^0\\ (\\gamma<1)',
  source: `${PAPER}, sections 1 and 4`,
  premise: 'at least three widths; half-sum, step size 1, 1000 steps, n = 20, d = 10',
  prediction: 'exponent of the width between -0.6 and -0.4 at gamma = 1, within 0.1 of 0 below',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const KERNEL: ClaimStatement = {
  id: 'T13-kernel',
  title: 'The kernel changes in wide networks if and only if gamma is below 1',
  formula: '\\|\\Theta_t-\\Theta_0\\|_2\\sim m^{-1}\\ \\text{(swish)},\\ m^{-1/2}\\ \\text{(ReLU)}\\ (\\gamma=1),\\quad m^0\\ (\\gamma<1)',
  source: `${PAPER}, sections 1 and 4`,
  premise: 'the same runs',
  prediction: 'exponent of the width at gamma = 1 within 0.2 of -1 for swish and of -1/2 for ReLU, within 0.1 of 0 below',
  remark: null,
  recipeIds: [RECIPE_ID],
}

export const WIDTHS_CLAIMS: readonly ClaimStatement[] = [MOVEMENT, KERNEL]

interface Sweep {
  activation: string
  setting: string
  gamma: number
  exponent: number | null
  points: { x: number; y: number; low: number; high: number; count: number; cellHash: string }[]
}

function sweeps(cells: readonly StudyCell[], quantity: string): Sweep[] {
  return (Object.keys(ACTIVATIONS) as ActivationName[]).flatMap((activation) =>
    WIDTH_SETTINGS.flatMap((given): Sweep[] => {
      const setting = String(settingAxes(given)['setting'])
      const points = cells
        .filter(({ axes }) => axes['activation'] === activation && axes['setting'] === setting)
        .flatMap((cell) => {
          const values = valuesOf(cell.ended, quantity)
          if (values.length === 0) return []
          const { mean, min, max, count } = describe(values)
          return [{ x: numberOf(cell.axes, 'hiddenWidth'), y: mean, low: min, high: max, count, cellHash: cell.hash }]
        })
        .sort((a, b) => a.x - b.x)
      if (points.length === 0) return []
      const law = fitPowerLaw(
        points.map(({ x }) => x),
        points.map(({ y }) => y),
      )
      return [{ activation, setting, gamma: given.symmetricShare, points, exponent: points.length < 3 ? null : (law?.exponent ?? null) }]
    }),
  )
}

const FLAT = 0.1

function exponentClaim(
  statement: ClaimStatement,
  all: readonly Sweep[],
  atOne: (activation: string, exponent: number) => boolean,
): ClaimView {
  const compared = all.flatMap((sweep) => (sweep.exponent === null ? [] : [{ ...sweep, exponent: sweep.exponent }]))
  return claimView(statement, {
    met: all.length === 0 ? null : compared.length > 0,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared.map(({ activation, setting, exponent }) => `${activation}, ${setting}: m^${writtenNumber(exponent)}`).join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ activation, gamma, exponent }) => (gamma === 1 ? atOne(activation, exponent) : Math.abs(exponent) < FLAT)),
    ),
    runIds: [],
  })
}

function figure(all: readonly Sweep[], id: string, title: string, symbol: string): FigureView[] {
  if (all.length === 0) return []
  const curves = all.map(({ activation, setting, points }): FigureCurve => {
    const name = `${activation}, ${setting}`
    return { id: name, label: name, kind: 'measured', group: name, points }
  })
  return [
    {
      id,
      title,
      caption: 'At the end of training; mean and range over the runs.',
      x: { label: 'Hidden width', symbol: 'm', unit: '', scale: 'log' },
      y: { label: title, symbol, unit: '', scale: 'log' },
      curves,
      markers: [],
    },
  ]
}

export const theoryWidths: Recipe = {
  id: RECIPE_ID,
  title: 'Theory: features and width',
  shows: 'Movement of the weights and change of the kernel against the width: they vanish in wide networks at gamma = 1 and stay below.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const [movement, kernel] = [sweeps(cells, 'largestNeuronDistance'), sweeps(cells, 'kernelChange')]
    const withRuns = (claim: ClaimView): ClaimView => ({ ...claim, runIds: idsOf(cells) })
    return {
      tables: [
        measuredTable(
          {
            id: 'widths',
            title: 'Movement and change of the kernel',
            caption: 'n = 20, d = 10, noise 0.1, half-sum, step size 1, 1000 steps.',
            axes: AXES,
            groupBy: 'activation',
            quantityIds: ['largestNeuronDistance', 'kernelChange', 'tangentLambdaMinStart', 'tangentLambdaMinEnd', 'finalLoss'],
          },
          cells,
          finished,
        ),
      ],
      figures: [
        ...figure(movement, 'movement', 'Largest movement of a neuron', '\\max_j\\|w_{tj}-w_{0j}\\|'),
        ...figure(kernel, 'kernel-change', 'Change of the tangent kernel', '\\|\\Theta_t-\\Theta_0\\|_2'),
      ],
      claims: [
        withRuns(exponentClaim(MOVEMENT, movement, (_, exponent) => exponent >= -0.6 && exponent <= -0.4)),
        withRuns(
          exponentClaim(KERNEL, kernel, (activation, exponent) => Math.abs(exponent - (activation === 'swish' ? -1 : -1 / 2)) <= 0.2),
        ),
      ],
      notes: [],
    }
  },
}
