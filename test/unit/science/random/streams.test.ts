import { describe, expect, it } from 'vitest'
import { normalQuantile, normals, permutation, RandomStream, signs, spherePoints, uniforms } from '../../../../src-main/science/random'
import golden from '../../../fixtures/random/golden.json'

const stream = ({ seed, name }: { seed: number; name: string }): RandomStream => new RandomStream(seed, name)

describe('a stream agrees with an independent implementation', () => {
  it.each(golden.words)('words of $seed $name from $from', (slice) => {
    expect([...stream(slice).words(slice.from, slice.values.length)]).toEqual(slice.values)
  })

  it.each(golden.uniforms)('uniforms of $seed $name from $from', (slice) => {
    expect([...uniforms(stream(slice), slice.from, slice.values.length)]).toEqual(slice.values)
  })

  it.each(golden.signs)('signs of $seed $name from $from', (slice) => {
    expect([...signs(stream(slice), slice.from, slice.values.length)]).toEqual(slice.values)
  })

  it.each(golden.normals)('normals of $seed $name from $from', (slice) => {
    normals(stream(slice), slice.from, slice.values.length).forEach((value, index) => {
      expectClose(value, slice.values[index])
    })
  })

  it.each(golden.spheres)('sphere point $point', (sphere) => {
    spherePoints(stream(sphere), sphere.dimension, sphere.point, 1).forEach((value, index) => {
      expectClose(value, sphere.values[index])
    })
  })

  it.each(golden.permutations)('permutation of $size', (order) => {
    expect([...permutation(stream(order), order.size)]).toEqual(order.values)
  })
})

/** The logarithm of another C library may differ in the last bit. */
function expectClose(value: number, expected: number | undefined): void {
  expect(Math.abs(value - (expected ?? NaN))).toBeLessThanOrEqual(4e-16 * Math.abs(value))
}

describe('normalQuantile', () => {
  it.each(golden.quantiles)('of $p', ({ p, value }) => {
    if (value === 0) expect(normalQuantile(p)).toBe(0)
    else expectClose(normalQuantile(p), value)
  })

  it('is odd about 1/2 where the probabilities are exact', () => {
    for (const p of [2 ** -53, 2 ** -30, 0.125, 0.375]) expect(normalQuantile(1 - p)).toBe(-normalQuantile(p))
  })
})

describe('slices', () => {
  const whole = new RandomStream(5, 'hidden-weights')

  it.each([
    [0, 1],
    [1, 1],
    [2, 9],
    [4095, 3],
    [5000, 0],
    [8191, 4100],
  ])('values from %i, %i of them, are those of the whole stream', (from, count) => {
    const all = normals(whole, 0, 16_000)
    expect(normals(whole, from, count)).toEqual(all.slice(from, from + count))
    expect(uniforms(whole, from, count)).toEqual(uniforms(whole, 0, 16_000).slice(from, from + count))
    expect(signs(whole, from, count)).toEqual(signs(whole, 0, 16_000).slice(from, from + count))
    expect(whole.words(from, count)).toEqual(whole.words(0, 16_000).slice(from, from + count))
  })

  it('sphere points do not depend on where the slice begins', () => {
    expect(spherePoints(whole, 7, 3, 4)).toEqual(spherePoints(whole, 7, 0, 10).slice(21, 49))
  })

  it('streams of another name, another seed or another high half of the seed differ in every early word', () => {
    const words = (seed: number, name: string): number[] => [...new RandomStream(seed, name).words(0, 64)]
    const base = words(5, 'data')
    for (const other of [words(5, 'labels'), words(6, 'data'), words(5 + 2 ** 32, 'data')]) {
      expect(other.filter((word, index) => word === base[index])).toEqual([])
    }
  })

  it.each([-1, 0.5, NaN, 2 ** 53])('%d is not a seed', (seed) => {
    expect(() => new RandomStream(seed, 'data')).toThrow(RangeError)
  })
})
