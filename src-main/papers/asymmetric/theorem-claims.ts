import type { ClaimStatement, ClaimView, RunRecord, Verdict } from '../../contract'
import { activationOf } from '../../science/activations'
import { gaussianExpectation } from '../../science/gaussian'
import {
  initialSpectrumWidth,
  reluFlowWidth,
  reluKernelBound,
  reluMovementCoefficient,
  smoothFlowWidth,
  smoothKernelBound,
  smoothMovementCoefficient,
  type AsymmetricSetting,
  type SmoothConstants,
} from '../../science/kernels/asymmetric-thresholds'
import { nodeWeights } from '../../science/two-layer'
import { claimView } from '../claim-view'
import { PAPER } from './settings'

/** The theorems hold with probability 1 - delta; this delta is ours. */
const FAILURE_PROBABILITY = 0.1

const RECIPES = ['asymmetric-simulated-stated', 'asymmetric-simulated-program']
const VACUOUS_REMARK =
  'The width asked for is astronomical; the inequality is compared all the same. delta = 0.1. The theorem is about gradient flow.'

const INITIAL: ClaimStatement = {
  id: 'D.1',
  title: 'The smallest eigenvalue at the start is at least half of gamma kappa',
  formula: '\\lambda_{\\min}(\\Theta_0)>\\gamma\\kappa_n/2',
  source: `${PAPER}, Proposition D.1`,
  premise: 'm >= 8 n log(n / delta) / (kappa_n d), gamma > 0',
  prediction: 'lambda_min(Theta_0) / (gamma kappa_n) above 1/2',
  remark: null,
  recipeIds: RECIPES,
}

const MOVEMENT: ClaimStatement = {
  id: '4.1-c',
  title: 'Neurons move at most like the root of their scale',
  formula: '\\|w_{tj}-w_{0j}\\|\\le c\\sqrt{\\lambda_j}',
  source: `${PAPER}, Theorem 4.1 (c), for ReLU Theorem A.1 (c)`,
  premise: 'the width of the theorem, gamma > 0',
  prediction: 'movement over bound of the neuron that moved most is at most 1',
  remark: VACUOUS_REMARK,
  recipeIds: RECIPES,
}

const KERNEL: ClaimStatement = {
  id: '4.1-d',
  title: 'The tangent kernel changes at most so much',
  formula: '\\|\\Theta_t-\\Theta_0\\|_2\\le c_1\\textstyle\\sum_j\\lambda_j^2+c_2\\sqrt{\\sum_j\\lambda_j^2}',
  source: `${PAPER}, Theorem 4.1 (d), for ReLU Theorem A.1 (d) with sum lambda_j^(3/2)`,
  premise: 'the width of the theorem, gamma > 0',
  prediction: 'change over bound is at most 1',
  remark: VACUOUS_REMARK,
  recipeIds: RECIPES,
}

export const THEOREM_CLAIMS: readonly ClaimStatement[] = [INITIAL, MOVEMENT, KERNEL]

/** What the theorems need to know of a run; null when they say nothing about it. */
interface Facts {
  run: RunRecord
  width: number
  setting: AsymmetricSetting
  /** null for ReLU */
  smooth: SmoothConstants | null
  nodeWeights: Float64Array
}

function factsOf(run: RunRecord): Facts | null {
  const { spec, summary } = run
  if (spec.experiment !== 'two-layer' || spec.model.nodeScales.kind !== 'asymmetric') return null
  if (spec.model.preactivationScale !== 'inverse-sqrt-input-dimension' || spec.data.kind !== 'sine-regression') return null
  const { symmetricShare, profile } = spec.model.nodeScales
  const { inputDimension, sampleCount } = spec.data
  const limit = summary['hiddenLimitLambdaMin']
  const largestLabel = summary['largestLabel']
  if (symmetricShare === 0 || limit === undefined || limit === null || largestLabel === undefined || largestLabel === null) return null
  const activation = activationOf(spec.model.activation)
  if (activation.smoothness.kind === 'jump' && spec.model.activation.kind !== 'relu') return null
  return {
    run,
    width: spec.model.hiddenWidth,
    setting: {
      sampleCount,
      inputDimension,
      kappa: limit / inputDimension,
      symmetricShare,
      failureProbability: FAILURE_PROBABILITY,
      largestLabel,
    },
    smooth:
      activation.smoothness.kind === 'jump'
        ? null
        : {
            // attained at c = 1 for the activations of the paper
            meanSquare: gaussianExpectation((z) => activation.value(z / Math.sqrt(inputDimension)) ** 2, []),
            secondDerivativeBound: activation.secondDerivativeBound,
          },
    nodeWeights: nodeWeights(spec.model.hiddenWidth, symmetricShare, profile),
  }
}

const theoremWidth = ({ setting, smooth }: Facts): number =>
  (smooth === null ? reluFlowWidth(setting) : smoothFlowWidth(setting, smooth)).width

function movementRatio(facts: Facts): number | null {
  const { run, setting, smooth } = facts
  const distance = run.summary['largestNeuronDistance']
  const neuron = run.summary['mostMovedNeuron']
  if (distance === undefined || distance === null || neuron === undefined || neuron === null) return null
  const coefficient = smooth === null ? reluMovementCoefficient(setting) : smoothMovementCoefficient(setting, smooth)
  return distance / (coefficient * Math.sqrt(facts.nodeWeights[neuron - 1] ?? NaN))
}

function kernelRatio({ run, setting, smooth, nodeWeights: weights }: Facts): number | null {
  const change = run.summary['kernelChange']
  if (change === undefined || change === null) return null
  const bound =
    smooth === null
      ? reluKernelBound(
          setting,
          weights.reduce((sum, weight) => sum + weight * Math.sqrt(weight), 0),
        )
      : smoothKernelBound(
          setting,
          smooth,
          weights.reduce((sum, weight) => sum + weight * weight, 0),
        )
  return change / bound
}

function initialRatio({ run, setting }: Facts): number | null {
  const smallest = run.summary['tangentLambdaMinStart']
  return smallest === undefined || smallest === null ? null : smallest / (setting.symmetricShare * setting.kappa)
}

interface Rule {
  statement: ClaimStatement
  symbol: string
  ratio: (facts: Facts) => number | null
  requiredWidth: (facts: Facts) => number
  holds: (ratio: number) => boolean
}

const RULES: readonly Rule[] = [
  {
    statement: INITIAL,
    symbol: 'ratio',
    ratio: initialRatio,
    requiredWidth: ({ setting }) => initialSpectrumWidth(setting),
    holds: (ratio) => ratio > 1 / 2,
  },
  { statement: MOVEMENT, symbol: 'movement over bound', ratio: movementRatio, requiredWidth: theoremWidth, holds: (ratio) => ratio <= 1 },
  { statement: KERNEL, symbol: 'change over bound', ratio: kernelRatio, requiredWidth: theoremWidth, holds: (ratio) => ratio <= 1 },
]

const written = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || value >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(4)))

/** The theorems over runs: whether their width is met, and whether their inequality holds all the same. */
export function theoremClaims(runs: readonly RunRecord[]): ClaimView[] {
  const concerned = runs.flatMap((run) => factsOf(run) ?? [])
  return RULES.map((rule) => {
    const measured = concerned.flatMap((facts) => {
      const ratio = rule.ratio(facts)
      return ratio === null ? [] : [{ facts, ratio, required: rule.requiredWidth(facts) }]
    })
    const inside = measured.filter(({ facts, required }) => facts.width >= required)
    const broken = (inside.length > 0 ? inside : measured).filter(({ ratio }) => !rule.holds(ratio))
    return claimView(rule.statement, {
      met: measured.length === 0 ? null : inside.length > 0,
      ...(measured.length === 0 ? {} : { premise: premiseOf(rule, measured, inside.length) }),
      measured: measured.length === 0 ? 'nothing yet' : measuredText(rule, measured, broken.length),
      verdict: verdictOf(measured.length, inside.length, broken.length),
      runIds: measured.map(({ facts }) => facts.run.id),
    })
  })
}

interface Measurement {
  facts: Facts
  ratio: number
  required: number
}

function premiseOf({ statement }: Rule, measured: readonly Measurement[], inside: number): string {
  const required = measured.map((each) => each.required)
  return `${statement.premise}: m >= ${written(Math.min(...required))}${measured.length > 1 ? ` (met by ${inside} of ${measured.length} runs)` : ''}`
}

function measuredText({ symbol }: Rule, measured: readonly Measurement[], broken: number): string {
  const ratios = measured.map(({ ratio }) => ratio)
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)]
  const range = low === high ? written(low) : `${written(low)} to ${written(high)}`
  return `${symbol} ${range}; ${broken === 0 ? 'the inequality holds' : `${broken} of ${measured.length} break it`}`
}

function verdictOf(measured: number, inside: number, broken: number): Verdict {
  if (measured === 0) return 'not measured'
  if (inside === 0) return 'premise not met'
  return broken > 0 ? 'fails' : 'holds'
}
