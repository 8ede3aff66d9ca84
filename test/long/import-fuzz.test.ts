import { describe, expect, it } from 'vitest'
import { fuzz, HOSTILE_SEEDS } from '../fixtures/hostile-files'

const RUNS = 20_000

describe('20,000 damaged copies of each file are read or refused by name', () => {
  it.each(HOSTILE_SEEDS)('$name', async (seed) => {
    const { read, refused, slowestMs, largestRssBytes } = await fuzz(seed, RUNS, 2026)
    console.log(
      `${seed.name}: ${read} read, ${refused} refused, slowest ${slowestMs.toFixed(0)} ms, ${(largestRssBytes / 2 ** 20).toFixed(0)} MB`,
    )
    expect(read + refused).toBe(RUNS)
    expect(slowestMs).toBeLessThan(2000)
    expect(largestRssBytes).toBeLessThan(512 * 2 ** 20)
  })
})
