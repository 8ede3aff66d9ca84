import { describe, expect, it } from 'vitest'
import { native, portable } from '../../../golden/both-arithmetics'
import { minimalStandard } from '../../../golden/razborov-instance'
import { noPulse } from '../../../golden/train'

const { gaussian } = minimalStandard(7)
const random = (length: number): Float64Array => new Float64Array(length).map(gaussian)

/** A reflection, orthonormal to working precision. */
function reflection(order: number): Float64Array {
  const v = random(order)
  const square = v.reduce((sum, x) => sum + x * x, 0)
  return Float64Array.from({ length: order * order }, (_, index) => {
    const [i, k] = [Math.floor(index / order), index % order]
    return (i === k ? 1 : 0) - (2 * v[i]! * v[k]!) / square
  })
}

function gram(factor: Float64Array, rows: number, order: number): Float64Array {
  const product = new Float64Array(order * order)
  for (let r = 0; r < rows; r++) {
    for (let i = 0; i < order; i++)
      for (let k = 0; k < order; k++) product[i * order + k]! += factor[r * order + i]! * factor[r * order + k]!
  }
  return product
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, index) => Math.max(most, Math.abs(value - b[index]!)), 0)

describe.each([native, portable])('factors of Gram matrices, $id arithmetic', (arithmetic) => {
  it.each([
    [1, 1],
    [5, 3],
    [7, 7],
    [40, 300],
  ])('the triangle of %i columns holds the products of all %i rows', (order, rows) => {
    const block = random(rows * order)
    const triangle = new Float64Array(order * order)
    const split = Math.floor(rows / 3)
    arithmetic.addToTriangle(triangle, order, block.subarray(0, split * order), split, noPulse)
    arithmetic.addToTriangle(triangle, order, block.subarray(split * order), rows - split, noPulse)
    expect(largestDifference(gram(triangle, order, order), gram(block, rows, order))).toBeLessThan(1e-12 * rows)
    for (let i = 0; i < order; i++) for (let k = 0; k < i; k++) expect(triangle[i * order + k]).toBe(0)
  })

  it('no rows change nothing', () => {
    const triangle = Float64Array.of(2, 3, 0, 4)
    arithmetic.addToTriangle(triangle, 2, new Float64Array(0), 0, noPulse)
    expect([...triangle]).toEqual([2, 3, 0, 4])
  })

  // F = D Q with orthonormal Q: the eigenvalues of F F^T are the squares of D, and so are those of F^T F
  it.each([2, 12, 25])('graded rows keep the relative accuracy of every eigenvalue, order %i', (order) => {
    const deviations = Float64Array.from({ length: order }, (_, i) => 10 ** ((-40 * ((i * 7) % order)) / order))
    const factor = reflection(order).map((value, index) => value * deviations[Math.floor(index / order)]!)
    const { values } = arithmetic.factorEigensystem(factor, order, order, noPulse)
    const expected = deviations.map((d) => d * d).sort()
    for (const [k, value] of values.entries()) expect(Math.abs(value / expected[k]! - 1)).toBeLessThan(1e-13)
  })

  it('graded columns too', () => {
    const order = 14
    const scales = Float64Array.from({ length: order }, (_, i) => 10 ** (-2 * i))
    const q = reflection(order)
    // F = Q D: the columns are orthogonal, the eigenvectors are the coordinate vectors
    const factor = q.map((value, index) => value * scales[index % order]!)
    const { values, vectors } = arithmetic.factorEigensystem(factor, order, order, noPulse)
    for (let k = 0; k < order; k++) {
      expect(Math.abs(values[k]! / (scales[order - 1 - k]! * scales[order - 1 - k]!) - 1)).toBeLessThan(1e-13)
      expect(Math.abs(vectors[k * order + order - 1 - k]!)).toBeGreaterThan(1 - 1e-14)
    }
  })

  it('a tall factor with dependent columns: eigenvalues, orthonormal vectors, nothing below zero', () => {
    const [rows, order] = [60, 9]
    const factor = random(rows * order)
    // the last column is the first one, column 4 is zero
    for (let r = 0; r < rows; r++) {
      factor[r * order + 8] = factor[r * order]!
      factor[r * order + 4] = 0
    }
    const untouched = Float64Array.from(factor)
    const { values, vectors } = arithmetic.factorEigensystem(factor, rows, order, noPulse)
    expect(factor).toEqual(untouched)
    expect(values[0]).toBeGreaterThanOrEqual(0)
    expect(values[1]).toBeLessThan(1e-28)
    expect(values[2]).toBeGreaterThan(1)
    const matrix = gram(factor, rows, order)
    for (let k = 0; k < order; k++) {
      const v = vectors.subarray(k * order, (k + 1) * order)
      for (let l = 0; l <= k; l++) {
        const w = vectors.subarray(l * order, (l + 1) * order)
        expect(Math.abs(v.reduce((sum, x, i) => sum + x * w[i]!, 0) - (k === l ? 1 : 0))).toBeLessThan(1e-13)
      }
      const image = portable.multiply(matrix, v, order, order, 1)
      expect(
        largestDifference(
          image,
          v.map((x) => x * values[k]!),
        ),
      ).toBeLessThan(1e-12 * values[order - 1]!)
    }
  })

  it('the zero factor', () => {
    const { values, vectors } = arithmetic.factorEigensystem(new Float64Array(9), 3, 3, noPulse)
    expect([...values]).toEqual([0, 0, 0])
    expect(largestDifference(gram(vectors, 3, 3), Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1))).toBe(0)
  })

  it('refuses what does not fit', () => {
    expect(() => arithmetic.factorEigensystem(new Float64Array(6), 2, 3, noPulse)).toThrow('at least as many rows')
    expect(() => arithmetic.factorEigensystem(new Float64Array(5), 2, 2, noPulse)).toThrow('2 x 2 are needed')
    expect(() => arithmetic.factorEigensystem(Float64Array.of(1, 2, NaN, 4), 2, 2, noPulse)).toThrow('row 1, column 0')
    expect(() => arithmetic.addToTriangle(new Float64Array(4), 2, Float64Array.of(1, Infinity), 1, noPulse)).toThrow('row 0, column 1')
    expect(() => arithmetic.addToTriangle(new Float64Array(3), 2, Float64Array.of(1, 2), 1, noPulse)).toThrow(RangeError)
  })
})

it('both arithmetics find the same spectrum of a factor from many blocks', () => {
  const [order, rows] = [30, 4000]
  const block = random(rows * order).map((value, index) => value * 2 ** -(index % order))
  const spectra = [native, portable].map((arithmetic) => {
    const triangle = new Float64Array(order * order)
    arithmetic.addToTriangle(triangle, order, block, rows, noPulse)
    return arithmetic.factorEigensystem(triangle, order, order, noPulse).values
  })
  for (let k = 0; k < order; k++) expect(Math.abs(spectra[0]![k]! / spectra[1]![k]! - 1)).toBeLessThan(1e-11)
})
