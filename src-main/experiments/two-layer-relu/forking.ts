import type { Forking, Snapshot } from '../experiment'
import type { QuantityId } from './quantities'
import type { TwoLayerReluSpec } from './spec'

const AT_FORK = 'atFork'
/** What was measured at the start for one pair of step sizes, or for one threshold. */
const OF_RATES: readonly QuantityId[] = [
  'stabilityProduct',
  'frozenKernelSteps',
  'frozenKernelHiddenDistance',
  'frozenKernelOutputDistance',
]
const OF_THRESHOLD: readonly QuantityId[] = ['frozenKernelSteps']

/** Whether the snapshot is that at which a fork begins, not one of its own. */
export function startsFork(snapshot: Snapshot): boolean {
  return AT_FORK in snapshot.numbers
}

/**
 * A network may be trained on with other step sizes, to another threshold or budget. What speaks of one pair of step sizes from the start
 * (predictions of the frozen kernel, the sum (46), the invariant) is not measured where they were changed.
 */
export const forking: Forking<TwoLayerReluSpec> = {
  fields: ['training.stepSizes', 'training.stopResidual', 'training.safetyValve', 'training.maxSteps', 'measurements.spectrumSteps'],
  training: ({ training }) => training,
  begin({ step, numbers, arrays }, { training, fork }) {
    const ratesChanged = JSON.stringify(training.stepSizes) !== JSON.stringify(fork?.training.stepSizes)
    const thresholdChanged = training.stopResidual !== fork?.training.stopResidual
    const lost = new Set([...(ratesChanged ? OF_RATES : []), ...(thresholdChanged ? OF_THRESHOLD : [])].map((id) => `measured.${id}`))
    const kept = Object.fromEntries(Object.entries(numbers).filter(([name]) => !lost.has(name)))
    return {
      step,
      arrays,
      numbers: {
        ...kept,
        [AT_FORK]: 1,
        ...(ratesChanged ? { 'account.ratesChanged': 1 } : {}),
        // the late decay is that of the last rate on its way to the last threshold
        ...(ratesChanged || thresholdChanged ? { 'account.lateStep': NaN, 'account.lateResidual': NaN } : {}),
      },
    }
  },
}
