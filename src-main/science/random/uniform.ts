import type { RandomStream } from './random-stream'

const VALUES_PER_BATCH = 4096

/**
 * Calls `use(index, u)` for the uniforms [from, from + count) of a stream.
 *
 * u = (2k + 1) / 2^53 with k the upper 52 bits of the value's 64-bit word: 2^52 equally likely values, exact in float64, symmetric about
 * 1/2 and inside the open interval (0, 1), so that an inverse distribution function may be applied to any of them.
 */
export function forEachUniform(stream: RandomStream, from: number, count: number, use: (index: number, u: number) => void): void {
  for (let start = 0; start < count; start += VALUES_PER_BATCH) {
    const size = Math.min(VALUES_PER_BATCH, count - start)
    const words = stream.words(2 * (from + start), 2 * size)
    for (let i = 0; i < size; i++) use(start + i, openUnit(words[2 * i] ?? 0, words[2 * i + 1] ?? 0))
  }
}

/** (2k + 1) / 2^53 where k = 2^20 high + floor(low / 2^12). */
function openUnit(low: number, high: number): number {
  return (2 * (high * 0x10_0000 + (low >>> 12)) + 1) / 0x20_0000_0000_0000
}

/** Uniforms [from, from + count) on the open interval (0, 1). */
export function uniforms(stream: RandomStream, from: number, count: number): Float64Array {
  const values = new Float64Array(count)
  forEachUniform(stream, from, count, (index, u) => {
    values[index] = u
  })
  return values
}
