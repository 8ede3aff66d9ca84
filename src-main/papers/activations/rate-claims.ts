import type { ClaimStatement, ClaimView, RunRecord } from '../../contract'
import { activationOf } from '../../science/activations'
import { claimView } from '../claim-view'
import type { StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { verdictOf } from '../study-cells'
import { PAPER } from './cells'

const RECIPES = ['activations-movement', 'activations-figure-1-training']

/** Probability with which theorem 3.1 may fail, for the width it asks for. */
const FAILURE = 0.1

const RATE: ClaimStatement = {
  id: 'C1',
  title: 'The error falls at least as fast as the smallest eigenvalue says',
  formula: '\\|y-u_t\\|^2\\le(1-\\eta\\lambda/2)^t\\,\\|y-u_0\\|^2',
  source: `${PAPER}, theorem 3.1`,
  premise: `m >= n^6 / (lambda^4 kappa^3) with the constant 1 and kappa = ${FAILURE}`,
  prediction: 'the largest ratio of both sides over the recorded steps is at most 1',
  remark: 'The theorem does not say its constant. Its width is out of reach; what it promises is seen far below.',
  recipeIds: RECIPES,
}

const MOVEMENT: ClaimStatement = {
  id: 'C17',
  title: 'As long as no neuron moves far, the smallest eigenvalue stays above its half',
  formula: '\\max_k\\|w_k(t)-w_k(0)\\|\\le\\frac{\\lambda}{4\\alpha\\beta n}\\ \\Rightarrow\\ \\lambda_{\\min}(G(t))\\ge\\lambda/2',
  source: `${PAPER}, appendices M.1 and M.11`,
  premise: 'the neurons have moved by at most that much; derivative bounded by alpha, beta-Lipschitz',
  prediction: 'smallest eigenvalue over that of the start is at least 1/2',
  remark: null,
  recipeIds: RECIPES,
}

export const RATE_CLAIMS: readonly ClaimStatement[] = [RATE, MOVEMENT]

const number = ({ summary }: RunRecord, id: string): number => summary[id] ?? NaN

interface Rate {
  run: RunRecord
  largest: number
  asked: number
  used: number
}

function rateOf(run: RunRecord, evidence: StudyEvidence): Rate | null {
  const { spec } = run
  if (spec.experiment !== 'two-layer' || spec.training.stepSizes.kind !== 'given' || spec.training.method.kind !== 'gradient-descent')
    return null
  const residuals = evidence.series(run.id, 'residualNorm')
  const lambda = number(run, 'tangentLambdaMinStart')
  const first = residuals?.values[0] ?? NaN
  if (residuals === null || !(lambda > 0)) return null
  const logContraction = Math.log1p((-spec.training.stepSizes.hidden * lambda) / 2)
  const largest = residuals.values.reduce((most, residual, i) => {
    const ratio = ((residual / first) * residual) / first / Math.exp((residuals.steps[i] ?? NaN) * logContraction)
    return Math.max(most, ratio)
  }, 0)
  const n = spec.data.kind === 'circle' ? spec.data.sampleCount : NaN
  const asked = Math.exp(6 * Math.log(n) - 4 * Math.log(lambda) - 3 * Math.log(FAILURE))
  return Number.isNaN(largest) ? null : { run, largest, asked, used: spec.model.hiddenWidth }
}

function rateClaim(evidence: StudyEvidence): ClaimView {
  const rates = evidence.runs.flatMap((run) => rateOf(run, evidence) ?? [])
  const inside = rates.filter(({ asked, used }) => used >= asked)
  const considered = inside.length > 0 ? inside : rates
  const text =
    `largest ratio ${writtenNumber(Math.max(...considered.map(({ largest }) => largest)))} over ${considered.length} runs; ` +
    `width ${considered.map(({ used }) => used).reduce((a, b) => Math.max(a, b), 0)}, asked for at least ` +
    writtenNumber(Math.min(...considered.map(({ asked }) => asked)))
  return claimView(RATE, {
    met: rates.length === 0 ? null : inside.length > 0,
    measured: rates.length === 0 ? 'nothing yet' : text,
    verdict:
      rates.length > 0 && inside.length === 0
        ? 'premise not met'
        : verdictOf(
            inside.length > 0,
            inside.every(({ largest }) => largest <= 1 + 1e-9),
          ),
    runIds: considered.map(({ run }) => run.id),
  })
}

interface Step {
  run: RunRecord
  ratio: number
  moved: boolean
}

/** The steps after the start at which both the movement and the smallest eigenvalue are known. */
function stepsOf(run: RunRecord, evidence: StudyEvidence): Step[] {
  const { spec } = run
  if (spec.experiment !== 'two-layer' || spec.data.kind !== 'circle') return []
  const { smoothness, derivativeBound, secondDerivativeBound } = activationOf(spec.model.activation)
  if (smoothness.kind === 'jump' && smoothness.order === 1) return []
  const eigenvalues = evidence.series(run.id, 'tangentLambdaMin')
  const distances = evidence.series(run.id, 'largestNeuronDistance')
  const lambda = number(run, 'tangentLambdaMinStart')
  if (eigenvalues === null || distances === null || !(lambda > 0)) return []
  const allowed = lambda / (4 * derivativeBound * secondDerivativeBound * spec.data.sampleCount)
  return Array.from(eigenvalues.steps).flatMap((step, i): Step[] => {
    const at = distances.steps.indexOf(step)
    const distance = distances.values[at]
    return step === 0 || distance === undefined ? [] : [{ run, ratio: (eigenvalues.values[i] ?? NaN) / lambda, moved: distance > allowed }]
  })
}

function movementClaim(evidence: StudyEvidence): ClaimView {
  const steps = evidence.runs.flatMap((run) => stepsOf(run, evidence))
  const inside = steps.filter(({ moved }) => !moved)
  const considered = inside.length > 0 ? inside : steps
  const least = Math.min(...considered.map(({ ratio }) => ratio))
  return claimView(MOVEMENT, {
    premise: `${MOVEMENT.premise} (at ${inside.length} of ${steps.length} measured steps)`,
    met: steps.length === 0 ? null : inside.length > 0,
    measured:
      steps.length === 0 ? 'nothing yet' : `at least ${writtenNumber(least)}${inside.length === 0 ? ' outside of the premise' : ''}`,
    verdict:
      steps.length > 0 && inside.length === 0
        ? 'premise not met'
        : verdictOf(
            inside.length > 0,
            inside.every(({ ratio }) => ratio >= 0.5),
          ),
    runIds: [...new Set(considered.map(({ run }) => run.id))],
  })
}

export const rateClaims = (evidence: StudyEvidence): ClaimView[] => [rateClaim(evidence), movementClaim(evidence)]
