import type { CellPlan, RecipeSize } from '../../contract'
import type { InitialisationMonteCarloSpec } from '../../experiments/initialisation-monte-carlo/spec'
import type { Recipe } from '../paper'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { SETTING_AXIS, settingAxes, SETTINGS, type ScaleSetting } from './settings'
import { rates } from './theory-limit-rate'
import { numberOf, theoryModel, type TheoryActivation } from './theory-settings'
import { RECIPE_ID, startClaims } from './theory-start-claims'
import { histogram, limitFigure } from './theory-start-figures'

type Statistic = InitialisationMonteCarloSpec['statistic']
const STATISTIC_NAMES: Readonly<Record<Exclude<Statistic['kind'], 'node-scales'>, string>> = {
  kernel: 'kernel',
  velocities: 'velocities',
  limit: 'limit of many nodes',
}

const SIZES: Readonly<
  Record<RecipeSize, { widths: readonly number[]; draws: number; velocityDraws: number; nodes: number; sequences: number }>
> = {
  full: { widths: [100, 400, 1600, 6400], draws: 600, velocityDraws: 500_000, nodes: 50_000, sequences: 60 },
  quick: { widths: [100, 1600], draws: 150, velocityDraws: 50_000, nodes: 20_000, sequences: 32 },
}

/** Points on the sphere: so few in so many dimensions that proposition D.1 asks for some thousand nodes only. */
const POINTS = { kind: 'sphere', inputDimension: 20, sampleCount: 10 } as const
/** The threefold integrals of theorem 4.4 want few points; y = 5/d sum sin(pi x) + N(0, 1) must not matter. */
const LABELLED = { kind: 'sine-regression', inputDimension: 4, sampleCount: 4, testCount: 0, noise: 1 } as const
/** Nodes of the network whose velocities are averaged: few, so that each draw is cheap and its kernel moves. */
const FEW_NODES = 5
/** alpha = 0.5 with gamma = 1, 1/2, 0. */
const VELOCITY_SETTINGS: readonly ScaleSetting[] = [
  { symmetricShare: 1, exponent: null },
  { symmetricShare: 0.5, exponent: 0.5 },
  { symmetricShare: 0, exponent: 0.4 },
]

const AXES = [
  { id: 'statistic', label: 'Average of', symbol: '' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  SETTING_AXIS,
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
]

function cell(
  statistic: Exclude<Statistic, { kind: 'node-scales' }>,
  activation: TheoryActivation,
  setting: ScaleSetting,
  hiddenWidth: number,
  baseSeed: number,
): CellPlan {
  const spec: InitialisationMonteCarloSpec = {
    experiment: 'initialisation-monte-carlo',
    version: 1,
    data: statistic.kind === 'velocities' ? LABELLED : POINTS,
    dataSeed: baseSeed,
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: theoryModel(activation, setting, hiddenWidth),
    statistic,
  }
  return { spec, seeds: [baseSeed], axes: { statistic: STATISTIC_NAMES[statistic.kind], activation, ...settingAxes(setting), hiddenWidth } }
}

function plan(size: RecipeSize, baseSeed: number): CellPlan[] {
  const { widths, draws, velocityDraws, nodes, sequences } = SIZES[size]
  const both = ['swish', 'ReLU'] as const
  return [
    ...both.flatMap((activation) =>
      SETTINGS.flatMap((setting) => widths.map((width) => cell({ kind: 'kernel', draws }, activation, setting, width, baseSeed))),
    ),
    ...both.flatMap((activation) =>
      SETTINGS.map((setting) => cell({ kind: 'limit', nodes, sequences }, activation, setting, nodes, baseSeed)),
    ),
    ...(['swish', 'tanh', 'ReLU'] as const).flatMap((activation) =>
      VELOCITY_SETTINGS.map((setting) => cell({ kind: 'velocities', draws: velocityDraws }, activation, setting, FEW_NODES, baseSeed)),
    ),
  ]
}

export const theoryStart: Recipe = {
  id: RECIPE_ID,
  title: 'Theory: kernel and velocities at the start',
  shows:
    'Averages over initialisations beside theory: limit, variance and smallest eigenvalue of the kernel, and how weights and kernel begin to move.',
  axes: AXES,
  plan,
  present: (evidence) => {
    const cells = studyCells(evidence)
    const of = (statistic: keyof typeof STATISTIC_NAMES): StudyCell[] =>
      cells.filter(({ axes }) => axes['statistic'] === STATISTIC_NAMES[statistic])
    const allRates = rates(of('limit'), evidence)
    const largest = Math.max(...of('kernel').map(({ axes }) => numberOf(axes, 'hiddenWidth')))
    return {
      tables: [
        measuredTable(
          {
            id: 'kernel',
            title: 'Kernel at the start',
            caption: '10 points on the sphere of 20 dimensions.',
            axes: AXES.slice(1),
            groupBy: 'activation',
            quantityIds: [
              'squaredDeviation',
              'squaredDeviationError',
              'squaredDeviationExact',
              'meanKernelLambdaMin',
              'meanLambdaMin',
              'leastLambdaMin',
              'aboveHalfShare',
              'requiredWidth',
            ],
          },
          of('kernel'),
          finished,
        ),
        measuredTable(
          {
            id: 'velocities',
            title: 'Velocities at the start',
            caption: 'Averages over theory; 4 points in 4 dimensions, 5 nodes.',
            axes: AXES.slice(1, 3),
            groupBy: 'activation',
            quantityIds: [
              'weightVelocityRatio',
              'weightVelocityRatioError',
              'weightVelocityDeviation',
              'kernelVelocityRatio',
              'kernelVelocityRatioError',
              'kernelVelocityDeviation',
              'kernelVelocityPrintedRatio',
            ],
          },
          of('velocities'),
          finished,
        ),
        measuredTable(
          {
            id: 'limit',
            title: 'Limit of many nodes',
            caption: 'The nodes beyond the drawn ones count with the mean kernel.',
            axes: AXES.slice(1, 3),
            groupBy: 'activation',
            quantityIds: ['limitSquaredDeviation', 'limitSquaredDeviationError', 'limitSquaredDeviationMean', 'limitEntryRatio'],
          },
          of('limit'),
          finished,
        ),
      ],
      figures: [
        ...limitFigure(allRates),
        ...of('kernel')
          .filter(({ axes }) => numberOf(axes, 'hiddenWidth') === largest)
          .flatMap((each) => histogram(each, evidence)),
      ],
      claims: startClaims({ kernel: of('kernel'), limit: of('limit'), velocities: of('velocities') }, allRates),
      notes: ['Theorem 4.4 as printed has d^(3/2) where its proof gives d^2; both are compared with the averages.'],
    }
  },
}
