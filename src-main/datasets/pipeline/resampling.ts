/** What the pixels of a line become on a line with another number of pixels: for each new pixel the first old one and the weights from it on. */
export type LineWeights = { first: number; weights: Float64Array }[]

/**
 * Bilinear interpolation between pixel centres; where the line becomes shorter the triangle is as wide as the reduction, so that every
 * old pixel counts (what PIL and torchvision call bilinear with antialiasing). Weights of a pixel add up to 1.
 */
export function bilinearWeights(from: number, to: number): LineWeights {
  const scale = from / to
  const radius = Math.max(1, scale)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - radius + 0.5))
    const end = Math.min(from, Math.floor(centre + radius + 0.5))
    const raw = Float64Array.from({ length: end - first }, (_, k) => Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / radius)))
    return { first, weights: normalised(raw) }
  })
}

/** Means over what each new pixel covers of the old ones. */
export function areaWeights(from: number, to: number): LineWeights {
  const scale = from / to
  return Array.from({ length: to }, (_, i) => {
    const [low, high] = [i * scale, (i + 1) * scale]
    const first = Math.floor(low)
    const end = Math.min(from, Math.max(first + 1, Math.ceil(high - 1e-12)))
    const raw = Float64Array.from({ length: end - first }, (_, k) => Math.min(high, first + k + 1) - Math.max(low, first + k))
    return { first, weights: normalised(raw) }
  })
}

function normalised(weights: Float64Array): Float64Array {
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** Applies weights to the rows and columns of one plane. @param plane height x width */
export function resampledPlane(plane: Float64Array, width: number, vertical: LineWeights, horizontal: LineWeights): Float64Array {
  const height = plane.length / width
  const narrow = new Float64Array(height * horizontal.length)
  for (let row = 0; row < height; row++)
    horizontal.forEach(({ first, weights }, column) => {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * plane[row * width + first + k]!
      narrow[row * horizontal.length + column] = sum
    })
  const result = new Float64Array(vertical.length * horizontal.length)
  vertical.forEach(({ first, weights }, row) => {
    for (let column = 0; column < horizontal.length; column++) {
      let sum = 0
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * narrow[(first + k) * horizontal.length + column]!
      result[row * horizontal.length + column] = sum
    }
  })
  return result
}
