import type { ClaimStatement, ClaimView } from '../../contract'
import { activationOf } from '../../science/activations'
import { activationConstants } from '../../science/gaussian'
import { writtenNumber } from '../run-claim'
import type { StudyCell } from '../study-cells'
import { PAPER, PAPER_ACTIVATIONS } from './cells'
import { PANELS, PIXELS } from './figure-2-plan'
import { comparedClaim, meanOf, type Compared } from './study-curves'

const RECIPES = ['activations-figure-2-stand-in', 'activations-figure-2']

const statement = (
  id: string,
  title: string,
  formula: string,
  panel: string,
  prediction: string,
  remark: string | null,
): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, section 7, Figure 2 ${panel}`,
  premise: 'images with the preprocessing of section 2',
  prediction,
  remark,
  recipeIds: RECIPES,
})

const SEPARATION = statement(
  'F2-separation',
  'Preprocessed images are well separated',
  '\\delta\\ge0.1',
  '(a)',
  'smallest distance and separation of lines at least 0.1',
  'The distance of two unit vectors is larger than their separation in assumption 2, by up to sqrt 2; both are shown.',
)
const DIMENSION = statement(
  'F2-dimension',
  'Their intrinsic dimension is far above log n',
  'd\u2032\\gg\\log n',
  '(b)',
  'more than 3 ln n directions hold 99 % of the variance',
  'The text speaks of the covariance, the caption of the data matrix: with the mean, the appended constant alone holds half of the squares. Both ' +
    'are drawn.',
)
const ORDER = statement(
  'F2-order',
  'ReLU has the largest eigenvalues, ELU and tanh differ little',
  '\\lambda_k(\\mathrm{ReLU})>\\lambda_k(\\mathrm{ELU})\\approx\\lambda_k(\\tanh)',
  '(c)',
  'smallest eigenvalue at infinite width, both readings of the pixels: that of ReLU the largest, those of ELU and tanh within a factor of 2',
  'For nearly orthogonal points the variance of the derivative is left: 0.25, 0.129, 0.0975, 0.0881 for ReLU, swish, tanh, ELU.',
)
const TRAINING = statement(
  'F2-training',
  'ReLU trains fastest',
  'L_t(\\mathrm{ReLU})<L_t(\\mathrm{ELU},\\tanh,\\mathrm{swish})',
  '(d)',
  'final training loss of ReLU below that of the others',
  'The fan-in initialisation makes the arguments small, where ELU and tanh have the derivative 1 and ReLU has 1/2 in the mean: narrow networks start ' +
    'faster with them.',
)
/** Of the paper are ten times as many. */
const LEAST_WIDTH = 10_000
const MOVES = statement(
  'F2-moves',
  'These networks leave the kernel of their start',
  '\\lambda_k(G_t)\\not\\approx\\lambda_k(G_0)',
  '(d)',
  'largest eigenvalue of the hidden layer\u2019s kernel on the probe changed by more than 5 % for every activation',
  'The networks are not overparameterised: the spectra of (c) explain the first steps alone.',
)

export const FIGURE_2_CLAIMS: readonly ClaimStatement[] = [SEPARATION, DIMENSION, ORDER, TRAINING, MOVES]

const nameOf = ({ axes }: StudyCell): string => String(axes['activation'])

function geometryClaims(cells: readonly StudyCell[]): ClaimView[] {
  const plain = cells.filter(({ axes }) => axes['panel'] === PANELS.geometry && axes['pixels'] === PIXELS.plain)
  const separation = plain.flatMap((cell): Compared[] => {
    const [distance, lines] = [meanOf(cell, 'smallestDistance'), meanOf(cell, 'lineSeparation')]
    if (distance === null || lines === null) return []
    return [{ text: `distance ${writtenNumber(distance)}, lines ${writtenNumber(lines)}`, holds: distance >= 0.1 && lines >= 0.1 }]
  })
  const dimension = plain.flatMap((cell): Compared[] => {
    const [centred, squares, n] = ['centredComponents99', 'components99', 'sampleCount'].map((id) => meanOf(cell, id))
    if (typeof centred !== 'number' || typeof n !== 'number') return []
    const text = `${centred} directions for 99 % of the variance (${squares ?? ''} of the squares), 3 ln n = ${writtenNumber(3 * Math.log(n))}`
    return [{ text, holds: centred > 3 * Math.log(n) }]
  })
  return [comparedClaim(SEPARATION, plain, separation), comparedClaim(DIMENSION, plain, dimension)]
}

function orderClaim(cells: readonly StudyCell[]): ClaimView {
  const limits = cells.filter(({ axes }) => axes['panel'] === PANELS.spectrum && axes['hiddenWidth'] === 'infinite')
  const compared = Object.values(PIXELS).flatMap((pixels): Compared[] => {
    const of = (name: string): number | null =>
      meanOf(
        limits.find((cell) => cell.axes['pixels'] === pixels && nameOf(cell) === name),
        'lambdaMin',
      )
    const [relu, elu, tanh, swish] = [of('ReLU'), of('ELU'), of('Tanh'), of('Swish')]
    if (relu === null || elu === null || tanh === null || swish === null) return []
    const text = `${pixels}: ReLU ${writtenNumber(relu)}, ELU ${writtenNumber(elu)}, tanh ${writtenNumber(tanh)}, swish ${writtenNumber(swish)}`
    const near = Math.max(elu / tanh, tanh / elu) <= 2
    return [{ text, holds: relu > Math.max(elu, tanh, swish) && near }]
  })
  return comparedClaim(ORDER, limits, compared)
}

function trainingClaims(cells: readonly StudyCell[]): ClaimView[] {
  const trained = cells.filter(({ axes }) => axes['panel'] === PANELS.training)
  const of = (name: string, quantity: string): number | null =>
    meanOf(
      trained.find((cell) => nameOf(cell) === name),
      quantity,
    )
  const names = PAPER_ACTIVATIONS.map((activation) => activationOf(activation).name)
  const losses = names.map((name) => ({ name, loss: of(name, 'finalLoss') }))
  const relu = of('ReLU', 'finalLoss')
  const order =
    relu === null || losses.some(({ loss }) => loss === null)
      ? []
      : [
          {
            text: losses.map(({ name, loss }) => `${name} ${writtenNumber(loss ?? NaN)}`).join(', '),
            holds: losses.every(({ name, loss }) => name === 'ReLU' || (loss ?? NaN) > relu),
          },
        ]
  const moves = names.flatMap((name): Compared[] => {
    const [start, end] = [of(name, 'hiddenLambdaMaxStart'), of(name, 'hiddenLambdaMaxEnd')]
    if (start === null || end === null) return []
    const change = end / start - 1
    return [{ text: `${name}: ${(100 * change).toPrecision(3)} %`, holds: Math.abs(change) > 0.05 }]
  })
  const wide = trained.every(({ axes }) => Number(axes['hiddenWidth']) >= LEAST_WIDTH)
  const fastest = comparedClaim(TRAINING, trained, order)
  const premise = { text: `${TRAINING.premise}; at least ${LEAST_WIDTH} neurons`, met: order.length === 0 ? null : wide }
  return [
    { ...fastest, premise, verdict: order.length > 0 && !wide ? 'premise not met' : fastest.verdict },
    comparedClaim(MOVES, trained, moves),
  ]
}

export const figure2Claims = (cells: readonly StudyCell[]): ClaimView[] => [
  ...geometryClaims(cells),
  orderClaim(cells),
  ...trainingClaims(cells),
]

/** Var phi' of the activations, what nearly orthogonal points would have for their smallest eigenvalue. */
export const derivativeVariances = (): { name: string; variance: number }[] =>
  PAPER_ACTIVATIONS.map((activation) => ({
    name: activationOf(activation).name,
    variance: activationConstants(activationOf(activation)).derivativeVariance,
  }))
