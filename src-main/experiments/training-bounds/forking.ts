import type { Forking, Snapshot } from '../experiment'
import type { TrainingBoundsSpec } from './spec'

const AT_FORK = 'atFork'

/** Whether the snapshot is that at which a fork begins, not one of its own. */
export function startsFork(snapshot: Snapshot): boolean {
  return AT_FORK in snapshot.numbers
}

/** Training beside its bounds goes on for longer. Its method stays: the bounds are those of one method from the start. */
export const forking: Forking<TrainingBoundsSpec> = {
  fields: ['duration', 'measuredTimes'],
  training: ({ method, duration, measuredTimes }) => ({ method, duration, measuredTimes }),
  begin({ step, numbers, arrays }) {
    return { step, arrays, numbers: { ...numbers, [AT_FORK]: 1 } }
  },
}
