import { describe, expect, it } from 'vitest'
import { normalisedPoints, pointNorms, pointOf, unitNormPoints, type PointSet } from '../../../src-main/datasets'
import { normals, RandomStream } from '../../../src-main/science/random'
import { distance, innerProduct } from '../../fixtures/separation'

const plane = (...rows: [number, number][]): PointSet => ({
  inputs: Float64Array.from(rows.flat()),
  inputDimension: 2,
  sampleCount: rows.length,
})
const toy = plane([3, 4], [0, 0], [6, 8])

describe('two coordinates that make unit vectors', () => {
  it('by one factor for all points: the worked example', () => {
    const { points, report } = unitNormPoints(toy, 'global')
    expect(points.inputDimension).toBe(4)
    for (const norm of pointNorms(points)) expect(Math.abs(norm - 1)).toBeLessThan(3e-16)
    const pairs = [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const
    const products = [0.9330127, 0.75, 0.5]
    const distances = [0.3660254, Math.SQRT1_2, 1]
    const outsides = [0.35984344, 0.66143783, 0.8660254]
    pairs.forEach(([i, j], k) => {
      expect(Math.abs(innerProduct(points, i, j) - products[k]!)).toBeLessThan(5e-8)
      expect(Math.abs(distance(points, i, j) - distances[k]!)).toBeLessThan(5e-8)
      expect(Math.abs(Math.sqrt(1 - innerProduct(points, i, j) ** 2) - outsides[k]!)).toBeLessThan(5e-8)
    })
    expect(report).toEqual({ smallestNorm: 0, largestNorm: 10, scale: Math.SQRT1_2 / 10 })
  })

  it('keep unit norm and inner products of at least 0 for any points', () => {
    const wild = { inputs: normals(new RandomStream(5, 'test'), 0, 300).map((z) => 1e8 * z * z * z), inputDimension: 3, sampleCount: 100 }
    const { points } = unitNormPoints(wild, 'global')
    for (const norm of pointNorms(points)) expect(Math.abs(norm - 1)).toBeLessThan(5e-16)
    for (let i = 0; i < 100; i++) for (let j = 0; j < i; j++) expect(innerProduct(points, i, j)).toBeGreaterThan(-1e-15)
  })

  it('lose no digit of the appended coordinate near the largest norm', () => {
    const { points } = unitNormPoints(plane([1, 0], [1 - 2 ** -40, 0]), 'global')
    // sqrt((1 - (1 - h)^2) / 2) = sqrt(h (1 - h / 2)) with h = 2^-40
    expect(pointOf(points, 1)[2]! / (2 ** -20 * Math.sqrt(1 - 2 ** -41))).toBeCloseTo(1, 14)
    expect(pointOf(points, 0)[2]).toBe(0)
  })

  it('by a factor for each point: only directions count', () => {
    const { points, report } = unitNormPoints(plane([3, 4], [30, 40], [0, -2]), 'per-point')
    expect(pointOf(points, 0)).toEqual(pointOf(points, 1))
    expect([...pointOf(points, 2)]).toEqual([0, -Math.SQRT1_2, 0, Math.SQRT1_2])
    expect(report).toEqual({ smallestNorm: 2, largestNorm: 50, scale: null })
  })

  it('are refused where there is nothing to scale', () => {
    expect(() => unitNormPoints(toy, 'per-point')).toThrow('Point 1 (counted from 0) is 0')
    expect(() => unitNormPoints(plane([0, 0]), 'global')).toThrow('All points are 0')
    expect(() => unitNormPoints(plane([1, 0], [NaN, 1]), 'global')).toThrow('Point 1 (counted from 0) has no finite norm')
  })
})

describe('division by the norm', () => {
  it('gives unit vectors and says what the norms were', () => {
    const { points, report } = normalisedPoints(plane([3, 4], [0, -2]))
    expect(points.inputs).toEqual(Float64Array.of(0.6, 0.8, 0, -1))
    expect(report).toEqual({ smallestNorm: 2, largestNorm: 5, scale: null })
  })

  it('refuses a point without a direction', () => {
    expect(() => normalisedPoints(toy)).toThrow('Point 1 (counted from 0) is 0')
  })
})
