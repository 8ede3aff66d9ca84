import type { ClaimStatement, ClaimView, RunRecord } from '../../../contract'
import type { QuantityId } from '../../../experiments/quasi-random-properties/quantities'
import type { QuasiRandomPropertiesSpec } from '../../../experiments/quasi-random-properties/spec'
import { checkRunClaimOver, type RunClaim } from '../../run-claim'

const PAPER = 'arXiv 2212.02323'
export const PROPERTIES_RECIPE_ID = 'razborov-properties'
const RECIPES = [PROPERTIES_RECIPE_ID]

/** What the claims need to know about one ended run that looked at an instance. */
interface PropertyFacts {
  run: RunRecord
  spec: QuasiRandomPropertiesSpec
  value: (quantity: QuantityId) => number | null
}

function factsOf(run: RunRecord): PropertyFacts | null {
  const { spec, summary } = run
  if (spec.experiment !== 'quasi-random-properties') return null
  return { run, spec, value: (quantity) => summary[quantity] ?? null }
}

type Claim = RunClaim<PropertyFacts>

/** One factor log(nS): what O~ may hide at least once. */
const logFactor = ({ spec }: PropertyFacts): number => Math.log(spec.inputDimension * spec.hiddenWidth)
const UNIT = 'O~ is read as one factor log(nS) with unit constant.'
const IMMEDIATE = 'random instance'

function property(
  equation: number,
  quantity: QuantityId,
  given: Pick<ClaimStatement, 'title' | 'formula' | 'prediction' | 'remark'> & Pick<Claim, 'symbol' | 'holds'>,
): Claim {
  return {
    ...given,
    id: `C15-${equation}`,
    source: `${PAPER}, (${equation})`,
    recipeIds: RECIPES,
    concerns: () => true,
    premise: IMMEDIATE,
    premiseHolds: () => true,
    measure: ({ value }) => value(quantity),
  }
}

const belowLog = (value: number, facts: PropertyFacts): boolean => value <= logFactor(facts)

/** Claims about an instance at the start and the changes of its activations, in the order of the paper. */
export const PROPERTY_CLAIMS: readonly Claim[] = [
  property(19, 'coherence', {
    title: 'Points are nearly orthogonal',
    formula: '\\max_{j\\ne k}|\\langle X^j,X^k\\rangle|\\le\\tilde O(n^{-1/2})',
    prediction: 'largest inner product times sqrt(n) at most log(nS)',
    symbol: 'scaled inner product',
    holds: belowLog,
    remark: `The paper prints n^(1/2), a misprint for n^(-1/2). ${UNIT} Independent computations gave 3.5 to 4.3.`,
  }),
  property(20, 'inputNormRatio', {
    title: 'The points have no large common part',
    formula: '\\|X\\|\\le O(1+\\sqrt{m/n})',
    prediction: '|X| / (1 + sqrt(m/n)) at most 2',
    symbol: 'ratio',
    holds: (ratio) => ratio <= 2,
    remark:
      'For all points together. The paper states it for every subset, which cannot be looked through. Independent computations gave 0.97 to 0.98.',
  }),
  property(22, 'leastWeightNorm', {
    title: 'No weight vector is short',
    formula: '\\min_\\nu\\|W_\\nu\\|\\ge\\Omega(\\sqrt n)',
    prediction: 'least norm over sqrt(n) at least 1/2',
    symbol: 'least norm over sqrt(n)',
    holds: (norm) => norm >= 1 / 2,
    remark: 'Independent computations gave 0.78 to 0.83.',
  }),
  property(23, 'largestWeight', {
    title: 'No weight is large',
    formula: '\\max|W_0|\\le\\tilde O(1)',
    prediction: 'largest weight at most log(nS)',
    symbol: 'largest weight',
    holds: belowLog,
    remark: `${UNIT} Independent computations gave 4.1 to 4.6.`,
  }),
  property(26, 'largestPreactivation', {
    title: 'No pre-activation is large',
    formula: '\\max|W_0X|\\le\\tilde O(1)',
    prediction: 'largest pre-activation at most log(nS)',
    symbol: 'largest pre-activation',
    holds: belowLog,
    remark: `${UNIT} Independent computations gave 4.2 to 4.8.`,
  }),
  property(27, 'largestOutput', {
    title: 'No output is large',
    formula: '\\max|f_0|\\le\\tilde O(\\sqrt S)',
    prediction: 'largest output over sqrt(S) at most log(nS)',
    symbol: 'largest output over sqrt(S)',
    holds: belowLog,
    remark: `${UNIT} Independent computations gave 1.6 to 2.5.`,
  }),
  property(28, 'nearKinkRatio', {
    title: 'Few pre-activations are near the kink',
    formula: '\\#\\{\\nu:|P_{\\nu j}|\\le R\\}\\le\\tilde O(SR)',
    prediction: 'for R = 0.1 the largest count over SR at most log(nS)',
    symbol: 'count over SR',
    holds: belowLog,
    remark: `${UNIT} 0.797 is expected of one point; independent computations gave 1.18 to 1.6 for the largest.`,
  }),
  {
    id: 'C16',
    title: 'The kernel survives the loss of any neurons',
    formula: '\\lambda_{\\min}(H_0^\\Gamma)\\ge\\Omega(S)\\quad\\text{for all large }\\Gamma',
    source: `${PAPER}, (30)`,
    recipeIds: RECIPES,
    concerns: () => true,
    premise: 'random instance, m <= S and m <= n sqrt(S), unit constants',
    premiseHolds: ({ spec }) =>
      spec.sampleCount <= spec.hiddenWidth && spec.sampleCount <= spec.inputDimension * Math.sqrt(spec.hiddenWidth),
    prediction: 'without the 40 % of the neurons that matter most the smallest eigenvalue is at least a quarter of what it was',
    measure: ({ value }) => {
      const [whole, rest] = [value('lambdaMin'), value('lambdaMinWithout40')]
      return whole === null || rest === null ? null : rest / whole
    },
    symbol: 'share left',
    holds: (share) => share >= 1 / 4,
    remark:
      'Neurons are deleted greedily in rounds of 5 %: an upper estimate of what any deletion leaves. Independent computations at (200, 300) left ' +
      '0.52, and 0.57 after random deletion.',
  },
  {
    id: 'C10',
    title: 'Changed activations make a small matrix',
    formula: '\\|(A_t-A_0)*X\\|_2\\le\\tilde o(\\sqrt S)',
    source: `${PAPER}, (60)`,
    recipeIds: RECIPES,
    concerns: ({ value }) => value('changeNorm') !== null,
    premise: 'm <= nS^(1/4), unit constant; hidden layer trained',
    premiseHolds: ({ spec }) => spec.sampleCount <= spec.inputDimension * Math.sqrt(Math.sqrt(spec.hiddenWidth)),
    prediction: 'largest norm over the measured steps over sqrt(S) below 1/2, about the norm of the least direction of A_0 * X',
    measure: ({ value }) => value('changeNorm'),
    symbol: 'norm over sqrt(S)',
    holds: (norm) => norm < 1 / 2,
    remark:
      'With lambda_min(H_0) near S/4 a change below sqrt(S)/2 cannot make the kernel singular. Independent computations at the end gave 0.42 at ' +
      '(100, 100), 0.39 at (200, 300), 0.33 at (500, 300).',
  },
]

/** The claims over the runs of a study. */
export function propertyClaims(runs: readonly RunRecord[]): ClaimView[] {
  const facts = runs.flatMap((run) => factsOf(run) ?? [])
  return PROPERTY_CLAIMS.map((claim) => checkRunClaimOver(claim, facts))
}
