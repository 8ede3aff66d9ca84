import { describe, expect, it } from 'vitest'
import type { Imported } from '../../../../src-main/datasets/import/imported'
import { numbersOf, piped, syntheticVectors } from './synthetic'

/** Points (3 s + 1, 4 s + 2) + t (-4, 3) / 50 about the mean (1, 2): variance 25 E s^2 along (3, 4) / 5, E t^2 / 100 across. */
function points(): Imported {
  const list = [
    [-1, 1],
    [-1, -1],
    [1, 1],
    [1, -1],
  ].flatMap(([s = 0, t = 0]) => [3 * s + 1 - (4 * t) / 50, 4 * s + 2 + (3 * t) / 50])
  return { ...syntheticVectors(4, 2), parts: [{ role: 'all', count: 4, values: Float64Array.from(list), labels: null }] }
}

describe('principal components', () => {
  it('are the directions of largest variance, with the sign of their largest entry positive', () => {
    const { draft, says } = piped(points(), [{ kind: 'principal-components', count: 2 }])
    const values = numbersOf(draft, 'all')
    expect([...values]).toEqual([-5, -0.1, -5, 0.1, 5, -0.1, 5, 0.1].map((value): unknown => expect.closeTo(value, 12)))
    expect(says[0]).toContain('2 of 2 directions, with 100 % of the variance (0.01 to 25)')
    const one = piped(points(), [{ kind: 'principal-components', count: 1 }])
    expect([...numbersOf(one.draft, 'all')]).toEqual([-5, -5, 5, 5].map((value): unknown => expect.closeTo(value, 12)))
    expect(one.draft.shape).toEqual({ dimension: 1 })
  })

  it('are whitened to variance one, and refused where there is none', () => {
    const { draft } = piped(points(), [{ kind: 'principal-components', count: 2, whiten: true }])
    expect([...numbersOf(draft, 'all')].map(Math.abs)).toEqual(Array(8).fill(expect.closeTo(1, 10)))
    const flat = points()
    flat.parts[0]?.values.set([0, 0, 1, 1, 2, 2, 3, 3])
    expect(() => piped(flat, [{ kind: 'principal-components', count: 2, whiten: true }])).toThrow('only 1 components have a variance')
    expect(() => piped(points(), [{ kind: 'principal-components', count: 3 }])).toThrow('fewer than the 3 components')
  })
})

describe('a random projection', () => {
  it('keeps norms on average and depends on its seed', () => {
    const project = (seed: number) =>
      numbersOf(piped(syntheticVectors(4, 3), [{ kind: 'random-projection', dimension: 4000, seed }]).draft, 'all')
    const clean = numbersOf(piped(syntheticVectors(4, 3), []).draft, 'all')
    const ratio = Math.hypot(...project(1).subarray(0, 4000)) / Math.hypot(...clean.subarray(0, 3))
    expect(Math.abs(ratio - 1)).toBeLessThan(0.05)
    expect(project(1)).toEqual(project(1))
    expect(project(1)).not.toEqual(project(2))
  })
})
