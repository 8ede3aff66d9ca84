import type { DeepArray } from '../../science/arithmetic/deep-network'
import type { DeepTrainingSpec } from './spec'

export interface Evaluation {
  /** mean over the examples, of -log softmax or of half the squared distance to the indicator of the class */
  loss: number
  /** share whose largest output is at their class; of equal outputs the first counts */
  accuracy: number
}

/** @param outputs row-major, a row for each of the classes' examples */
export function evaluateOutputs(outputs: DeepArray, classes: Uint32Array, loss: DeepTrainingSpec['training']['loss']): Evaluation {
  const count = outputs.length / classes.length
  let [sum, right] = [0, 0]
  classes.forEach((label, i) => {
    const row = outputs.subarray(i * count, (i + 1) * count)
    let best = 0
    for (let k = 1; k < count; k++) if (row[k]! > row[best]!) best = k
    if (best === label) right++
    sum += loss === 'cross-entropy' ? logSumExp(row, row[best]!) - row[label]! : halfSquaredDistance(row, label)
  })
  return { loss: sum / classes.length, accuracy: right / classes.length }
}

function logSumExp(row: DeepArray, largest: number): number {
  let sum = 0
  for (const value of row) sum += Math.exp(value - largest)
  return largest + Math.log(sum)
}

function halfSquaredDistance(row: DeepArray, label: number): number {
  let sum = 0
  row.forEach((value, k) => {
    const error = value - (k === label ? 1 : 0)
    sum += error * error
  })
  return sum / 2
}
