import { hiddenLimitLambdaMax, hiddenLimitLambdaMin } from '../../science/two-layer-relu'
import type { Dimensions } from './dimensions'
import type { TwoLayerReluSpec } from './spec'
import { effectiveStepSizes } from './step-sizes'

/**
 * Law for the published step counts: T = log(|e_0| / stop) / (eta_w S c) with c = hiddenLimitLambdaMin(n, m) exp(0.19 - 4.6 x^0.7),
 * x = m / (nS). Fitted by least squares in logarithms to the 45 averages of Tables 1 and 2 of arXiv 2212.02323: root mean square of the
 * relative error 7.5 %, largest 29 % (m = 5000).
 */
const DECAY_OFFSET = 0.19
const DECAY_SLOPE = 4.6
const DECAY_EXPONENT = 0.7

/** Smallest eigenvalue of G_0 / S for many neurons at m = n = 100; falls to 0 as m approaches S. */
const OUTPUT_RATE = 0.083

const FEWEST_STEPS = 10

/** With eta_w lambda_max(H_0) above this the safety valve stopped every run of S = 1000 within a few steps. */
const UNSTABLE_PRODUCT = 2.2

/**
 * With all error on one point no run converged at m / (nS) = 0.2 and nearly all did at 0.1. The valve stopped them after about
 * 10 / (eta_w S) steps: 447, 737 and 5350 on average at 1e-3, 1e-4 and 1e-5, S = 100.
 */
const LOCAL_ABORT_LOAD = 0.15
const LOCAL_ABORT_TIME = 10

/**
 * Steps that a run of the spec is expected to take: for the cost, the progress and the spacing of log-spaced measurements, never for a
 * result. Computed with log and exp only, so that the measured steps are the same on every machine.
 */
export function expectedSteps(spec: TwoLayerReluSpec, dimensions: Dimensions): number {
  const { inputDimension: n, hiddenWidth: S, sampleCount: m } = dimensions
  const stepSizes = effectiveStepSizes(spec, dimensions)
  const load = m / (n * S)
  const abort = spec.training.safetyValve ? expectedAbort(spec, stepSizes.hidden, dimensions) : null
  if (abort !== null) return Math.min(spec.training.maxSteps, abort)
  const hiddenRate = hiddenLimitLambdaMin(n, m) * Math.exp(DECAY_OFFSET - DECAY_SLOPE * Math.exp(DECAY_EXPONENT * Math.log(load)))
  const outputRate = OUTPUT_RATE * Math.max(0, 1 - Math.sqrt(m / S))
  const rate = S * (stepSizes.hidden * hiddenRate + stepSizes.output * outputRate)
  const decades = Math.log(expectedInitialError(spec, dimensions) / spec.training.stopResidual)
  const steps = Math.ceil((labelFactor(spec, load) * Math.max(0, decades)) / rate)
  return Math.min(spec.training.maxSteps, Number.isFinite(steps) ? Math.max(FEWEST_STEPS, steps) : Infinity)
}

/**
 * Expected steps from where a run begins: all of them, or those after the state that a fork begins with. What share of its way the other
 * run had gone there is taken from what was expected of it, with its own step sizes and threshold.
 */
export function expectedStepsToGo(spec: TwoLayerReluSpec, dimensions: Dimensions): number {
  const steps = expectedSteps(spec, dimensions)
  const { fork } = spec
  if (fork === undefined) return steps
  const untilThere = expectedSteps({ ...spec, training: { ...fork.training, maxSteps: Number.MAX_SAFE_INTEGER } }, dimensions)
  const share = Math.min(1, fork.step / untilThere)
  return Math.min(Math.max(0, spec.training.maxSteps - fork.step), Math.max(FEWEST_STEPS, Math.ceil(steps * (1 - share))))
}

/** Steps until the safety valve is expected to stop the run, null when it is expected to converge. */
function expectedAbort(
  spec: TwoLayerReluSpec,
  hiddenStepSize: number,
  { inputDimension: n, hiddenWidth: S, sampleCount: m }: Dimensions,
): number | null {
  if (hiddenStepSize * S * hiddenLimitLambdaMax(n, m) > UNSTABLE_PRODUCT) return FEWEST_STEPS
  if (spec.labels.kind !== 'local' || m / (n * S) < LOCAL_ABORT_LOAD || hiddenStepSize === 0) return null
  return Math.max(FEWEST_STEPS, Math.ceil(LOCAL_ABORT_TIME / (hiddenStepSize * S)))
}

/** Square root of the expectation of |e_0|^2: S/2 a point from the outputs plus the variance of the labels, or as the labels fix it. */
function expectedInitialError(spec: TwoLayerReluSpec, { inputDimension, hiddenWidth, sampleCount }: Dimensions): number {
  switch (spec.labels.kind) {
    case 'gaussian': {
      const variance = spec.labels.variance === 'hiddenWidth' ? hiddenWidth : spec.labels.variance
      return Math.sqrt(sampleCount * (hiddenWidth / 2 + variance))
    }
    case 'high-spectrum':
      return Math.sqrt(hiddenWidth * (inputDimension + sampleCount))
    default:
      return Math.sqrt(1.5 * sampleCount * hiddenWidth)
  }
}

/** Steps relative to Gaussian labels, measured at n = S = 100, m = 100 to 1000. */
function labelFactor(spec: TwoLayerReluSpec, load: number): number {
  switch (spec.labels.kind) {
    case 'low-spectrum':
      return 1.4
    case 'high-spectrum':
      return 0.6
    case 'local':
      return 1 + 11 * load
    default:
      return 1
  }
}
