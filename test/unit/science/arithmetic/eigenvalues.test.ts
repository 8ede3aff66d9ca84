import { describe, expect, it } from 'vitest'
import { NotPositiveDefiniteError, type Eigensystem } from '../../../../src-main/science/arithmetic/arithmetic'
import { native, openNative, portable } from '../../../golden/both-arithmetics'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'
import { relativeDifference } from './random-instance'

/** Second differences: the eigenvalues are 2 - 2 cos(k pi / (n + 1)). */
function secondDifferences(order: number): { matrix: Float64Array; values: Float64Array } {
  const matrix = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    matrix[i * order + i] = 2
    if (i > 0) matrix[i * order + i - 1] = matrix[(i - 1) * order + i] = -1
  }
  return { matrix, values: Float64Array.from({ length: order }, (_, k) => 2 - 2 * Math.cos(((k + 1) * Math.PI) / (order + 1))) }
}

/** Q diag(values) Q^T for a Householder reflection Q: dense, with the spectrum given. */
function denseWithSpectrum(values: Float64Array, seed: number): Float64Array {
  const order = values.length
  const { gaussian } = minimalStandard(seed)
  const v = new Float64Array(order).map(gaussian)
  const square = v.reduce((sum, x) => sum + x * x, 0)
  const scale = 2 / square
  const image = values.map((value, k) => value * v[k]!)
  const form = image.reduce((sum, x, k) => sum + x * v[k]!, 0)
  const matrix = new Float64Array(order * order)
  for (let i = 0; i < order; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = (i === j ? values[i]! : 0) - scale * (v[i]! * image[j]! + image[i]! * v[j]! - scale * form * v[i]! * v[j]!)
      matrix[i * order + j] = entry
      matrix[j * order + i] = entry
    }
  }
  return matrix
}

function largestResidual(matrix: Float64Array, order: number, { values, vectors }: Eigensystem): number {
  let largest = 0
  for (const [k, value] of values.entries()) {
    const vector = vectors.subarray(k * order, (k + 1) * order)
    const image = portable.multiply(matrix, vector, order, order, 1)
    largest = Math.max(largest, Math.abs(vector.reduce((sum, x) => sum + x * x, 0) - 1))
    for (let i = 0; i < order; i++) largest = Math.max(largest, Math.abs(image[i]! - value * vector[i]!))
  }
  return largest
}

const spread = Float64Array.from({ length: 120 }, (_, k) => 0.5 + 0.01 * k + (k > 100 ? 40 : 0))

describe.each([native, portable])('eigenvalues, $id arithmetic', (arithmetic) => {
  it.each([1, 2, 3, 17, 130])('closed form, order %i', (order) => {
    const { matrix, values } = secondDifferences(order)
    const untouched = Float64Array.from(matrix)
    expect(relativeDifference(arithmetic.symmetricEigenvalues(matrix, order, noPulse), values)).toBeLessThan(1e-13)
    const system = arithmetic.symmetricEigensystem(matrix, order, noPulse)
    expect(relativeDifference(system.values, values)).toBeLessThan(1e-13)
    expect(largestResidual(matrix, order, system)).toBeLessThan(1e-12)
    const from = Math.floor(order / 3)
    const to = Math.floor(order / 2)
    const pairs = arithmetic.symmetricEigenpairs(matrix, order, from, to, noPulse)
    expect(relativeDifference(pairs.values, values.slice(from, to + 1))).toBeLessThan(1e-13)
    expect(pairs.vectors).toHaveLength((to - from + 1) * order)
    expect(largestResidual(matrix, order, pairs)).toBeLessThan(1e-12)
    expect(matrix).toEqual(untouched)
  })

  it('dense matrix with a given spectrum', () => {
    const matrix = denseWithSpectrum(spread, 41)
    expect(relativeDifference(arithmetic.symmetricEigenvalues(matrix, 120, noPulse), spread)).toBeLessThan(1e-13)
    const smallest = arithmetic.smallestEigenvalue(matrix, 120, noPulse)
    expect(Math.abs(smallest.value - 0.5) / 0.5).toBeLessThan(1e-12)
    expect(smallest.residual).toBeLessThan(1e-8)
    expect(smallest.vector).toHaveLength(120)
    const largest = arithmetic.largestEigenvalue(matrix, 120, noPulse)
    expect(Math.abs(largest.value - spread[119]!) / spread[119]!).toBeLessThan(1e-12)
    expect(largest.residual).toBeLessThan(1e-8)
  })

  it('smallest and largest of orders around the tiles of the factor', () => {
    for (const order of [1, 2, 192, 193, 250]) {
      const { matrix, values } = secondDifferences(order)
      const smallest = arithmetic.smallestEigenvalue(matrix, order, noPulse)
      expect(Math.abs(smallest.value / values[0]! - 1)).toBeLessThan(1e-9)
      expect(Math.abs(arithmetic.largestEigenvalue(matrix, order, noPulse).value / values[order - 1]! - 1)).toBeLessThan(1e-9)
    }
  })

  it('smallest of a badly conditioned matrix, as far as its condition allows', () => {
    const values = Float64Array.from({ length: 60 }, (_, k) => 10 ** (-8 + k / 7))
    const smallest = arithmetic.smallestEigenvalue(denseWithSpectrum(values, 43), 60, noPulse)
    expect(Math.abs(smallest.value - values[0]!)).toBeLessThan(1e-14 * values[59]!)
  })

  it('multiple eigenvalues and multiples of the identity', () => {
    const identity = new Float64Array(49).map((_, index) => (index % 8 === 0 ? 3 : 0))
    expect(arithmetic.smallestEigenvalue(identity, 7, noPulse).value).toBeCloseTo(3, 14)
    expect(arithmetic.largestEigenvalue(identity, 7, noPulse).value).toBeCloseTo(3, 14)
    expect([...arithmetic.symmetricEigenvalues(identity, 7, noPulse)]).toEqual(new Array(7).fill(3))
    const zero = new Float64Array(9)
    expect(arithmetic.largestEigenvalue(zero, 3, noPulse).value).toBe(0)
    expect(arithmetic.symmetricEigenvalues(zero, 3, noPulse)).toEqual(new Float64Array(3))
  })

  it('solves positive definite systems', () => {
    for (const order of [1, 5, 193, 390]) {
      const { matrix } = secondDifferences(order)
      const b = Float64Array.from({ length: order }, (_, i) => ((i * 31) % 17) - 8)
      const x = arithmetic.solvePositiveDefinite(matrix, order, b, noPulse)
      expect(relativeDifference(portable.multiply(matrix, x, order, order, 1), b)).toBeLessThan(1e-9)
    }
  })

  it('says when a matrix is not positive definite', () => {
    const matrix = secondDifferences(300).matrix
    matrix[250 * 300 + 250] = -5
    expect(() => arithmetic.smallestEigenvalue(matrix, 300, noPulse)).toThrow(NotPositiveDefiniteError)
    expect(() => arithmetic.solvePositiveDefinite(matrix, 300, new Float64Array(300), noPulse)).toThrow('pivot 251 of 300')
    expect(() => arithmetic.smallestEigenvalue(new Float64Array(4), 2, noPulse)).toThrow(NotPositiveDefiniteError)
  })

  it.each([NaN, Infinity])('refuses a matrix with %d instead of searching for ever', (bad) => {
    const { matrix } = secondDifferences(5)
    matrix[7] = bad
    const message = /row 1, column 2/
    expect(() => arithmetic.symmetricEigenvalues(matrix, 5, noPulse)).toThrow(message)
    expect(() => arithmetic.symmetricEigensystem(matrix, 5, noPulse)).toThrow(message)
    expect(() => arithmetic.symmetricEigenpairs(matrix, 5, 0, 1, noPulse)).toThrow(message)
    expect(() => arithmetic.smallestEigenvalue(matrix, 5, noPulse)).toThrow(message)
    expect(() => arithmetic.largestEigenvalue(matrix, 5, noPulse)).toThrow(message)
    expect(() => arithmetic.solvePositiveDefinite(matrix, 5, new Float64Array(5), noPulse)).toThrow(message)
  })

  it('refuses what does not fit', () => {
    const { matrix } = secondDifferences(5)
    expect(() => arithmetic.symmetricEigenvalues(matrix, 4, noPulse)).toThrow(RangeError)
    expect(() => arithmetic.symmetricEigenpairs(matrix, 5, 3, 2, noPulse)).toThrow(RangeError)
    expect(() => arithmetic.symmetricEigenpairs(matrix, 5, 0, 5, noPulse)).toThrow(RangeError)
    expect(() => arithmetic.solvePositiveDefinite(matrix, 5, new Float64Array(4), noPulse)).toThrow(RangeError)
  })
})

describe('native eigenvalue work', () => {
  const order = 1200
  const { matrix, values } = secondDifferences(order)

  it('agrees with the closed form at an order that uses all code paths', () => {
    expect(relativeDifference(native.symmetricEigenvalues(matrix, order, noPulse), values)).toBeLessThan(1e-13)
    const smallest = native.smallestEigenvalue(matrix, order, noPulse)
    expect(Math.abs(smallest.value / values[0]! - 1)).toBeLessThan(1e-8)
  })

  it('does not depend on the number of threads', () => {
    const wide = secondDifferences(1600).matrix
    const [one, three] = [1, 3].map((threads) => openNative(threads).smallestEigenvalue(wide, 1600, noPulse))
    expect(three).toEqual(one)
  })

  describe('in two stages', () => {
    // clusters, zeros, both signs, sizes from 1e-12 to 1
    const spectrum = Float64Array.from({ length: 1117 }, (_, k) =>
      k < 200 ? 0 : k < 300 ? -0.25 : k < 400 ? 0.5 : Math.pow(10, -12 * ((k - 400) / 716)),
    )
    const dense = denseWithSpectrum(spectrum, 4)
    const found = native.symmetricEigenvalues(dense, spectrum.length, noPulse)

    it('finds the spectrum of a dense matrix', () => {
      const error = Float64Array.from(spectrum)
        .sort()
        .reduce((largest, value, k) => Math.max(largest, Math.abs(value - found[k]!)), 0)
      expect(error).toBeLessThan(1e-14)
    })

    it.each([2, 3])('gives the same bits with %i threads', (threads) => {
      expect(openNative(threads).symmetricEigenvalues(dense, spectrum.length, noPulse)).toEqual(found)
    })

    it.each([-900, 900])('a factor of 2^%i is one of the eigenvalues as well', (exponent) => {
      const factor = Math.pow(2, exponent)
      const scaled = dense.map((entry) => entry * factor)
      expect(native.symmetricEigenvalues(scaled, spectrum.length, noPulse)).toEqual(found.map((value) => value * factor))
    })

    it('knows the matrix of zeros', () => {
      expect(native.symmetricEigenvalues(new Float64Array(1024 * 1024), 1024, noPulse)).toEqual(new Float64Array(1024))
    })
  })

  it('is abandoned when the pulse throws, and the next job is not disturbed', () => {
    const started = performance.now()
    let pulses = 0
    const cancel = (): void => {
      pulses++
      throw new Error('cancelled')
    }
    const large = secondDifferences(2000).matrix
    expect(() => native.symmetricEigensystem(large, 2000, cancel)).toThrow('cancelled')
    expect(() => native.smallestEigenvalue(large, 2000, cancel)).toThrow('cancelled')
    expect(pulses).toBe(2)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(relativeDifference(native.symmetricEigenvalues(matrix, order, noPulse), values)).toBeLessThan(1e-13)
  })
})
