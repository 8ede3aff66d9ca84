import { LabError } from '../../contract'
import { RunningMoments } from '../../science/statistics'
import type { Snapshot } from '../experiment'

/** The averages of a run so far; draw b is made from the seed and b alone. */
export function takeMoments(moments: RunningMoments, extremes: Float64Array): Snapshot {
  const { count, means, squares } = moments.toState()
  return { step: count, numbers: {}, arrays: { means, squares, extremes: extremes.slice() } }
}

/** @throws LabError `invalid-file` when the snapshot is of something else */
export function momentsFrom({ step, arrays }: Snapshot, size: number): { moments: RunningMoments; extremes: Float64Array } {
  const { means, squares, extremes } = arrays
  if (!(means instanceof Float64Array && squares instanceof Float64Array && extremes instanceof Float64Array) || means.length !== size)
    throw new LabError('invalid-file', 'The checkpoint holds no averages of this run. It can be started again from its spec and seed.')
  return { moments: RunningMoments.from({ count: step, means, squares }), extremes: extremes.slice() }
}
