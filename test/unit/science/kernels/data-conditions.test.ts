import { describe, expect, it } from 'vitest'
import { angleOf, dataConditions, lineSeparationOf, LISTED_PAIRS } from '../../../../src-main/science/kernels/data-conditions'
import { rowNorms, unitInnerProducts } from '../../../../src-main/science/kernels/gram'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { spanBasis, spanCoordinates } from '../../../../src-main/science/kernels/span'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { atAngles, fullCircle, fullCircleWithConstant, halfCircle, lifted } from './circle-inputs'

const conditionsOf = ({ inputs, sampleCount, inputDimension }: KernelInputs, arithmetic = native) =>
  dataConditions(arithmetic, inputs, sampleCount, inputDimension, noPulse)
const rows = (...points: number[][]): KernelInputs => ({
  inputs: Float64Array.from(points.flat()),
  sampleCount: points.length,
  inputDimension: points[0]!.length,
})

describe('data conditions', () => {
  it.each([
    [10, 0.30902],
    [50, 0.06279],
  ])('half circle of %i points: sin(pi / n)', (n, delta) => {
    const found = conditionsOf(lifted(halfCircle(n), 10))
    expect(found.lineSeparation).toBeCloseTo(delta, 5)
    expect(found.distanceSeparation).toBeCloseTo(2 * Math.sin(Math.PI / (2 * n)), 13)
    expect(found.spanDimension).toBe(2)
    expect(found.spectralNorm).toBeCloseTo(Math.sqrt(n / 2), 12)
    expect(found.unitNormDeviation).toBeLessThan(1e-15)
    expect(found.parallels.count).toBe(0)
  })

  it('full circle of an even number of points: antipodes, separation 0', () => {
    for (const inputs of [fullCircle(10), lifted(fullCircle(10), 10)]) {
      const found = conditionsOf(inputs)
      expect(found.lineSeparation).toBeLessThan(1e-15)
      expect(found.antipodes).toEqual({
        count: 5,
        listed: [
          [0, 5],
          [1, 6],
          [2, 7],
          [3, 8],
          [4, 9],
        ],
      })
      expect(found.duplicates.count).toBe(0)
      expect(found.parallels.count).toBe(5)
    }
    expect(conditionsOf(fullCircle(11)).antipodes.count).toBe(0)
  })

  it.each([
    [10, 0.42646],
    [50, 0.08871],
  ])('full circle of %i points with a constant coordinate', (n, delta) => {
    const found = conditionsOf(fullCircleWithConstant(n))
    expect(found.lineSeparation).toBeCloseTo(delta, 5)
    expect(found.spanDimension).toBe(3)
  })

  it('points after preprocessing: both definitions', () => {
    // (3,4), (0,0), (6,8), scaled so that the longest has norm 1/sqrt 2, then sqrt(1/2 - |x|^2) and 1/sqrt 2 appended
    const scale = Math.SQRT1_2 / 10
    const points = [
      [3, 4],
      [0, 0],
      [6, 8],
    ].map(([a, b]) => {
      const [x, y] = [a! * scale, b! * scale]
      return [x, y, Math.sqrt(Math.max(0, 0.5 - x * x - y * y)), Math.SQRT1_2]
    })
    const pairs = [
      [0, 1, 0.3660254, 0.35984344],
      [0, 2, 0.70710678, 0.66143783],
      [1, 2, 1, 0.8660254],
    ] as const
    for (const [i, j, distance, line] of pairs) {
      const found = conditionsOf(rows(points[i]!, points[j]!))
      expect(found.distanceSeparation).toBeCloseTo(distance, 7)
      expect(found.lineSeparation).toBeCloseTo(line, 7)
    }
    const all = conditionsOf(rows(...points))
    expect(all.distanceSeparation).toBeCloseTo(0.3660254, 7)
    expect(all.closestPair).toEqual([0, 1])
    expect(all.unitNormDeviation).toBeLessThan(1e-15)
  })

  it('keeps the digits of nearly parallel points', () => {
    for (const angle of [1e-4, 1e-8, 1e-13]) {
      for (const turn of [0, Math.PI]) {
        const { lineSeparation, distanceSeparation } = conditionsOf(
          rows([1, 0], [Math.cos(turn) * Math.cos(angle), Math.cos(turn) * Math.sin(angle)]),
        )
        expect(Math.abs(lineSeparation / angle - 1)).toBeLessThan(2e-9)
        expect(Math.abs(angleOf(distanceSeparation) / angle - 1)).toBeLessThan(1e-12)
      }
    }
    expect(lineSeparationOf(Math.SQRT2)).toBeCloseTo(1, 15)
  })

  it('tells duplicates, antipodes, multiples and zero rows apart', () => {
    const found = conditionsOf(rows([1, 2], [1, 2], [-1, -2], [2, 4], [0, 0], [0, 1], [1, 2]))
    expect(found.duplicates).toEqual({
      count: 3,
      listed: [
        [0, 1],
        [0, 6],
        [1, 6],
      ],
    })
    expect(found.antipodes).toEqual({
      count: 3,
      listed: [
        [0, 2],
        [1, 2],
        [2, 6],
      ],
    })
    expect(found.parallels.count).toBe(10)
    expect(found.zeroRows).toEqual([4])
    expect(found.smallestNorm).toBe(0)
    expect(found.largestNorm).toBeCloseTo(Math.sqrt(20), 15)
    expect(found.unitNormDeviation).toBeCloseTo(Math.sqrt(20) - 1, 14)
  })

  it('lists the first pairs and counts all', () => {
    const found = conditionsOf(rows(...Array.from({ length: 20 }, () => [0.6, 0.8])))
    expect(found.duplicates.count).toBe(190)
    expect(found.duplicates.listed).toHaveLength(LISTED_PAIRS)
  })

  it('one point has no separation', () => {
    const found = conditionsOf(rows([0.6, 0.8]))
    expect(found.lineSeparation).toBeNaN()
    expect(found.closestPair).toBeNull()
  })

  it('is the same by both arithmetics and by plain loops, across blocks of rows', () => {
    const count = 300
    const inputs = Float64Array.from({ length: count * 3 }, (_, index) => Math.sin(index * index))
    const given = { inputs, sampleCount: count, inputDimension: 3 }
    const [a, b] = [conditionsOf(given), conditionsOf(given, portable)]
    expect(a.closestPair).toEqual(b.closestPair)
    const points = Array.from({ length: count }, (_, p) => {
      const row = [...inputs.subarray(3 * p, 3 * p + 3)]
      return row.map((x) => x / Math.hypot(...row))
    })
    let smallest = Infinity
    for (const [i, x] of points.entries()) {
      for (const y of points.slice(0, i)) {
        for (const sign of [1, -1])
          smallest = Math.min(smallest, Math.hypot(x[0]! - sign * y[0]!, x[1]! - sign * y[1]!, x[2]! - sign * y[2]!))
      }
    }
    expect(Math.abs(a.distanceSeparation / smallest - 1)).toBeLessThan(1e-10)
    expect(Math.abs(a.spectralNorm / b.spectralNorm - 1)).toBeLessThan(1e-13)
  })
})

it('inner products of unit rows: diagonal exactly 1, never beyond 1', () => {
  const inputs = atAngles(Array.from({ length: 40 }, (_, i) => 0.1 * i + (i % 2) * 1e-9))
  const products = unitInnerProducts(native, inputs.inputs, 40, 2)
  for (let i = 0; i < 40; i++) expect(products[i * 41]).toBe(1)
  expect(products.every((r) => Math.abs(r) <= 1)).toBe(true)
  expect(rowNorms(Float64Array.of(3, 4, 0, 0), 2, 2)).toEqual(Float64Array.of(5, 0))
})

it('coordinates in the span keep all inner products', () => {
  const { inputs, sampleCount, inputDimension } = lifted(fullCircle(9), 6)
  const { dimension, coordinates } = spanCoordinates(inputs, sampleCount, inputDimension)
  expect(dimension).toBe(2)
  const before = unitInnerProducts(native, inputs, 9, 6)
  const after = unitInnerProducts(native, coordinates, 9, 2)
  for (let index = 0; index < 81; index++) expect(Math.abs(before[index]! - after[index]!)).toBeLessThan(1e-15)
  expect(spanBasis(new Float64Array(12), 3, 4).dimension).toBe(0)
  expect(spanBasis(Float64Array.of(1, 0, 0, 1, 1, 1e-3), 3, 2).dimension).toBe(2)
  // nearly dependent rows: the basis is orthonormal all the same
  const close = Float64Array.of(1, 0, 0, 1, 1e-9, 0, 1, 1e-9, 1e-10)
  const { dimension: three, basis } = spanBasis(close, 3, 3)
  expect(three).toBe(3)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < i; j++) {
      const product = [0, 1, 2].reduce((sum, k) => sum + basis[3 * i + k]! * basis[3 * j + k]!, 0)
      expect(Math.abs(product)).toBeLessThan(1e-15)
    }
  }
})
