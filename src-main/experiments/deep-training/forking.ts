import type { Forking, Snapshot } from '../experiment'
import type { DeepTrainingSpec } from './spec'

const AT_FORK = 'atFork'

/** Whether the snapshot is that at which a fork begins, not one of its own. */
export function startsFork(snapshot: Snapshot): boolean {
  return AT_FORK in snapshot.numbers
}

/**
 * A deep network may be trained on with other step sizes and decay, for more epochs, and be measured otherwise. The batches stay what they
 * are: which update belongs to which epoch follows from their size.
 */
export const forking: Forking<DeepTrainingSpec> = {
  fields: [
    'training.stepSize',
    'training.momentum',
    'training.weightDecay',
    'training.scalarStepRatio',
    'training.schedule',
    'training.epochs',
    'measurements.dotProducts',
    'measurements.trainingExamples',
    'measurements.layerStatistics',
    'measurements.finalParameters',
  ],
  training: ({ training }) => training,
  begin({ step, numbers, arrays }) {
    return { step, arrays, numbers: { ...numbers, [AT_FORK]: 1 } }
  },
}
