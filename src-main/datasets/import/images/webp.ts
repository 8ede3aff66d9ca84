import create from '@jsquash/webp/codec/dec/webp_dec.js'
import code from '@jsquash/webp/codec/dec/webp_dec.wasm?url&inline'
import type { DecodedImage } from './decoded-image'
import type { ImageHeader } from './image-header'
import { SandboxedDecoder } from './sandboxed-decoder'

const libwebp = new SandboxedDecoder(create, code)

/**
 * Decodes a WebP file, lossy or lossless, by libwebp.
 * @throws ImageError
 */
export async function decodeWebp(bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> {
  return libwebp.decode(bytes, header)
}
