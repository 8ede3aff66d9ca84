import { distanceCoefficient } from '../../../science/kernels/moderate-overparameterisation'
import type { RunClaim } from '../../run-claim'
import type { ModerateFacts } from '../run-facts'

export type Claim = RunClaim<ModerateFacts>

/** Bounds are attained at step 0: rounding of a sum must not break them. */
export const ROUNDING = 1e-9
/** Below this share of the start the error is rounding. */
const RESOLVED = 1e-12

export const RECIPES = ['moderate-trajectories', 'moderate-certificate']
export const ANY_WIDTH = 'The theorem also asks for a width, see C9 and C10; the bound is tested at any width.'

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
export function slackOfRate(facts: ModerateFacts, contraction: number): number | null {
  const all = misfits(facts)
  const [start, ...later] = all
  if (start === undefined || start.step !== 0 || later.length === 0 || !Number.isFinite(contraction)) return null
  const logarithm = Math.log(contraction)
  return later.reduce((least, { step, value }) => Math.min(least, (start.value * Math.exp(step * logarithm)) / value), Infinity)
}

/** max over the steps after the start at which the distance was measured of (c D_tau + |r_tau|) / |r_0|. */
export function potential(facts: ModerateFacts, coefficient: number): number | null {
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
export function coefficientOf(facts: ModerateFacts, lambda: number | null, over: 'stated' | 'proof' | 'relu'): number | null {
  const labels = facts.value('labelNorm')
  return lambda === null || labels === null ? null : distanceCoefficient(lambda, labels, facts.n, over)
}

export const lambdaOf = (facts: ModerateFacts): number | null => facts.value('hiddenLimitLambdaMin')

/** mu^2 sigma_min^2(X * X), which the theorems 2.1 and 2.3 have in the place of lambda(X). */
export function productsOf(facts: ModerateFacts): number | null {
  const square = facts.value('khatriRaoSquare')
  if (square === null) return null
  const mean = facts.derivativeMean()
  return mean * mean * square
}

export const isSmooth = ({ theorem }: ModerateFacts): boolean => theorem?.kind === 'smooth'
export const isRelu = ({ theorem }: ModerateFacts): boolean => theorem?.kind === 'relu'
export const stepAllowed = ({ stepFraction }: ModerateFacts): boolean => stepFraction !== null && stepFraction <= 1 + ROUNDING
export const notBelowOne = (ratio: number): boolean => ratio >= 1 - ROUNDING
export const notAboveOne = (ratio: number): boolean => ratio <= 1 + ROUNDING
/** what the bound itself says when lambda is 0 */
export const positive = (lambda: number | null): boolean => lambda !== null && lambda > 0

export const STEP = 'the step size is at most that of the theorem'

/** |J| <= sqrt(k) B |v|_inf |X| with B = sup |phi'|. */
export function jacobianBound(facts: ModerateFacts): number | null {
  const largest = facts.value('largestOutputWeight')
  if (facts.data === null || largest === null) return null
  return Math.sqrt(facts.k) * facts.activation.derivativeBound * largest * facts.data.spectralNorm
}
