import type { CellPlan, ClaimStatement, ClaimView, FigureCurve, FigureView, RecipeSize } from '../../contract'
import type { TrainingBoundsSpec } from '../../experiments/training-bounds/spec'
import { describe, fitPowerLaw } from '../../science/statistics'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { panelFigure } from '../series-figure'
import { finished, idsOf, measuredTable, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'
import { PAPER, repetitionSeeds, SETTING_AXIS, settingAxes, settingName, SETTINGS, type ScaleSetting } from './settings'
import { NOT_APPLICABLE, numberOf, theoryModel, type TheoryActivation } from './theory-settings'
import { TRAINING_RECIPE_ID, TRAINING_RUN_CLAIMS, trainingClaims } from './theory-training-claims'

const SIZES: Readonly<Record<RecipeSize, { widths: readonly number[]; runs: number; time: number; steps: number }>> = {
  full: { widths: [100, 400, 1600, 6400], runs: 2, time: 200, steps: 1000 },
  quick: { widths: [100, 1600], runs: 2, time: 100, steps: 200 },
}
const MEASURED_TIMES = 30
const DATA = { kind: 'sine-regression', inputDimension: 10, sampleCount: 10, testCount: 20, noise: 0.1 } as const
/** Steps of the flow in a unit of time where the gradient jumps. */
const STEPS_A_UNIT = 20
const DESCENT_WIDTH = 400

const FLOW = 'gradient flow'
const DESCENT = 'gradient descent'
const AXES = [
  { id: 'method', label: 'Method', symbol: '' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  SETTING_AXIS,
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'stepSize', label: 'Step size', symbol: '\\eta' },
]

function specOf(
  activation: TheoryActivation,
  setting: ScaleSetting,
  hiddenWidth: number,
  baseSeed: number,
  method: TrainingBoundsSpec['method'],
  duration: number,
): TrainingBoundsSpec {
  return {
    experiment: 'training-bounds',
    version: 1,
    data: DATA,
    dataSeed: baseSeed,
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'data' },
    model: theoryModel(activation, setting, hiddenWidth),
    method,
    duration,
    measuredTimes: MEASURED_TIMES,
  }
}

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { widths, runs, time, steps } = SIZES[size]
  const seeds = repetitionSeeds(baseSeed, runs)
  const flow = (activation: TheoryActivation): TrainingBoundsSpec['method'] =>
    activation === 'ReLU' ? { kind: 'small-steps', perUnit: STEPS_A_UNIT } : { kind: 'gradient-flow', relativeTolerance: 1e-8 }
  return [
    ...(['swish', 'tanh', 'ReLU'] as const).flatMap((activation) =>
      SETTINGS.flatMap((setting) =>
        widths.map((hiddenWidth): CellPlan => ({
          spec: specOf(activation, setting, hiddenWidth, baseSeed, flow(activation), time),
          seeds,
          axes: { method: FLOW, activation, ...settingAxes(setting), hiddenWidth, stepSize: NOT_APPLICABLE },
        })),
      ),
    ),
    ...(['swish', 'tanh'] as const).flatMap((activation) =>
      SETTINGS.filter(({ symmetricShare }) => symmetricShare > 0).flatMap((setting) =>
        ([1, 'theorem'] as const).map((stepSize): CellPlan => ({
          spec: specOf(activation, setting, DESCENT_WIDTH, baseSeed, { kind: 'gradient-descent', stepSize }, steps),
          seeds: seeds.slice(0, 1),
          axes: {
            method: DESCENT,
            activation,
            ...settingAxes(setting),
            hiddenWidth: DESCENT_WIDTH,
            stepSize: stepSize === 'theorem' ? 'half of the theorem\u2019s' : stepSize,
          },
        })),
      ),
    ),
  ]
}

const LAZY: ClaimStatement = {
  id: 'T14',
  title: 'At gamma = 1 training comes to that of the frozen kernel with the width, below 1 it does not',
  formula: 'u_t\\approx y-e^{-\\Theta_0t}(y-u_0)',
  source: `${PAPER}, section 2; the limit is that of the kernel regime`,
  premise: 'gradient flow at two widths or more, a factor of 16 apart',
  prediction:
    'the largest distance to the prediction falls like a power of the width below -0.35 at gamma = 1, and above -0.2 at gamma = 0',
  remark:
    'The distance follows the change of the kernel, which falls like 1/m for smooth activations and like its root for ReLU. For gamma between 0 and 1 ' +
    'the asymmetric part remains.',
  recipeIds: [TRAINING_RECIPE_ID],
}

const LAZY_TEST: ClaimStatement = {
  ...LAZY,
  id: 'T14-test',
  title: 'So do the outputs on new points',
  formula: 'f_t(x)\\approx f_0(x)+\\Theta_0(x,X)\\Theta_0^{-1}(I-e^{-\\Theta_0t})(y-u_0)',
}

export const TRAINING_CLAIMS: readonly ClaimStatement[] = [...TRAINING_RUN_CLAIMS, LAZY, LAZY_TEST]

const FALLS = -0.35
const STAYS = -0.2
const LEAST_FACTOR = 16

interface Gap {
  activation: string
  setting: string
  gamma: number
  points: { x: number; y: number; low: number; high: number; count: number; cellHash: string }[]
  exponent: number | null
}

/** Mean distance to the frozen kernel against the width, for every activation and setting. */
function gaps(cells: readonly StudyCell[], quantity: string): Gap[] {
  const flows = cells.filter(({ axes, ended }) => axes['method'] === FLOW && valuesOf(ended, quantity).length > 0)
  const names = new Set(flows.map(({ axes }) => `${String(axes['activation'])}|${String(axes['setting'])}`))
  return [...names].map((name) => {
    const [activation = '', setting = ''] = name.split('|')
    const own = flows.filter(({ axes }) => axes['activation'] === activation && axes['setting'] === setting)
    const points = own
      .map((cell) => {
        const { mean, min, max, count } = describe(valuesOf(cell.ended, quantity))
        return { x: numberOf(cell.axes, 'hiddenWidth'), y: mean, low: min, high: max, count, cellHash: cell.hash }
      })
      .sort((a, b) => a.x - b.x)
    const [first, last] = [points[0]?.x ?? NaN, points.at(-1)?.x ?? NaN]
    const law = fitPowerLaw(
      points.map(({ x }) => x),
      points.map(({ y }) => y),
    )
    const gamma = numberOf(own[0]?.axes ?? {}, 'symmetricShare')
    return { activation, setting, gamma, points, exponent: last / first >= LEAST_FACTOR ? (law?.exponent ?? null) : null }
  })
}

function lazyClaim(statement: ClaimStatement, cells: readonly StudyCell[], quantity: string): ClaimView {
  const compared = gaps(cells, quantity).filter(({ exponent, gamma }) => exponent !== null && (gamma === 0 || gamma === 1))
  const holds = ({ exponent, gamma }: Gap): boolean => exponent !== null && (gamma === 1 ? exponent < FALLS : exponent > STAYS)
  return claimView(statement, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : compared.map(({ activation, setting, exponent }) => `${activation}, ${setting}: m^${writtenNumber(exponent ?? NaN)}`).join('; '),
    verdict: verdictOf(compared.length > 0, compared.every(holds)),
    runIds: idsOf(cells.filter(({ axes }) => axes['method'] === FLOW)),
  })
}

function gapFigure(cells: readonly StudyCell[], quantity: string, title: string, label: string): FigureView[] {
  const curves = gaps(cells, quantity).map(({ activation, setting, points }): FigureCurve => ({
    id: `${activation}, ${setting}`,
    label: `${activation}, ${setting}`,
    kind: 'measured',
    group: `${activation}, ${setting}`,
    points,
  }))
  if (curves.length === 0) return []
  return [
    {
      id: quantity,
      title,
      caption: 'Mean and range over the runs.',
      x: { label: 'Hidden width', symbol: 'm', unit: '', scale: 'log' },
      y: { label, symbol: '', unit: '', scale: 'log' },
      curves,
      markers: [],
    },
  ]
}

export const theoryTraining: Recipe = {
  id: TRAINING_RECIPE_ID,
  title: 'Theory: training beside its bounds',
  shows:
    'Gradient flow and gradient descent with every lemma and theorem that bounds them, and the frozen kernel that they leave where gamma is below 1.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const greatest = Math.max(...cells.filter(({ axes }) => axes['method'] === FLOW).map(({ axes }) => numberOf(axes, 'hiddenWidth')))
    const drawn = {
      ...evidence,
      cells: evidence.cells.filter(
        ({ axes }) => axes['method'] === FLOW && axes['activation'] === 'swish' && Number(axes['hiddenWidth']) === greatest,
      ),
    }
    const panel = (series: string, title: string, caption: string): FigureView =>
      panelFigure({ id: series, title, caption, series, y: { label: title, symbol: '', unit: '', scale: 'log' } }, drawn, (cell) =>
        String(cell.axes['setting']),
      )
    const loss = panel(
      'loss',
      'Loss',
      'Half-sum; dashed the prediction of the frozen kernel, shaded what lemma E.1 and theorem 4.1 (b) exclude. Swish, greatest width.',
    )
    const beside = (series: string, name: string, kind: FigureCurve['kind']): FigureCurve[] =>
      panel(series, name, '').curves.map((curve) => ({
        ...curve,
        id: `${series}-${curve.id}`,
        label: `${curve.label}, ${name}`,
        kind,
        points: curve.points.map(({ x, y }) => ({ x, y })),
      }))
    return {
      tables: [
        measuredTable(
          {
            id: 'flow',
            title: 'Gradient flow',
            caption: 'Largest of measured over bound; at most 1 where a bound holds. 10 points in 10 dimensions.',
            axes: AXES.slice(1, 4),
            groupBy: 'activation',
            quantityIds: [
              'finalLoss',
              'leastLambdaMin',
              'lemmaLossRatio',
              'lemmaMovementRatio',
              'lemmaKernelRatio',
              'theoremWidth',
              'theoremLambdaRatio',
              'theoremLossRatio',
              'theoremMovementRatio',
              'theoremKernelRatio',
              'lazyGap',
              'testLazyGap',
            ],
          },
          cells.filter(({ axes }) => axes['method'] === FLOW),
          finished,
        ),
        measuredTable(
          {
            id: 'descent',
            title: 'Gradient descent',
            caption: 'Largest of measured over bound.',
            axes: [AXES[1]!, SETTING_AXIS, AXES[4]!],
            groupBy: 'activation',
            quantityIds: ['finalLoss', 'stepSize', 'descentStepSize', 'descentWidth', 'descentLossRatio', 'oneStepRatio', 'gradientRatio'],
          },
          cells.filter(({ axes }) => axes['method'] === DESCENT),
          finished,
        ),
      ],
      figures: [
        {
          ...loss,
          curves: [
            ...loss.curves,
            ...beside('lazyLoss', 'frozen kernel', 'theory'),
            ...beside('lemmaLossBound', 'lemma E.1', 'bound'),
            ...beside('theoremLossBound', 'theorem 4.1', 'bound'),
          ],
        },
        ...gapFigure(cells, 'lazyGap', 'Distance to the frozen kernel', 'Largest distance over the initial error'),
        ...gapFigure(cells, 'testLazyGap', 'Distance to the frozen kernel, new points', 'Distance over the change of the outputs'),
      ].filter(({ curves }) => curves.length > 0),
      claims: [...trainingClaims(evidence.runs), lazyClaim(LAZY, cells, 'lazyGap'), lazyClaim(LAZY_TEST, cells, 'testLazyGap')],
      notes: [
        `The flow of ReLU, whose gradient jumps, is followed by ${STEPS_A_UNIT} equal steps in a unit of time.`,
        `Settings: ${SETTINGS.map(settingName).join('; ')}.`,
      ],
    }
  },
}
