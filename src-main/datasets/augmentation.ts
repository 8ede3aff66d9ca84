import type { ImageShape } from './pooled-images'

/** What is done to one image: how far it is moved down and to the right, zeros coming in, and whether left and right are exchanged. */
export interface ImageChange {
  down: number
  right: number
  flip: boolean
}

/** Uniforms that {@link drawChange} takes. */
export const UNIFORMS_A_CHANGE = 3

/**
 * A change out of three independent uniforms on (0, 1): all (2 padding + 1)^2 places of the image within `padding` zeros around it are equally likely,
 * and so is the exchange of left and right where it is wanted.
 */
export function drawChange(uniforms: Float64Array, first: number, padding: number, flip: boolean): ImageChange {
  const places = 2 * padding + 1
  const place = (u: number): number => Math.floor(u * places) - padding
  return { down: place(uniforms[first]!), right: place(uniforms[first + 1]!), flip: flip && uniforms[first + 2]! < 0.5 }
}

/** Writes an image, changed, to another place. Left and right are exchanged first. */
export function writeChanged<A extends Float32Array | Float64Array>(
  from: A,
  fromStart: number,
  { channels, height, width }: ImageShape,
  { down, right, flip }: ImageChange,
  into: A,
  intoStart: number,
): void {
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y++) {
      const row = intoStart + (c * height + y) * width
      const source = y - down
      if (source < 0 || source >= height) {
        into.fill(0, row, row + width)
        continue
      }
      const sourceRow = fromStart + (c * height + source) * width
      for (let x = 0; x < width; x++) {
        const column = x - right
        const outside = column < 0 || column >= width
        into[row + x] = outside ? 0 : from[sourceRow + (flip ? width - 1 - column : column)]!
      }
    }
  }
}
