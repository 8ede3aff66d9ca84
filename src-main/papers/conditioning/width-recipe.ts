import type { ActivationSpec, CellPlan, ClaimStatement, PointData, RecipeSize } from '../../contract'
import type { DepthMonteCarloSpec } from '../../experiments/depth-monte-carlo/spec'
import { fitPowerLaw } from '../../science/statistics'
import { comparedClaim, figureOf, meanOf, sweepCurves, type Compared } from '../activations/study-curves'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, AS_THEY_ARE, DEPTH_AXIS, EIGHT_DIRECTIONS, H2, nameOf, NORMRELU, stating, WIDTH_AXIS } from './cells'
import { depthCurve } from './depth-recipe'

const RECIPE_ID = 'conditioning-width'
const state = stating(RECIPE_ID)
const STUDY_AXIS = { id: 'study', label: 'Study', symbol: '' } as const

const RELU: ActivationSpec = { kind: 'relu' }
const TANH: ActivationSpec = { kind: 'tanh' }
const STEP: ActivationSpec = { kind: 'step' }
/** Two inputs with the correlation .9. */
const TWO: PointData = { kind: 'equicorrelated', sampleCount: 2, correlation: 0.9 }

interface Sizes {
  widths: readonly number[]
  draws: number
  stabilityDraws: number
  rescaledDraws: number
  tangentDraws: number
}
const SIZES: Readonly<Record<RecipeSize, Sizes>> = {
  full: { widths: [256, 512, 1024, 2048], draws: 40, stabilityDraws: 200, rescaledDraws: 1000, tangentDraws: 100 },
  quick: { widths: [128, 256, 512], draws: 20, stabilityDraws: 40, rescaledDraws: 200, tangentDraws: 40 },
}

const LEMMA_43 = state(
  'C16',
  'Kernels of finite width',
  '\\max_{ij}|K_{ij}-\\bar K_{ij}|\\sim m^{-1/2}',
  'lemma 43',
  'eight directions, tanh, 1 and 16 layers',
  'slope of the logarithms in m is -1/2 within 0.1, and 16 layers deviate more than 1',
  'The normalised ReLU is left out: its lengths run away at finite width, see the row on stability.',
)
const STABILITY = state(
  'C16-stability',
  'A stability index of 1 or more lets lengths run away at finite width',
  "\\chi=f'(1)",
  'not of the paper: why c = -1.5975 trains and c = 0 does not',
  '128 neurons, 32 layers',
  'the 95 % quantile of the squared length is below 2 for NormReLU and tanh (index below 1) and above 5 for the normalised ReLU (index 1)',
)
const INDEX = state(
  'C6-index',
  'Which layer the slope of the dual belongs to in the tangent kernel',
  "\\Theta=\\sum_hS_h\\prod_{h'>h}\\hat s'(S_{h'-1})",
  'equation 7, corrected',
  'second Hermite polynomial, 1 layer, 8192 neurons: the kernel is 3 rho^2',
  'the mean of networks of finite width is nearer to the corrected tangent kernel than to that with the index as extracted, by a factor of 2 at least',
  'Extracted with S_h\u2032 in place of S_(h\u2032-1): for one layer it would be rho s\u2032(s(rho)) in place of rho s\u2032(rho).',
)
const THEOREM_52 = state(
  'C17',
  'Rescaled layers: the signed correlation falls, its size levels off',
  '\\mathbb E\\rho\\to0,\\quad\\mathbb E|\\rho|\\to\\sqrt{2/(\\pi m(1-(1-\\mu)^2))}',
  'theorem 52 for the signed mean; the plateau is derived here',
  'step function, 64 neurons, 16 layers rescaled to length 1; two inputs with the correlation .9',
  'the signed mean is below 0.03 in size; the mean size is within 15 % of the plateau',
  'The step to equation 24 takes the size where the theorem bounds the signed mean: it needs a width that is exponential in the depth. Equation 3 as ' +
    'extracted divides by sqrt m after rescaling, theorem 15 prints the width mu^2 / delta^2 for 1 / (mu^2 delta^2).',
)

export const CONDITIONING_WIDTH_CLAIMS: readonly ClaimStatement[] = [INDEX, LEMMA_43, STABILITY, THEOREM_52]

function cell(
  study: string,
  activation: ActivationSpec,
  depth: number,
  hiddenWidth: number,
  draws: number,
  seed: number,
  more: { layers?: DepthMonteCarloSpec['model']['layers']; tangent?: boolean; data?: PointData } = {},
): CellPlan {
  return {
    spec: {
      experiment: 'depth-monte-carlo',
      version: 1,
      data: more.data ?? EIGHT_DIRECTIONS,
      preprocessing: AS_THEY_ARE,
      model: { activation, depth, hiddenWidth, layers: more.layers ?? 'plain' },
      draws,
      measurements: { tangent: more.tangent ?? false },
    },
    seeds: [seed],
    axes: { study, activation: nameOf(activation), depth, hiddenWidth },
  }
}

const [DEVIATION, LENGTHS, TANGENT, RESCALED] = ['deviation', 'lengths', 'tangent kernel', 'rescaled layers'] as const

function deviationClaim(cells: readonly StudyCell[]) {
  const own = cells.filter(({ axes }) => axes['activation'] === nameOf(TANH))
  const at = (depth: number): StudyCell[] => own.filter((each) => each.axes['depth'] === depth)
  const slopes = [1, 16].flatMap((depth): Compared[] => {
    const points = at(depth).flatMap((each) => {
      const y = meanOf(each, 'kernelDeviation')
      return y === null ? [] : [{ x: Number(each.axes['hiddenWidth']), y }]
    })
    const fit =
      points.length < 3
        ? null
        : fitPowerLaw(
            points.map(({ x }) => x),
            points.map(({ y }) => y),
          )
    return fit === null
      ? []
      : [{ text: `slope ${fit.exponent.toFixed(3)} with ${depth} layers`, holds: Math.abs(fit.exponent + 0.5) <= 0.1 }]
  })
  const [shallow, deep] = [at(1), at(16)].map((group) => meanOf(group.at(-1), 'kernelDeviation'))
  const grows =
    shallow && deep ? [{ text: `${writtenNumber(shallow)} with 1 layer, ${writtenNumber(deep)} with 16`, holds: deep > shallow }] : []
  return comparedClaim(LEMMA_43, own, slopes.length === 0 ? [] : [...slopes, ...grows])
}

export const conditioningWidthRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Deep networks of finite width',
  shows:
    'How far kernels of random networks are from those of infinite width, which activations keep lengths, and what rescaled layers do to correlations.',
  axes: [STUDY_AXIS, ACTIVATION_AXIS, DEPTH_AXIS, WIDTH_AXIS],
  plan: (size, baseSeed): CellPlan[] => {
    const { widths, draws, stabilityDraws, rescaledDraws, tangentDraws } = SIZES[size]
    return [
      ...[TANH, NORMRELU].flatMap((activation) =>
        [1, 16].flatMap((depth) => widths.map((width) => cell(DEVIATION, activation, depth, width, draws, baseSeed))),
      ),
      ...[RELU, NORMRELU, TANH].map((activation) => cell(LENGTHS, activation, 32, 128, stabilityDraws, baseSeed)),
      cell(TANGENT, H2, 1, 8192, tangentDraws, baseSeed, { tangent: true }),
      cell(RESCALED, STEP, 16, 64, rescaledDraws, baseSeed, { layers: 'rescaled', data: TWO }),
    ]
  },
  present: (evidence) => {
    const cells = studyCells(evidence)
    const of = (study: string): StudyCell[] => cells.filter(({ axes }) => axes['study'] === study)
    const named = (study: string, activation: ActivationSpec): StudyCell | undefined =>
      of(study).find(({ axes }) => axes['activation'] === nameOf(activation))
    const stability = (activation: ActivationSpec, stable: boolean): Compared[] => {
      const [high, index] = ['lengthHigh', 'lengthSlope'].map((quantity) => meanOf(named(LENGTHS, activation), quantity))
      return high === null || high === undefined
        ? []
        : [
            {
              text: `${nameOf(activation)}: ${writtenNumber(high)} (index ${writtenNumber(index ?? NaN)})`,
              holds: stable ? high < 2 : high > 5,
            },
          ]
    }
    const [tangent] = of(TANGENT)
    const [corrected, printed] = ['meanTangentDeviation', 'printedMeanTangentDeviation'].map((quantity) => meanOf(tangent, quantity))
    const [rescaled] = of(RESCALED)
    const [signed, absolute, plateau] = ['signedCorrelation', 'absoluteCorrelation', 'plateau'].map((quantity) =>
      meanOf(rescaled, quantity),
    )
    const table = (study: string, quantityIds: string[]) =>
      measuredTable(
        {
          id: study,
          title: study.replace(/^./, (letter) => letter.toUpperCase()),
          caption: '',
          axes: [ACTIVATION_AXIS, DEPTH_AXIS, WIDTH_AXIS],
          groupBy: null,
          quantityIds,
        },
        of(study),
        finished,
      )
    return {
      tables: [
        table(DEVIATION, ['kernelDeviation', 'kernelDeviationSpread', 'lengthLow', 'lengthMedian', 'lengthHigh']),
        table(LENGTHS, ['lengthSlope', 'lengthLow', 'lengthMedian', 'lengthHigh']),
        table(TANGENT, ['meanTangentDeviation', 'printedMeanTangentDeviation', 'tangentDeviation', 'printedTangentDeviation']),
        table(RESCALED, ['signedCorrelation', 'absoluteCorrelation', 'plateau']),
      ],
      figures: [
        ...figureOf(
          {
            id: 'deviation',
            title: 'Deviation from infinite width',
            caption: '16 layers, eight directions.',
            x: { label: 'Hidden width', symbol: 'm', unit: '', scale: 'log' },
            y: { label: 'Largest deviation of the kernel', symbol: '\\max|K-\\bar K|', unit: '', scale: 'log' },
          },
          sweepCurves(
            of(DEVIATION).filter(({ axes }) => axes['depth'] === 16),
            { x: 'hiddenWidth', quantity: 'kernelDeviation', group: 'activation', floor: 0 },
          ),
        ),
        ...figureOf(
          {
            id: 'rescaled',
            title: 'Mean size of a correlation, rescaled layers',
            caption: 'Step function, 64 neurons.',
            x: { label: 'Layers', symbol: 'L', unit: '', scale: 'linear' },
            y: { label: 'Mean size of the correlation', symbol: '\\mathbb E|\\rho|', unit: '', scale: 'log' },
          },
          of(RESCALED).flatMap((each) => depthCurve(evidence, each, 'absoluteCorrelation', 'mean size')),
        ),
      ],
      claims: [
        comparedClaim(
          INDEX,
          of(TANGENT),
          corrected && printed
            ? [
                {
                  text: `${writtenNumber(corrected)} from the corrected, ${writtenNumber(printed)} from the extracted one`,
                  holds: 2 * corrected <= printed,
                },
              ]
            : [],
        ),
        deviationClaim(of(DEVIATION)),
        comparedClaim(STABILITY, of(LENGTHS), [...stability(NORMRELU, true), ...stability(TANH, true), ...stability(RELU, false)]),
        comparedClaim(
          THEOREM_52,
          of(RESCALED),
          signed !== null && signed !== undefined && absolute && plateau
            ? [
                { text: `signed mean ${writtenNumber(signed)}`, holds: Math.abs(signed) < 0.03 },
                {
                  text: `mean size ${writtenNumber(absolute)}, plateau ${writtenNumber(plateau)}`,
                  holds: Math.abs(absolute / plateau - 1) <= 0.15,
                },
              ]
            : [],
        ),
      ],
      notes: [],
    }
  },
}
