import type { RandomStream } from './random-stream'

/** Independent signs (Rademacher) [from, from + count) of a stream: -1 where the top bit of the value's 64-bit word is 0, else +1. */
export function signs(stream: RandomStream, from: number, count: number): Float64Array {
  const words = stream.words(2 * from, 2 * count)
  return Float64Array.from({ length: count }, (_, i) => ((words[2 * i + 1] ?? 0) >= 0x8000_0000 ? 1 : -1))
}
