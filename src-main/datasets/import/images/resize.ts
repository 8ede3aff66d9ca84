import type { DecodedImage } from './decoded-image'

/**
 * The image in another size: each new pixel is the average of the old ones under a triangle as wide as the reduction (bilinear with
 * antialiasing, the "bilinear" of Pillow and torchvision), first along rows, then along columns, rounded to bytes after each.
 */
export function resized(image: DecodedImage, width: number, height: number): DecodedImage {
  if (image.width === width && image.height === height) return image
  const { channels } = image
  const wide = new Uint8Array(channels * image.height * width)
  const columns = weightsOf(image.width, width)
  for (let row = 0; row < channels * image.height; row++) {
    for (let x = 0; x < width; x++) wide[row * width + x] = average(image.pixels, row * image.width, 1, columns[x]!)
  }
  const pixels = new Uint8Array(channels * height * width)
  const rows = weightsOf(image.height, height)
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        pixels[(channel * height + y) * width + x] = average(wide, channel * image.height * width + x, width, rows[y]!)
      }
    }
  }
  return { width, height, channels, pixels }
}

interface Weights {
  first: number
  weights: Float64Array
}

/** Of the old pixels, for each new one; they add up to one. */
function weightsOf(before: number, after: number): Weights[] {
  const scale = before / after
  const reach = Math.max(1, scale)
  return Array.from({ length: after }, (_, k) => {
    const centre = (k + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - reach + 0.5))
    const end = Math.min(before, Math.floor(centre + reach + 0.5))
    const weights = Float64Array.from({ length: end - first }, (_, j) => Math.max(0, 1 - Math.abs((first + j - centre + 0.5) / reach)))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

function average(values: Uint8Array, start: number, stride: number, { first, weights }: Weights): number {
  let sum = 0
  for (let j = 0; j < weights.length; j++) sum += weights[j]! * values[start + (first + j) * stride]!
  return Math.min(255, Math.floor(sum + 0.5))
}
