import type { SampleShape } from './imported'
import type { StoredNumbers } from './stored-numbers'

/** How the axes after the first one are understood. */
export interface SampleLayout {
  kind: 'images' | 'vectors'
  shape: SampleShape
  /** channels stand last in the file and have to come first */
  channelsLast: boolean
  /** for people */
  description: string
}

/**
 * What one sample of an array is: one axis a vector; two a grey image, rows top to bottom; three an image if the last axis (or else the first)
 * has one or three channels; anything else a vector, flattened.
 * @param axes those after the first
 */
export function sampleLayout(axes: readonly number[]): SampleLayout {
  const [first = 1, second = 1, third = 1] = axes
  if (axes.length === 2) return image(1, first, second, false)
  if (axes.length === 3 && (third === 1 || third === 3)) return image(third, first, second, true)
  if (axes.length === 3 && (first === 1 || first === 3)) return image(first, second, third, false)
  const dimension = axes.reduce((product, length) => product * length, 1)
  const description =
    axes.length > 1 ? `vectors of dimension ${dimension}, flattened from ${axes.join(' x ')}` : `vectors of dimension ${dimension}`
  return { kind: 'vectors', shape: { dimension }, channelsLast: false, description }
}

function image(channels: number, height: number, width: number, channelsLast: boolean): SampleLayout {
  const colours = channels === 3 ? 'colour' : 'grey'
  return {
    kind: 'images',
    shape: { channels, height, width },
    channelsLast,
    description: `${colours} images, ${height} rows of ${width} pixels`,
  }
}

/** The same numbers with the channels of each image one after another. */
export function planar(values: StoredNumbers['values'], { shape, channelsLast }: SampleLayout): StoredNumbers['values'] {
  if (!channelsLast || !('channels' in shape) || shape.channels === 1) return values
  const { channels } = shape
  const pixels = shape.height * shape.width
  const moved = values.slice()
  for (let start = 0; start < values.length; start += channels * pixels) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      for (let channel = 0; channel < channels; channel++) {
        moved[start + channel * pixels + pixel] = values[start + pixel * channels + channel]!
      }
    }
  }
  return moved
}
