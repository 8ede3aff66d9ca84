import type { Block, Draft, Transform } from './draft'
import { areaWeights, bilinearWeights, resampledPlane, type LineWeights } from './resampling'
import { impossible, withTransform, type StepFunction } from './step'

/** Steps that act on images, plane by plane. */

interface ImageShape {
  channels: number
  height: number
  width: number
}

/** ITU-R BT.601 */
const LUMA = [0.299, 0.587, 0.114] as const

export const grey: StepFunction<'grey'> = ({ weights }, draft) => {
  const shape = imageShape(draft)
  const { channels } = shape
  if (weights === 'rec-601' && channels !== 3)
    throw impossible(`the weights are those of red, green and blue; the images have ${channels} channels`)
  const factors = weights === 'rec-601' ? LUMA : Array.from({ length: channels }, () => 1 / channels)
  const pixels = shape.height * shape.width
  const transform: Transform = (block) =>
    mapSamples(block, pixels, (sample, result) => {
      for (let k = 0; k < pixels; k++) {
        let sum = 0
        for (let c = 0; c < channels; c++) sum += factors[c]! * sample[c * pixels + k]!
        result[k] = sum
      }
    })
  const formula = weights === 'rec-601' ? '0.299 R + 0.587 G + 0.114 B' : `the mean of ${channels} channels`
  return {
    draft: withTransform(draft, transform, { ...shape, channels: 1 }),
    says: `One channel, ${formula}: ${sizes(shape, { ...shape, channels: 1 })}`,
  }
}

export const crop: StepFunction<'crop'> = ({ height, width }, draft) => {
  const shape = imageShape(draft)
  if (height > shape.height || width > shape.width)
    throw impossible(`the images are ${shape.height} x ${shape.width}, smaller than ${height} x ${width}`)
  const top = Math.floor((shape.height - height) / 2)
  const left = Math.floor((shape.width - width) / 2)
  const cut = { ...shape, height, width }
  const transform = planewise(shape, height * width, (plane) => {
    const result = new Float64Array(height * width)
    for (let row = 0; row < height; row++) {
      const start = (top + row) * shape.width + left
      result.set(plane.subarray(start, start + width), row * width)
    }
    return result
  })
  return {
    draft: withTransform(draft, transform, cut),
    says: `Rows ${top} to ${top + height - 1}, columns ${left} to ${left + width - 1}: ${sizes(shape, cut)}`,
  }
}

export const pool: StepFunction<'pool'> = ({ size }, draft) => {
  const shape = imageShape(draft)
  if (shape.height % size !== 0 || shape.width % size !== 0)
    throw impossible(
      `the images are ${shape.height} x ${shape.width}, which squares of ${size} x ${size} do not fill; crop or resize first`,
    )
  const pooled = { ...shape, height: shape.height / size, width: shape.width / size }
  const transform = resampling(shape, areaWeights(shape.height, pooled.height), areaWeights(shape.width, pooled.width))
  return { draft: withTransform(draft, transform, pooled), says: `Means of ${size} x ${size} pixels: ${sizes(shape, pooled)}` }
}

export const resize: StepFunction<'resize'> = ({ height, width, method }, draft) => {
  const shape = imageShape(draft)
  const weights = method === 'area' ? areaWeights : bilinearWeights
  const resized = { ...shape, height, width }
  const transform = resampling(shape, weights(shape.height, height), weights(shape.width, width))
  const how = method === 'area' ? 'Means over areas' : 'Bilinear, with a filter as wide as the reduction'
  return { draft: withTransform(draft, transform, resized), says: `${how}: ${sizes(shape, resized)}` }
}

/** @throws LabError `invalid-request` when the samples are no images (any more) */
export function imageShape({ shape }: Draft): ImageShape {
  if ('dimension' in shape) throw impossible(`the samples are vectors of ${shape.dimension} numbers at this step, not images`)
  return shape
}

function resampling(shape: ImageShape, vertical: LineWeights, horizontal: LineWeights): Transform {
  return planewise(shape, vertical.length * horizontal.length, (plane) => resampledPlane(plane, shape.width, vertical, horizontal))
}

function planewise({ channels, height, width }: ImageShape, size: number, change: (plane: Float64Array) => Float64Array): Transform {
  const pixels = height * width
  return (block) =>
    mapSamples(block, channels * size, (sample, result) => {
      for (let c = 0; c < channels; c++) result.set(change(sample.subarray(c * pixels, (c + 1) * pixels)), c * size)
    })
}

function mapSamples(block: Block, dimension: number, change: (sample: Float64Array, result: Float64Array) => void): Block {
  const count = block.rows.length
  const values = new Float64Array(count * dimension)
  for (let i = 0; i < count; i++) {
    change(block.values.subarray(i * block.dimension, (i + 1) * block.dimension), values.subarray(i * dimension, (i + 1) * dimension))
  }
  return { ...block, values, dimension }
}

function sizes(from: ImageShape, to: ImageShape): string {
  const text = ({ channels, height, width }: ImageShape): string => `${channels} x ${height} x ${width}`
  return `${text(from)} becomes ${text(to)}`
}
