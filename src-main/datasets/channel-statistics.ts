import type { ImageShape } from './pooled-images'

/** Mean and standard deviation (divided by the number of values) of every channel. */
export interface ChannelStatistics {
  mean: Float64Array
  standardDeviation: Float64Array
}

/** Of each channel over all images and pixels, or of all numbers at once, then the same for every channel. */
export function channelStatistics(images: Float64Array, shape: ImageShape, over: 'channels' | 'all', pulse: () => void): ChannelStatistics {
  const { channels } = shape
  const pixels = shape.height * shape.width
  const planes = images.length / pixels
  const groupOf = (plane: number): number => (over === 'all' ? 0 : plane % channels)
  const groups = over === 'all' ? 1 : channels
  const values = images.length / groups
  // one sum a plane, so that long sums of small terms do not lose digits
  const meanOf = (term: (value: number, group: number) => number): Float64Array => {
    const sums = new Float64Array(groups)
    for (let plane = 0; plane < planes; plane++) {
      const group = groupOf(plane)
      let sum = 0
      for (let p = 0; p < pixels; p++) sum += term(images[plane * pixels + p]!, group)
      sums[group]! += sum
      if (plane % 1024 === 0) pulse()
    }
    return sums.map((sum) => sum / values)
  }
  const mean = meanOf((value) => value)
  const variance = meanOf((value, group) => (value - mean[group]!) * (value - mean[group]!))
  const spread = (each: Float64Array): Float64Array => Float64Array.from({ length: channels }, (_, c) => each[over === 'all' ? 0 : c]!)
  return { mean: spread(mean), standardDeviation: spread(variance.map(Math.sqrt)) }
}

/** (value - mean) / standard deviation of its channel; a channel without deviation becomes 0. Written into `into`, which may be float32. */
export function standardiseChannels(
  images: Float64Array,
  shape: ImageShape,
  { mean, standardDeviation }: ChannelStatistics,
  into: Float32Array | Float64Array,
  pulse: () => void,
): void {
  const pixels = shape.height * shape.width
  for (let plane = 0; plane * pixels < images.length; plane++) {
    const c = plane % shape.channels
    const [centre, deviation] = [mean[c]!, standardDeviation[c]!]
    for (let at = plane * pixels; at < (plane + 1) * pixels; at++) into[at] = deviation === 0 ? 0 : (images[at]! - centre) / deviation
    if (plane % 1024 === 0) pulse()
  }
}
