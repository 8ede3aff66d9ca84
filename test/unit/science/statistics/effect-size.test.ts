import { describe, expect, it } from 'vitest'
import { contourLines, cramersV, effectSize, Permutations } from '../../../../src-main/science/statistics'

const VALUES = [1, 2.5, 3, 6, 5.5, 7.5, 8, 2, 2.25]
const CLASSES = [0, 0, 0, 1, 1, 1, 1, 2, 2]

describe('the share of a variance that goes with classes', () => {
  it('follows from the F of scipy.stats.f_oneway: eta squared and epsilon squared', () => {
    const effect = effectSize(VALUES, CLASSES)
    expect(effect?.share).toBeCloseTo(0.8794155844155843, 14)
    expect(effect?.adjusted).toBeCloseTo(0.8392207792207791, 14)
    expect(effect).toMatchObject({ classes: 3, count: 9 })
  })

  it('is 1 without correction where every value has a class of its own', () => {
    expect(effectSize([1, 2, 4], [0, 1, 2])).toEqual({ share: 1, adjusted: null, classes: 3, count: 3 })
    expect(effectSize([1, 2], [0, 0])).toBeNull()
    expect(effectSize([3, 3], [0, 1])).toBeNull()
  })

  it('is told from chance by permutations: all 20 ways to split six values in halves give the p of the extreme split', () => {
    // of C(6, 3) = 20 splits two are as extreme: p = 0.1
    const values = [1, 2, 3, 10, 11, 12]
    const p = new Permutations(values).pValue(values, [0, 0, 0, 1, 1, 1])
    expect(Math.abs(p - 0.1)).toBeLessThan(0.03)
    expect(new Permutations(values).pValue(values, [0, 1, 0, 1, 0, 1])).toBeGreaterThan(0.5)
  })
})

describe("Cramer's V", () => {
  it('is that of scipy.stats.contingency.association', () => {
    expect(cramersV([0, 0, 1, 1, 1, 2, 2, 2, 2], [0, 1, 1, 1, 0, 0, 0, 1, 0])).toBeCloseTo(0.37080992435478316, 14)
  })

  it('is 1 where one follows from the other, 0 where they are independent', () => {
    expect(cramersV([0, 0, 1, 1, 2], [1, 1, 0, 0, 1])).toBeCloseTo(1, 14)
    expect(cramersV([0, 0, 1, 1], [0, 1, 0, 1])).toBe(0)
    expect(cramersV([0, 0], [0, 1])).toBeNaN()
  })
})

describe('contour lines', () => {
  const grid = (value: (x: number, y: number) => number) => {
    const axis = [0, 1, 2, 3]
    return { x: axis, y: axis, value: (i: number, k: number) => value(axis[i] ?? NaN, axis[k] ?? NaN) }
  }

  it('of a plane are straight lines at the level', () => {
    const lines = contourLines(
      grid((x, y) => x + 2 * y),
      2.5,
    )
    expect(lines).toHaveLength(1)
    for (const { x, y } of lines[0] ?? []) expect(x + 2 * y).toBeCloseTo(2.5, 14)
    const across = (lines[0] ?? []).map(({ x }) => x).sort((a, b) => a - b)
    expect([across[0], across.at(-1)]).toEqual([0, 2.5])
  })

  it('close around a hill', () => {
    const [line, ...more] = contourLines(
      grid((x, y) => -Math.abs(x - 1) - Math.abs(y - 1)),
      -0.5,
    )
    expect(more).toEqual([])
    expect(line?.[0]).toEqual(line?.at(-1))
    expect(line).toHaveLength(5)
  })

  it('at a saddle cut off the corners on the other side than the middle', () => {
    // 1 on one diagonal, 0 on the other: the middle is 0.5
    const saddle = { x: [0, 1], y: [0, 1], value: (i: number, k: number) => (i === k ? 1 : 0) }
    const corners = (level: number) =>
      contourLines(saddle, level)
        .map((line) => line.reduce((sum, { x, y }) => ({ x: sum.x + x / 2, y: sum.y + y / 2 }), { x: 0, y: 0 }))
        .map(({ x, y }) => `${Math.round(x)} ${Math.round(y)}`)
        .sort()
    expect(corners(0.4)).toEqual(['0 1', '1 0'])
    expect(corners(0.6)).toEqual(['0 0', '1 1'])
  })

  it('leave out cells with an unknown corner', () => {
    expect(
      contourLines(
        grid((x, y) => (x === 1 && y === 1 ? NaN : x)),
        0.5,
      )
        .flat()
        .every(({ y }) => y >= 2),
    ).toBe(true)
  })
})
