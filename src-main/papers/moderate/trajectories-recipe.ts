import type { CellPlan, ClaimStatement, ClaimView, RecipeSize } from '../../contract'
import { smoothContraction, reluContraction } from '../../science/kernels/moderate-overparameterisation'
import { claimView } from '../claim-view'
import type { Recipe, StudyEvidence } from '../paper'
import { writtenNumber } from '../run-claim'
import { PAPER } from './phase-cells'
import { ACTIVATION_NAMES, PAPER_ACTIVATIONS, paperSpec, seedsFrom, sphere } from './paper-spec'
import { runClaimsOver } from './run-claims'
import { factsOf, type ModerateFacts } from './run-facts'
import { finished, measuredTable, studyCells, verdictOf } from '../study-cells'
import { distanceFigure, misfitFigure } from './trajectories-figures'

const RECIPE_ID = 'moderate-trajectories'
const SAMPLE_COUNT = 20
const INPUT_DIMENSION = 10
const WIDTHS = [20, 200, 2000] as const
const STEPS = 6000
const RUNS: Readonly<Record<RecipeSize, number>> = { full: 10, quick: 2 }
/** Below it there is only rounding. */
const FINISHED = 1e-11

const AXES = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'k' },
]

const LAZY_TOLERANCE = 0.03

const LAZY: ClaimStatement = {
  id: 'S3-lazy',
  title: 'Wide networks move as far as their frozen kernel says',
  formula: 'D_\\infty\\to\\sqrt{r_0^{\\mathsf T}(J_0J_0^{\\mathsf T})^{-1}r_0}',
  source: `${PAPER}, section 5 on the lazy regime; computed independently`,
  premise: 'softplus, k = 2000, runs that ended below 1 % of their initial error',
  prediction: `distance over that of the frozen kernel within ${100 * LAZY_TOLERANCE} % of 1`,
  remark:
    'With softplus it is 0.7 to 0.9 at k = 20, where training is not lazy although the distance is of the order sqrt n. The kernel of ReLU changes ' +
    'by jumps and comes to its limit more slowly.',
  recipeIds: [RECIPE_ID],
}

const LOOSE: ClaimStatement = {
  id: 'C1-loose',
  title: 'Training is much faster than its bound',
  formula: '1-q\\ \\text{measured}\\gg1-q\\ \\text{stated}',
  source: 'not of the paper, which proves a lower bound of the rate',
  premise: 'k = 2000, theory step',
  prediction:
    'the tail of the error shrinks more than half as fast as the frozen kernel of many neurons has it, which is 16 times as fast a step as theorem ' +
    '6.2 states (softplus), 8 times as fast as theorem 6.3 (ReLU)',
  remark: null,
  recipeIds: [RECIPE_ID],
}

export const TRAJECTORY_CLAIMS: readonly ClaimStatement[] = [LAZY, LOOSE]

const WIDEST = Math.max(...WIDTHS)

function factsOfAll(evidence: StudyEvidence): ModerateFacts[] {
  return evidence.runs.flatMap((run) => factsOf(run, evidence) ?? [])
}

const DONE = 1e-2

function lazyClaim(evidence: StudyEvidence): ClaimView {
  const compared = factsOfAll(evidence).flatMap((facts) => {
    const [distance, lazy] = [facts.value('hiddenWeightDistance'), facts.value('lazyDistance')]
    const [end, start] = [facts.value('finalResidualNorm'), facts.value('initialResidualNorm')]
    return distance === null || lazy === null || end === null || start === null || !(end < DONE * start)
      ? []
      : [{ facts, ratio: distance / lazy }]
  })
  const meant = compared.filter(({ facts }) => facts.k === WIDEST && facts.theorem?.kind === 'smooth')
  const range = (of: typeof compared): string => {
    const ratios = of.map(({ ratio }) => ratio)
    return `${writtenNumber(Math.min(...ratios))} to ${writtenNumber(Math.max(...ratios))}`
  }
  const others = PAPER_ACTIVATIONS.flatMap((activation) =>
    WIDTHS.flatMap((width) => {
      const own = compared.filter(
        ({ facts }) => facts.k === width && facts.activation.spec.kind === activation && !meant.some((each) => each.facts === facts),
      )
      return own.length === 0 ? [] : [`${ACTIVATION_NAMES[activation]}, k = ${width}: ${range(own)}`]
    }),
  )
  return claimView(LAZY, {
    met: compared.length === 0 ? null : meant.length > 0,
    measured: meant.length === 0 ? 'nothing yet' : [`${range(meant)} over ${meant.length} runs`, ...others].join('; '),
    verdict: verdictOf(
      meant.length > 0,
      meant.every(({ ratio }) => Math.abs(ratio - 1) <= LAZY_TOLERANCE),
    ),
    runIds: meant.map(({ facts }) => facts.run.id),
  })
}

/** Errors this far below the start are rounding, which does not shrink. */
const RESOLVED = 1e-10
/** Of the frozen kernel of many neurons over the statement: (1/2) / (1/32) and (1/3) / (1/24). */
const LIMIT_RATIO = { smooth: 16, relu: 8 } as const
const SLOWEST = 1 / 2

/** -log of the factor a step over the second half of the recorded steps. */
function tailRate(facts: ModerateFacts): number | null {
  const recorded = facts.series('residualNorm')
  if (recorded === null) return null
  const first = recorded.values[0] ?? NaN
  const count = recorded.values.findLastIndex((value) => value > RESOLVED * first)
  const half = Math.floor(count / 2)
  const [from, to] = [recorded.values[half], recorded.values[count]]
  if (from === undefined || to === undefined || count < 2) return null
  return Math.log(from / to) / ((recorded.steps[count] ?? NaN) - (recorded.steps[half] ?? NaN))
}

function looseClaim(evidence: StudyEvidence): ClaimView {
  const compared = factsOfAll(evidence).flatMap((facts) => {
    const [lambda, tail] = [facts.value('hiddenLimitLambdaMin'), tailRate(facts)]
    const [least, step] = [facts.value('hiddenLambdaMinStart'), facts.value('hiddenStepSize')]
    const { data, theorem, stepFraction } = facts
    if (
      facts.k !== WIDEST ||
      lambda === null ||
      tail === null ||
      least === null ||
      step === null ||
      data === null ||
      theorem === null ||
      stepFraction === null
    )
      return []
    const factor =
      theorem.kind === 'relu'
        ? reluContraction(data, lambda, stepFraction)
        : smoothContraction(data, lambda, theorem.derivativeBound, stepFraction, 'stated')
    const stated = -Math.log(factor)
    return [{ facts, tail, stated, lazy: -Math.log(1 - step * least), share: tail / stated / LIMIT_RATIO[theorem.kind] }]
  })
  const range = (values: readonly number[]): string => `${writtenNumber(Math.min(...values))} to ${writtenNumber(Math.max(...values))}`
  const texts = PAPER_ACTIVATIONS.flatMap((activation) => {
    const own = compared.filter(({ facts }) => facts.activation.spec.kind === activation)
    if (own.length === 0) return []
    const overStated = range(own.map(({ tail, stated }) => tail / stated))
    const overLazy = range(own.map(({ tail, lazy }) => tail / lazy))
    return [`${ACTIVATION_NAMES[activation]}: ${overStated} times as fast as stated, ${overLazy} times as its own frozen kernel`]
  })
  return claimView(LOOSE, {
    met: compared.length === 0 ? null : true,
    measured: compared.length === 0 ? 'nothing yet' : texts.join('; '),
    verdict: verdictOf(
      compared.length > 0,
      compared.every(({ share }) => share > SLOWEST),
    ),
    runIds: compared.map(({ facts }) => facts.run.id),
  })
}

export const trajectories: Recipe = {
  id: RECIPE_ID,
  title: 'Trajectories and their bounds',
  shows: 'Error, distance and path of gradient descent at the theorems\u2019 step size beside what the theorems say of them.',
  axes: AXES,
  plan: (size, baseSeed): CellPlan[] =>
    PAPER_ACTIVATIONS.flatMap((activation) =>
      WIDTHS.map((hiddenWidth) => ({
        spec: paperSpec({
          activation: { kind: activation },
          data: sphere(INPUT_DIMENSION, SAMPLE_COUNT),
          hiddenWidth,
          steps: STEPS,
          relativeResidual: FINISHED,
          measurements: {
            recording: { kind: 'every-step' },
            kernels: ['hidden'],
            kernelSteps: 8,
            lazyPrediction: true,
            theoremConditions: true,
          },
        }),
        seeds: seedsFrom(baseSeed, RUNS[size]),
        axes: { activation: ACTIVATION_NAMES[activation], hiddenWidth },
      })),
    ),
  present: (evidence) => {
    const cells = studyCells(evidence)
    const first = cells.flatMap(({ ended, axes }) => {
      const [run] = ended
      const facts = run === undefined ? null : factsOf(run, evidence)
      return facts === null ? [] : [{ facts, axes, name: `k = ${facts.k}` }]
    })
    const named = PAPER_ACTIVATIONS.map((activation) => ({
      activation,
      all: first.filter(({ axes }) => axes['activation'] === ACTIVATION_NAMES[activation]),
    }))
    return {
      tables: [
        measuredTable(
          {
            id: 'trajectories',
            title: 'Constants and ends',
            caption: `n = ${SAMPLE_COUNT}, d = ${INPUT_DIMENSION}, at most ${STEPS} steps of the theory's size.`,
            axes: AXES,
            groupBy: 'activation',
            quantityIds: [
              'hiddenLimitLambdaMin',
              'inputNorm',
              'hiddenLambdaMinStart',
              'hiddenStepSize',
              'initialResidualNorm',
              'finalRelativeResidual',
              'hiddenWeightDistance',
              'lazyDistance',
              'pathLength',
              'jacobianChange',
              'requiredWidth',
            ],
          },
          cells,
          finished,
        ),
      ],
      figures: named.flatMap(({ activation, all }) => [
        ...all.flatMap(
          ({ facts }) =>
            misfitFigure(facts, `misfit-${activation}-${facts.k}`, `Error, ${ACTIVATION_NAMES[activation]}, k = ${facts.k}`) ?? [],
        ),
        ...(all.length === 0 ? [] : [distanceFigure(all, `distance-${activation}`, `Distance, ${ACTIVATION_NAMES[activation]}`)]),
      ]),
      claims: [...runClaimsOver(RECIPE_ID, evidence), lazyClaim(evidence), looseClaim(evidence)],
      notes: [
        'Where the paper\u2019s statements and proofs differ, both are tested: theorem 6.10 contracts the square of the error by the factor that theorems ' +
          '2.1 and 6.2 print for the error itself, and its 4 / alpha is sqrt 128 where they print sqrt 32. The constants for ReLU agree.',
        `A run ends when its error is below ${FINISHED} of the labels, where rounding begins, or after ${STEPS} steps.`,
      ],
    }
  },
}
