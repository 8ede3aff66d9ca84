import type { ClaimView, RunRecord } from '../../contract'
import type { QuantityId } from '../../experiments/training-bounds/quantities'
import type { TrainingBoundsSpec } from '../../experiments/training-bounds/spec'
import { activationOf } from '../../science/activations'
import { checkRunClaimOver, type RunClaim } from '../run-claim'
import { PAPER } from './settings'

export const TRAINING_RECIPE_ID = 'asymmetric-theory-training'
const RECIPES = [TRAINING_RECIPE_ID]

/** What the claims need to know about one ended run of training beside its bounds. */
interface BoundsFacts {
  run: RunRecord
  spec: TrainingBoundsSpec
  smooth: boolean
  flow: boolean
  value: (quantity: QuantityId) => number | null
}

function factsOf(run: RunRecord): BoundsFacts | null {
  const { spec, summary } = run
  if (spec.experiment !== 'training-bounds') return null
  return {
    run,
    spec,
    smooth: activationOf(spec.model.activation).smoothness.kind !== 'jump',
    flow: spec.method.kind !== 'gradient-descent',
    value: (quantity) => summary[quantity] ?? null,
  }
}

type Claim = RunClaim<BoundsFacts>

/** Norms that are 1 up to the rounding of a normalisation. */
const ROUNDING = 1e-9
const bounded = ({ value }: BoundsFacts): boolean =>
  (value('slopeBound') ?? Infinity) <= 1 + ROUNDING && (value('inputNormBound') ?? Infinity) <= 1 + ROUNDING
const BOUNDED = "|phi'| <= 1 and |x_i| <= 1"
const SWISH = 'The slope of swish reaches 1.0998, so that it is outside of the premise.'

const wideEnough =
  (width: QuantityId) =>
  (facts: BoundsFacts): boolean =>
    bounded(facts) && facts.spec.model.hiddenWidth >= (facts.value(width) ?? Infinity)
const ASTRONOMICAL = 'The width asked for is astronomical; the inequality is compared all the same.'

const notAboveOne = (ratio: number): boolean => ratio <= 1 + ROUNDING
const notBelowOne = (ratio: number): boolean => ratio >= 1 - ROUNDING

function ratioClaim(
  given: Pick<Claim, 'id' | 'title' | 'formula' | 'source' | 'premise' | 'remark' | 'premiseHolds' | 'concerns'> & { quantity: QuantityId },
): Claim {
  const { quantity, ...statement } = given
  return {
    ...statement,
    prediction: 'measured over bound at most 1 at every measured time',
    recipeIds: RECIPES,
    measure: ({ value }) => value(quantity),
    symbol: 'measured over bound',
    holds: notAboveOne,
  }
}

/** The four statements of theorem 4.1 (smooth) or A.1 (ReLU). */
function flowTheorem(id: 'T8' | 'T9', theorem: string, smooth: boolean): Claim[] {
  const common = {
    premise: `the width of the theorem, ${BOUNDED}, gamma > 0, delta = 0.1`,
    remark: ASTRONOMICAL,
    premiseHolds: wideEnough('theoremWidth'),
    concerns: (facts: BoundsFacts): boolean => facts.flow && facts.smooth === smooth && facts.value('theoremWidth') !== null,
  }
  const source = (part: string): string => `${PAPER}, Theorem ${theorem} (${part})`
  const kind = smooth ? 'smooth' : 'ReLU'
  return [
    {
      ...ratioClaim({
        ...common,
        id: `${id}-a`,
        title: `The smallest eigenvalue stays above a quarter of gamma kappa, ${kind}`,
        formula: '\\lambda_{\\min}(\\Theta_t)\\ge\\gamma\\kappa_n/4',
        source: source('a'),
        quantity: 'theoremLambdaRatio',
      }),
      prediction: 'lambda_min(Theta_t) / (gamma kappa_n / 4) at least 1 at every measured time',
      symbol: 'least ratio',
      holds: notBelowOne,
    },
    ratioClaim({
      ...common,
      id: `${id}-b`,
      title: `The loss falls exponentially, ${kind}`,
      formula: 'L_t\\le e^{-\\gamma\\kappa_nt/2}L_0',
      source: source('b'),
      quantity: 'theoremLossRatio',
    }),
    ratioClaim({
      ...common,
      id: `${id}-c`,
      title: `Every neuron moves at most like the root of its scale, ${kind}`,
      formula: smooth
        ? '\\|w_{tj}-w_{0j}\\|\\le\\sqrt{\\lambda_j}\\,\\tfrac n{\\kappa_n\\sqrt d}\\sqrt{\\tfrac{2^7(C^2+C_1)}{\\gamma^2\\delta}}'
        : '\\|w_{tj}-w_{0j}\\|\\le\\sqrt{\\lambda_j}\\,\\tfrac{2^3nD_0}{\\kappa_n\\sqrt d\\,\\gamma\\sqrt\\delta}',
      source: source('c'),
      quantity: 'theoremMovementRatio',
    }),
    ratioClaim({
      ...common,
      id: `${id}-d`,
      title: `The kernel changes at most so much, ${kind}`,
      formula: smooth
        ? '\\|\\Theta_t-\\Theta_0\\|_2\\le c_1\\textstyle\\sum_j\\lambda_j^2+c_2\\sqrt{\\sum_j\\lambda_j^2}'
        : '\\|\\Theta_t-\\Theta_0\\|_2\\le c_1\\textstyle\\sum_j\\lambda_j^{3/2}+c_2\\sqrt{\\sum_j\\lambda_j^{3/2}}',
      source: source('d'),
      quantity: 'theoremKernelRatio',
    }),
  ]
}

export const TRAINING_RUN_CLAIMS: readonly Claim[] = [
  ratioClaim({
    id: 'T6-loss',
    title: 'The loss of gradient flow falls at the rate of the least smallest eigenvalue',
    formula: 'L_t\\le e^{-\\zeta t}L_0,\\quad\\zeta=2\\min_{s\\le t}\\lambda_{\\min}(\\Theta_s)',
    source: `${PAPER}, Lemma E.1`,
    premise: 'gradient flow; any width',
    remark: 'The minimum is over the measured times and three between any two of them.',
    concerns: ({ flow }) => flow,
    premiseHolds: () => true,
    quantity: 'lemmaLossRatio',
  }),
  ratioClaim({
    id: 'T6-movement',
    title: 'The movement of every neuron is bounded by the least smallest eigenvalue',
    formula: '\\|w_{tj}-w_{0j}\\|\\le\\sqrt{n\\lambda_j/d}\\,\\|y-u_0\\|\\,2/\\zeta',
    source: `${PAPER}, Lemma E.1`,
    premise: `gradient flow; any width; ${BOUNDED}`,
    remark: SWISH,
    concerns: ({ flow }) => flow,
    premiseHolds: bounded,
    quantity: 'lemmaMovementRatio',
  }),
  ratioClaim({
    id: 'T7',
    title: 'The change of the kernel is bounded by the movements',
    formula:
      '\\|\\Theta_t-\\Theta_0\\|_2\\le\\tfrac{nM^2}{d^2}q+\\tfrac{2nM}{d^{3/2}}\\sqrt q,\\quad q=\\textstyle\\sum_j\\lambda_j\\|w_{tj}-w_{0j}\\|^2',
    source: `${PAPER}, Lemma E.4`,
    premise: `smooth activation; any width; ${BOUNDED}`,
    remark: SWISH,
    concerns: ({ smooth }) => smooth,
    premiseHolds: bounded,
    quantity: 'lemmaKernelRatio',
  }),
  ...flowTheorem('T8', '4.1', true),
  ...flowTheorem('T9', 'A.1', false),
  ratioClaim({
    id: 'T10',
    title: 'The error of gradient descent falls exponentially',
    formula: '\\|y-u_s\\|^2\\le(1-\\eta\\gamma\\kappa_n/2)^s\\|y-u_0\\|^2',
    source: `${PAPER}, Theorem H.1`,
    premise: `width and step size of the theorem, ${BOUNDED}, smooth activation, gamma > 0, delta = 0.1`,
    remark: `${ASTRONOMICAL} The step size asked for is tiny too; with half of it and with 1 it is tried.`,
    concerns: ({ flow, value }) => !flow && value('descentWidth') !== null,
    premiseHolds: (facts) =>
      wideEnough('descentWidth')(facts) && (facts.value('stepSize') ?? Infinity) < (facts.value('descentStepSize') ?? 0),
    quantity: 'descentLossRatio',
  }),
  ratioClaim({
    id: 'T10-step',
    title: 'One step of gradient descent',
    formula:
      '\\|y-u_{s+1}\\|^2\\le\\bigl(1-2\\eta\\lambda_{\\min}(\\Theta_s)+\\tfrac{2\\eta^2Mn^{3/2}}{d^2}\\|y-u_s\\|+\\tfrac{\\eta^2n^2}{d^2}\\bigr)\\|y-u_s\\|^2',
    source: `${PAPER}, Lemma H.3`,
    premise: `smooth activation; any width and step size; ${BOUNDED}`,
    remark: SWISH,
    concerns: ({ flow, smooth }) => !flow && smooth,
    premiseHolds: bounded,
    quantity: 'oneStepRatio',
  }),
  ratioClaim({
    id: 'T10-gradient',
    title: 'The gradient of every neuron is bounded by its scale and the error',
    formula: '\\|\\partial L/\\partial w_j\\|\\le\\sqrt{\\lambda_jn/d}\\,\\|y-u\\|',
    source: `${PAPER}, Lemma H.2`,
    premise: `any width; ${BOUNDED}`,
    remark: SWISH,
    concerns: () => true,
    premiseHolds: bounded,
    quantity: 'gradientRatio',
  }),
]

/** The claims over the runs of a study. */
export function trainingClaims(runs: readonly RunRecord[]): ClaimView[] {
  const facts = runs.flatMap((run) => factsOf(run) ?? [])
  return TRAINING_RUN_CLAIMS.map((claim) => checkRunClaimOver(claim, facts))
}
