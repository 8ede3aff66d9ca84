import { describe, expect, it } from 'vitest'
import { drawMixing, symmetricBeta } from '../../../src-main/datasets/mixing'
import { RandomStream } from '../../../src-main/science/random'

describe('the share of a mixture', () => {
  const COUNT = 5000
  const drawn = (alpha: number): number[] =>
    Array.from({ length: COUNT }, (_, index) => symmetricBeta(new RandomStream(7, `share ${index}`), alpha)).toSorted((a, b) => a - b)

  it.each([
    // distribution functions of Beta(alpha, alpha) at 0.1, 0.3 and 0.8
    [1, [0.1, 0.3, 0.8]],
    [0.5, [0.2048327646991335, 0.3690101195655454, 0.7048327646991335]],
    [2, [0.028, 0.216, 0.896]],
    [4, [0.002728, 0.126036, 0.966656]],
  ])('has the distribution of two equal parameters %d', (alpha, below) => {
    const values = drawn(alpha)
    for (const [index, at] of [0.1, 0.3, 0.8].entries()) {
      const expected = below[index] ?? NaN
      const share = values.filter((value) => value < at).length / COUNT
      // four standard deviations
      expect(Math.abs(share - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / COUNT))
    }
    expect(values[0]).toBeGreaterThan(0)
    expect(values.at(-1)).toBeLessThan(1)
  })
})

describe('a mixing', () => {
  it('pairs every example with one of the batch, each once, and depends on seed and name alone', () => {
    const mixing = drawMixing(3, 'batch 0 of epoch 1', 9, 1)
    expect([...mixing.partners].toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(drawMixing(3, 'batch 0 of epoch 1', 9, 1)).toEqual(mixing)
    expect(drawMixing(3, 'batch 1 of epoch 1', 9, 1).share).not.toBe(mixing.share)
    expect(drawMixing(4, 'batch 0 of epoch 1', 9, 1).share).not.toBe(mixing.share)
  })
})
