import type { DeepArray, DeepProblem } from '../../deep-network'
import { zerosLike } from './layer'

export interface Misfit {
  loss: number
  correct: number
  /** dL/d(output) */
  gradient: DeepArray
}

/** Loss of a batch: its mean over the examples. */
export function misfit(loss: DeepProblem['loss'], outputs: DeepArray, targets: Uint32Array | DeepArray, count: number): Misfit {
  return loss === 'squared' ? squared(outputs, targets, count) : crossEntropy(outputs, targets, count)
}

function squared(outputs: DeepArray, targets: ArrayLike<number>, count: number): Misfit {
  const gradient = zerosLike(outputs)
  let sum = 0
  for (let at = 0; at < outputs.length; at++) {
    const difference = outputs[at]! - targets[at]!
    sum += (difference * difference) / 2
    gradient[at] = difference / count
  }
  return { loss: sum / count, correct: 0, gradient }
}

function crossEntropy(outputs: DeepArray, targets: Uint32Array | DeepArray, count: number): Misfit {
  const classes = outputs.length / count
  const gradient = zerosLike(outputs)
  const shareOf = (example: number, k: number): number =>
    targets instanceof Uint32Array ? (k === targets[example] ? 1 : 0) : targets[example * classes + k]!
  let [loss, correct] = [0, 0]
  for (let example = 0; example < count; example++) {
    const row = outputs.subarray(example * classes, (example + 1) * classes)
    const largest = row.indexOf(Math.max(...row))
    // without a largest one the outputs are not finite
    if (largest >= 0) correct += shareOf(example, largest)
    const top = row[largest]!
    let [sum, whole] = [0, 0]
    for (const value of row) sum += Math.exp(value - top)
    for (let k = 0; k < classes; k++) {
      const share = shareOf(example, k)
      whole += share
      if (share > 0) loss += share * (Math.log(sum) - (row[k]! - top))
    }
    for (let k = 0; k < classes; k++) {
      const probability = Math.exp(row[k]! - top) / sum
      gradient[example * classes + k] = (probability * whole - shareOf(example, k)) / count
    }
  }
  return { loss: loss / count, correct, gradient }
}
