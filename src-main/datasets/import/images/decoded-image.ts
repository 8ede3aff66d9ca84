/** Pixels of one image, planar: channel after channel, rows top to bottom. */
export interface DecodedImage {
  width: number
  height: number
  channels: 1 | 3
  pixels: Uint8Array
}

/** Why an image is refused; continues the file's name. */
export class ImageError extends Error {
  override readonly name = 'ImageError'
}

const WHITE = 255

/**
 * Planar pixels of interleaved ones; what is transparent is laid on white.
 * @param samples width x height x `given`: grey, grey and alpha, colour, or colour and alpha
 */
export function planarPixels(samples: Uint8Array, width: number, height: number, given: 1 | 2 | 3 | 4): DecodedImage {
  const channels = given < 3 ? 1 : 3
  const hasAlpha = given % 2 === 0
  const count = width * height
  const pixels = new Uint8Array(count * channels)
  for (let pixel = 0, at = 0; pixel < count; pixel++, at += given) {
    const alpha = hasAlpha ? samples[at + channels]! : WHITE
    for (let channel = 0; channel < channels; channel++) {
      const value = samples[at + channel]!
      pixels[channel * count + pixel] = alpha === WHITE ? value : Math.round((value * alpha + WHITE * (WHITE - alpha)) / WHITE)
    }
  }
  return { width, height, channels, pixels }
}
