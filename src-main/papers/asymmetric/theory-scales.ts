import type { CellPlan, ClaimStatement, ClaimView, PointData, RecipeSize } from '../../contract'
import type { InitialisationMonteCarloSpec } from '../../experiments/initialisation-monte-carlo/spec'
import type { KernelSpectrumSpec } from '../../experiments/kernel-spectrum/spec'
import { claimView } from '../claim-view'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, idsOf, measuredTable, studyCells, valuesOf, verdictOf, type StudyCell } from '../study-cells'
import { squareSumFigure } from './panels'
import { PAPER, SETTING_AXIS, settingAxes, SETTINGS, type ScaleSetting } from './settings'
import { NOT_APPLICABLE, numberOf, THEORY_ACTIVATIONS, theoryModel, type TheoryActivation } from './theory-settings'

const RECIPE_ID = 'asymmetric-theory-scales'
const SCALES = 'node scales'
const KERNEL = 'mean kernel'

const WIDTHS: Readonly<Record<RecipeSize, readonly number[]>> = {
  full: [10, 100, 1000, 10_000, 100_000, 1_000_000],
  quick: [10, 100, 1000, 10_000],
}

const POINTS = {
  'in general position': { kind: 'sphere', inputDimension: 10, sampleCount: 20 },
  'two of them twice': { kind: 'duplicated', inputDimension: 10, sampleCount: 20, duplicates: 2 },
  'with their opposites': { kind: 'antipodal', inputDimension: 10, pairCount: 10 },
} as const satisfies Record<string, PointData>
type Points = keyof typeof POINTS

const AXES = [
  { id: 'subject', label: 'Subject', symbol: '' },
  SETTING_AXIS,
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'points', label: 'Points', symbol: 'X' },
]

function scalesCell(setting: ScaleSetting, hiddenWidth: number, baseSeed: number): CellPlan {
  const spec: InitialisationMonteCarloSpec = {
    experiment: 'initialisation-monte-carlo',
    version: 1,
    data: { kind: 'orthonormal', sampleCount: 1 },
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: theoryModel('swish', setting, hiddenWidth),
    statistic: { kind: 'node-scales' },
  }
  return {
    spec,
    seeds: [baseSeed],
    axes: { subject: SCALES, ...settingAxes(setting), hiddenWidth, activation: NOT_APPLICABLE, points: NOT_APPLICABLE },
  }
}

function kernelCell(activation: TheoryActivation, points: Points, baseSeed: number): CellPlan {
  const spec: KernelSpectrumSpec = {
    experiment: 'kernel-spectrum',
    version: 1,
    data: POINTS[points],
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: {
      activation: THEORY_ACTIVATIONS[activation],
      layer: 'hidden',
      weightVariance: 'inverse-input-dimension',
      biasVariance: 0,
      width: { kind: 'infinite' },
    },
    measurements: { route: 'best' },
  }
  return { spec, seeds: [baseSeed], axes: { subject: KERNEL, setting: NOT_APPLICABLE, hiddenWidth: 'infinite', activation, points } }
}

const SUMS: ClaimStatement = {
  id: 'T1-sums',
  title: 'The node scales sum to 1, their roots to between sqrt(gamma m) and sqrt(m)',
  formula: '\\textstyle\\sum_j\\lambda_{mj}=1,\\quad\\sqrt{\\gamma m}\\le\\sum_j\\sqrt{\\lambda_{mj}}\\le\\sqrt m',
  source: `${PAPER}, appendix B.2`,
  premise: 'any gamma and profile',
  prediction: 'the sum is 1 within 1e-9, the sum of the roots within its bounds up to rounding',
  remark: null,
  recipeIds: [RECIPE_ID],
}

const POWERS: ClaimStatement = {
  id: 'T1-powers',
  title: 'Sums of higher powers come to those of the asymmetric part',
  formula: '\\textstyle\\sum_j\\lambda_{mj}^r\\to(1-\\gamma)^r\\sum_j\\tilde\\lambda_j^r,\\quad r>1',
  source: `${PAPER}, appendix B.2`,
  premise: 'r = 3/2, 2, 3; at least two widths of a setting',
  prediction: 'the distance to the limit falls with every greater width, or is rounding',
  remark: 'Figure 1 is the limit for r = 2 and gamma = 0.',
  recipeIds: [RECIPE_ID],
}

const POSITIVE: ClaimStatement = {
  id: 'T4',
  title: 'The mean kernel is positive definite unless inputs are equal',
  formula: '\\kappa_n=\\lambda_{\\min}(\\Theta^*)>0',
  source: `${PAPER}, assumption 2.1 and section 3`,
  premise:
    'ReLU, swish and tanh on points without parallel pairs, on points of which two are there twice, and on points with their opposites',
  prediction: 'all eigenvalues are resolved without parallel pairs; with two points twice, exactly two are not',
  remark: 'No parallel inputs is only sufficient: with x and -x ReLU is not singular, as no neuron is active on both.',
  recipeIds: [RECIPE_ID],
}

export const SCALES_CLAIMS: readonly ClaimStatement[] = [SUMS, POWERS, POSITIVE]

const ROUNDING = 1e-9

function sumsClaim(cells: readonly StudyCell[]): ClaimView {
  const runs = cells.flatMap(({ axes, ended }) =>
    ended.map(({ summary }) => {
      const [m, gamma] = [numberOf(axes, 'hiddenWidth'), numberOf(axes, 'symmetricShare')]
      const [sum, roots] = [summary['scaleSum'] ?? NaN, summary['scaleRootSum'] ?? NaN]
      const within = roots >= Math.sqrt(gamma * m) * (1 - ROUNDING) && roots <= Math.sqrt(m) * (1 + ROUNDING)
      return { off: Math.abs(sum - 1), holds: Math.abs(sum - 1) <= ROUNDING && within }
    }),
  )
  return claimView(SUMS, {
    met: runs.length === 0 ? null : true,
    measured:
      runs.length === 0
        ? 'nothing yet'
        : `sum off by at most ${writtenNumber(Math.max(...runs.map(({ off }) => off)))}; ${runs.filter(({ holds }) => holds).length} of ${runs.length} within all bounds`,
    verdict: verdictOf(
      runs.length > 0,
      runs.every(({ holds }) => holds),
    ),
    runIds: idsOf(cells),
  })
}

const RAISED = [
  ['scaleThreeHalvesSum', 'scaleThreeHalvesLimit', '3/2'],
  ['scaleSquareSum', 'scaleSquareLimit', '2'],
  ['scaleCubeSum', 'scaleCubeLimit', '3'],
] as const
const RESOLVED = 1e-12

function powersClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = SETTINGS.flatMap((setting) => {
    const { setting: name } = settingAxes(setting)
    const own = cells
      .filter(({ axes, ended }) => axes['setting'] === name && ended.length > 0)
      .sort((a, b) => numberOf(a.axes, 'hiddenWidth') - numberOf(b.axes, 'hiddenWidth'))
    if (own.length < 2) return []
    return RAISED.map(([sum, limit, power]) => {
      const distances = own.map(({ ended }) => Math.abs((valuesOf(ended, sum)[0] ?? NaN) - (valuesOf(ended, limit)[0] ?? NaN)))
      const falls = distances.every((value, k) => k === 0 || value < (distances[k - 1] ?? NaN) || value < RESOLVED)
      return { name: `${String(name)}, r = ${power}`, last: distances.at(-1) ?? NaN, falls }
    })
  })
  const broken = compared.filter(({ falls }) => !falls)
  return claimView(POWERS, {
    met: compared.length === 0 ? null : true,
    measured:
      compared.length === 0
        ? 'nothing yet'
        : broken.length > 0
          ? `does not fall for ${broken.map(({ name }) => name).join('; ')}`
          : `falls for all ${compared.length}; at the greatest width ${writtenNumber(Math.min(...compared.map(({ last }) => last)))} to ${writtenNumber(Math.max(...compared.map(({ last }) => last)))}`,
    verdict: verdictOf(compared.length > 0, broken.length === 0),
    runIds: idsOf(cells),
  })
}

function positiveClaim(cells: readonly StudyCell[]): ClaimView {
  const compared = cells.flatMap(({ axes, ended }) =>
    ended.map(({ summary }) => {
      const points = String(axes['points'])
      const unresolved = (summary['sampleCount'] ?? NaN) - (summary['resolvedCount'] ?? NaN)
      const parallel = summary['lineSeparation'] === 0
      const expected = points === 'two of them twice' ? 2 : points === 'in general position' ? 0 : null
      return {
        text: `${String(axes['activation'])}, ${points}: ${parallel ? 'parallel, ' : ''}${unresolved} of ${summary['sampleCount']} not resolved`,
        holds: expected === null ? true : unresolved === expected && parallel === expected > 0,
      }
    }),
  )
  return claimView(POSITIVE, {
    met: compared.length === 0 ? null : true,
    measured: compared.length === 0 ? 'nothing yet' : compared.map(({ text }) => text).join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ holds }) => holds),
    ),
    runIds: idsOf(cells),
  })
}

export const theoryScales: Recipe = {
  id: RECIPE_ID,
  title: 'Theory: node scales and mean kernel',
  shows: 'Sums of powers of the node scales beside their limits (Figure 1), and when the mean kernel is positive definite.',
  axes: AXES,
  plan: (size, baseSeed) => [
    ...SETTINGS.flatMap((setting) => WIDTHS[size].map((width) => scalesCell(setting, width, baseSeed))),
    ...(Object.keys(THEORY_ACTIVATIONS) as TheoryActivation[]).flatMap((activation) =>
      (Object.keys(POINTS) as Points[]).map((points) => kernelCell(activation, points, baseSeed)),
    ),
  ],
  present: (evidence) => {
    const cells = studyCells(evidence)
    const [scales, kernels] = [SCALES, KERNEL].map((subject) => cells.filter(({ axes }) => axes['subject'] === subject))
    return {
      tables: [
        measuredTable(
          {
            id: 'scales',
            title: 'Sums of powers of the node scales',
            caption: 'Limits are those of infinitely many nodes.',
            axes: [SETTING_AXIS, AXES[2]!],
            groupBy: 'setting',
            quantityIds: [
              'scaleSum',
              'scaleRootSum',
              'scaleThreeHalvesSum',
              'scaleThreeHalvesLimit',
              'scaleSquareSum',
              'scaleSquareLimit',
              'scaleCubeSum',
              'scaleCubeLimit',
            ],
          },
          scales ?? [],
          finished,
        ),
        measuredTable(
          {
            id: 'mean-kernel',
            title: 'Mean kernel',
            caption: '20 points in 10 dimensions, weights N(0, 1); eigenvalues times the input dimension.',
            axes: [AXES[3]!, AXES[4]!],
            groupBy: null,
            quantityIds: ['lambdaMin', 'noiseFloor', 'resolvedCount', 'lineSeparation', 'duplicatePairs', 'antipodalPairs'],
          },
          kernels ?? [],
          finished,
        ),
      ],
      figures: [squareSumFigure()],
      claims: [sumsClaim(scales ?? []), powersClaim(scales ?? []), positiveClaim(kernels ?? [])],
      notes: [],
    }
  },
}
