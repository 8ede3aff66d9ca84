import { describe, expect, it } from 'vitest'
import { averageDotProducts } from '../../../../src-main/science/deep/dot-products'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { portable } from '../../../fixtures/arithmetic'

const none = (): void => undefined

describe('average dot products of features', () => {
  it('are 0 for orthogonal features, 1 for one that is repeated, -1 and 1 for a pair of opposites', () => {
    const identity = Float64Array.from({ length: 25 }, (_, index) => (index % 6 === 0 ? 3 : 0))
    expect(averageDotProducts(portable, identity, 5, none)).toEqual({ signed: 0, absolute: 0, rms: Math.sqrt(9 / 5) })
    const repeated = Float32Array.from({ length: 12 }, (_, index) => [1, -2, 2][index % 3]!)
    const one = averageDotProducts(portable, repeated, 4, none)
    expect(one.signed).toBeCloseTo(1, 14)
    expect(one.absolute).toBeCloseTo(1, 14)
    const opposite = averageDotProducts(portable, Float64Array.of(2, 0, -5, 0), 2, none)
    expect([opposite.signed, opposite.absolute]).toEqual([-1, 1])
  })

  it('are the means over all pairs, more of them than fit into one block of products', () => {
    const [count, width] = [300, 7]
    const features = normals(new RandomStream(4, 'features'), 0, count * width).map((value, index) => value + (index % width === 0 ? 1 : 0))
    const rows = Array.from({ length: count }, (_, i) => {
      const row = features.subarray(i * width, (i + 1) * width)
      const length = Math.hypot(...row)
      return row.map((value) => value / length)
    })
    let [signed, absolute] = [0, 0]
    rows.forEach((u, i) =>
      rows.forEach((v, j) => {
        if (i === j) return
        const product = u.reduce((sum, value, k) => sum + value * v[k]!, 0)
        signed += product
        absolute += Math.abs(product)
      }),
    )
    const pairs = count * (count - 1)
    const found = averageDotProducts(portable, features, count, none)
    expect(found.signed).toBeCloseTo(signed / pairs, 12)
    expect(found.absolute).toBeCloseTo(absolute / pairs, 12)
  })

  it('count a feature vector without direction as orthogonal to all', () => {
    const found = averageDotProducts(portable, Float64Array.of(1, 1, 0, 0, 1, 1), 3, none)
    expect(found.signed).toBeCloseTo(1 / 3, 15)
    expect(found.absolute).toBeCloseTo(1 / 3, 15)
  })

  it('need two vectors', () => {
    expect(() => averageDotProducts(portable, Float64Array.of(1, 2), 1, none)).toThrow(RangeError)
    expect(() => averageDotProducts(portable, Float64Array.of(1, 2, 3), 2, none)).toThrow(RangeError)
  })
})
