import { describe, expect, it } from 'vitest'
import { columnStatistics, standardised, unitNormPoints } from '../../../../src-main/datasets'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { numbersOf, piped, syntheticImages, syntheticVectors } from './synthetic'

const bytes = Float64Array.from(syntheticImages().parts[0]?.values ?? [])
const norms = (values: Float64Array, dimension: number): number[] =>
  Array.from({ length: values.length / dimension }, (_, i) => Math.hypot(...values.subarray(i * dimension, (i + 1) * dimension)))

describe('numbers', () => {
  it('of bytes are divided by 255 exactly', () => {
    expect(numbersOf(piped(syntheticImages(), [{ kind: 'unit-interval' }]).draft, 'train')).toEqual(bytes.map((value) => value / 255))
    const { draft, says } = piped(syntheticVectors(20, 3), [{ kind: 'unit-interval', range: 'statistics' }])
    const values = numbersOf(draft, 'all')
    expect([Math.min(...values), Math.max(...values)]).toEqual([0, 1])
    expect(says[0]).toContain('(extremes of all 20)')
  })

  it('lose the mean of feature, channel or sample of the part asked for', () => {
    const mean = (values: Float64Array, pick: (k: number) => boolean): number => {
      const chosen = values.filter((_, k) => pick(k))
      return chosen.reduce((a, b) => a + b, 0) / chosen.length
    }
    const feature = numbersOf(piped(syntheticImages(), [{ kind: 'subtract-mean' }]).draft, 'train')
    expect(mean(feature, (k) => k % 48 === 17)).toBeCloseTo(0, 12)
    const channel = numbersOf(piped(syntheticImages(), [{ kind: 'subtract-mean', of: 'channel' }]).draft, 'train')
    expect(mean(channel, (k) => Math.floor((k % 48) / 16) === 1)).toBeCloseTo(0, 12)
    expect(Math.abs(mean(channel, (k) => k % 48 === 17))).toBeGreaterThan(1e-3)
    const sample = numbersOf(piped(syntheticImages(), [{ kind: 'subtract-mean', of: 'sample' }]).draft, 'test')
    expect(mean(sample, (k) => k < 48)).toBeCloseTo(0, 12)
    // of the training samples, so that the test samples keep theirs
    const test = numbersOf(piped(syntheticImages(), [{ kind: 'subtract-mean' }]).draft, 'test')
    expect(Math.abs(mean(test, (k) => k % 48 === 17))).toBeGreaterThan(1e-3)
  })

  it('are standardised as regression tables are, bit for bit', () => {
    const values = numbersOf(piped(syntheticVectors(50, 4), []).draft, 'all')
    const { draft } = piped(syntheticVectors(50, 4), [{ kind: 'standardise', statistics: 'everything' }])
    expect(numbersOf(draft, 'all')).toEqual(standardised(values, columnStatistics(values, 4)))
    const constant = syntheticVectors(5, 2)
    constant.parts[0]?.values.fill(0.1)
    const flat = piped(constant, [{ kind: 'standardise' }])
    expect([...numbersOf(flat.draft, 'all')]).toEqual(Array(10).fill(0))
    expect(flat.says[0]).toContain('2 constant features became 0')
  })

  it('are scaled by one factor or each by its own norm', () => {
    const { draft } = piped(syntheticImages(), [{ kind: 'scale-norm', statistics: 'everything' }])
    const all = [...norms(numbersOf(draft, 'train'), 48), ...norms(numbersOf(draft, 'test'), 48)]
    expect(Math.max(...all)).toBeCloseTo(Math.SQRT1_2, 14)
    expect(Math.min(...all)).toBeLessThan(0.7)
    const own = norms(numbersOf(piped(syntheticImages(), [{ kind: 'scale-norm', scope: 'sample', largestNorm: 2 }]).draft, 'test'), 48)
    own.forEach((norm) => expect(norm).toBeCloseTo(2, 13))
    const sphere = norms(numbersOf(piped(syntheticImages(), [{ kind: 'unit-sphere' }]).draft, 'test'), 48)
    sphere.forEach((norm) => expect(norm).toBeCloseTo(1, 14))
  })

  it('get the two coordinates of the activation paper, with one factor for all parts', () => {
    const both = Float64Array.of(
      ...numbersOf(piped(syntheticImages(), []).draft, 'train'),
      ...numbersOf(piped(syntheticImages(), []).draft, 'test'),
    )
    for (const scope of ['global', 'sample'] as const) {
      const expected = unitNormPoints({ inputs: both, inputDimension: 48, sampleCount: 18 }, scope === 'global' ? 'global' : 'per-point')
      const { draft } = piped(syntheticImages(), [{ kind: 'two-coordinates', scope }])
      expect(draft.shape).toEqual({ dimension: 50 })
      expect([...numbersOf(draft, 'train'), ...numbersOf(draft, 'test')]).toEqual([...expected.points.inputs])
    }
  })

  it('get noise that depends on seed and sample alone', () => {
    const noisy = piped(syntheticVectors(6, 3), [
      { kind: 'take', count: 2, sampling: 'random', seed: 9 },
      { kind: 'noise', standardDeviation: 0.25, renormalise: false, seed: 3 },
    ]).draft
    const rows = [...(noisy.parts[0]?.rows ?? [])]
    const clean = numbersOf(piped(syntheticVectors(6, 3), []).draft, 'all')
    const expected = rows.flatMap((row) =>
      [...normals(new RandomStream(3, 'smoothing'), 3 * row, 3)].map((value, k) => clean[3 * row + k]! + 0.25 * value),
    )
    expect([...numbersOf(noisy, 'all')]).toEqual(expected)
    const unit = piped(syntheticVectors(6, 3), [{ kind: 'noise', standardDeviation: 0.25 }]).draft
    norms(numbersOf(unit, 'all'), 3).forEach((norm) => expect(norm).toBeCloseTo(1, 14))
  })

  it('of a sample without direction are refused', () => {
    const source = syntheticVectors(3, 2)
    source.parts[0]?.values.fill(0, 2, 4)
    expect(() => numbersOf(piped(source, [{ kind: 'unit-sphere' }]).draft, 'all')).toThrow('sample 1 of the source has the norm 0')
    expect(() => piped(source, [{ kind: 'two-coordinates', scope: 'sample' }])).toThrow('no direction')
  })

  it('do not depend on the blocks in which they are made', () => {
    // 12 + 6 images of 3 x 224 x 224 numbers are several blocks
    const large = syntheticImages({ side: 224, counts: { train: 12, test: 6 } })
    const { draft } = piped(large, [{ kind: 'standardise', statistics: 'train' }])
    const values = numbersOf(draft, 'train')
    const single = draft.parts[0]
      ? numbersOf({ ...draft, parts: [{ ...draft.parts[0], rows: Uint32Array.of(11) }] }, 'train')
      : new Float64Array()
    expect(single).toEqual(values.slice(11 * single.length))
  })
})
