import jpeg from 'jpeg-js'
import { ImageError, planarPixels, type DecodedImage } from './decoded-image'
import type { ImageHeader } from './image-header'

const MOST_MEGABYTES = 384
/** A progressive file can go over its pixels again and again; ten times is usual. */
const MOST_PIXELS_VISITED = 2 ** 28

/**
 * Decodes a JPEG file, baseline or progressive. Chroma is not smoothed when it is enlarged, so that values differ a little from libjpeg's.
 * @throws ImageError
 */
export function decodeJpeg(bytes: Uint8Array, header: ImageHeader): DecodedImage {
  const scans = scansIn(bytes)
  if (scans * header.width * header.height > MOST_PIXELS_VISITED)
    throw new ImageError(`has ${scans} scans of ${header.width} x ${header.height} pixels`)
  try {
    const { width, height, data } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxMemoryUsageInMB: MOST_MEGABYTES,
    })
    if (width !== header.width || height !== header.height) throw new ImageError(`has a second header, of ${width} x ${height} pixels`)
    if (header.channels === 3) return planarPixels(data, width, height, 3)
    return { width, height, channels: 1, pixels: Uint8Array.from({ length: width * height }, (_, pixel) => data[3 * pixel]!) }
  } catch (error) {
    if (error instanceof ImageError) throw error
    throw new ImageError(`is not a JPEG file that can be decoded: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

function scansIn(bytes: Uint8Array): number {
  let scans = 0
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) if (bytes[at + 1] === 0xda) scans++
  return scans
}
