import type { RandomStream } from './random-stream'

const WORDS_PER_BATCH = 256

/** Uniform integers below a bound from the 32-bit words of a stream, in order, by D. Lemire's unbiased multiply-and-reject. */
class BoundedDraws {
  #words: Uint32Array = new Uint32Array(0)
  #next = 0
  #position = 0

  constructor(readonly stream: RandomStream) {}

  #word(): bigint {
    if (this.#next === this.#words.length) {
      this.#words = this.stream.words(this.#position, WORDS_PER_BATCH)
      this.#position += WORDS_PER_BATCH
      this.#next = 0
    }
    return BigInt(this.#words[this.#next++] ?? 0)
  }

  /** @param bound 1 .. 2^32 */
  below(bound: number): number {
    const wideBound = BigInt(bound)
    const rejectBelow = (0x1_0000_0000n - wideBound) % wideBound
    for (;;) {
      const product = this.#word() * wideBound
      if ((product & 0xffff_ffffn) >= rejectBelow) return Number(product >> 32n)
    }
  }
}

/** Uniformly random permutation of 0 .. size - 1 from the start of a stream (Fisher-Yates from the last place down). */
export function permutation(stream: RandomStream, size: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, i) => i)
  const draws = new BoundedDraws(stream)
  for (let last = size - 1; last > 0; last--) {
    const other = draws.below(last + 1)
    const moved = order[last] ?? 0
    order[last] = order[other] ?? 0
    order[other] = moved
  }
  return order
}
