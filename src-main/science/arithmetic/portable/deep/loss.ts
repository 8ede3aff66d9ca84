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

function crossEntropy(outputs: DeepArray, labels: ArrayLike<number>, count: number): Misfit {
  const classes = outputs.length / count
  const gradient = zerosLike(outputs)
  let [loss, correct] = [0, 0]
  for (let example = 0; example < count; example++) {
    const row = outputs.subarray(example * classes, (example + 1) * classes)
    const label = labels[example]!
    const largest = row.indexOf(Math.max(...row))
    if (largest === label) correct++
    const top = row[largest]!
    let sum = 0
    for (const value of row) sum += Math.exp(value - top)
    loss += Math.log(sum) - (row[label]! - top)
    for (let k = 0; k < classes; k++) {
      const probability = Math.exp(row[k]! - top) / sum
      gradient[example * classes + k] = (probability - (k === label ? 1 : 0)) / count
    }
  }
  return { loss: loss / count, correct, gradient }
}
