import { describe, expect, it } from 'vitest'
import type { DatasetStatistics } from '../../../../src-main/contract'
import { describePart, examinedPlaces } from '../../../../src-main/datasets/statistics'
import type { Arithmetic } from '../../../../src-main/science/arithmetic/arithmetic'
import { loadArithmetic } from '../../../../src-main/science/arithmetic/load'
import { dataConditions } from '../../../../src-main/science/kernels/data-conditions'
import { normals, RandomStream, spherePoints } from '../../../../src-main/science/random'
import { portable } from '../../../fixtures/arithmetic'

const native = loadArithmetic().arithmetic

function described(
  inputs: Float64Array,
  dimension: number,
  classes: Float64Array | null = null,
  arithmetic: Arithmetic = portable,
): DatasetStatistics {
  const part = { role: 'all' as const, total: inputs.length / dimension, inputs, dimension, classes, classCount: 3 }
  return describePart(
    arithmetic,
    part,
    () => undefined,
    () => 0,
  )
}

describe('statistics of a part', () => {
  it('of four corners of a rectangle are what geometry says', () => {
    // sides 3 and 4: distances 3 3 4 4 5 5; about the centre, variances 9/4 and 4
    const result = described(Float64Array.of(1, 1, 4, 1, 1, 5, 4, 5), 2, Float64Array.of(0, 0, 1, 1))
    expect(result.distances).toMatchObject({ pairs: 6, smallest: 3, largest: 5, mean: 4, duplicates: 0, nearDuplicates: 0 })
    expect(result.distances.closest.map(({ first, second, distance }) => [first, second, distance]).slice(0, 4)).toEqual([
      [0, 1, 3],
      [2, 3, 3],
      [0, 2, 4],
      [1, 3, 4],
    ])
    expect(result.distances.histogram.counts.reduce((a, b) => a + b, 0)).toBe(6)
    expect(result.distances.sameClass?.reduce((a, b) => a + b, 0)).toBe(2)
    expect(result.covariance.values).toEqual([expect.closeTo(4, 12), expect.closeTo(2.25, 12)])
    expect(result.covariance.trace).toBeCloseTo(6.25, 12)
    // second moment: means of squares 34/4 and 52/4, mean of products 1 + 4 + 5 + 20 over 4
    const [a, b, c] = [8.5, 13, 7.5]
    const root = Math.sqrt(((a - b) / 2) ** 2 + c * c)
    expect(result.secondMoment.values).toEqual([expect.closeTo((a + b) / 2 + root, 12), expect.closeTo((a + b) / 2 - root, 12)])
    expect(result.spectralNorm).toBeCloseTo(Math.sqrt(4 * ((a + b) / 2 + root)), 12)
    expect(result.intrinsicDimension.participationRatio).toBeCloseTo(6.25 ** 2 / (16 + 2.25 ** 2), 12)
    expect(result.intrinsicDimension).toMatchObject({ span: 2, spanResolution: 'numbers' })
    // (1, 1) and (4, 5): r^2 = 81/82
    expect(result.directions.lineSeparation).toBeCloseTo(Math.sqrt(1 / 82), 12)
    expect(result.directions.closest).toMatchObject({ first: 0, second: 3 })
    expect(result.norms).toMatchObject({ smallest: Math.SQRT2, zero: 0 })
    expect(result.classCounts).toEqual([2, 2, 0])
  })

  it('agrees with the separations that runs check, on points of any norms', () => {
    const inputs = normals(new RandomStream(3, 'test'), 0, 600 * 5)
    const conditions = dataConditions(portable, inputs, 600, 5, () => undefined)
    const result = described(inputs, 5)
    expect(result.directions.lineSeparation).toBeCloseTo(conditions.lineSeparation, 13)
    expect(result.directions.distanceSeparation).toBeCloseTo(conditions.distanceSeparation, 13)
    expect([result.directions.closest?.first, result.directions.closest?.second]).toEqual(conditions.closestPair)
    expect(result.spectralNorm).toBeCloseTo(conditions.spectralNorm, 10)
  })

  it('counts every pair once, whatever the blocks, and finds each nearest neighbour', () => {
    const [count, dimension] = [700, 3]
    const inputs = normals(new RandomStream(4, 'test'), 0, count * dimension)
    const distances: number[] = []
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++)
        distances.push(Math.hypot(...Array.from({ length: dimension }, (_, k) => inputs[i * dimension + k]! - inputs[j * dimension + k]!)))
    distances.sort((a, b) => a - b)
    const result = described(inputs, dimension, null, native)
    expect(result.distances.pairs).toBe(distances.length)
    expect(result.distances.histogram.counts.reduce((a, b) => a + b, 0)).toBe(distances.length)
    expect(result.distances.mean).toBeCloseTo(distances.reduce((a, b) => a + b, 0) / distances.length, 10)
    expect(result.distances.closest.slice(0, 20).map(({ distance }) => distance)).toEqual(
      distances.slice(0, 20).map((distance): unknown => expect.closeTo(distance, 12)),
    )
    expect(Math.abs(result.distances.median - (distances[Math.floor(distances.length / 2)] ?? NaN))).toBeLessThan(1e-3)
    expect(result.distances.sameClass).toBeNull()
  })

  it('sees duplicates and nearly equal samples without losing their digits', () => {
    const inputs = normals(new RandomStream(6, 'test'), 0, 40 * 100).map((value) => 1e3 + value)
    inputs.set(inputs.subarray(0, 100), 3900)
    inputs.set(inputs.subarray(100, 200), 3800)
    inputs[3800]! += 2 ** -30
    const { distances } = described(inputs, 100)
    expect(distances.duplicates).toBe(1)
    expect(distances.closest.slice(0, 2)).toEqual([
      { first: 0, second: 39, distance: 0 },
      { first: 1, second: 38, distance: expect.closeTo(2 ** -30, 14) as unknown },
    ])
    expect(distances.nearDuplicates).toBe(2)
    expect(distances.closest[1]?.distance).toBe(Math.abs(inputs[100]! - inputs[3800]!))
    // without the duplicate the nearly equal pair is the smallest distance, to the last digit
    expect(described(inputs.subarray(0, 3900), 100).distances.smallest).toBe(distances.closest[1]?.distance)
  })

  it('estimates the dimension in which points lie, not that of the space', () => {
    // a flat 3-dimensional piece of R^10
    const flat = normals(new RandomStream(7, 'test'), 0, 2000 * 3)
    const inputs = new Float64Array(2000 * 10)
    for (let i = 0; i < 2000; i++) for (let k = 0; k < 10; k++) inputs[10 * i + k] = (k % 3) * 0.5 + flat[3 * i + (k % 3)]!
    const { intrinsicDimension } = described(inputs, 10, null, native)
    expect(intrinsicDimension.span).toBe(3)
    expect(intrinsicDimension.components.at(-1)).toEqual({ share: 0.99, count: 3 })
    expect(Math.abs((intrinsicDimension.twoNearestNeighbours ?? NaN) - 3)).toBeLessThan(0.25)
    // on the sphere of R^6 there are 5 dimensions
    const sphere = described(spherePoints(new RandomStream(8, 'test'), 6, 0, 2000), 6, null, native)
    expect(Math.abs((sphere.intrinsicDimension.twoNearestNeighbours ?? NaN) - 5)).toBeLessThan(0.4)
    expect(sphere.norms.unitDeviation).toBeLessThan(1e-14)
    // rounding is not spread over bins
    expect(sphere.norms.histogram.counts).toEqual([2000])
  })

  it('takes the spectrum from the smaller matrix, with the same values', () => {
    const inputs = normals(new RandomStream(9, 'test'), 0, 30 * 80)
    const wide = described(inputs, 80)
    expect(wide.covariance.values).toHaveLength(30)
    // centring takes one direction
    expect(wide.covariance.values.filter((value) => value > wide.covariance.floor)).toHaveLength(29)
    const tripled = Float64Array.of(...inputs, ...inputs, ...inputs)
    const tall = described(tripled, 80)
    expect(tall.covariance.values).toHaveLength(80)
    wide.covariance.values.slice(0, 29).forEach((value, k) => expect(tall.covariance.values[k]).toBeCloseTo(value, 12))
  })

  it('of one sample have no pairs', () => {
    const { distances, directions, intrinsicDimension } = described(Float64Array.of(3, 4), 2)
    expect(distances).toMatchObject({ pairs: 0, smallest: NaN, duplicates: 0, closest: [] })
    expect(directions.closest).toBeNull()
    expect(intrinsicDimension.twoNearestNeighbours).toBeNull()
  })

  it('stop when they are told to', () => {
    const stop = new Error('stopped')
    const inputs = normals(new RandomStream(9, 'test'), 0, 30 * 80)
    const part = { role: 'all' as const, total: 30, inputs, dimension: 80, classes: null, classCount: 0 }
    const throwing = (): never => {
      throw stop
    }
    expect(() => describePart(portable, part, throwing, () => 0)).toThrow(stop)
  })
})

describe('examined places', () => {
  it('are all, or go evenly through the part', () => {
    expect([...examinedPlaces(4, 10)]).toEqual([0, 1, 2, 3])
    expect([...examinedPlaces(10, 4)]).toEqual([0, 2, 5, 7])
  })
})
