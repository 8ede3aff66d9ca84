import { LabError } from '../../contract'
import { oneHotLabels } from '../../datasets/labels'

/**
 * What a network with an output for each class shall answer: 1 at the class of a point, 0 at the others, row-major n x count.
 * @throws LabError `invalid-file` naming the first entry that is no class
 */
export function classTargets(classes: Float64Array, count: number, path: string): Float64Array {
  try {
    return oneHotLabels(classes, count)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new LabError('invalid-file', `${path}: ${error.message}.`, [{ path, rule: error.message }], { cause: error })
  }
}

/** Share of the points whose largest output is at their class; of equal outputs the first counts. NaN without points. */
export function accuracy(outputs: Float64Array, targets: Float64Array, count: number): number {
  const points = targets.length / count
  let right = 0
  for (let i = 0; i < points; i++) {
    const first = i * count
    let best = 0
    for (let k = 1; k < count; k++) if (outputs[first + k]! > outputs[first + best]!) best = k
    if (targets[first + best] === 1) right++
  }
  return right / points
}
