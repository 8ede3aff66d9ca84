import type { ClaimStatement, ClaimView } from '../../contract'
import { claimView } from '../claim-view'
import { writtenNumber } from '../run-claim'
import { PAPER } from './phase-cells'
import type { ModerateFacts } from './run-facts'

/** What a theorem asks of an instance: a value that has to be at least, or at most, another one. */
interface Hypothesis {
  statement: ClaimStatement
  /** null where the hypothesis does not speak of the instance or was not measured */
  of(facts: ModerateFacts): { value: number; needed: number; atLeast: boolean; more?: string } | null
}

export interface Instance {
  name: string
  facts: ModerateFacts
}

const statement = (id: string, title: string, formula: string, source: string, remark: string | null): ClaimStatement => ({
  id,
  title,
  formula,
  source: `${PAPER}, ${source}`,
  premise: 'a hypothesis: nothing is assumed',
  prediction: 'met by every instance',
  remark,
  recipeIds: ['moderate-certificate'],
})

const width = ({ k }: ModerateFacts, needed: number | null): ReturnType<Hypothesis['of']> =>
  needed === null ? null : { value: k, needed, atLeast: true }

/** A factor nearer to 1 than this is not worth naming. */
const VISIBLE = 1e-3
/** Rounding of a step size that is exactly the largest one. */
const ROUNDING = 1e-9

export const HYPOTHESES: readonly Hypothesis[] = [
  {
    statement: statement('H-step', 'Hypothesis: step size', '\\bar\\eta\\le1', 'theorems 6.2 and 6.3', null),
    of: ({ stepFraction }) => (stepFraction === null ? null : { value: stepFraction, needed: 1 + ROUNDING, atLeast: false }),
  },
  {
    statement: statement(
      'H-C9',
      'Hypothesis: width, smooth activations',
      'k\\ge[32B(1+(1+\\delta)B)]^2\\,n\\|X\\|^2/\\lambda(X)^2,\\ \\delta=1',
      'theorem 6.2 with the constants of equation (6.18)',
      'Met on a laptop by four orthonormal points alone. Theorem 2.1 prints a probability of failure that lacks a factor n.',
    ),
    of: (facts) => (facts.theorem?.kind === 'smooth' ? width(facts, facts.value('requiredWidth')) : null),
  },
  {
    statement: statement(
      'H-C10',
      'Hypothesis: width, ReLU',
      'k\\ge9.216\\cdot10^9(1+\\delta)^2\\,n\\|X\\|^6/\\lambda(X)^4,\\ \\delta=1',
      'theorem 6.3 with the constants of its proof',
      null,
    ),
    of: (facts) => (facts.theorem?.kind === 'relu' ? width(facts, facts.value('requiredWidth')) : null),
  },
  {
    statement: statement(
      'H-lemma-6.7',
      'Hypothesis: spread of the output weights',
      '\\|v\\|_2/\\|v\\|_\\infty\\ge\\sqrt{20\\log n}\\,B\\|X\\|/\\sqrt{\\lambda(X)}',
      'lemma 6.7',
      null,
    ),
    of: (facts) => {
      const [norm, largest] = [facts.value('outputWeightNorm'), facts.value('largestOutputWeight')]
      const lambda = facts.value('hiddenLimitLambdaMin')
      if (facts.data === null || facts.theorem === null || norm === null || largest === null || lambda === null || !(lambda > 0))
        return null
      const bound = facts.theorem.kind === 'smooth' ? facts.theorem.derivativeBound : 1
      const needed = (Math.sqrt(20 * Math.log(facts.n)) * bound * facts.data.spectralNorm) / Math.sqrt(lambda)
      return { value: norm / largest, needed, atLeast: true, more: `k about ${writtenNumber(needed * needed)}` }
    },
  },
  {
    statement: statement(
      'H-start',
      'Hypothesis: the start itself, smooth activations',
      '\\alpha^2/(4L)\\ge\\|r_0\\|,\\ 2\\alpha=\\sigma_{\\min}(J_0),\\ L=M\\|v\\|_\\infty\\|X\\|',
      'theorem 6.10',
      'M = sup |phi\u2033|, 1/4 for softplus. The left side grows like sqrt k, from which the width that would do is told.',
    ),
    of: (facts) => {
      const [radius, misfit] = [facts.value('certificateRadius'), facts.value('initialResidualNorm')]
      if (radius === null || misfit === null) return null
      const ratio = misfit / radius
      return { value: radius, needed: misfit, atLeast: true, more: `k about ${writtenNumber(facts.k * ratio * ratio)}` }
    },
  },
  {
    statement: statement(
      'H-path',
      'Hypothesis: the Jacobian stays near that of the start, ReLU',
      '\\|J(W)-J_0\\|\\le\\sigma_{\\min}(J_0)/6',
      'theorem 6.13',
      'The theorem asks for it on a ball; it is looked at where training ended, so that meeting it proves nothing.',
    ),
    of: (facts) => {
      const [change, least] = [facts.value('jacobianChange'), facts.value('hiddenLambdaMinStart')]
      if (facts.theorem?.kind !== 'relu' || change === null || least === null) return null
      return { value: change, needed: Math.sqrt(Math.max(0, least)) / 6, atLeast: false }
    },
  },
]

/** A hypothesis over the instances it speaks of: the value, what is needed, and by which factor it is met or missed. */
export function hypothesisClaim(hypothesis: Hypothesis, instances: readonly Instance[]): ClaimView {
  const found = instances.flatMap(({ name, facts }) => {
    const compared = hypothesis.of(facts)
    if (compared === null) return []
    const { value, needed, atLeast, more } = compared
    const slack = atLeast ? value / needed : needed / value
    const met = slack >= 1
    const by = Math.abs(slack - 1) < VISIBLE ? '' : ` by a factor ${writtenNumber(met ? slack : 1 / slack)}`
    const required = met || more === undefined ? '' : `, needs ${more}`
    return [
      {
        facts,
        met,
        text: `${name}: ${writtenNumber(value)} ${atLeast ? 'of at least' : 'of at most'} ${writtenNumber(needed)}, ${met ? 'met' : 'missed'}${by}${required}`,
      },
    ]
  })
  const all = found.every(({ met }) => met)
  return claimView(hypothesis.statement, {
    met: found.length === 0 ? null : all,
    measured: found.length === 0 ? 'nothing yet' : found.map(({ text }) => text).join('; '),
    verdict: found.length === 0 ? 'not measured' : all ? 'holds' : 'premise not met',
    runIds: found.map(({ facts }) => facts.run.id),
  })
}
