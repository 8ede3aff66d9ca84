import { describe, expect, it } from 'vitest'
import { normals, permutation, RandomStream, signs, spherePoints, uniforms } from '../../../../src-main/science/random'

/**
 * Fixed seeds, so these tests either always pass or always fail; the bounds are those a correct generator would break with a probability
 * below 1e-6 per statement (4.9 standard deviations of the statistic).
 */
const DEVIATIONS = 4.9
const COUNT = 200_000

function mean(values: ArrayLike<number>, of: (value: number) => number = (value) => value): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += of(values[i] ?? NaN)
  return sum / values.length
}

/** |average - expectation| in standard deviations of the average. */
function deviations(average: number, expectation: number, variance: number, count = COUNT): number {
  return Math.abs(average - expectation) / Math.sqrt(variance / count)
}

describe('uniforms', () => {
  const values = uniforms(new RandomStream(11, 'data'), 0, COUNT)

  it('lie inside the open unit interval, on odd multiples of 2^-53', () => {
    expect(values.find((u) => !(u > 0 && u < 1 && (u * 2 ** 53) % 2 === 1))).toBeUndefined()
  })

  it('have the moments of the uniform distribution', () => {
    expect(deviations(mean(values), 1 / 2, 1 / 12)).toBeLessThan(DEVIATIONS)
    expect(
      deviations(
        mean(values, (u) => u * u),
        1 / 3,
        4 / 45,
      ),
    ).toBeLessThan(DEVIATIONS)
  })

  it('fill 100 equal bins evenly (chi square)', () => {
    const bins = new Float64Array(100)
    for (const u of values) bins[Math.floor(100 * u)]! += 1
    const chiSquare = bins.reduce((sum, observed) => sum + (observed - COUNT / 100) ** 2 / (COUNT / 100), 0)
    // 99 degrees of freedom: mean 99, standard deviation sqrt(198)
    expect(Math.abs(chiSquare - 99) / Math.sqrt(198)).toBeLessThan(DEVIATIONS)
  })

  it('are uncorrelated with their successors', () => {
    const products = values.slice(1).map((u, i) => (u - 0.5) * ((values[i] ?? NaN) - 0.5))
    expect(deviations(mean(products), 0, 1 / 144, products.length)).toBeLessThan(DEVIATIONS)
  })
})

describe('normals', () => {
  const values = normals(new RandomStream(12, 'hidden-weights'), 0, COUNT)

  it.each([
    [1, 0, 1],
    [2, 1, 2],
    [3, 0, 15],
    [4, 3, 96],
  ])('moment %i', (order, expectation, variance) => {
    expect(
      deviations(
        mean(values, (x) => x ** order),
        expectation,
        variance,
      ),
    ).toBeLessThan(DEVIATIONS)
  })

  it('follow the normal distribution (Kolmogorov-Smirnov)', () => {
    const sorted = values.toSorted()
    let largest = 0
    sorted.forEach((x, index) => {
      largest = Math.max(largest, Math.abs(distribution(x) - (index + 0.5) / COUNT))
    })
    // P(sqrt(N) D > 2.7) = 2 exp(-2 * 2.7^2) < 1e-6
    expect(Math.sqrt(COUNT) * largest).toBeLessThan(2.7)
  })

  it('a million take well under half a second', () => {
    const started = performance.now()
    normals(new RandomStream(13, 'data'), 0, 1_000_000)
    // measured 0.12 s; the bound leaves room for a busy machine
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

/** Normal distribution function by the error-function approximation 7.1.26 of Abramowitz and Stegun, error below 1.5e-7. */
function distribution(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2)
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  const upper = (polynomial * Math.exp((-x * x) / 2)) / 2
  return x < 0 ? upper : 1 - upper
}

describe('sphere points', () => {
  const dimension = 8
  const count = 20_000
  const points = spherePoints(new RandomStream(14, 'data'), dimension, 0, count)

  it('have unit length', () => {
    const errors = Float64Array.from({ length: count }, (_, j) =>
      Math.abs(points.subarray(j * dimension, (j + 1) * dimension).reduce((sum, x) => sum + x * x, 0) - 1),
    )
    expect(Math.max(...errors)).toBeLessThan(1e-15 * dimension)
  })

  it('have mean 0 and covariance identity / dimension', () => {
    for (let a = 0; a < dimension; a++) {
      for (let b = 0; b <= a; b++) {
        let first = 0
        let product = 0
        for (let j = 0; j < count; j++) {
          first += points[j * dimension + a]! / count
          product += (points[j * dimension + a]! * points[j * dimension + b]!) / count
        }
        expect(deviations(first, 0, 1 / dimension, count)).toBeLessThan(DEVIATIONS)
        // E x_a^2 x_b^2 = 1 / (d (d + 2)), E x_a^4 = 3 / (d (d + 2))
        const fourth = (a === b ? 3 : 1) / (dimension * (dimension + 2))
        const expectation = a === b ? 1 / dimension : 0
        expect(deviations(product, expectation, fourth - expectation * expectation, count)).toBeLessThan(DEVIATIONS)
      }
    }
  })
})

describe('signs', () => {
  it('are -1 and +1 equally often, and sums over many seeds have the right spread', () => {
    const values = signs(new RandomStream(15, 'output-weights'), 0, COUNT)
    expect(new Set(values)).toEqual(new Set([-1, 1]))
    expect(deviations(mean(values), 0, 1)).toBeLessThan(DEVIATIONS)
    const sums = Float64Array.from({ length: 5000 }, (_, seed) =>
      signs(new RandomStream(seed, 'output-weights'), 0, 100).reduce((a, b) => a + b, 0),
    )
    // a sum of 100 signs has variance 100 and fourth moment 3 * 100^2 - 2 * 100
    expect(
      deviations(
        mean(sums, (s) => s * s),
        100,
        30_000 - 200 - 10_000,
        5000,
      ),
    ).toBeLessThan(DEVIATIONS)
  })
})

describe('permutation', () => {
  it('of four elements takes each of the 24 orders equally often', () => {
    const counts = new Map<string, number>()
    const draws = 24_000
    for (let seed = 0; seed < draws; seed++) {
      const order = permutation(new RandomStream(seed, 'batches'), 4).join('')
      counts.set(order, (counts.get(order) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    const chiSquare = [...counts.values()].reduce((sum, observed) => sum + (observed - 1000) ** 2 / 1000, 0)
    expect(Math.abs(chiSquare - 23) / Math.sqrt(46)).toBeLessThan(DEVIATIONS)
  })
})
