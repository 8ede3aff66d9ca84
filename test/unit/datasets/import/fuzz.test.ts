import { describe, expect, it } from 'vitest'
import { fuzz, HOSTILE_SEEDS, readsUndamaged } from '../../../fixtures/hostile-files'

const RUNS = 150
const SEEDS = Object.values(HOSTILE_SEEDS).flat()

// the same with 20,000 each is in test/long
it('the files are sound before they are damaged', async () => {
  const sound = await Promise.all(SEEDS.map(async (seed) => ((await readsUndamaged(seed)) ? [] : [seed.name])))
  expect(sound.flat()).toEqual([])
})

describe('damaged files are read or refused by name, nothing else', () => {
  it.each(SEEDS)('$name', async (seed) => {
    const { read, refused, slowestMs } = await fuzz(seed, RUNS, 12)
    expect(read + refused).toBe(RUNS)
    expect(slowestMs).toBeLessThan(2000)
  })
})
