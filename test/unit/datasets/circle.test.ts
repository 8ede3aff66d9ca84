import { describe, expect, it } from 'vitest'
import { circlePoints, liftedPoints, pointNorms, pointOf, smoothedPoints, type CircleGeometry } from '../../../src-main/datasets'
import { portable } from '../../fixtures/arithmetic'
import { innerProduct, separation } from '../../fixtures/separation'

const SEED = 4
const points = (geometry: CircleGeometry, n: number) => circlePoints(geometry, n, SEED)
const spread = (norms: Float64Array): number => Math.max(...norms.map((norm) => Math.abs(norm - 1)))

describe('points on a circle', () => {
  // the separations that go with figure 1 of arXiv 1908.05660 for each reading of "equally spaced"
  it.each([
    ['half', 10, 0.30902],
    ['half', 50, 0.06279],
    ['full-with-constant', 10, 0.42646],
    ['full-with-constant', 50, 0.08871],
    ['full', 11, Math.sin(Math.PI / 11)],
    ['full', 51, Math.sin(Math.PI / 51)],
    ['full', 10, 0],
    ['full', 50, 0],
  ] as const)('%s circle, n = %i: unit vectors with separation %f', (geometry, n, delta) => {
    const set = points(geometry, n)
    expect(spread(pointNorms(set))).toBeLessThan(3e-16)
    expect(Math.abs(separation(set) - delta)).toBeLessThan(5e-6)
  })

  it('on the full circle of even n come in exactly opposite pairs', () => {
    const set = points('full', 50)
    for (let i = 0; i < 25; i++) expect(pointOf(set, i + 25)).toEqual(pointOf(set, i).map((value) => 0 - value))
  })

  it('with a constant have inner products (1 + cos) / 2', () => {
    const set = points('full-with-constant', 10)
    expect(set.inputDimension).toBe(3)
    for (let j = 0; j < 10; j++) expect(innerProduct(set, 0, j)).toBeCloseTo((1 + Math.cos((2 * Math.PI * j) / 10)) / 2, 15)
  })

  // smallest eigenvalue of <x, x'> (pi - angle) / (2 pi), the kernel of ReLU, for each reading of the data of figure 1
  it.each([
    ['half', 10, 2.63279909e-2],
    ['half', 50, 5.00989845e-3],
    ['full', 11, 2.84003369e-2],
    ['full-with-constant', 10, 3.73595308e-2],
  ] as const)('%s circle, n = %i: the smallest eigenvalue of its ReLU kernel is %f', (geometry, n, expected) => {
    const set = points(geometry, n)
    const kernel = Float64Array.from({ length: n * n }, (_, k) => {
      const product = k % (n + 1) === 0 ? 1 : innerProduct(set, Math.floor(k / n), k % n)
      return (product * (Math.PI - Math.acos(product))) / (2 * Math.PI)
    })
    const [smallest] = portable.symmetricEigenvalues(kernel, n, () => undefined)
    expect(smallest! / expected).toBeCloseTo(1, 7)
  })

  it('at random angles depend on the seed alone and cover the circle', () => {
    const set = points('random', 4000)
    expect(set).toEqual(points('random', 4000))
    expect(circlePoints('random', 5, SEED + 1).inputs).not.toEqual(circlePoints('random', 5, SEED).inputs)
    const quadrants = [0, 0, 0, 0]
    for (let i = 0; i < 4000; i++) {
      const [x, y] = pointOf(set, i) as unknown as [number, number]
      quadrants[(x > 0 ? 1 : 0) + (y > 0 ? 2 : 0)]!++
    }
    // standard deviation sqrt(4000 3/16)
    for (const count of quadrants) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(750))
  })
})

describe('a random lift', () => {
  it('keeps every inner product', () => {
    const flat = points('half', 10)
    const lifted = liftedPoints(flat, 10, SEED)
    expect(lifted.inputs).toHaveLength(100)
    for (let i = 0; i < 10; i++) {
      for (let j = 0; j <= i; j++) expect(Math.abs(innerProduct(lifted, i, j) - innerProduct(flat, i, j))).toBeLessThan(1e-15)
    }
  })

  it('differs from seed to seed', () => {
    expect(liftedPoints(points('half', 3), 5, 1).inputs).not.toEqual(liftedPoints(points('half', 3), 5, 2).inputs)
  })
})

describe('smoothing', () => {
  const lifted = liftedPoints(points('half', 20), 10, SEED)

  /** Largest part of a point outside the plane of the frame. */
  const outside = (inputs: Float64Array): number => {
    let largest = 0
    for (let i = 0; i < 20; i++) {
      const point = inputs.subarray(10 * i, 10 * i + 10)
      const along = [0, 1].map((c) => point.reduce((sum, value, k) => sum + value * lifted.frame[2 * k + c]!, 0))
      largest = Math.max(largest, Math.sqrt(Math.max(0, 1 - along[0]! ** 2 - along[1]! ** 2)))
    }
    return largest
  }

  it('within the span stays in it, in the whole space leaves it, and gives unit vectors', () => {
    const within = smoothedPoints(lifted, 0.1, SEED, lifted.frame)
    const around = smoothedPoints(lifted, 0.1, SEED)
    expect(spread(pointNorms(within))).toBeLessThan(3e-16)
    expect(spread(pointNorms(around))).toBeLessThan(3e-16)
    expect(outside(within.inputs)).toBeLessThan(1e-7)
    expect(outside(around.inputs)).toBeGreaterThan(0.1)
  })

  it('moves points by noise of the given size', () => {
    const set = points('random', 2000)
    const moved = smoothedPoints(set, 1e-3, SEED)
    // only what is across a point moves it after normalisation: one direction in the plane
    const square = moved.inputs.reduce((sum, value, k) => sum + (value - set.inputs[k]!) ** 2, 0) / 2000
    expect(Math.abs(square / 1e-6 - 1)).toBeLessThan(4 * Math.sqrt(2 / 2000))
    expect(smoothedPoints(set, 0, SEED).inputs.every((value, k) => Math.abs(value - set.inputs[k]!) < 3e-16)).toBe(true)
  })
})
