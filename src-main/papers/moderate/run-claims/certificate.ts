import { PAPER } from '../phase-cells'
import type { ModerateFacts } from '../run-facts'
import { isSmooth, jacobianBound, notAboveOne, notBelowOne, potential, RECIPES, ROUNDING, slackOfRate, type Claim } from './measures'

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

/** Theorem 6.10 and corollary 6.11. */
export const CERTIFICATE_CLAIMS: readonly Claim[] = [CERTIFIED_RATE, CERTIFIED_RADIUS, CERTIFIED_PATH]
