import { describe, expect, it } from 'vitest'
import { normals, orthonormalFrame, RandomStream } from '../../../../src-main/science/random'

const frameOf = (seed: number, dimension: number, columns: number): Float64Array =>
  orthonormalFrame(new RandomStream(seed, 'lift'), dimension, columns)

/** Columns j and k of a row-major matrix. */
const inner = (matrix: Float64Array, other: Float64Array, columns: number, j: number, k: number): number =>
  matrix.reduce((sum, value, index) => sum + (index % columns === j ? value * other[index - j + k]! : 0), 0)

describe('random orthonormal frames', () => {
  it.each([
    [1, 1],
    [2, 2],
    [10, 2],
    [10, 10],
    [200, 37],
  ])('of R^%i with %i vectors are orthonormal', (dimension, columns) => {
    const frame = frameOf(3, dimension, columns)
    let error = 0
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < columns; k++) error = Math.max(error, Math.abs(inner(frame, frame, columns, j, k) - (j === k ? 1 : 0)))
    }
    expect(error).toBeLessThan(1e-14)
  })

  it('span the Gaussian vectors they come from, each in front of the ones before', () => {
    const [dimension, columns] = [7, 4]
    const gaussian = normals(new RandomStream(3, 'lift'), 0, dimension * columns)
    const frame = frameOf(3, dimension, columns)
    // R = Q^T A is upper triangular with a positive diagonal
    for (let j = 0; j < columns; j++) {
      for (let k = 0; k < j; k++) expect(Math.abs(inner(frame, gaussian, columns, j, k))).toBeLessThan(1e-14)
      expect(inner(frame, gaussian, columns, j, j)).toBeGreaterThan(0)
    }
  })

  it('have no preferred direction: in the plane the mean of each entry is 0 and half the frames turn', () => {
    const count = 2000
    let sum = 0
    let rotations = 0
    for (let seed = 0; seed < count; seed++) {
      const [a, b, c, d] = frameOf(seed, 2, 2) as unknown as [number, number, number, number]
      sum += a
      if (a * d - b * c > 0) rotations++
    }
    // standard deviations sqrt(1/2 / count) and sqrt(count) / 2
    expect(Math.abs(sum / count)).toBeLessThan(4 * Math.sqrt(0.5 / count))
    expect(Math.abs(rotations - count / 2)).toBeLessThan(2 * Math.sqrt(count))
  })

  it('are not larger than their space', () => {
    expect(() => frameOf(1, 2, 3)).toThrow('R^2 has no 3 orthonormal vectors')
  })
})
