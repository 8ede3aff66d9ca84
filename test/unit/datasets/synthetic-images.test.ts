import { describe, expect, it } from 'vitest'
import { syntheticImages } from '../../../src-main/datasets/synthetic-images'

const noPulse = (): void => undefined
const size = { sampleCount: 60, side: 16, channels: 2, classCount: 3 }

describe('synthetic images', () => {
  const images = syntheticImages(size, 7, noPulse)

  it('are pixels between 0 and 1 about 1/2, the same for the same seed', () => {
    expect(images.inputs).toHaveLength(60 * 2 * 16 * 16)
    expect(images.inputs.every((value) => value >= 0 && value <= 1)).toBe(true)
    const mean = images.inputs.reduce((a, b) => a + b, 0) / images.inputs.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05)
    expect(syntheticImages(size, 7, noPulse)).toEqual(images)
    expect(syntheticImages(size, 8, noPulse).inputs).not.toEqual(images.inputs)
  })

  it('have equally large classes, which pixels tell apart', () => {
    const counts = [0, 1, 2].map((of) => images.targets.filter((value) => value === of).length)
    expect(counts).toEqual([20, 20, 20])
    const d = images.inputDimension
    const meanOf = (of: number): Float64Array => {
      const sum = new Float64Array(d)
      images.targets.forEach((target, i) => {
        if (target === of) for (let k = 0; k < d; k++) sum[k]! += images.inputs[i * d + k]! / 20
      })
      return sum
    }
    const [a, b] = [meanOf(0), meanOf(1)]
    const spread = Math.sqrt(a.reduce((sum, value, k) => sum + (value - b[k]!) ** 2, 0) / d)
    // of a pattern share of 0.15 alone 0.137; of images without classes 0.07
    expect(spread).toBeGreaterThan(0.11)
  })

  it('neighbouring pixels are alike: the amplitude falls like 1 / frequency', () => {
    const { inputs } = syntheticImages({ sampleCount: 200, side: 32, channels: 1, classCount: 2 }, 1, noPulse)
    // power of the waves along one axis, by frequency, averaged over rows: falls by about 4 from frequency 2 to 4
    const power = (frequency: number): number => {
      let total = 0
      for (let row = 0; row < 200 * 32; row++) {
        let [c, s] = [0, 0]
        for (let x = 0; x < 32; x++) {
          const value = inputs[row * 32 + x]! - 0.5
          c += value * Math.cos((2 * Math.PI * frequency * x) / 32)
          s += value * Math.sin((2 * Math.PI * frequency * x) / 32)
        }
        total += c * c + s * s
      }
      return total
    }
    // sum over the other frequency v of 1 / (u^2 + v^2)
    const expected = (u: number): number =>
      Array.from({ length: 32 }, (_, k) => Math.min(k, 32 - k)).reduce((sum, v) => sum + 1 / (u * u + v * v), 0)
    expect(power(2) / power(6) / (expected(2) / expected(6))).toBeGreaterThan(0.75)
    expect(power(2) / power(6) / (expected(2) / expected(6))).toBeLessThan(1.25)
  })
})
