import type { DeepTrainingSpec } from './spec'

/** Step size in an epoch, counted from 0. */
export function stepSizeAt({ stepSize, schedule }: DeepTrainingSpec['training'], epoch: number): number {
  if (schedule.kind === 'constant') return stepSize
  // multiplied one after the other, as the factor is stated
  return schedule.epochs.reduce((size, after) => (epoch >= after ? size * schedule.factor : size), stepSize)
}
