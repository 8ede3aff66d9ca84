import { describe, expect, it } from 'vitest'
import { ulpDistance } from '../../../src-main/science/ulp-distance'

describe('the distance in units in the last place', () => {
  it.each([
    [1, 1 + Number.EPSILON, 1],
    // below 1 numbers lie twice as dense
    [1, 1 - Number.EPSILON, 2],
    [0, Number.MIN_VALUE, 1],
    [-Number.MIN_VALUE, Number.MIN_VALUE, 2],
    [0, -0, 0],
    [Number.MAX_VALUE, Infinity, 1],
    [1, 2, 2 ** 52],
    [-2, -1, 2 ** 52],
    [NaN, NaN, 0],
    [NaN, 1, Infinity],
    [-Infinity, -Infinity, 0],
  ])('of %d and %d is %d', (a, b, distance) => {
    expect(ulpDistance(a, b)).toBe(distance)
    expect(ulpDistance(b, a)).toBe(distance)
  })
})
