import type { AsymmetricNetwork } from '../../contract/asymmetric-network-field'
import { limitPowerSum } from '../../science/two-layer'
import type { Outcome, RunContext, Snapshot } from '../experiment'
import { drawPoints } from '../points/draw-points'
import { kernelStatistics } from './kernel-statistics'
import { limitStatistics } from './limit-statistics'
import { scalesOf, settingOf } from './network'
import type { QuantityId } from './quantities'
import type { InitialisationMonteCarloSpec } from './spec'
import { velocityStatistics } from './velocity-statistics'

/** Draws initialisations and averages; draw b depends on the seed and b alone, so that a run goes on from any of them bit for bit. */
export function runInitialisationMonteCarlo(
  spec: InitialisationMonteCarloSpec,
  seed: number,
  context: RunContext,
  resumeFrom: Snapshot | null,
): Outcome {
  const { train, targets } = drawPoints(spec, spec.dataSeed ?? seed, context)
  const setting = settingOf(spec.model, { ...train, threads: context.threads }, targets, seed)
  context.summarise(scaleSums(spec.model))
  const { statistic } = spec
  if (statistic.kind === 'kernel') kernelStatistics(setting, statistic.draws, context, resumeFrom)
  if (statistic.kind === 'velocities') velocityStatistics(setting, statistic.draws, context, resumeFrom)
  if (statistic.kind === 'limit') limitStatistics(setting, statistic, context, resumeFrom)
  context.progress(1)
  return { state: 'finished', stopReason: 'computed' }
}

function scaleSums(model: AsymmetricNetwork): Partial<Record<QuantityId, number>> {
  const scales = scalesOf(model).toSorted()
  const of = (power: (scale: number) => number): number => scales.reduce((sum, scale) => sum + power(scale), 0)
  const rest = 1 - model.symmetricShare
  return {
    scaleSum: of((scale) => scale),
    scaleRootSum: of(Math.sqrt),
    scaleThreeHalvesSum: of((scale) => scale * Math.sqrt(scale)),
    scaleSquareSum: of((scale) => scale * scale),
    scaleCubeSum: of((scale) => scale * scale * scale),
    scaleThreeHalvesLimit: rest * Math.sqrt(rest) * limitPowerSum(model.profile, 3 / 2),
    scaleSquareLimit: rest * rest * limitPowerSum(model.profile, 2),
    scaleCubeLimit: rest * rest * rest * limitPowerSum(model.profile, 3),
  }
}
