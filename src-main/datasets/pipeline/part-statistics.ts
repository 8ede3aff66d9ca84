import { dimensionOf } from '../../contract'
import { pointNorms } from '../point-set'
import { forEachBlock, type Draft, type DraftPart } from './draft'
import { impossible, type StepTools } from './step'

/** Statistics of the numbers of some parts at a step. Sums are taken sample after sample, so that they do not depend on the blocks. */

/** Of each group of numbers: a feature, or a channel. */
export interface GroupStatistics {
  mean: Float64Array
  /** of the population: divided by the number of values */
  standardDeviation: Float64Array
  smallest: Float64Array
  largest: Float64Array
  samples: number
}

/** @param groupSize numbers of a sample, one after the other, that are one group: 1 for features, the pixels of a plane for channels */
export function groupStatistics(draft: Draft, parts: readonly DraftPart[], groupSize: number, tools: StepTools): GroupStatistics {
  const groups = dimensionOf(draft.shape) / groupSize
  const mean = new Float64Array(groups)
  const smallest = new Float64Array(groups).fill(Infinity)
  const largest = new Float64Array(groups).fill(-Infinity)
  const samples = forEachSample(draft, parts, tools, (values, start) => {
    for (let g = 0; g < groups; g++) {
      let sum = 0
      for (let k = start + g * groupSize; k < start + (g + 1) * groupSize; k++) {
        const value = values[k]!
        sum += value
        if (value < smallest[g]!) smallest[g] = value
        if (value > largest[g]!) largest[g] = value
      }
      mean[g]! += sum
    }
  })
  if (samples === 0) throw impossible('there is no sample to take statistics from')
  // the rounded mean of equal numbers may differ from them
  for (let g = 0; g < groups; g++) mean[g] = smallest[g] === largest[g] ? smallest[g]! : mean[g]! / (samples * groupSize)
  const squares = new Float64Array(groups)
  forEachSample(draft, parts, tools, (values, start) => {
    for (let g = 0; g < groups; g++) {
      let sum = 0
      for (let k = start + g * groupSize; k < start + (g + 1) * groupSize; k++) {
        const deviation = values[k]! - mean[g]!
        sum += deviation * deviation
      }
      squares[g]! += sum
    }
  })
  return { mean, standardDeviation: squares.map((sum) => Math.sqrt(sum / (samples * groupSize))), smallest, largest, samples }
}

export interface NormStatistics {
  smallest: number
  largest: number
  samples: number
}

export function normStatistics(draft: Draft, parts: readonly DraftPart[], tools: StepTools): NormStatistics {
  const result = { smallest: Infinity, largest: 0, samples: 0 }
  const dimension = dimensionOf(draft.shape)
  for (const part of parts)
    forEachBlock(draft, part, tools.mostStatisticsSamples, (values, from, count) => {
      tools.pulse()
      pointNorms({ inputs: values, inputDimension: dimension, sampleCount: count }).forEach((norm, i) => {
        if (!Number.isFinite(norm)) throw impossible(`sample ${from + i} of the part ${part.role} has no finite norm`)
        result.smallest = Math.min(result.smallest, norm)
        result.largest = Math.max(result.largest, norm)
      })
      result.samples += count
    })
  if (result.samples === 0) throw impossible('there is no sample to take statistics from')
  return result
}

function forEachSample(
  draft: Draft,
  parts: readonly DraftPart[],
  tools: StepTools,
  use: (values: Float64Array, start: number) => void,
): number {
  const dimension = dimensionOf(draft.shape)
  let samples = 0
  for (const part of parts)
    forEachBlock(draft, part, tools.mostStatisticsSamples, (values, _, count) => {
      tools.pulse()
      for (let i = 0; i < count; i++) use(values, i * dimension)
      samples += count
    })
  return samples
}
