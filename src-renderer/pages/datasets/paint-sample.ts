import { dimensionOf, type SampleShape } from '../../../src-main/contract'

/** How numbers become grey levels or colours. */
export type Tone =
  /** 0 is black, 255 white */
  | 'bytes'
  /** the smallest number of the image is black, the largest white */
  | 'own-range'

export interface PaintedImage {
  width: number
  height: number
  /** RGBA */
  pixels: Uint8ClampedArray<ArrayBuffer>
}

/** What of a sample can be looked at as an image: its own shape, or the first numbers of it where two coordinates were appended. */
export function imageShapeOf(shape: SampleShape, original: SampleShape): { channels: number; height: number; width: number } | null {
  if (!('dimension' in shape)) return shape
  if ('dimension' in original) return null
  const numbers = dimensionOf(original)
  return shape.dimension === numbers || shape.dimension === numbers + 2 ? original : null
}

/** An image of planar numbers: one channel as grey, three as red, green and blue. */
export function paintedImage(
  values: ArrayLike<number>,
  { channels, height, width }: { channels: number; height: number; width: number },
  tone: Tone,
): PaintedImage {
  const size = height * width
  const [low, high] = tone === 'bytes' ? [0, 255] : rangeOf(values, channels * size)
  const scale = high > low ? 255 / (high - low) : 0
  const pixels = new Uint8ClampedArray(4 * size)
  for (let k = 0; k < size; k++) {
    for (let c = 0; c < 3; c++) {
      const value = values[(channels >= 3 ? c : 0) * size + k] ?? 0
      pixels[4 * k + c] = scale === 0 ? 128 : (value - low) * scale
    }
    pixels[4 * k + 3] = 255
  }
  return { width, height, pixels }
}

function rangeOf(values: ArrayLike<number>, count: number): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (let k = 0; k < count; k++) {
    const value = values[k] ?? NaN
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
