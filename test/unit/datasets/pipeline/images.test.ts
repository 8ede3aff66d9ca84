import { describe, expect, it } from 'vitest'
import { areaWeights, bilinearWeights } from '../../../../src-main/datasets/pipeline/resampling'
import { numbersOf, piped, syntheticImages } from './synthetic'

/** One image of 3 x 4 x 4 with pixel (c, row, column) = 100 c + 10 row + column. */
function oneImage() {
  const values = Uint8Array.from({ length: 48 }, (_, at) => 100 * Math.floor(at / 16) + 10 * Math.floor((at % 16) / 4) + (at % 4))
  return syntheticImages({ parts: [{ role: 'all', count: 1, values, labels: null }], classNames: null })
}

const after = (...steps: Parameters<typeof piped>[1]): number[] => [...numbersOf(piped(oneImage(), steps).draft, 'all')]

describe('images', () => {
  it('become grey by luma or by the mean', () => {
    // 0.299 * 0 + 0.587 * 100 + 0.114 * 200 = 81.5 above the pixel of the first channel
    expect(after({ kind: 'grey' })[5]).toBeCloseTo(81.5 + 11, 12)
    expect(after({ kind: 'grey', weights: 'mean' })[15]).toBeCloseTo(100 + 33, 12)
    expect(() => after({ kind: 'grey' }, { kind: 'grey' })).toThrow('the images have 1 channels')
  })

  it('are cropped to their middle and pooled', () => {
    expect(after({ kind: 'grey', weights: 'mean' }, { kind: 'crop', height: 2, width: 3 }).map((value) => Math.round(value - 100))).toEqual(
      [10, 11, 12, 20, 21, 22],
    )
    const pooled = after({ kind: 'pool', size: 2 })
    expect(pooled).toHaveLength(12)
    expect(pooled.slice(0, 4)).toEqual([5.5, 7.5, 25.5, 27.5])
    expect(() => after({ kind: 'pool', size: 3 })).toThrow('squares of 3 x 3 do not fill')
    expect(() => after({ kind: 'crop', height: 5, width: 1 })).toThrow('smaller than 5 x 1')
  })

  it('are resized with weights that add up to one and keep linear pictures linear', () => {
    for (const [from, to] of [
      [32, 224],
      [256, 224],
      [5, 5],
      [7, 3],
      [1, 4],
    ] as const)
      for (const weights of [bilinearWeights(from, to), areaWeights(from, to)])
        for (const { first, weights: w } of weights) {
          expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 14)
          expect(first + w.length).toBeLessThanOrEqual(from)
        }
    // halving 4 pixels: the triangle of radius 2 about 1.0 has weights 3/8 3/8 1/8 over 7/8 of it, as PIL has
    expect([...(bilinearWeights(4, 2)[0]?.weights ?? [])].map((weight) => weight * 7)).toEqual(
      [3, 3, 1].map((value): unknown => expect.closeTo(value, 12)),
    )
    expect([...(areaWeights(3, 2)[0]?.weights ?? [])]).toEqual([2 / 3, 1 / 3].map((value): unknown => expect.closeTo(value, 14)))
    expect(after({ kind: 'resize', height: 4, width: 4 })).toEqual(after())
    // inside, a linear picture stays linear under interpolation
    const wide = after({ kind: 'resize', height: 4, width: 8 })
    expect(wide.slice(1, 7)).toEqual([0.25, 0.75, 1.25, 1.75, 2.25, 2.75])
  })

  it('are images no more after steps that mix all numbers', () => {
    const source = syntheticImages()
    expect(() => piped(source, [{ kind: 'two-coordinates' }, { kind: 'grey' }])).toThrow('vectors of 50 numbers at this step')
  })
})
