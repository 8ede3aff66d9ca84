import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeEndLabels } from '../../../../src-renderer/charts/end-labels'

const label = (at: number, i = 0) => ({ id: String(i), text: 'x', width: 10, at })

describe('names at line ends', () => {
  it('stay where they are when they do not touch', () => {
    expect(placeEndLabels([label(10), label(60)], 14, 0, 100)?.map((placed) => placed.y)).toEqual([10, 60])
  })

  it('move apart around their middle', () => {
    expect(placeEndLabels([label(50), label(50), label(50)], 10, 0, 100)?.map((placed) => placed.y)).toEqual([40, 50, 60])
  })

  it('give up when there is no room', () => {
    expect(placeEndLabels([label(1), label(2), label(3)], 14, 0, 40)).toBeNull()
  })

  it('never overlap, never leave the plot and keep their order', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 14 }), (heights) => {
        const placed = placeEndLabels(heights.map(label), 14, 0, 200)
        expect(placed).not.toBeNull()
        for (const [i, each] of (placed ?? []).entries()) {
          expect(each.y).toBeGreaterThanOrEqual(7 - 1e-6)
          expect(each.y).toBeLessThanOrEqual(193 + 1e-6)
          const before = placed?.[i - 1]
          if (before) {
            expect(each.y - before.y).toBeGreaterThanOrEqual(14 - 1e-6)
            expect(each.at).toBeGreaterThanOrEqual(before.at)
          }
        }
      }),
    )
  })
})
