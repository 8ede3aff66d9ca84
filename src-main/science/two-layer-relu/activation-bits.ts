import { activationWords } from '../arithmetic/arithmetic'
import { popcount } from '../arithmetic/bits'

/** Bit matrices as in TwoLayerReluState: a row a neuron, bit j % 32 of word floor(j / 32) is point j, unused high bits are zero. */

/** Number of ones of a bit matrix. */
export function countOnes(bits: Uint32Array): number {
  let ones = 0
  for (const word of bits) ones += popcount(word)
  return ones
}

/** Entries in which two bit matrices differ, as a bit matrix. */
export function differingBits(a: Uint32Array, b: Uint32Array): Uint32Array {
  return a.map((word, index) => word ^ (b[index] ?? 0))
}

/** Ones of each row (neuron) of a bit matrix of sampleCount columns. */
export function onesPerNeuron(bits: Uint32Array, sampleCount: number): Uint32Array {
  const words = activationWords(sampleCount)
  return Uint32Array.from({ length: bits.length / words }, (_, neuron) => countOnes(bits.subarray(neuron * words, (neuron + 1) * words)))
}

/** Ones of each column (point) of a bit matrix of sampleCount columns. */
export function onesPerPoint(bits: Uint32Array, sampleCount: number): Uint32Array {
  const counts = new Uint32Array(sampleCount)
  forEachOne(bits, sampleCount, (_, point) => {
    counts[point] = (counts[point] ?? 0) + 1
  })
  return counts
}

/** Calls `use(neuron, point)` for every one of a bit matrix, by neuron, then by point. */
export function forEachOne(bits: Uint32Array, sampleCount: number, use: (neuron: number, point: number) => void): void {
  const words = activationWords(sampleCount)
  for (let index = 0; index < bits.length; index++) {
    let word = bits[index] ?? 0
    while (word !== 0) {
      const lowest = 31 - Math.clz32(word & -word)
      use(Math.floor(index / words), 32 * (index % words) + lowest)
      word &= word - 1
    }
  }
}
