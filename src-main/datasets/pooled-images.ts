export interface ImageShape {
  channels: number
  height: number
  width: number
}

/**
 * Images whose pixels are the means of squares of so many pixels an edge; rows and columns that fill no square are left out. Images are
 * rows of count x (channels height width) numbers, channel after channel; with an edge of 1 the given array itself is returned.
 *
 * @throws RangeError when no square fits into an image
 */
export function pooledImages(images: Float64Array, { channels, height, width }: ImageShape, edge: number): Float64Array {
  if (edge === 1) return images
  const [rows, columns] = [Math.floor(height / edge), Math.floor(width / edge)]
  if (rows === 0 || columns === 0) throw new RangeError(`Squares of ${edge} pixels do not fit into images of ${height} x ${width}`)
  const planes = images.length / (height * width)
  if (planes % channels !== 0) throw new RangeError(`${images.length} numbers are no images of ${channels} x ${height} x ${width}`)
  const pooled = new Float64Array(planes * rows * columns)
  for (let plane = 0; plane < planes; plane++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        let sum = 0
        for (let v = 0; v < edge; v++) {
          const start = (plane * height + y * edge + v) * width + x * edge
          for (let u = 0; u < edge; u++) sum += images[start + u]!
        }
        pooled[(plane * rows + y) * columns + x] = sum / (edge * edge)
      }
    }
  }
  return pooled
}
