import { describe, expect, it } from 'vitest'
import { describePart } from '../../src-main/datasets/statistics'
import { loadArithmetic, openArithmetic } from '../../src-main/science/arithmetic/load'
import { normals, RandomStream } from '../../src-main/science/random'

const COUNT = 10_000
const DIMENSION = 3072

describe('statistics of 10,000 samples of 3,072 numbers', () => {
  it('count all pairs, and say how long that took', () => {
    const arithmetic = openArithmetic(loadArithmetic().decision, { threads: 2 })
    const inputs = normals(new RandomStream(1, 'test'), 0, COUNT * DIMENSION)
    const shares: number[] = []
    const part = { role: 'all' as const, total: COUNT, inputs, dimension: DIMENSION, classes: null, classCount: 0 }
    const result = describePart(
      arithmetic,
      part,
      (share) => shares.push(share),
      () => performance.now(),
    )
    console.info(`${result.seconds.toFixed(1)} s, ${shares.length} reports, ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`)
    expect(result.distances.pairs).toBe((COUNT * (COUNT - 1)) / 2)
    expect(result.distances.histogram.counts.reduce((a, b) => a + b, 0)).toBe(result.distances.pairs)
    // E |x - y|^2 = 2 d, and the two nearest of so many dimensions are hardly nearer
    expect(result.distances.mean).toBeCloseTo(Math.sqrt(2 * DIMENSION), 0)
    // the trace has the standard deviation sqrt(2 d / n)
    expect(Math.abs(result.covariance.trace - DIMENSION)).toBeLessThan(4 * Math.sqrt((2 * DIMENSION) / COUNT))
  })
})
