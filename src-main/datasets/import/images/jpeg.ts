import create from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js'
import code from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url&inline'
import { ImageError, type DecodedImage } from './decoded-image'
import type { ImageHeader } from './image-header'
import { SandboxedDecoder } from './sandboxed-decoder'

/** A progressive file can go over its pixels again and again; ten times is usual. */
const MOST_PIXELS_VISITED = 2 ** 28
/** The pixels as they are stored, not turned as a camera noted. */
const PRESERVE_ORIENTATION = false

const libjpeg = new SandboxedDecoder(create, code, [PRESERVE_ORIENTATION])

/**
 * Decodes a JPEG file, baseline or progressive, by MozJPEG, which decodes as libjpeg-turbo does.
 * @throws ImageError
 */
export async function decodeJpeg(bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> {
  const scans = scansIn(bytes)
  if (scans * header.width * header.height > MOST_PIXELS_VISITED)
    throw new ImageError(`has ${scans} scans of ${header.width} x ${header.height} pixels`)
  // libjpeg fills with grey what is missing
  if (!endsAsJpeg(bytes)) throw new ImageError(`is cut off at byte ${bytes.length}: the mark of its end is missing`)
  return libjpeg.decode(bytes, header)
}

function scansIn(bytes: Uint8Array): number {
  let scans = 0
  for (let at = bytes.indexOf(0xff); at !== -1; at = bytes.indexOf(0xff, at + 1)) if (bytes[at + 1] === 0xda) scans++
  return scans
}

/** The mark EOI, which cameras let be followed by data of their own. */
function endsAsJpeg(bytes: Uint8Array): boolean {
  for (let at = bytes.lastIndexOf(0xd9); at > 0; at = bytes.lastIndexOf(0xd9, at - 1)) if (bytes[at - 1] === 0xff) return true
  return false
}
