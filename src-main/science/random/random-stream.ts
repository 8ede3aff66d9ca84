import { philoxBlock } from './philox'

const FNV_OFFSET_BASIS = 0xcbf29ce484222325n
const FNV_PRIME = 0x100000001b3n
const MASK_64 = 0xffff_ffff_ffff_ffffn

/** 64-bit FNV-1a hash of the UTF-8 bytes of a text, as [low, high] 32-bit words. */
function fnv1a64(text: string): [number, number] {
  let hash = FNV_OFFSET_BASIS
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * FNV_PRIME) & MASK_64
  return [Number(hash & 0xffff_ffffn), Number(hash >> 32n)]
}

/**
 * A named stream of random words that depends on nothing but seed and name. Block b of it is Philox 4x32-10 with
 *   key     = (seed mod 2^32, floor(seed / 2^32)),
 *   counter = (b mod 2^32, floor(b / 2^32), h mod 2^32, floor(h / 2^32)),  h = 64-bit FNV-1a of the name,
 * so streams of different names (or seeds) never share a block, and any slice is produced without the words before it.
 *
 * Every distribution of this folder takes one 64-bit word a value: words 2i and 2i + 1 (low half first) belong to value i.
 */
export class RandomStream {
  readonly #seedLow: number
  readonly #seedHigh: number
  readonly #nameLow: number
  readonly #nameHigh: number

  /** @param seed non-negative safe integer */
  constructor(
    readonly seed: number,
    readonly name: string,
  ) {
    if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`A seed is a non-negative safe integer, not ${seed}`)
    this.#seedLow = seed >>> 0
    this.#seedHigh = Math.floor(seed / 0x1_0000_0000)
    ;[this.#nameLow, this.#nameHigh] = fnv1a64(name)
  }

  /** The 32-bit words [from, from + count) of the stream. */
  words(from: number, count: number): Uint32Array {
    if (!Number.isSafeInteger(from) || from < 0) throw new RangeError(`A stream starts at 0 and has no position ${from}`)
    const firstBlock = Math.floor(from / 4)
    const blocks = count === 0 ? 0 : Math.floor((from + count - 1) / 4) - firstBlock + 1
    const words = new Uint32Array(4 * blocks)
    for (let b = 0; b < blocks; b++) {
      const index = firstBlock + b
      philoxBlock(
        index >>> 0,
        Math.floor(index / 0x1_0000_0000),
        this.#nameLow,
        this.#nameHigh,
        this.#seedLow,
        this.#seedHigh,
        words,
        4 * b,
      )
    }
    const skipped = from - 4 * firstBlock
    return words.subarray(skipped, skipped + count)
  }
}
