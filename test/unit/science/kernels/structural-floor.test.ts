import { describe, expect, it } from 'vitest'
import { antipodalPoints } from '../../../../src-main/datasets'
import { structuralFloor } from '../../../../src-main/science/kernels/structural-floor'

const floats = (...values: number[]): Float64Array => Float64Array.from(values)

describe('the error that points and labels leave', () => {
  it('is zero for distinct directions', () => {
    expect(structuralFloor(floats(1, 0, 0, 1, 0.6, 0.8), floats(1, -2, 3), 2, true)).toBe(0)
  })

  it('two equal points: half the square of the difference of their labels', () => {
    expect(structuralFloor(floats(1, 0, 0, 1, 1, 0), floats(1, 5, -2), 2, true)).toBeCloseTo(3 / Math.SQRT2, 14)
    // three equal points: the scatter about their mean
    expect(structuralFloor(floats(1, 0, 1, 0, 1, 0), floats(1, 2, 6), 2, false)).toBeCloseTo(Math.sqrt(4 + 1 + 9), 14)
  })

  it('opposite points of one line fit any difference, and in one dimension the scatter on both sides is left', () => {
    expect(structuralFloor(floats(1, -1), floats(3, 8), 1, true)).toBe(0)
    expect(structuralFloor(floats(1, -1, 1, -1), floats(3, 8, 5, 8.5), 1, true)).toBeCloseTo(Math.sqrt(2 + 0.125), 14)
  })

  it('opposite points on more lines than dimensions: least squares with the weights n n\u2032 / (n + n\u2032)', () => {
    // points 1 (twice), -1, 2, -2: differences 3.5 - 1 and 7 - (-1), weights 2/3 and 1/2
    const [d1, d2, w1, w2] = [2.5, 8, 2 / 3, 1 / 2]
    const u = (w1 * d1 + 2 * w2 * d2) / (w1 + 4 * w2)
    const expected = 0.5 + w1 * (d1 - u) * (d1 - u) + w2 * (d2 - 2 * u) * (d2 - 2 * u)
    const inputs = floats(1, 1, -1, 2, -2)
    expect(structuralFloor(inputs, floats(3, 4, 1, 7, -1), 1, true)).toBeCloseTo(Math.sqrt(expected), 13)
    // without the linear odd part only equal points matter
    expect(structuralFloor(inputs, floats(3, 4, 1, 7, -1), 1, false)).toBeCloseTo(Math.sqrt(0.5), 14)
  })

  it('labels that are linear in the points leave nothing, whatever the number of pairs', () => {
    const points = antipodalPoints(3, 4, 30)
    const linear = Float64Array.from({ length: 30 }, (_, i) => points.inputs[4 * i]! - 2 * points.inputs[4 * i + 3]!)
    expect(structuralFloor(points.inputs, linear, 4, true)).toBeLessThan(1e-13)
    const even = Float64Array.from({ length: 30 }, (_, i) => Math.cos(i % 15))
    expect(structuralFloor(points.inputs, even, 4, true)).toBeLessThan(1e-13)
    // an odd label on one pair is not linear on fifteen
    const odd = Float64Array.from({ length: 30 }, (_, i) => (i === 0 ? 1 : i === 15 ? -1 : 0))
    const floor = structuralFloor(points.inputs, odd, 4, true)
    expect(floor).toBeGreaterThan(0.5)
    expect(floor).toBeLessThan(Math.SQRT2)
  })
})
