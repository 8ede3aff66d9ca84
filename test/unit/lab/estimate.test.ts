import { describe, expect, it } from 'vitest'
import { estimateSeconds, queueingOrder, refusal } from '../../../src-main/lab/estimate'
import { spec } from '../../e2e/specs'

describe('order of the queue', () => {
  const cells = [100, 200, 400, 800].map((sampleCount, index) => ({
    spec: spec(10, sampleCount),
    seeds: [1, 2, 3, 4, 5].slice(index),
    sampleCount,
  }))
  const order = (seconds: (sampleCount: number) => number): number[] =>
    queueingOrder(cells, (content) => seconds('data' in content && content.data.kind === 'sphere' ? content.data.sampleCount : NaN), 2).map(
      (cell) => cell.sampleCount,
    )

  it('keeps the table’s order while no run is long', () => {
    const many = cells.map((cell) => ({ ...cell, seeds: Array.from({ length: 40 }, (_, seed) => seed) }))
    expect(queueingOrder(many, () => 1, 2)).toEqual(many)
  })

  it('starts the longest first where one run is a large share of the whole', () => {
    expect(order((sampleCount) => (sampleCount === 800 ? 100 : sampleCount === 400 ? 50 : 1))).toEqual([800, 400, 100, 200])
  })
})

describe('estimates', () => {
  it('grow with the work, shrink with the machine’s speed', () => {
    const slow = { arithmetic: 'native' as const, calibration: { gemmGflops: 10, stepGflops: 10 } }
    const fast = { arithmetic: 'native' as const, calibration: { gemmGflops: 100, stepGflops: 100 } }
    expect(estimateSeconds(spec(100, 1000), slow)).toBeGreaterThan(5 * estimateSeconds(spec(100, 100), slow))
    const ratio = estimateSeconds(spec(1000, 1000), slow) / estimateSeconds(spec(1000, 1000), fast)
    expect(ratio).toBeGreaterThan(9)
    expect(ratio).toBeLessThan(10)
  })

  it('refuse what the machine cannot hold, with the numbers', () => {
    expect(refusal(spec(100, 100))).toBeNull()
    expect(refusal(spec(1_000_000, 16_000))).toMatch(/needs about \d+\.\d GB; this machine has/)
  })
})
