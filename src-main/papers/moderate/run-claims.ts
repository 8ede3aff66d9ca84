import type { ClaimView } from '../../contract'
import {
  distanceCoefficient,
  reluContraction,
  smoothContraction,
  type BoundVersion,
} from '../../science/kernels/moderate-overparameterisation'
import { checkRunClaimOver, type RunClaim } from '../run-claim'
import { PAPER } from './phase-cells'
import { factsOf, type ModerateFacts, type RunEvidence } from './run-facts'
import type { StudyEvidence } from '../paper'

type Claim = RunClaim<ModerateFacts>

/** Bounds are attained at step 0: rounding of a sum must not break them. */
const ROUNDING = 1e-9
/** Below this share of the start the error is rounding. */
const RESOLVED = 1e-12

const RECIPES = ['moderate-trajectories', 'moderate-certificate']
const ANY_WIDTH = 'The theorem also asks for a width, see C9 and C10; the bound is tested at any width.'

/** |r_tau| of every recorded step above rounding. */
function misfits(facts: ModerateFacts): { step: number; value: number }[] {
  const recorded = facts.series('residualNorm')
  if (recorded === null) return []
  const first = recorded.values[0] ?? NaN
  return Array.from(recorded.steps, (step, i) => ({ step, value: recorded.values[i] ?? NaN })).filter(
    ({ value }) => !(value < RESOLVED * first),
  )
}

/** min over the steps after the start of bound / |r_tau|, in which |r_0| q^tau is the bound. */
function slackOfRate(facts: ModerateFacts, contraction: number): number | null {
  const all = misfits(facts)
  const [start, ...later] = all
  if (start === undefined || start.step !== 0 || later.length === 0 || !Number.isFinite(contraction)) return null
  const logarithm = Math.log(contraction)
  return later.reduce((least, { step, value }) => Math.min(least, (start.value * Math.exp(step * logarithm)) / value), Infinity)
}

/** max over the steps after the start at which the distance was measured of (c D_tau + |r_tau|) / |r_0|. */
function potential(facts: ModerateFacts, coefficient: number): number | null {
  const distance = facts.series('hiddenWeightDistance')
  const start = facts.value('initialResidualNorm')
  if (distance === null || start === null) return null
  const at = new Map(misfits(facts).map(({ step, value }) => [step, value]))
  let most = -Infinity
  distance.steps.forEach((step, i) => {
    const misfit = at.get(step)
    if (step > 0 && misfit !== undefined) most = Math.max(most, (coefficient * (distance.values[i] ?? NaN) + misfit) / start)
  })
  return most === -Infinity ? null : most
}

/** sqrt(lambda) |y| / sqrt(n) over the constant of a theorem. */
function coefficientOf(facts: ModerateFacts, lambda: number | null, over: 'stated' | 'proof' | 'relu'): number | null {
  const labels = facts.value('labelNorm')
  return lambda === null || labels === null ? null : distanceCoefficient(lambda, labels, facts.n, over)
}

const lambdaOf = (facts: ModerateFacts): number | null => facts.value('hiddenLimitLambdaMin')

/** mu^2 sigma_min^2(X * X), which the theorems 2.1 and 2.3 have in the place of lambda(X). */
function productsOf(facts: ModerateFacts): number | null {
  const square = facts.value('khatriRaoSquare')
  if (square === null) return null
  const mean = facts.derivativeMean()
  return mean * mean * square
}

const isSmooth = ({ theorem }: ModerateFacts): boolean => theorem?.kind === 'smooth'
const isRelu = ({ theorem }: ModerateFacts): boolean => theorem?.kind === 'relu'
const stepAllowed = ({ stepFraction }: ModerateFacts): boolean => stepFraction !== null && stepFraction <= 1 + ROUNDING
const notBelowOne = (ratio: number): boolean => ratio >= 1 - ROUNDING
const notAboveOne = (ratio: number): boolean => ratio <= 1 + ROUNDING
/** what the bound itself says when lambda is 0 */
const positive = (lambda: number | null): boolean => lambda !== null && lambda > 0

const STEP = 'the step size is at most that of the theorem'

function smoothRate(version: BoundVersion, over: 'lambda' | 'products'): Claim {
  const lambda = over === 'lambda' ? lambdaOf : productsOf
  const symbol = over === 'lambda' ? '\\lambda(X)' : '\\mu_\\phi^2\\sigma_{\\min}^2(X*X)'
  const factor = `1-\\frac{\\bar\\eta\\,${symbol}}{32B^2\\|X\\|^2}`
  return {
    id: `C1${over === 'products' ? '-products' : ''}-${version}`,
    title: `Smooth activations: geometric rate, ${version === 'stated' ? 'as stated' : 'as proved'}${over === 'products' ? ', from products of coordinates' : ''}`,
    formula:
      version === 'stated'
        ? `\\|r_\\tau\\|\\le\\Big(${factor}\\Big)^{\\tau}\\|r_0\\|`
        : `\\|r_\\tau\\|\\le\\Big(${factor}\\Big)^{\\tau/2}\\|r_0\\|`,
    source: `${PAPER}, theorem ${over === 'lambda' ? '6.2' : '2.1'}${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'bound over error is at least 1 at every recorded step',
    remark:
      version === 'stated'
        ? `The proof gives this factor for the square of the error, so that the statement claims twice the rate that is proved. ${ANY_WIDTH}`
        : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: (facts) => stepAllowed(facts) && positive(lambda(facts)),
    measure: (facts) => {
      const least = lambda(facts)
      if (facts.theorem?.kind !== 'smooth' || facts.data === null || least === null || facts.stepFraction === null) return null
      return slackOfRate(facts, smoothContraction(facts.data, least, facts.theorem.derivativeBound, facts.stepFraction, version))
    },
    symbol: 'min bound / |r|',
    holds: notBelowOne,
  }
}

function smoothRadius(version: BoundVersion): Claim {
  const root = version === 'stated' ? '32' : '128'
  return {
    id: `C2-${version}`,
    title: `Smooth activations: error and distance together, ${version === 'stated' ? 'as stated' : 'as proved'}`,
    formula: `\\frac{\\sqrt{\\lambda}}{\\sqrt{${root}}}\\frac{\\|y\\|}{\\sqrt n}\\|W_\\tau-W_0\\|_F+\\|r_\\tau\\|\\le\\|r_0\\|`,
    source: `${PAPER}, theorem 6.2${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'left side over right side is at most 1 at every step at which the distance was measured',
    remark: version === 'stated' ? `The proof has sqrt 128 in the place of sqrt 32. ${ANY_WIDTH}` : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      const coefficient = coefficientOf(facts, lambdaOf(facts), version)
      return coefficient === null ? null : potential(facts, coefficient)
    },
    symbol: 'max left / right',
    holds: notAboveOne,
  }
}

function smoothPath(version: BoundVersion): Claim {
  const root = version === 'stated' ? '32' : '128'
  return {
    id: `C3-${version}`,
    title: `Smooth activations: a short path, ${version === 'stated' ? 'as stated' : 'as proved'}`,
    formula: `\\sum_\\tau\\|W_{\\tau+1}-W_\\tau\\|_F\\le\\sqrt{${root}}\\frac{\\sqrt n}{\\|y\\|}\\frac{\\|r_0\\|}{\\sqrt{\\lambda}}`,
    source: `${PAPER}, theorem 6.2${version === 'proof' ? ', from theorem 6.10' : ''}`,
    premise: STEP,
    prediction: 'length of the path over its bound is at most 1',
    remark: version === 'stated' ? `The proof has sqrt 128 in the place of sqrt 32. ${ANY_WIDTH}` : ANY_WIDTH,
    recipeIds: RECIPES,
    concerns: isSmooth,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      const coefficient = coefficientOf(facts, lambdaOf(facts), version)
      const [path, start] = [facts.value('pathLength'), facts.value('initialResidualNorm')]
      return coefficient === null || path === null || start === null ? null : (coefficient * path) / start
    },
    symbol: 'path / bound',
    holds: notAboveOne,
  }
}

function reluRate(over: 'lambda' | 'products'): Claim {
  return {
    id: over === 'lambda' ? 'C4' : 'C4-products',
    title: `ReLU: geometric rate${over === 'products' ? ', from products of coordinates' : ''}`,
    formula:
      over === 'lambda'
        ? '\\|r_\\tau\\|\\le\\Big(1-\\frac{\\bar\\eta\\,\\lambda(X)}{24\\|X\\|^2}\\Big)^{\\tau}\\|r_0\\|'
        : '\\|r_\\tau\\|\\le\\Big(1-\\frac{\\bar\\eta\\,\\sigma_{\\min}^2(X*X)}{48\\pi\\|X\\|^2}\\Big)^{\\tau}\\|r_0\\|',
    source: `${PAPER}, theorem ${over === 'lambda' ? '6.3' : '2.3'}`,
    premise: STEP,
    prediction: 'bound over error is at least 1 at every recorded step',
    remark: `Corollary 2.4 takes a step three times larger than theorem 2.3 allows. ${ANY_WIDTH}`,
    recipeIds: ['moderate-trajectories'],
    concerns: isRelu,
    premiseHolds: stepAllowed,
    measure: (facts) => {
      // mu^2 = 1 / (2 pi) makes the one with products 1 / (48 pi)
      const least = over === 'lambda' ? lambdaOf(facts) : productsOf(facts)
      if (facts.data === null || least === null || facts.stepFraction === null) return null
      return slackOfRate(facts, reluContraction(facts.data, least, facts.stepFraction))
    },
    symbol: 'min bound / |r|',
    holds: notBelowOne,
  }
}

const RELU_RADIUS: Claim = {
  id: 'C5-stated',
  title: 'ReLU: error and distance together, Frobenius norm',
  formula: '\\frac{\\sqrt{\\lambda}}{6\\sqrt2}\\frac{\\|y\\|}{\\sqrt n}\\|W_\\tau-W_0\\|_F+\\|r_\\tau\\|\\le\\|r_0\\|',
  source: `${PAPER}, theorem 6.3`,
  premise: STEP,
  prediction: 'left side over right side is at most 1 at every step at which the distance was measured',
  remark: `The proof has the spectral norm, which is the smaller one: see the next claim. ${ANY_WIDTH}`,
  recipeIds: ['moderate-trajectories'],
  concerns: isRelu,
  premiseHolds: stepAllowed,
  measure: (facts) => {
    const coefficient = coefficientOf(facts, lambdaOf(facts), 'relu')
    return coefficient === null ? null : potential(facts, coefficient)
  },
  symbol: 'max left / right',
  holds: notAboveOne,
}

const RELU_SPECTRAL_RADIUS: Claim = {
  id: 'C5-proof',
  title: 'ReLU: error and distance together, spectral norm',
  formula: '\\frac{\\sqrt{\\lambda}}{6\\sqrt2}\\frac{\\|y\\|}{\\sqrt n}\\|W_T-W_0\\|_2+\\|r_T\\|\\le\\|r_0\\|',
  source: `${PAPER}, theorem 6.3, from theorem 6.13`,
  premise: STEP,
  prediction: 'left side over right side is at most 1 at the end',
  remark: ANY_WIDTH,
  recipeIds: ['moderate-trajectories'],
  concerns: isRelu,
  premiseHolds: stepAllowed,
  measure: (facts) => {
    const coefficient = coefficientOf(facts, lambdaOf(facts), 'relu')
    const distance = facts.value('hiddenWeightSpectralDistance')
    const [end, start] = [facts.value('finalResidualNorm'), facts.value('initialResidualNorm')]
    return coefficient === null || distance === null || end === null || start === null ? null : (coefficient * distance + end) / start
  },
  symbol: 'left / right',
  holds: notAboveOne,
}

/** |J| <= sqrt(k) B |v|_inf |X| with B = sup |phi'|. */
function jacobianBound(facts: ModerateFacts): number | null {
  const largest = facts.value('largestOutputWeight')
  if (facts.data === null || largest === null) return null
  return Math.sqrt(facts.k) * facts.activation.derivativeBound * largest * facts.data.spectralNorm
}

const JACOBIAN_NORM: Claim = {
  id: 'C14',
  title: 'Norm of the Jacobian, whatever the weights',
  formula: '\\|J(W_\\tau)\\|\\le\\sqrt k\\,B\\|v\\|_\\infty\\|X\\|',
  source: `${PAPER}, lemma 6.6`,
  premise: 'none: it holds for all weights',
  prediction: 'norm over bound is at most 1 at every step at which the kernel was measured',
  remark: null,
  recipeIds: RECIPES,
  concerns: ({ activation }) => Number.isFinite(activation.derivativeBound),
  premiseHolds: () => true,
  measure: (facts) => {
    const bound = jacobianBound(facts)
    const spectra = facts.spectra('hiddenKernel')
    if (bound === null || spectra.length === 0) return null
    return Math.max(...spectra.map(({ values }) => Math.sqrt(values.at(-1) ?? NaN))) / bound
  },
  symbol: 'max |J| / bound',
  holds: notAboveOne,
}

const SMALLEST_SINGULAR: Claim = {
  id: 'C15',
  title: 'The Jacobian of the start is well conditioned',
  formula: '\\sigma_{\\min}(J(W_0))\\ge\\|v\\|_2\\sqrt{\\lambda(X)/2}',
  source: `${PAPER}, lemma 6.7`,
  premise: '|v|_2 / |v|_inf >= sqrt(20 log n) B |X| / sqrt lambda(X)',
  prediction: 'left side over right side is at least 1, with probability 1 - 1/n',
  remark: 'In practice it holds from a few dozen neurons on, where the lemma asks for thousands.',
  recipeIds: RECIPES,
  concerns: ({ theorem }) => theorem !== null,
  premiseHolds: (facts) => {
    const [norm, largest, lambda] = [facts.value('outputWeightNorm'), facts.value('largestOutputWeight'), lambdaOf(facts)]
    if (facts.data === null || norm === null || largest === null || lambda === null) return false
    const bound = facts.theorem?.kind === 'smooth' ? facts.theorem.derivativeBound : 1
    return norm / largest >= (Math.sqrt(20 * Math.log(facts.n)) * bound * facts.data.spectralNorm) / Math.sqrt(lambda)
  },
  measure: (facts) => {
    const [least, norm, lambda] = [facts.value('hiddenLambdaMinStart'), facts.value('outputWeightNorm'), lambdaOf(facts)]
    if (least === null || norm === null || lambda === null || !(lambda > 0)) return null
    return Math.sqrt(Math.max(0, least)) / (norm * Math.sqrt(lambda / 2))
  },
  symbol: 'left / right',
  holds: notBelowOne,
}

const JACOBIAN_LIPSCHITZ: Claim = {
  id: 'C16',
  title: 'The Jacobian is Lipschitz',
  formula: "\\|J(W_T)-J(W_0)\\|\\le M\\|v\\|_\\infty\\|X\\|\\,\\|W_T-W_0\\|_F,\\ M=\\sup|\\phi''|",
  source: `${PAPER}, lemma 6.8`,
  premise: 'none: it holds for all weights',
  prediction: 'left side over right side is at most 1 at the end',
  remark: 'The paper takes M = B = 1 for softplus; its second derivative is at most 1/4, which is used.',
  recipeIds: RECIPES,
  concerns: ({ theorem, activation }) => theorem?.kind === 'smooth' && activation.secondDerivativeBound > 0,
  premiseHolds: () => true,
  measure: (facts) => {
    const [change, distance] = [facts.value('jacobianChange'), facts.value('hiddenWeightDistance')]
    const largest = facts.value('largestOutputWeight')
    if (facts.data === null || change === null || distance === null || largest === null || !(distance > 0)) return null
    return change / (facts.activation.secondDerivativeBound * largest * facts.data.spectralNorm * distance)
  },
  symbol: 'left / right',
  holds: notAboveOne,
}

const INITIAL_MISFIT: Claim = {
  id: 'C19',
  title: 'The initial error is of the size of the labels',
  formula: '\\|r_0\\|\\le\\|y\\|(1+(1+\\delta)B)',
  source: `${PAPER}, lemma 6.12`,
  premise: 'delta = 1',
  prediction: '|r_0| / |y| is at most 1 + 2B, with probability 1 - exp(-n / (2 |X|^2))',
  remark: 'The mean of |r_0|^2 is exactly |y|^2 (1 + Var phi(g) 2 floor(k/2) / k). Theorem 2.1 prints a probability without the factor n.',
  recipeIds: RECIPES,
  concerns: ({ theorem }) => theorem !== null,
  premiseHolds: () => true,
  measure: (facts) => facts.value('initialRelativeResidual'),
  symbol: '|r_0| / |y|',
  holds: (value, { theorem }) => value <= 1 + 2 * (theorem?.kind === 'smooth' ? theorem.derivativeBound : 1),
}

/** 2 alpha = sigma_min(J_0) and eta <= 1 / (2 beta^2), beta the bound of the Jacobian. */
function certified(facts: ModerateFacts): boolean {
  const [radius, misfit, step] = [facts.value('certificateRadius'), facts.value('initialResidualNorm'), facts.value('hiddenStepSize')]
  const beta = jacobianBound(facts)
  if (radius === null || misfit === null || step === null || beta === null) return false
  return radius >= misfit && step <= (1 + ROUNDING) / (2 * beta * beta)
}

function alphaOf(facts: ModerateFacts): number | null {
  const least = facts.value('hiddenLambdaMinStart')
  return least === null ? null : Math.sqrt(Math.max(0, least)) / 2
}

const CERTIFICATE = {
  premise: 'alpha^2 / (4L) >= |r_0| with 2 alpha = sigma_min(J_0), L = M |v|_inf |X|, and eta <= 1 / (2 beta^2)',
  recipeIds: RECIPES,
  concerns: isSmooth,
  premiseHolds: certified,
} as const

const CERTIFIED_RATE: Claim = {
  ...CERTIFICATE,
  id: 'C21-rate',
  title: 'A certified start: rate',
  formula: '\\|r_\\tau\\|^2\\le(1-\\eta\\alpha^2/2)^{\\tau}\\|r_0\\|^2',
  source: `${PAPER}, theorem 6.10`,
  prediction: 'bound over error is at least 1 at every recorded step',
  remark: 'Nothing is assumed of the width: the start itself is checked.',
  measure: (facts) => {
    const [alpha, step] = [alphaOf(facts), facts.value('hiddenStepSize')]
    return alpha === null || step === null ? null : slackOfRate(facts, Math.sqrt(1 - (step * alpha * alpha) / 2))
  },
  symbol: 'min bound / |r|',
  holds: notBelowOne,
}

const CERTIFIED_RADIUS: Claim = {
  ...CERTIFICATE,
  id: 'C21-radius',
  title: 'A certified start: error and distance together',
  formula: '\\tfrac{\\alpha}{4}\\|W_\\tau-W_0\\|_F+\\|r_\\tau\\|\\le\\|r_0\\|',
  source: `${PAPER}, theorem 6.10`,
  prediction: 'left side over right side is at most 1 at every step at which the distance was measured',
  remark: null,
  measure: (facts) => {
    const alpha = alphaOf(facts)
    return alpha === null ? null : potential(facts, alpha / 4)
  },
  symbol: 'max left / right',
  holds: notAboveOne,
}

const CERTIFIED_PATH: Claim = {
  ...CERTIFICATE,
  id: 'C21-path',
  title: 'A certified start: a short path',
  formula: '\\sum_\\tau\\|W_{\\tau+1}-W_\\tau\\|_F\\le4\\|r_0\\|/\\alpha',
  source: `${PAPER}, corollary 6.11`,
  prediction: 'length of the path over its bound is at most 1',
  remark: null,
  measure: (facts) => {
    const [alpha, path, start] = [alphaOf(facts), facts.value('pathLength'), facts.value('initialResidualNorm')]
    return alpha === null || path === null || start === null ? null : (alpha * path) / (4 * start)
  },
  symbol: 'path / bound',
  holds: notAboveOne,
}

/** Statements about any run with the network and training of the theorems, in the order of the paper. */
export const RUN_CLAIMS: readonly Claim[] = [
  smoothRate('stated', 'lambda'),
  smoothRate('proof', 'lambda'),
  smoothRate('stated', 'products'),
  smoothRadius('stated'),
  smoothRadius('proof'),
  smoothPath('stated'),
  smoothPath('proof'),
  reluRate('lambda'),
  reluRate('products'),
  RELU_RADIUS,
  RELU_SPECTRAL_RADIUS,
  JACOBIAN_NORM,
  SMALLEST_SINGULAR,
  JACOBIAN_LIPSCHITZ,
  INITIAL_MISFIT,
  CERTIFIED_RATE,
  CERTIFIED_RADIUS,
  CERTIFIED_PATH,
]

/** Of the claims about runs those that a recipe is to test, over the runs of its study. */
export function runClaimsOver(recipeId: string, evidence: StudyEvidence): ClaimView[] {
  const facts = evidence.runs.flatMap((run) => factsOf(run, evidence) ?? [])
  return RUN_CLAIMS.filter(({ recipeIds }) => recipeIds.includes(recipeId)).map((claim) => checkRunClaimOver(claim, facts))
}

/** Claims about one run: those that say something about it and for which it has what they compare. */
export function runClaims(run: Parameters<typeof factsOf>[0], evidence: RunEvidence): ClaimView[] {
  const facts = factsOf(run, evidence)
  if (facts === null) return []
  return RUN_CLAIMS.map((claim) => checkRunClaimOver(claim, [facts])).filter(
    ({ verdict }) => verdict !== 'vacuous' && verdict !== 'not measured',
  )
}
