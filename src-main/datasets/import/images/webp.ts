import createUntyped from '@jsquash/webp/codec/dec/webp_dec.js'
import packedCode from '@jsquash/webp/codec/dec/webp_dec.wasm?url&inline'
import { ImageError, planarPixels, type DecodedImage } from './decoded-image'
import type { ImageHeader } from './image-header'

interface Decoder {
  /** null when the file cannot be decoded */
  decode(bytes: Uint8Array): { width: number; height: number; data: Uint8ClampedArray } | null
}

/** What Node has of WebAssembly and its types do not. */
interface Sandbox {
  compile(code: Uint8Array): Promise<object>
  Instance: new (module: object, imports: object) => { exports: object }
}

type CreateDecoder = (options: {
  noInitialRun: boolean
  instantiateWasm: (imports: object, done: (instance: object) => void) => object
}) => Promise<Decoder>

const createDecoder = createUntyped as unknown as CreateDecoder
const { WebAssembly: sandbox } = globalThis as unknown as { WebAssembly: Sandbox }

let code: object | null = null
let decoder: Decoder | null = null

/**
 * Decodes a WebP file, lossy or lossless, by libwebp in a WebAssembly sandbox of its own. A sandbox in which a file failed is thrown away.
 * @throws ImageError
 */
export async function decodeWebp(bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> {
  decoder ??= await newDecoder()
  const image = decodedBy(decoder, bytes)
  const { width, height, data } = image
  if (width !== header.width || height !== header.height) throw new ImageError(`has a second header, of ${width} x ${height} pixels`)
  return planarPixels(new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, 4)
}

function decodedBy(current: Decoder, bytes: Uint8Array): NonNullable<ReturnType<Decoder['decode']>> {
  let problem: unknown = 'no image came out'
  try {
    const image = current.decode(bytes)
    if (image !== null) return image
  } catch (error) {
    problem = error
  }
  decoder = null
  throw new ImageError(`is not a WebP file that can be decoded: ${problem instanceof Error ? problem.message : String(problem)}`, {
    cause: problem,
  })
}

async function newDecoder(): Promise<Decoder> {
  code ??= await sandbox.compile(Buffer.from(packedCode.slice(packedCode.indexOf(',') + 1), 'base64'))
  const compiled = code
  return createDecoder({
    noInitialRun: true,
    instantiateWasm: (imports, done) => {
      const instance = new sandbox.Instance(compiled, imports)
      done(instance)
      return instance.exports
    },
  })
}
