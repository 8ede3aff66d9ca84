import type { ActivationSpec, CellPlan, ClaimStatement, RecipeSize } from '../../contract'
import { comparedClaim, figureOf, meanOf, sweepCurves } from '../activations/study-curves'
import type { Recipe } from '../paper'
import { writtenNumber } from '../run-claim'
import { finished, measuredTable, studyCells, type StudyCell } from '../study-cells'
import { ACTIVATION_AXIS, ANALYSIS_AXIS, analysisCell, boundClaim, H2, labelOf, nameOf, NORMRELU, SOFTSIGN, stating } from './cells'

const RECIPE_ID = 'conditioning-activations'
const state = stating(RECIPE_ID)

const formula = (expression: string): ActivationSpec => ({ kind: 'expression', expression, kinks: [] })

const ACTIVATIONS: readonly ActivationSpec[] = [
  H2,
  { kind: 'relu' },
  { kind: 'leaky-relu', negativeSlope: 0.01 },
  { kind: 'leaky-relu', negativeSlope: 0.2 },
  { kind: 'absolute' },
  { kind: 'step' },
  { kind: 'tanh' },
  { kind: 'erf' },
  SOFTSIGN,
  { kind: 'sigmoid' },
  { kind: 'softplus' },
  { kind: 'elu' },
  { kind: 'selu' },
  { kind: 'gelu' },
  { kind: 'swish' },
  formula('exp(x)'),
  { kind: 'sine' },
  formula('cos(x)'),
]
/** Kinks of the scan of NormReLU. */
const KINKS: Readonly<Record<RecipeSize, readonly number[]>> = {
  full: [-3, -2.5, -2, -1.75, -1.5, -1.25, -1, -0.8819, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
  quick: [-3, -2, -1, -0.5, 0, 0.5, 1],
}
const SAMPLES: Readonly<Record<RecipeSize, number>> = { full: 2000, quick: 200 }
const BATCH: Readonly<Record<RecipeSize, { units: number; batch: number }>> = {
  full: { units: 512, batch: 256 },
  quick: { units: 128, batch: 64 },
}

const LEMMA_1 = state(
  'C1',
  'Batch and layer normalisation do not see whether an activation is normalised',
  '\\mathrm{BN}(W s(z)),\\ W\\,\\mathrm{LN}(s(z))',
  'lemma 1',
  'no constant is added to the variance; pre-activations are batch normalised, or activations are layer normalised',
  'the outputs for s and (s - E s) / sd(s) differ by less than 1e-12',
  'Layer normalisation of pre-activations does see it: the difference is printed beside.',
)
const LEMMA_21 = state(
  'C2',
  'A layer takes correlations down by a factor that the nonlinearity bounds',
  '\\hat s(1-\\delta)\\le1-(1+\\tfrac\\mu2)\\delta\\ (\\delta\\le\\tfrac12),\\quad\\le(1-\\tfrac\\mu2)(1-\\delta)\\ \\text{else}',
  'lemma 21',
  'normalised activation, correlations in (0, 1]',
  'the dual over the bound is at most 1',
)
const LEMMA_26 = state(
  'C7',
  'Slopes of the dual',
  "|\\hat s'(\\rho)|/\\hat s'(1)\\le1-\\mu(1-|\\rho|)",
  'lemma 26',
  'normalised activation that does not jump',
  'the left side over the right side is at most 1',
)
const PRINTED_MU = state(
  'C0',
  'Nonlinearities of the paper',
  '\\mu=1-(\\mathbb E\\,z\\,s(z))^2',
  'appendix C.4',
  'normalised activation',
  'ReLU (pi - 2) / (2 pi - 2), step (pi - 2) / pi, exp (e - 2) / (e - 1), second Hermite polynomial 1, NormReLU 0.0156',
  'Two duals printed there are wrong though mu is right: the coefficient of rho^2 of ReLU is 1 / (4 pi), and E e^X e^X\u2032 = e^(1 + rho).',
)
const UNCENTRED = state(
  'C8',
  'With their mean activations take all correlations to one limit',
  "\\rho\\to\\bar\\rho,\\quad\\text{rate}\\ \\max\\big(1-\\tfrac{\\tilde\\mu(1-\\bar\\rho)}2,\\hat s'(\\bar\\rho)\\big)",
  'theorem 11 and lemmas 32 to 36',
  'E s^2 = 1, mean kept',
  'below 1 with a rate below 1 for step, ELU, GELU and swish; 1 with a rate below 1 for softplus, sigmoid and cosine; 1 like a power of the depth for ReLU, leaky ReLU, absolute value and exponential',
  'Lemma 36 prints mu where it needs mu~ = 1 - a_0^2 - a_1^2.',
)

export const ACTIVATION_CLAIMS: readonly ClaimStatement[] = [PRINTED_MU, LEMMA_1, LEMMA_21, LEMMA_26, UNCENTRED]

const NONLINEARITIES: readonly (readonly [name: string, mu: number])[] = [
  [nameOf({ kind: 'relu' }), (Math.PI - 2) / (2 * Math.PI - 2)],
  [nameOf({ kind: 'step' }), (Math.PI - 2) / Math.PI],
  ['exp(x)', (Math.E - 2) / (Math.E - 1)],
  [nameOf(H2), 1],
  [nameOf(NORMRELU), 0.0155988727],
]

/** What becomes of correlations when the mean is kept. */
const LIMITS: Readonly<Record<string, 'below 1' | '1' | 'power'>> = {
  [nameOf({ kind: 'step' })]: 'below 1',
  [nameOf({ kind: 'elu' })]: 'below 1',
  [nameOf({ kind: 'gelu' })]: 'below 1',
  [nameOf({ kind: 'swish' })]: 'below 1',
  [nameOf({ kind: 'softplus' })]: '1',
  [nameOf({ kind: 'sigmoid' })]: '1',
  'cos(x)': '1',
  [nameOf({ kind: 'relu' })]: 'power',
  [nameOf({ kind: 'leaky-relu', negativeSlope: 0.2 })]: 'power',
  [nameOf({ kind: 'absolute' })]: 'power',
  'exp(x)': 'power',
}

const of = (cells: readonly StudyCell[], analysis: string): StudyCell[] => cells.filter(({ axes }) => axes['analysis'] === analysis)
const label = labelOf([ACTIVATION_AXIS])

function limitClaim(cells: readonly StudyCell[]) {
  const found = cells.flatMap((cell) => {
    const expected = LIMITS[String(cell.axes['activation'])]
    const [limit, rate] = [meanOf(cell, 'uncentredLimit'), meanOf(cell, 'uncentredRate')]
    if (expected === undefined || limit === null || rate === null) return []
    const as = rate >= 1 ? 'power' : limit === 1 ? '1' : 'below 1'
    return [{ text: `${label(cell)}: ${writtenNumber(limit)}, rate ${writtenNumber(rate)}`, holds: as === expected }]
  })
  return comparedClaim(UNCENTRED, cells, found)
}

export const activationsRecipe: Recipe = {
  id: RECIPE_ID,
  title: 'Activations, normalised',
  shows:
    'Constants of normalised activations, the scan over the kink of NormReLU, what normalisation layers do not see, and where correlations go when the mean stays.',
  axes: [ACTIVATION_AXIS, ANALYSIS_AXIS],
  plan: (size, baseSeed): CellPlan[] => [
    ...[...ACTIVATIONS, NORMRELU].map((activation) => analysisCell(activation, { kind: 'constants', samples: SAMPLES[size] }, baseSeed)),
    ...KINKS[size].map((kink): CellPlan => {
      const cell = analysisCell({ kind: 'normrelu', kink }, { kind: 'constants', samples: SAMPLES[size] }, baseSeed)
      return { ...cell, axes: { ...cell.axes, analysis: 'scan', kink } }
    }),
    ...[{ kind: 'relu' } as const, { kind: 'gelu' } as const].map((activation) =>
      analysisCell(activation, { kind: 'normalisation-layers', ...BATCH[size] }, baseSeed),
    ),
  ],
  present: (evidence) => {
    const cells = studyCells(evidence)
    const constants = of(cells, 'constants')
    const scan = of(cells, 'scan')
    const layers = of(cells, 'normalisation-layers')
    const frame = (id: string, title: string, caption: string, quantityIds: string[]) => ({
      id,
      title,
      caption,
      axes: [ACTIVATION_AXIS],
      groupBy: null,
      quantityIds,
    })
    const drawn = (quantity: string) =>
      sweepCurves(
        scan.map((cell) => ({ ...cell, axes: { ...cell.axes, curve: quantity === 'nonlinearity' ? 'nonlinearity' : 'stability index' } })),
        { x: 'kink', quantity, group: 'curve', floor: -Infinity },
      )
    return {
      tables: [
        measuredTable(
          frame('constants', 'Normalised activations', 'Above a stability index of 1 the lengths of features run away at finite width.', [
            'mean',
            'scale',
            'nonlinearity',
            'slopeAtOne',
            'lengthSlope',
            'dualAtHalf',
            'contractionRate',
            'uncentredLimit',
            'uncentredRate',
          ]),
          constants,
          finished,
        ),
        measuredTable(
          frame('scan', 'NormReLU over its kink', 'The paper trains with -1.5975; 0 is the normalised ReLU.', [
            'nonlinearity',
            'scale',
            'slopeAtOne',
            'lengthSlope',
          ]),
          scan,
          finished,
        ),
        measuredTable(
          frame('layers', 'Normalisation layers', 'Largest difference of outputs for the activation and its normalised form.', [
            'batchDifference',
            'layerAfterDifference',
            'layerBeforeDifference',
          ]),
          layers,
          finished,
        ),
      ],
      figures: figureOf(
        {
          id: 'scan',
          title: 'NormReLU over its kink',
          caption:
            'More nonlinearity conditions faster; a stability index above 1 lets lengths run away, which is why the paper trains left of 0.',
          x: { label: 'Kink', symbol: 'c', unit: '', scale: 'linear' },
          y: { label: 'Nonlinearity and stability index', symbol: '\\mu,\\ \\chi', unit: '', scale: 'linear' },
        },
        [...drawn('nonlinearity'), ...drawn('lengthSlope')],
      ),
      claims: [
        comparedClaim(
          PRINTED_MU,
          constants,
          NONLINEARITIES.flatMap(([name, mu]) => {
            const value = meanOf(
              constants.find(({ axes }) => axes['activation'] === name),
              'nonlinearity',
            )
            return value === null ? [] : [{ text: `${name}: ${value.toPrecision(8)}`, holds: Math.abs(value - mu) <= 1e-9 }]
          }),
        ),
        comparedClaim(
          LEMMA_1,
          layers,
          layers.flatMap((cell) => {
            const [batch, after, before] = ['batchDifference', 'layerAfterDifference', 'layerBeforeDifference'].map((quantity) =>
              meanOf(cell, quantity),
            )
            if (batch === null || batch === undefined || after === null || after === undefined) return []
            return [
              {
                text: `${label(cell)}: ${writtenNumber(batch)}, ${writtenNumber(after)} (before the activation ${writtenNumber(before ?? NaN)})`,
                holds: batch < 1e-12 && after < 1e-12,
              },
            ]
          }),
        ),
        boundClaim(LEMMA_21, [...constants, ...scan], 'dualBoundRatio', label),
        boundClaim(LEMMA_26, [...constants, ...scan], 'slopeBoundRatio', label),
        limitClaim(constants),
      ],
      notes: [],
    }
  },
}
