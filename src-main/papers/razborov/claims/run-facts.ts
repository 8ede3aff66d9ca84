import type { RunRecord } from '../../../contract'
import { resolvedDimensions } from '../../../experiments/two-layer-relu/dimensions'
import type { QuantityId } from '../../../experiments/two-layer-relu/quantities'
import { effectiveStepSizes } from '../../../experiments/two-layer-relu/step-sizes'

/** What the claims need to know about one ended run. */
export interface RunFacts {
  run: RunRecord
  n: number
  S: number
  m: number
  /** eta_w */
  hiddenStepSize: number
  /** eta_z */
  outputStepSize: number
  /** eta_z / eta_w, infinite when only the output layer is trained */
  ratio: number
  /** points drawn uniformly from the sphere and weights drawn as in section 2.4 of the paper */
  isRandomInstance: boolean
  hasGaussianLabels: boolean
  converged: boolean
  /** null when not measured; NaN and infinity are values */
  value(quantity: QuantityId): number | null
}

/** Facts of an ended run of the paper's experiment, null for any other run. */
export function factsOf(run: RunRecord): RunFacts | null {
  if (run.state !== 'finished' && run.state !== 'diverged') return null
  const { spec, summary } = run
  if (spec.experiment !== 'two-layer-relu') return null
  const dimensions = resolvedDimensions(spec)
  const { hidden, output } = effectiveStepSizes(spec, dimensions)
  return {
    run,
    n: dimensions.inputDimension,
    S: dimensions.hiddenWidth,
    m: dimensions.sampleCount,
    hiddenStepSize: hidden,
    outputStepSize: output,
    ratio: output / hidden,
    isRandomInstance:
      spec.data.kind === 'sphere' &&
      spec.model.hiddenWeights.kind === 'gaussian' &&
      (spec.model.outputWeights.kind === 'signs' || spec.model.outputWeights.kind === 'gaussian'),
    hasGaussianLabels: spec.labels.kind === 'gaussian',
    converged: run.stopReason === 'converged',
    value: (quantity) => summary[quantity] ?? null,
  }
}

/** n S^(1/4): premise m <= o~(nS^(1/4)) of the cases (16) and (17). */
export function quarterBound({ n, S }: RunFacts): number {
  return n * Math.sqrt(Math.sqrt(S))
}

/** One factor log(nS), natural logarithm: what O~ may hide at least once. */
export function logFactor({ n, S }: RunFacts): number {
  return Math.log(n * S)
}
