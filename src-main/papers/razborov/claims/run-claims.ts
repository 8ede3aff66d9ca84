import { displacementLaw, hiddenLimitLambdaMin, outputLimitLambdaMin } from '../../../science/two-layer-relu'
import type { RunClaim } from './claim'
import { logFactor, quarterBound, type RunFacts } from './run-facts'

const PAPER = 'arXiv 2212.02323'
const QUARTER_PREMISE = 'm <= nS^(1/4), unit constant'

/** Recipes that look at all claims about runs; the main series trains the hidden layer alone. */
const ALL_RECIPES = ['razborov-table-1', 'razborov-two-rate', 'razborov-table-2', 'razborov-figures-1-3']
const TWO_RATE_RECIPES = ['razborov-two-rate']

const withinQuarter = (facts: RunFacts): boolean => facts.m <= quarterBound(facts)
const trainsHidden = ({ hiddenStepSize }: RunFacts): boolean => hiddenStepSize > 0
const trainsOutput = ({ outputStepSize }: RunFacts): boolean => outputStepSize > 0
const trainsHiddenOnly = (facts: RunFacts): boolean => trainsHidden(facts) && !trainsOutput(facts)

/** Quotient of two quantities, null when one is not measured. */
function quotient(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null ? null : numerator / denominator
}

/** Smallest eigenvalue of H after training relative to the start below which the kernel is said to have degenerated. */
const HALF = 1 / 2

const hiddenKernelAtStart: RunClaim = {
  id: 'C1',
  title: 'Hidden-layer kernel at initialisation',
  formula: '\\lambda_{\\min}(H_0)\\ge\\Omega(S)',
  source: `${PAPER}, (30) with all neurons`,
  recipeIds: ALL_RECIPES,
  concerns: () => true,
  premise: 'random instance, m <= S and m <= n sqrt(S), unit constants',
  premiseHolds: (facts) => facts.isRandomInstance && facts.m <= facts.S && facts.m <= facts.n * Math.sqrt(facts.S),
  prediction: 'lambda_min(H_0)/S over its limit for many neurons (Marchenko-Pastur approximation) is at least 1/2',
  measure: (facts) => quotient(facts.value('hiddenKernelLambdaMinStart'), facts.S * hiddenLimitLambdaMin(facts.n, facts.m)),
  symbol: 'ratio',
  holds: (ratio) => ratio >= HALF,
  remark:
    'The paper writes lambda_min(H^w) >= Omega(S) once; the limit kernel is per neuron, so Omega(1) is meant. The approximation of the limit ' +
    'is made for m >= 2n and is up to a tenth too small below. Independent computations gave ratios from 0.69 (S = 100, m = 1000) to 1.12.',
}

const outputKernelAtStart: RunClaim = {
  id: 'C2',
  title: 'Output-layer kernel at initialisation',
  formula: '\\lambda_{\\min}(G_0)\\ge\\Omega(S)',
  source: `${PAPER}, (29)`,
  recipeIds: ALL_RECIPES,
  concerns: () => true,
  premise: 'random instance and m < S, unit constant; for m > S the rank of G makes it exactly 0',
  premiseHolds: (facts) => facts.isRandomInstance && facts.m < facts.S,
  prediction: 'lambda_min(G_0) over S (1 - sqrt(m/S))^2 times its limit for many neurons is at least 1/2',
  measure: (facts) => {
    const edge = Math.max(0, 1 - Math.sqrt(facts.m / facts.S))
    const smallest = facts.value('outputKernelLambdaMinStart')
    return edge === 0 ? smallest : quotient(smallest, facts.S * edge * edge * outputLimitLambdaMin(facts.n, facts.m))
  },
  symbol: 'ratio',
  holds: (ratio) => ratio >= HALF,
  remark: 'The factor (1 - sqrt(m/S))^2 is the lower Marchenko-Pastur edge for S independent neurons; Omega(S) needs m well below S.',
}

const hiddenKernelWhileTraining: RunClaim = {
  id: 'C3',
  title: 'Hidden-layer kernel while training',
  formula: '\\lambda_{\\min}(H_t)\\ge\\tilde\\Omega(S)',
  source: `${PAPER}, (36) and Figure 1`,
  recipeIds: ALL_RECIPES,
  concerns: () => true,
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'lambda_min(H_T) / lambda_min(H_0) is at least 1/2',
  measure: (facts) => facts.value('kappaH'),
  symbol: 'kappa_H',
  holds: (kappaH) => kappaH >= HALF,
  remark: 'Beyond the premise kappa_H falls smoothly, to about 0.4 at S = 100, m = 5000; no kink at m = nS^(1/4) is seen.',
}

const hiddenDistance: RunClaim = {
  id: 'C4',
  title: 'Distance of the hidden weights',
  formula: '\\|W_T-W_0\\|_F\\le\\tilde O(\\sqrt m)',
  source: `${PAPER}, (32) and Figure 3`,
  recipeIds: ALL_RECIPES,
  concerns: trainsHidden,
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'kappa_W = |W_T - W_0|_F / sqrt(m) is at most log(nS)',
  measure: (facts) => facts.value('kappaW'),
  symbol: 'kappa_W',
  holds: (kappaW, facts) => kappaW <= logFactor(facts),
  remark: 'One logarithm with unit constant stands for O~. The published table spans 1.78 to 2.51.',
}

const twoRateHidden: RunClaim = {
  id: 'C5-hidden',
  title: 'Distance of the hidden weights, two step sizes',
  formula: '\\|W_T-W_0\\|_F\\le\\tilde O\\bigl(\\sqrt m\\,\\min(1,\\sqrt{\\eta_w/\\eta_z})\\bigr)',
  source: `${PAPER}, (32) and (34)`,
  recipeIds: TWO_RATE_RECIPES,
  concerns: (facts) => trainsHidden(facts) && trainsOutput(facts),
  premise: `${QUARTER_PREMISE}, and eta_z/eta_w >= m^2/(nS) where it exceeds 1`,
  premiseHolds: (facts) => withinQuarter(facts) && (facts.ratio <= 1 || facts.ratio >= (facts.m * facts.m) / (facts.n * facts.S)),
  prediction: '|W_T - W_0|_F / (sqrt(m) min(1, sqrt(eta_w/eta_z))) is at most log(nS)',
  measure: (facts) => facts.value('kappaWTwoRate'),
  symbol: 'kappa_W^(34)',
  holds: (kappa, facts) => kappa <= logFactor(facts),
  remark: null,
}

const twoRateOutput: RunClaim = {
  id: 'C5-output',
  title: 'Distance of the output weights, two step sizes',
  formula: '\\|z_T-z_0\\|\\le\\tilde O\\bigl(\\sqrt m\\,\\min(1,\\sqrt{\\eta_z/\\eta_w})\\bigr)',
  source: `${PAPER}, (33) and (35)`,
  recipeIds: TWO_RATE_RECIPES,
  concerns: trainsOutput,
  premise: `${QUARTER_PREMISE}, or eta_z/eta_w >= m^2/(nS) where it exceeds 1`,
  premiseHolds: (facts) => (facts.ratio >= 1 && facts.ratio >= (facts.m * facts.m) / (facts.n * facts.S)) || withinQuarter(facts),
  prediction: '|z_T - z_0| / (sqrt(m) min(1, sqrt(eta_z/eta_w))) is at most log(nS)',
  measure: (facts) => facts.value('kappaZ'),
  symbol: 'kappa_z',
  holds: (kappa, facts) => kappa <= logFactor(facts),
  remark: null,
}

const changedPoints: RunClaim = {
  id: 'C6',
  title: 'Changes at the most changed points',
  formula: 's\\le\\tilde O\\bigl(S^{2/3}(m/n)^{1/3}\\bigr)',
  source: `${PAPER}, (62); s is the min(m, n)-th largest #D^j`,
  recipeIds: ALL_RECIPES,
  concerns: trainsHidden,
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 's / (S^(2/3) (m/n)^(1/3)) is at most 1',
  measure: (facts) => facts.value('pointChangeRatio'),
  symbol: 'ratio',
  holds: (ratio) => ratio <= 1,
  remark:
    'D^j counts activations that differ at the end (appendix D), not those ever changed (section 4). Independent runs gave 0.30 to 0.37.',
}

const changeDensity: RunClaim = {
  id: 'C7',
  title: 'Density of activation changes',
  formula: '\\kappa_D\\le\\tilde O\\bigl((m/nS)^{1/3}\\bigr)',
  source: `${PAPER}, (62) over S and Figure 2`,
  recipeIds: ALL_RECIPES,
  concerns: trainsHidden,
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'kappa_D / (m/(nS))^(1/3) is at most 1',
  measure: (facts) => quotient(facts.value('kappaD'), Math.cbrt(facts.m / (facts.n * facts.S))),
  symbol: 'ratio',
  holds: (ratio) => ratio <= 1,
  remark: 'The bound holds, but its exponent is not the one of the data: the published averages follow (m/(nS))^0.49.',
}

/** kappa_W sqrt(m/(nS)) up to which the displacement of pre-activations is small enough for a Gaussian picture; 0.79 is the largest of Table 1. */
const LARGEST_DISPLACEMENT = 0.8

/** Fewer predicted changes scatter by more than 7 % when they are counted, half of what the claim allows. */
const LEAST_CHANGES = 200

const displacement: RunClaim = {
  id: 'C7-displacement',
  title: 'Gaussian law of activation changes',
  formula: '\\frac{|D_{\\mathrm{end}}|}{mS}\\approx\\frac1\\pi\\arctan\\bigl(\\kappa_W\\sqrt{m/(nS)}\\bigr)',
  source: 'not of the paper; a pre-activation is displaced by about kappa_W sqrt(m/(nS)) standard deviations',
  recipeIds: ALL_RECIPES,
  concerns: trainsHidden,
  premise: `random instance, kappa_W sqrt(m/(nS)) <= ${LARGEST_DISPLACEMENT}, at least ${LEAST_CHANGES} predicted changes`,
  premiseHolds: (facts) => {
    const kappaW = facts.value('kappaW')
    const density = kappaW === null ? NaN : displacementLaw(kappaW, facts.n, facts.S, facts.m)
    return facts.isRandomInstance && density <= Math.atan(LARGEST_DISPLACEMENT) / Math.PI && density * facts.m * facts.S >= LEAST_CHANGES
  },
  prediction: 'measured over predicted is between 0.85 and 1.2',
  measure: (facts) => facts.value('displacementLawRatio'),
  symbol: 'ratio',
  holds: (ratio) => ratio >= 0.85 && ratio <= 1.2,
  remark: 'Averages of cells of Table 1 gave 0.93 to 1.11; beyond the premise the law overestimates (0.72 at S = 100, m = 5000).',
}

const decay: RunClaim = {
  id: 'C8',
  title: 'Exponential convergence',
  formula: '\\|e_t\\|\\le\\|e_0\\|\\exp(-c\\,\\eta_wSt)',
  source: `${PAPER}, (45)`,
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.converged && trainsHiddenOnly(facts),
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'log(|e_0|/|e_T|) / T over eta_w lambda_min(H_0) is at least 1/2',
  measure: (facts) => {
    const [initial, final, steps] = [facts.value('initialResidualNorm'), facts.value('finalResidualNorm'), facts.value('steps')]
    const smallest = facts.value('hiddenKernelLambdaMinStart')
    if (initial === null || final === null || steps === null || smallest === null) return null
    return Math.log(initial / final) / (steps * facts.hiddenStepSize * smallest)
  },
  symbol: 'ratio',
  holds: (ratio) => ratio >= HALF,
  remark: null,
}

/** Independent runs at three sizes agreed within 3 to 5 %; twice that. */
const LATE_DECAY_TOLERANCE = 0.1

const lateDecay: RunClaim = {
  id: 'C8-late',
  title: 'Late decay follows the final kernel',
  formula: '-\\tfrac{d}{dt}\\log\\|e_t\\|\\to-\\log(1-\\eta_w\\lambda_{\\min}(H_T))',
  source: 'not of the paper; exact when no activation changes any more',
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.converged && trainsHiddenOnly(facts),
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'measured over predicted rate is 1 within 10 %',
  measure: (facts) => quotient(facts.value('lateDecayRate'), facts.value('lateDecayPrediction')),
  symbol: 'ratio',
  holds: (ratio) => Math.abs(ratio - 1) <= LATE_DECAY_TOLERANCE,
  remark:
    'The late rate is the mean decrease of log |e| over its last factor of ten. Activations do not stop changing: some pairs sit at their ' +
    'kink and flip back and forth nearly every step (see the series of activation flips), which slows the decay by a few percent, at ' +
    'small S and large m by more.',
}

const errorSum: RunClaim = {
  id: 'C9',
  title: 'Sum of the errors',
  formula: '\\eta_w\\sqrt{S/m}\\sum_t\\|e_t\\|\\le\\tilde O(1)',
  source: `${PAPER}, (46)`,
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.converged && trainsHidden(facts),
  premise: QUARTER_PREMISE,
  premiseHolds: withinQuarter,
  prediction: 'the scaled sum is at most log(nS)',
  measure: (facts) => facts.value('scaledErrorSum'),
  symbol: 'scaled sum',
  holds: (sum, facts) => sum <= logFactor(facts),
  remark: 'Independent runs gave 3.7 to 4.6.',
}

/** Rounding of some hundred operations on numbers of the size of R. */
const IDENTITY_TOLERANCE = 1e-13

const invariantIdentity: RunClaim = {
  id: 'C12-identity',
  title: 'Exact change of the neuron invariant in one step',
  formula: '\\Delta R_\\nu=\\eta_w\\eta_z\\bigl(\\eta_z(\\nabla^z\\ell)_\\nu^2-\\eta_w\\|(\\nabla^w\\ell)_\\nu\\|^2\\bigr)',
  source: `${PAPER}, appendix F, made exact for a discrete step`,
  recipeIds: TWO_RATE_RECIPES,
  concerns: (facts) => trainsHidden(facts) && trainsOutput(facts),
  premise: 'both layers trained',
  premiseHolds: () => true,
  prediction: `largest difference over eta_w + n eta_z, the size of R, is at most ${IDENTITY_TOLERANCE}`,
  measure: (facts) => quotient(facts.value('invariantIdentityError'), facts.hiddenStepSize + facts.n * facts.outputStepSize),
  symbol: 'relative difference',
  holds: (difference) => difference <= IDENTITY_TOLERANCE,
  remark: 'Checks the training step by gradients computed apart from it.',
}

const invariantDrift: RunClaim = {
  id: 'C12',
  title: 'Drift of the neuron invariant',
  formula: '\\max_\\nu|R_\\nu(T)-R_\\nu(0)|\\le\\tilde o(n\\eta_z),\\quad R_\\nu=\\eta_wz_\\nu^2-\\eta_z\\|W_\\nu\\|^2',
  source: `${PAPER}, (76)`,
  recipeIds: TWO_RATE_RECIPES,
  concerns: (facts) => trainsHidden(facts) && trainsOutput(facts),
  premise: 'both layers trained; m <= S, unit constant',
  premiseHolds: (facts) => facts.m <= facts.S,
  prediction: 'drift / (n eta_z) is below 1',
  measure: (facts) => facts.value('invariantDrift'),
  symbol: 'drift / (n eta_z)',
  holds: (drift) => drift < 1,
  remark: 'The bound also assumes the tiny step sizes of (15), which practical step sizes exceed by far; the drift is small all the same.',
}

const overlap: RunClaim = {
  id: 'C13',
  title: 'Convergence for any ratio of step sizes',
  formula: 'm\\le\\min\\bigl(\\tilde o(S),\\tilde o(n^{1/3}S^{2/3}),\\tilde o(nS^{1/4})\\bigr)',
  source: `${PAPER}, section 1.3`,
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.run.stopReason !== 'step-budget',
  premise: 'm <= S, m <= n^(1/3)S^(2/3), m <= nS^(1/4), unit constants; step sizes times largest eigenvalue of the kernel at most 2',
  premiseHolds: (facts) =>
    facts.m <= facts.S &&
    facts.m <= Math.cbrt(facts.n) * Math.cbrt(facts.S) * Math.cbrt(facts.S) &&
    withinQuarter(facts) &&
    (facts.value('stabilityProduct') ?? Infinity) <= 2,
  prediction: 'the run converges',
  measure: (facts) => (facts.converged ? 1 : 0),
  symbol: 'converged (1) or aborted (0)',
  holds: (converged) => converged === 1,
  remark: 'LeCun initialisation is the ratio eta_z/eta_w = S/n; the S/m of the paper is a misprint.',
}

/** Share of changed activations up to which a run is taken to be near the frozen kernel. */
const NEAR_FROZEN = 0.05
/** Step size times largest eigenvalue from which the slowest direction of the frozen kernel is the nearly unstable one. */
const NEARLY_UNSTABLE = 1.9
const FROZEN_PREMISE = `at most ${100 * NEAR_FROZEN} % of the activations ever changed, step size times largest eigenvalue at most ${NEARLY_UNSTABLE}`

const isNearFrozen = (facts: RunFacts): boolean =>
  (facts.value('kappaD') ?? Infinity) <= NEAR_FROZEN && (facts.value('stabilityProduct') ?? Infinity) <= NEARLY_UNSTABLE

const frozenSteps: RunClaim = {
  id: 'C18-steps',
  title: 'Steps of the frozen kernel',
  formula: 'T\\approx T_{\\mathrm{lin}}=\\min\\{t:\\|(I-K_0)^te_0\\|<10^{-3}\\}',
  source: 'not of the paper; measures how far a run leaves the regime of a frozen kernel',
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.converged,
  premise: FROZEN_PREMISE,
  premiseHolds: isNearFrozen,
  prediction: 'T / T_lin is between 0.8 and 1.25',
  measure: (facts) => quotient(facts.value('steps'), facts.value('frozenKernelSteps')),
  symbol: 'T / T_lin',
  holds: (ratio) => ratio >= 0.8 && ratio <= 1.25,
  remark:
    'Independent runs: 1.09 at (S, m) = (1000, 300), where 4 % of the activations change; 1.15 at (100, 100), 8 %; 1.46 at (100, 500), 17 %.',
}

const frozenDistance: RunClaim = {
  id: 'C18-distance',
  title: 'Distance of the frozen kernel',
  formula: '\\|W_T-W_0\\|_F\\approx\\eta_w\\sqrt{a^{\\mathsf T}H_0a},\\quad a=K_0^{-1}e_0',
  source: 'not of the paper; measures how far a run leaves the regime of a frozen kernel',
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.converged && trainsHidden(facts),
  premise: FROZEN_PREMISE,
  premiseHolds: isNearFrozen,
  prediction: 'measured over predicted is 1 within 10 %',
  measure: (facts) => quotient(facts.value('hiddenWeightDistance'), facts.value('frozenKernelHiddenDistance')),
  symbol: 'ratio',
  holds: (ratio) => Math.abs(ratio - 1) <= 0.1,
  remark: 'Independent runs: 1.03 at (S, m) = (100, 100), 1.08 at (100, 500).',
}

/** Step size times largest eigenvalue up to which gradient descent is stable with room for a kernel that changes. */
const STABLE = 1.8

const monotone: RunClaim = {
  id: 'C11',
  title: 'The error falls in every step',
  formula: '\\|e_{\\tau+1}\\|\\le\\|e_\\tau\\|',
  source: `${PAPER}, (41)`,
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.hasGaussianLabels && facts.run.stopReason !== 'step-budget',
  premise: `random instance, Gaussian labels, step size times largest eigenvalue of the kernel at most ${STABLE}`,
  premiseHolds: (facts) => facts.isRandomInstance && (facts.value('stabilityProduct') ?? Infinity) <= STABLE,
  prediction: 'the safety valve, which stops a run at the first increase, never acts',
  measure: (facts) => (facts.run.stopReason === 'residual-increased' ? 1 : 0),
  symbol: 'increased (1) or not (0)',
  holds: (increased) => increased === 0,
  remark: 'With all error on one point it does act, whatever the step size: see claim C19.',
}

const beyondTheory: RunClaim = {
  id: 'C17',
  title: 'Convergence far beyond every proved bound',
  formula: 'm>\\max\\bigl(nS^{1/4},\\ n^{3/4}S^{1/4},\\ \\min(S/n,\\sqrt S)\\bigr),\\quad m<nS',
  source: `${PAPER}, (1), (2), (7) and section 4`,
  recipeIds: ALL_RECIPES,
  concerns: (facts) => facts.hasGaussianLabels && facts.run.stopReason !== 'step-budget',
  premise: `random instance, Gaussian labels, nS^(1/4) < m < nS, unit constants; step size times largest eigenvalue of the kernel at most ${STABLE}`,
  premiseHolds: (facts) =>
    facts.isRandomInstance &&
    facts.m > quarterBound(facts) &&
    facts.m < facts.n * facts.S &&
    (facts.value('stabilityProduct') ?? Infinity) <= STABLE,
  prediction: 'the run converges',
  measure: (facts) => (facts.converged ? 1 : 0),
  symbol: 'converged (1) or aborted (0)',
  holds: (converged) => converged === 1,
  remark: 'nS^(1/4) is the largest of the bounds at n = 100. The paper conjectures the barrier nS, as many points as weights.',
}

/** Claims that can be checked on any single run, in the order of the paper. */
export const RUN_CLAIMS: readonly RunClaim[] = [
  hiddenKernelAtStart,
  outputKernelAtStart,
  hiddenKernelWhileTraining,
  hiddenDistance,
  twoRateHidden,
  twoRateOutput,
  changedPoints,
  changeDensity,
  displacement,
  decay,
  lateDecay,
  errorSum,
  monotone,
  invariantIdentity,
  invariantDrift,
  overlap,
  beyondTheory,
  frozenSteps,
  frozenDistance,
]
