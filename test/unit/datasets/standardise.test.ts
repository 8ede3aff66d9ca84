import { describe, expect, it } from 'vitest'
import {
  columnStatistics,
  cutRows,
  selectPoints,
  splitRows,
  standardised,
  standardisedRegression,
  type LabelledPoints,
} from '../../../src-main/datasets'
import { permutation, RandomStream } from '../../../src-main/science/random'

/** Points whose inputs are (i, 0.1, i^2) and whose targets are (10 i, -i). */
const points: LabelledPoints = {
  inputs: Float64Array.from({ length: 150 }, (_, k) => [Math.floor(k / 3), 0.1, Math.floor(k / 3) ** 2][k % 3]!),
  inputDimension: 3,
  sampleCount: 50,
  targets: Float64Array.from({ length: 100 }, (_, k) => (k % 2 === 0 ? 5 * k : (1 - k) / 2)),
  outputCount: 2,
}

describe('rows split at random', () => {
  it.each([
    [1030, 412, 412, 206],
    [768, 307, 307, 154],
    [1503, 601, 601, 301],
    [9568, 3827, 3827, 1914],
  ])('%i rows, 40 : 40 : 20', (count, ...sizes) => {
    const parts = splitRows(3, count, [0.4, 0.4])
    expect(parts.map((rows) => rows.length)).toEqual(sizes)
    expect(parts.flatMap((rows) => [...rows])).toEqual([...permutation(new RandomStream(3, 'split'), count)])
  })

  it('into a training and a test set', () => {
    const [train, test] = splitRows(3, 10, [0.7])
    expect([train?.length, test?.length]).toEqual([7, 3])
  })

  it('count decimal fractions as they are meant', () => {
    // 0.29 * 100 is 28.999999999999996
    expect(cutRows(new Uint32Array(100), [0.29]).map((rows) => rows.length)).toEqual([29, 71])
  })

  it('cannot be more than all, or fewer than none', () => {
    expect(() => splitRows(3, 10, [0.6, 0.6])).toThrow('fractions 0.6, 0.6')
    expect(() => splitRows(3, 10, [-0.1])).toThrow('fractions -0.1')
    expect(() => splitRows(3, 10, [NaN])).toThrow('fractions NaN')
  })

  it('keep inputs and targets of a row together', () => {
    const selected = selectPoints(points, Uint32Array.of(4, 0, 7))
    expect(selected.inputs).toEqual(Float64Array.of(4, 0.1, 16, 0, 0.1, 0, 7, 0.1, 49))
    expect(selected.targets).toEqual(Float64Array.of(40, -4, 0, 0, 70, -7))
    expect(selected.sampleCount).toBe(3)
  })
})

describe('statistics of columns', () => {
  it('are mean and standard deviation of the population', () => {
    const { mean, standardDeviation, constantColumns } = columnStatistics(Float64Array.of(2, 1, 4, 1, 4, 1, 6, 1), 2)
    expect(mean).toEqual(Float64Array.of(4, 1))
    expect(standardDeviation).toEqual(Float64Array.of(Math.SQRT2, 0))
    expect(constantColumns).toEqual([1])
  })

  it('see a constant column whose mean is rounded', () => {
    // 0.1 added ten times, over 10, is not 0.1
    const statistics = columnStatistics(new Float64Array(10).fill(0.1), 1)
    expect(statistics).toEqual({ mean: Float64Array.of(0.1), standardDeviation: Float64Array.of(0), constantColumns: [0] })
    expect(standardised(Float64Array.of(0.1, 5), statistics)).toEqual(Float64Array.of(0, 0))
  })
})

describe('a standardised regression', () => {
  const prepared = standardisedRegression(points, 5)

  it('has mean 0 and deviation 1 in its training set, and names constant columns', () => {
    const inputs = columnStatistics(prepared.train.inputs, 3)
    const targets = columnStatistics(prepared.train.targets, 2)
    for (const mean of [...inputs.mean, ...targets.mean]) expect(Math.abs(mean)).toBeLessThan(1e-14)
    for (const k of [0, 2]) expect(inputs.standardDeviation[k]!).toBeCloseTo(1, 14)
    for (const deviation of targets.standardDeviation) expect(deviation).toBeCloseTo(1, 14)
    expect(prepared.inputStatistics.constantColumns).toEqual([1])
    expect(prepared.targetStatistics.constantColumns).toEqual([])
    for (const part of [prepared.train, prepared.validation, prepared.test])
      expect(part.inputs.filter((_, k) => k % 3 === 1).every((value) => value === 0)).toBe(true)
  })

  it('standardises validation and test by the training set', () => {
    const [, validation, test] = splitRows(5, 50, [0.4, 0.4])
    const { mean, standardDeviation } = prepared.inputStatistics
    for (const [part, rows] of [
      [prepared.validation, validation!],
      [prepared.test, test!],
    ] as const) {
      expect(part.sampleCount).toBe(rows.length)
      rows.forEach((row, i) => {
        expect(part.inputs[3 * i]! * standardDeviation[0]! + mean[0]!).toBeCloseTo(row, 12)
        expect(part.targets[2 * i]!).toBeCloseTo(-part.targets[2 * i + 1]!, 14)
      })
    }
  })
})
