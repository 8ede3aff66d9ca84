import type { Forking, Snapshot } from '../experiment'
import type { TwoLayerSpec } from './spec'

const AT_FORK = 'atFork'

/** Whether the snapshot is that at which a fork begins, not one of its own. */
export function startsFork(snapshot: Snapshot): boolean {
  return AT_FORK in snapshot.numbers
}

/** Whether training is by the same method with the same step sizes as before. */
export function keepsRates({ training }: Pick<TwoLayerSpec, 'training'>, before: TwoLayerSpec['training']): boolean {
  return (
    JSON.stringify(training.method) === JSON.stringify(before.method) &&
    JSON.stringify(training.stepSizes) === JSON.stringify(before.stepSizes)
  )
}

/** A two-layer network may be trained on with other step sizes, by another method, to another end, and be recorded otherwise. */
export const forking: Forking<TwoLayerSpec> = {
  fields: [
    'training.method',
    'training.stepSizes',
    'training.stop',
    'measurements.recording',
    'measurements.kernelSteps',
    'measurements.lazyPrediction',
    'measurements.finalWeights',
    'measurements.weightsAtSpectra',
  ],
  training: ({ training }) => training,
  begin({ step, numbers, arrays }) {
    return { step, arrays, numbers: { ...numbers, halfwayResidual: NaN, [AT_FORK]: 1 } }
  },
}
