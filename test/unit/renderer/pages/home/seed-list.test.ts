import { describe, expect, it } from 'vitest'
import { parseSeeds } from '../../../../../src-renderer/pages/home/seed-list'

describe('parseSeeds', () => {
  it.each([
    ['0-9', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['7', [7]],
    [' 3 , 1-2, 3', [3, 1, 2]],
    ['4294967295', [4294967295]],
    ['5–6', [5, 6]],
  ])('reads %s', (text, seeds) => expect(parseSeeds(text)).toEqual({ seeds, problem: null }))

  it.each([
    ['', 'No seed'],
    ['a', 'neither a seed nor a range'],
    ['1.5', 'neither a seed nor a range'],
    ['-1', 'neither a seed nor a range'],
    ['9-3', 'ends before it begins'],
    ['4294967296', 'at most 4294967295'],
    ['0-99999999999999999999', 'at most 4294967295'],
    ['0-20000', 'At most 10000 seeds'],
    ['0-5000, 6000-12000', 'At most 10000 seeds'],
  ])('refuses %s and says why', (text, reason) => {
    const list = parseSeeds(text)
    expect(list.seeds).toBeNull()
    expect(list.problem).toContain(reason)
  })
})
