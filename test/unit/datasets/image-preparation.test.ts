import { describe, expect, it } from 'vitest'
import { drawChange, writeChanged } from '../../../src-main/datasets/augmentation'
import { channelStatistics, standardiseChannels } from '../../../src-main/datasets/channel-statistics'
import { pooledImages } from '../../../src-main/datasets/pooled-images'

const none = (): void => undefined
const ascending = (length: number): Float64Array => Float64Array.from({ length }, (_, index) => index)

describe('pooled images', () => {
  it('have the means of squares, without what fills no square', () => {
    const pooled = pooledImages(ascending(2 * 3 * 5), { channels: 2, height: 3, width: 5 }, 2)
    expect([...pooled]).toEqual([3, 5, 18, 20])
  })

  it('are the images themselves at edge 1, and refuse squares that do not fit', () => {
    const images = ascending(12)
    expect(pooledImages(images, { channels: 1, height: 3, width: 4 }, 1)).toBe(images)
    expect(() => pooledImages(images, { channels: 1, height: 3, width: 4 }, 4)).toThrow(RangeError)
  })
})

describe('standardised channels', () => {
  const shape = { channels: 2, height: 1, width: 2 }
  const images = Float64Array.of(1, 3, 10, 10, 5, 7, 30, 50)

  it('have mean 0 and variance 1, each by itself or all together', () => {
    for (const over of ['channels', 'all'] as const) {
      const into = new Float64Array(images.length)
      const statistics = channelStatistics(images, shape, over, none)
      standardiseChannels(images, shape, statistics, into, none)
      const groups = over === 'all' ? [[...into]] : [into.filter((_, k) => k % 4 < 2), into.filter((_, k) => k % 4 >= 2)]
      for (const group of groups) {
        expect([...group].reduce((a, b) => a + b, 0)).toBeCloseTo(0, 12)
        expect([...group].reduce((a, b) => a + b * b, 0) / group.length).toBeCloseTo(1, 12)
      }
    }
    expect([...channelStatistics(images, shape, 'channels', none).mean]).toEqual([4, 25])
    expect([...channelStatistics(images, shape, 'all', none).mean]).toEqual([14.5, 14.5])
  })
})

describe('augmentation', () => {
  const shape = { channels: 2, height: 2, width: 3 }
  const changed = (change: Parameters<typeof writeChanged>[3]): number[] => {
    const into = new Float64Array(12).fill(NaN)
    writeChanged(
      ascending(12).map((value) => value + 1),
      0,
      shape,
      change,
      into,
      0,
    )
    return [...into]
  }

  it('moves with zeros coming in and exchanges left and right', () => {
    expect(changed({ down: 0, right: 0, flip: false })).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    expect(changed({ down: 1, right: 0, flip: false })).toEqual([0, 0, 0, 1, 2, 3, 0, 0, 0, 7, 8, 9])
    expect(changed({ down: 0, right: -1, flip: false })).toEqual([2, 3, 0, 5, 6, 0, 8, 9, 0, 11, 12, 0])
    expect(changed({ down: 0, right: 1, flip: true })).toEqual([0, 3, 2, 0, 6, 5, 0, 9, 8, 0, 12, 11])
  })

  it('has every place within the padding, and no flip where none is wanted', () => {
    const at = (u: number) => drawChange(Float64Array.of(u, 1 - u, u), 0, 2, true)
    expect(at(1e-9)).toEqual({ down: -2, right: 2, flip: true })
    expect(at(0.5)).toEqual({ down: 0, right: 0, flip: false })
    expect(at(1 - 1e-9)).toEqual({ down: 2, right: -2, flip: false })
    expect(drawChange(Float64Array.of(0.1, 0.1, 0.1), 0, 0, false)).toEqual({ down: 0, right: 0, flip: false })
  })
})
