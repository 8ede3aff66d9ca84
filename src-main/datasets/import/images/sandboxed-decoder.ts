import { ImageError, planarPixels, type DecodedImage } from './decoded-image'
import type { ImageHeader } from './image-header'

interface Decoder {
  /** null when the file cannot be decoded */
  decode(bytes: Uint8Array, ...options: unknown[]): { width: number; height: number; data: Uint8ClampedArray } | null
}

/** What Node has of WebAssembly and its types do not. */
interface Sandbox {
  compile(code: Uint8Array): Promise<object>
  Instance: new (module: object, imports: object) => { exports: object }
}

type CreateDecoder = (options: {
  noInitialRun: boolean
  print: () => void
  printErr: () => void
  instantiateWasm: (imports: object, done: (instance: object) => void) => object
}) => Promise<Decoder>

const { WebAssembly: sandbox } = globalThis as unknown as { WebAssembly: Sandbox }
/** Memory of a sandbox grows and never shrinks. */
const MOST_PIXELS_OF_A_SANDBOX = 2 ** 28

/**
 * A decoder of images that is compiled to WebAssembly and can touch nothing but its own memory. A sandbox in which a file failed is thrown
 * away, so that it cannot spoil the next file.
 */
export class SandboxedDecoder {
  readonly #create: CreateDecoder
  #code: Promise<object> | null = null
  #decoder: Decoder | null = null
  #pixels = 0

  /**
   * @param create the module that emscripten wrote
   * @param packedCode its code as a data: address
   */
  constructor(
    create: unknown,
    readonly packedCode: string,
    readonly options: readonly unknown[] = [],
  ) {
    this.#create = create as CreateDecoder
  }

  /** @throws ImageError */
  async decode(bytes: Uint8Array, header: ImageHeader): Promise<DecodedImage> {
    this.#pixels += header.width * header.height
    if (this.#pixels > MOST_PIXELS_OF_A_SANDBOX) this.#decoder = null
    this.#decoder ??= await this.#newDecoder()
    const { width, height, data } = this.#decoded(this.#decoder, bytes, header)
    if (width !== header.width || height !== header.height) throw new ImageError(`has a second header, of ${width} x ${height} pixels`)
    const image = planarPixels(new Uint8Array(data.buffer, data.byteOffset, data.length), width, height, 4)
    return header.channels === 3 ? image : { ...image, channels: 1, pixels: image.pixels.slice(0, width * height) }
  }

  #decoded(decoder: Decoder, bytes: Uint8Array, header: ImageHeader): NonNullable<ReturnType<Decoder['decode']>> {
    let problem: unknown = new Error('no image came out')
    try {
      const image = decoder.decode(bytes, ...this.options)
      if (image !== null) return image
    } catch (error) {
      problem = error
    }
    this.#decoder = null
    const why = problem instanceof Error ? problem.message : String(problem)
    throw new ImageError(`is not a ${header.format} file that can be decoded: ${why}`, { cause: problem })
  }

  async #newDecoder(): Promise<Decoder> {
    this.#pixels = 0
    this.#code ??= sandbox.compile(Buffer.from(this.packedCode.slice(this.packedCode.indexOf(',') + 1), 'base64'))
    const code = await this.#code
    const silent = (): void => undefined
    return this.#create({
      noInitialRun: true,
      // warnings about damaged data; the error says it too
      print: silent,
      printErr: silent,
      instantiateWasm: (imports, done) => {
        const instance = new sandbox.Instance(code, imports)
        done(instance)
        return instance.exports
      },
    })
  }
}
