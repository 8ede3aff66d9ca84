import type { ClaimStatement, ClaimView, RunRecord, Verdict } from '../../contract'
import { activationOf } from '../../science/activations'
import { claimView } from '../claim-view'
import type { StudyEvidence } from '../paper'
import { PAPER } from './cells'

const RECIPES = ['activations-figure-1-training']
/** Fewer neurons are farther from the kernel regime. */
const LEAST_WIDTH = 10_000

const LAZY: ClaimStatement = {
  id: 'C2',
  title: 'Training follows the kernel of the start',
  formula: '\\|y-u_t\\|\\approx\\sqrt{\\textstyle\\sum_i(1-\\eta\\lambda_i)^{2t}(v_i^\\top(y-u_0))^2}',
  source: `${PAPER}, Theorem 4.6`,
  premise: `at least ${LEAST_WIDTH} neurons`,
  prediction: 'final loss over the one of the frozen kernel within 5 % for ReLU, 0.5 % for the others',
  remark: 'The difference falls like the inverse root of the width; one run at 10,000 neurons is off by up to about 3 % (ReLU) and 0.1 %.',
  recipeIds: RECIPES,
}

const CONSTANT: ClaimStatement = {
  id: 'F1-constant',
  title: 'The tangent kernel stays essentially constant',
  formula: '\\|G_t-G_0\\|_2/\\|G_0\\|_2',
  source: `${PAPER}, section 7`,
  premise: `at least ${LEAST_WIDTH} neurons`,
  prediction: 'relative change in the spectral norm at the end below 3 %',
  remark: null,
  recipeIds: RECIPES,
}

export const TRAINING_CLAIMS: readonly ClaimStatement[] = [LAZY, CONSTANT]

const KINKED_TOLERANCE = 0.05
const OTHER_TOLERANCE = 0.005
const ESSENTIALLY = 0.03

interface Measurement {
  run: RunRecord
  name: string
  value: number
  holds: boolean
}

function measurements(
  evidence: StudyEvidence,
  measure: (run: RunRecord, kinked: boolean) => { value: number; holds: boolean },
): Measurement[] {
  return evidence.runs.flatMap((run) => {
    const { spec } = run
    if (spec.experiment !== 'two-layer' || spec.model.hiddenWidth < LEAST_WIDTH) return []
    const activation = activationOf(spec.model.activation)
    const { smoothness } = activation
    const measured = measure(run, smoothness.kind === 'jump' && smoothness.order === 1)
    return Number.isNaN(measured.value) ? [] : [{ run, name: activation.name, ...measured }]
  })
}

function view(statement: ClaimStatement, evidence: StudyEvidence, all: readonly Measurement[]): ClaimView {
  const broken = all.filter(({ holds }) => !holds)
  const worst = new Map<string, number>()
  for (const { name, value } of all) worst.set(name, Math.max(worst.get(name) ?? 0, value))
  const verdict: Verdict =
    all.length > 0 ? (broken.length > 0 ? 'fails' : 'holds') : evidence.runs.length > 0 ? 'premise not met' : 'not measured'
  return claimView(statement, {
    met: evidence.runs.length === 0 ? null : all.length > 0,
    measured:
      all.length === 0
        ? 'nothing yet'
        : `at most ${[...worst].map(([name, value]) => `${(100 * value).toPrecision(2)} % (${name})`).join(', ')} over ${all.length} runs`,
    verdict,
    runIds: all.map(({ run }) => run.id),
  })
}

export function trainingClaims(evidence: StudyEvidence): ClaimView[] {
  const number = ({ summary }: RunRecord, id: string): number => summary[id] ?? NaN
  const lazy = measurements(evidence, (run, kinked) => {
    const ratio = number(run, 'finalRelativeResidual') / number(run, 'lazyFinalRelativeResidual')
    const value = Math.abs(ratio * ratio - 1)
    return { value, holds: value <= (kinked ? KINKED_TOLERANCE : OTHER_TOLERANCE) }
  })
  const constant = measurements(evidence, (run) => {
    const value = number(run, 'relativeKernelChange')
    return { value, holds: value < ESSENTIALLY }
  })
  return [view(LAZY, evidence, lazy), view(CONSTANT, evidence, constant)]
}
