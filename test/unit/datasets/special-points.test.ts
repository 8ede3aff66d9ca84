import { describe, expect, it } from 'vitest'
import {
  antipodalPoints,
  arcPoints,
  duplicatedPoints,
  equicorrelatedPoints,
  orthonormalPoints,
  pairedPoints,
  pointNorms,
  pointOf,
} from '../../../src-main/datasets'
import { distance, innerProduct, separation } from '../../fixtures/separation'

const spread = (norms: Float64Array): number => Math.max(...norms.map((norm) => Math.abs(norm - 1)))

describe('pairs at a chosen distance', () => {
  it.each([1, 0.3, 1e-3, 1e-7, 1e-12])('%d apart', (apart) => {
    const set = pairedPoints(7, 12, 10, apart)
    expect(spread(pointNorms(set))).toBeLessThan(1e-15)
    for (let i = 0; i < 10; i += 2) expect(Math.abs(distance(set, i, i + 1) - apart)).toBeLessThan(5e-16)
    expect(separation(set)).toBeLessThan(apart + 1e-8)
  })

  it('have the stated inner product, and the pairs keep apart', () => {
    const set = pairedPoints(7, 12, 10, 0.5)
    expect(innerProduct(set, 4, 5)).toBeCloseTo(1 - 0.125, 14)
    expect(separation(set)).toBeCloseTo(0.5 * Math.sqrt(1 - 0.0625), 14)
    expect(Math.abs(innerProduct(set, 0, 2))).toBeLessThan(0.9)
  })

  it('at distance 2 are opposite, at 0 equal', () => {
    const opposite = pairedPoints(7, 3, 2, 2)
    expect(pointOf(opposite, 1)).toEqual(pointOf(opposite, 0).map((value) => -value))
    const equal = pairedPoints(7, 3, 2, 0)
    expect(pointOf(equal, 1)).toEqual(pointOf(equal, 0))
  })

  it('leave the last of an odd number alone, the others as they are', () => {
    const odd = pairedPoints(7, 4, 5, 0.1)
    expect(odd.inputs).toHaveLength(20)
    expect(distance(odd, 2, 3)).toBeCloseTo(0.1, 14)
    expect(spread(pointNorms(odd))).toBeLessThan(1e-15)
  })

  it('exist for distances of unit vectors in two dimensions or more', () => {
    expect(() => pairedPoints(1, 4, 4, 2.1)).toThrow('between 0 and 2')
    expect(() => pairedPoints(1, 4, 4, NaN)).toThrow('between 0 and 2')
    expect(() => pairedPoints(1, 1, 4, 1)).toThrow('two dimensions')
  })
})

describe('point sets that break an assumption', () => {
  it('antipodal: the second half are the negatives of the first', () => {
    const set = antipodalPoints(3, 5, 20)
    for (let i = 0; i < 10; i++) expect(pointOf(set, i + 10)).toEqual(pointOf(set, i).map((value) => -value))
    expect(() => antipodalPoints(3, 5, 7)).toThrow('7 points are not pairs')
  })

  it('duplicates: exactly so many points are there twice', () => {
    const set = duplicatedPoints(3, 5, 12, 4)
    const rows = Array.from({ length: 12 }, (_, i) => pointOf(set, i).join())
    expect(new Set(rows).size).toBe(8)
    expect(rows.slice(8)).toEqual(rows.slice(0, 4))
    expect(() => duplicatedPoints(3, 5, 12, 7)).toThrow('7 of 12')
  })

  it('orthonormal: the identity, padded with zeros', () => {
    expect(orthonormalPoints(3, 2).inputs).toEqual(Float64Array.of(1, 0, 0, 0, 1, 0))
    expect(() => orthonormalPoints(2, 3)).toThrow('no 3 orthonormal points')
  })
})

describe('points with given inner products', () => {
  it.each([0, 0.3, 0.99, 1])('all pairs have %d', (correlation) => {
    const set = equicorrelatedPoints(7, correlation)
    expect(spread(pointNorms(set))).toBeLessThan(1e-15)
    for (let i = 0; i < 7; i++) for (let j = 0; j < i; j++) expect(Math.abs(innerProduct(set, i, j) - correlation)).toBeLessThan(1e-15)
  })

  it.each([0.5, 1e-3, 1e-9])('neighbours on an arc have the gap %d', (gap) => {
    const set = arcPoints(4, gap)
    expect(spread(pointNorms(set))).toBeLessThan(1e-15)
    for (let i = 1; i < 4; i++) expect(Math.abs(distance(set, i - 1, i) / Math.sqrt(2 * gap) - 1)).toBeLessThan(1e-11)
    expect(() => equicorrelatedPoints(3, -0.1)).toThrow(/correlation/)
  })
})
