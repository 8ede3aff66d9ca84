import { dimensionOf } from '../../contract'
import { normals, RandomStream } from '../../science/random'
import { pointNorms } from '../point-set'
import { withAppendedCoordinates } from '../preprocessing'
import type { Block, Draft, Transform } from './draft'
import { imageShape } from './images'
import { groupStatistics, normStatistics } from './part-statistics'
import { countsText, impossible, shown, statisticsParts, withTransform, type StepFunction } from './step'

/** Steps that change the numbers of each sample. */

/** Streams are read up to this place; a sample further on has no noise of its own. */
const MOST_NORMALS = Number.MAX_SAFE_INTEGER / 4

export const unitInterval: StepFunction<'unit-interval'> = ({ range, statistics }, draft, tools) => {
  const chosen = statisticsParts(draft, statistics)
  const extremes = (): { smallest: number; largest: number } => {
    const found = groupStatistics(draft, chosen, dimensionOf(draft.shape), tools)
    return { smallest: found.smallest[0] ?? NaN, largest: found.largest[0] ?? NaN }
  }
  const { smallest, largest } = range === 'bytes' ? { smallest: 0, largest: 255 } : extremes()
  if (largest === smallest) throw impossible(`every number is ${shown(smallest)}, so nothing can be scaled`)
  // x / 255 itself, not a multiplication that rounds twice
  const transform = elementwise((value) => (value - smallest) / (largest - smallest))
  const what =
    range === 'bytes' ? 'Divided by 255' : `${shown(smallest)} becomes 0, ${shown(largest)} becomes 1 (extremes of ${countsText(chosen)})`
  return { draft: withTransform(draft, transform), says: what }
}

export const subtractMean: StepFunction<'subtract-mean'> = ({ of, statistics }, draft, tools) => {
  if (of === 'sample') {
    const transform: Transform = (block) =>
      eachSample(block, (sample) => {
        const mean = sample.reduce((a, b) => a + b, 0) / sample.length
        for (let k = 0; k < sample.length; k++) sample[k]! -= mean
      })
    return { draft: withTransform(draft, transform), says: 'Each sample has the mean 0 over its own numbers' }
  }
  const chosen = statisticsParts(draft, statistics)
  const size = groupSize(draft, of)
  const { mean, samples } = groupStatistics(draft, chosen, size, tools)
  const transform: Transform = (block) =>
    eachSample(block, (sample) => {
      for (let k = 0; k < sample.length; k++) sample[k]! -= mean[Math.floor(k / size)]!
    })
  return { draft: withTransform(draft, transform), says: `Minus the mean of each ${of}, ${span(mean)}, ${taken(chosen, samples)}` }
}

export const standardise: StepFunction<'standardise'> = ({ of, statistics }, draft, tools) => {
  const chosen = statisticsParts(draft, statistics)
  const size = groupSize(draft, of)
  const { mean, standardDeviation, samples } = groupStatistics(draft, chosen, size, tools)
  const transform: Transform = (block) =>
    eachSample(block, (sample) => {
      for (let k = 0; k < sample.length; k++) {
        const group = Math.floor(k / size)
        const deviation = standardDeviation[group]!
        sample[k] = deviation === 0 ? 0 : (sample[k]! - mean[group]!) / deviation
      }
    })
  const constant = standardDeviation.reduce((count, deviation) => count + (deviation === 0 ? 1 : 0), 0)
  const rest = constant === 0 ? '' : `; ${constant} constant ${of}${constant === 1 ? '' : 's'} became 0`
  return {
    draft: withTransform(draft, transform),
    says: `Minus the mean of each ${of} (${span(mean)}), divided by its standard deviation (${span(standardDeviation)}), ${taken(chosen, samples)}${rest}`,
  }
}

export const scaleNorm: StepFunction<'scale-norm'> = ({ scope, largestNorm, statistics }, draft, tools) => {
  if (scope === 'sample') return toOwnNorm(draft, largestNorm, `Each sample has the norm ${shown(largestNorm)}`)
  const chosen = statisticsParts(draft, statistics)
  const norms = normStatistics(draft, chosen, tools)
  if (norms.largest === 0) throw impossible('every sample is 0, so nothing can be scaled')
  const factor = largestNorm / norms.largest
  return {
    draft: withTransform(
      draft,
      elementwise((value) => value * factor),
    ),
    says: `All samples times ${shown(factor)}: norms of ${shown(norms.smallest)} to ${shown(norms.largest)} become at most ${shown(largestNorm)}, ${taken(chosen, norms.samples)}`,
  }
}

export const unitSphere: StepFunction<'unit-sphere'> = (_, draft) => toOwnNorm(draft, 1, 'Each sample is divided by its norm')

export const twoCoordinates: StepFunction<'two-coordinates'> = ({ scope }, draft, tools) => {
  const dimension = dimensionOf(draft.shape)
  // with statistics of some parts only, a sample of another one could be too long for the first appended coordinate
  const norms = normStatistics(draft, draft.parts, tools)
  if (norms.largest === 0) throw impossible('every sample is 0, so nothing can be scaled')
  if (scope === 'sample' && norms.smallest === 0) throw impossible('a sample is 0 and has no direction')
  const transform: Transform = ({ values, rows }) => {
    const points = { inputs: values, inputDimension: dimension, sampleCount: rows.length }
    const extended = withAppendedCoordinates(points, pointNorms(points), scope === 'global' ? norms.largest : null)
    return { values: extended.inputs, dimension: extended.inputDimension, rows }
  }
  const how =
    scope === 'global'
      ? `All samples times ${shown(Math.SQRT1_2 / norms.largest)} (the largest norm, ${shown(norms.largest)}, becomes 1 / sqrt 2)`
      : 'Each sample scaled to the norm 1 / sqrt 2'
  return {
    draft: withTransform(draft, transform, { dimension: dimension + 2 }),
    says: `${how}, sqrt(1/2 - |x|^2) and 1 / sqrt 2 appended: unit vectors of ${dimension + 2} numbers`,
  }
}

export const noise: StepFunction<'noise'> = ({ standardDeviation, renormalise, seed }, draft) => {
  const dimension = dimensionOf(draft.shape)
  const samples = draft.source.parts.reduce((sum, part) => sum + part.count, 0)
  if (samples * dimension > MOST_NORMALS) throw impossible('there are too many numbers for one stream')
  const stream = new RandomStream(seed, 'smoothing')
  // by the sample's place in the source, so that its noise does not depend on what else was chosen
  const transform: Transform = (block) =>
    eachSample(block, (sample, row) => {
      const added = normals(stream, row * dimension, dimension)
      for (let k = 0; k < dimension; k++) sample[k]! += standardDeviation * added[k]!
    })
  const noisy = withTransform(draft, transform)
  const what = `Independent N(0, ${shown(standardDeviation)}^2) added to each of ${dimension.toLocaleString('en')} numbers, seed ${seed}: expected norm of the noise ${shown(standardDeviation * Math.sqrt(dimension))}`
  return renormalise ? toOwnNorm(noisy, 1, `${what}; each sample is divided by its norm afterwards`) : { draft: noisy, says: what }
}

function toOwnNorm(draft: Draft, target: number, says: string): { draft: Draft; says: string } {
  const transform: Transform = (block) =>
    eachSample(block, (sample, row) => {
      const norm = Math.sqrt(sample.reduce((sum, value) => sum + value * value, 0))
      if (norm === 0 || !Number.isFinite(norm)) throw impossible(`sample ${row} of the source has the norm ${norm} and no direction`)
      for (let k = 0; k < sample.length; k++) sample[k] = (sample[k]! / norm) * target
    })
  return { draft: withTransform(draft, transform), says }
}

function groupSize(draft: Draft, of: 'feature' | 'channel'): number {
  if (of === 'feature') return 1
  const { height, width } = imageShape(draft)
  return height * width
}

function elementwise(change: (value: number) => number): Transform {
  return (block) => {
    for (let k = 0; k < block.values.length; k++) block.values[k] = change(block.values[k]!)
    return block
  }
}

function eachSample(block: Block, change: (sample: Float64Array, row: number) => void): Block {
  block.rows.forEach((row, i) => change(block.values.subarray(i * block.dimension, (i + 1) * block.dimension), row))
  return block
}

function span(values: Float64Array): string {
  const smallest = values.reduce((a, b) => Math.min(a, b), Infinity)
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity)
  return smallest === largest ? shown(smallest) : `${shown(smallest)} to ${shown(largest)}`
}

function taken(parts: Draft['parts'], samples: number): string {
  const total = parts.reduce((sum, { rows }) => sum + rows.length, 0)
  return samples < total ? `from ${samples.toLocaleString('en')} of the samples of ${countsText(parts)}` : `from ${countsText(parts)}`
}
