import { describe, expect, it } from 'vitest'
import type { PointData } from '../../../../src-main/contract'
import { dataGeometry } from '../../../../src-main/experiments/data-geometry'
import { dataGeometrySpec, type DataGeometrySpec } from '../../../../src-main/experiments/data-geometry/spec'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'

const specOf = (data: PointData, preprocessing: Partial<DataGeometrySpec['preprocessing']> = {}): DataGeometrySpec =>
  dataGeometrySpec.parse({
    experiment: 'data-geometry',
    version: 1,
    data,
    preprocessing: { scaling: 'none', smoothing: 0, ...preprocessing },
  })

function geometry(spec: DataGeometrySpec, arrays: Record<string, Float64Array> = {}): RecordingContext {
  expect(dataGeometry.check(spec)).toEqual([])
  const context = new RecordingContext(fastArithmetic(1), arrays)
  expect(dataGeometry.run(spec, 1, context, null).state).toBe('finished')
  return context
}

const HASH = 'a'.repeat(64)

describe('distances and dimension of points (arXiv 1908.05660, Figure 2 (a), (b))', () => {
  it('three points after the preprocessing of section 2, by hand', () => {
    const spec = specOf({ kind: 'stored', sha256: HASH, shape: [3, 2] }, { scaling: 'two-coordinates' })
    const { summary, series } = geometry(spec, { [HASH]: Float64Array.of(3, 4, 0, 0, 6, 8) })
    expect(summary['smallestDistance']).toBeCloseTo(0.3660254, 7)
    expect(summary['largestDistance']).toBeCloseTo(1, 12)
    expect(summary['lineSeparation']).toBeCloseTo(0.35984344, 8)
    expect(summary['unitNormDeviation']).toBeLessThan(1e-15)
    expect(summary['inputDimension']).toBe(4)
    const shares = new Map(series.get('cumulativeSquares'))
    expect(shares.get(3)).toBeCloseTo(1, 12)
    // the constant 1 / sqrt 2 alone holds half of the squares
    expect(shares.get(1)).toBeGreaterThan(0.5)
    expect(series.get('distanceCount')?.reduce((sum, [, count]) => sum + count, 0)).toBe(3)
  })

  it('n orthonormal points: one distance, n equal directions, one less about their mean', () => {
    const { summary, series } = geometry(specOf({ kind: 'orthonormal', sampleCount: 10 }))
    expect(summary['smallestDistance']).toBeCloseTo(Math.SQRT2, 14)
    expect(summary['largestDistance']).toBeCloseTo(Math.SQRT2, 14)
    expect(summary).toMatchObject({ components90: 9, components99: 10, centredComponents99: 9, duplicatePairs: 0 })
    expect(new Map(series.get('cumulativeVariance')).get(9)).toBeCloseTo(1, 12)
    expect(summary['participationRatio']).toBeCloseTo(9, 10)
  })

  it('centring takes the mean off before scaling', () => {
    const data: PointData = { kind: 'stored', sha256: HASH, shape: [3, 2] }
    const { summary } = geometry(specOf(data, { centring: 'columns' }), { [HASH]: Float64Array.of(1, 0, 2, 0, 3, 3) })
    const plain = geometry(specOf(data), { [HASH]: Float64Array.of(1, 0, 2, 0, 3, 3) }).summary
    expect(summary['largestDistance']).toBeCloseTo(plain['largestDistance'] ?? NaN, 14)
    // centred: (-1, -1), (0, -1), (1, 2), with the matrix ((2, 3), (3, 6)) of trace 8 and largest eigenvalue (8 + sqrt 52) / 2
    expect(summary['firstShare']).toBeCloseTo((8 + Math.sqrt(52)) / 16, 12)
  })

  it('rows that an array does not have are refused', () => {
    const spec = specOf({ kind: 'stored', sha256: HASH, shape: [3, 2], rows: { first: 1, count: 3 } })
    expect(dataGeometry.check(spec).map(({ path }) => path)).toEqual(['data.rows'])
  })
})
