import { describe, expect, it } from 'vitest'
import type { ExperimentSpec } from '../../../src-main/contract'
import { experimentOf } from '../../../src-main/experiments'
import { estimateSeconds, queueingOrder, refusal } from '../../../src-main/lab/estimate'
import { spec } from '../../e2e/specs'
import { deepSpec, residualSpec } from '../../fixtures/deep-specs'
import { phaseSpec } from '../../fixtures/two-layer-specs'

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

  it('that do not fit name the fields by which a run grows', () => {
    const wide = { kind: 'fully-connected', depth: 900, width: 12_000, normalisation: 'none', activation: { kind: 'relu' } } as const
    expect(refusal(deepSpec({ model: wide }))).toContain('A smaller model.depth, model.width, training.batchSize or number of examples')
    const { model } = residualSpec('batch')
    expect(refusal(deepSpec({ model: { ...model, blocks: 200, channels: [4096] } as typeof model }))).toContain(
      'model.blocks, model.channels',
    )
  })

  it('of a fork count the steps after the state that it begins with', () => {
    const machine = { arithmetic: 'native' as const, calibration: { gemmGflops: 10, stepGflops: 1e-3 } }
    const at = (step: number, training: object, whole: ExperimentSpec): ExperimentSpec => {
      if (!('training' in whole)) throw new Error('no training')
      const fork = { run: 'r', seed: 1, step, state: 'a'.repeat(64), training: whole.training }
      return { ...whole, training: { ...whole.training, ...training }, fork } as ExperimentSpec
    }
    const seconds = (content: ExperimentSpec): number =>
      estimateSeconds(content, machine) - estimateSeconds(at(60_000, {}, content), machine)
    const relu = spec(100, 100, { maxSteps: 60_000, stepSizes: { kind: 'two-rate', hidden: 1e-7, output: 0 } })
    const smooth = phaseSpec(20, 5, { sampleCount: 24, steps: 60_000 })
    for (const whole of [relu, smooth]) {
      expect(seconds(whole)).toBeGreaterThan(1)
      expect(estimateSeconds(at(45_000, {}, whole), machine) - estimateSeconds(at(60_000, {}, whole), machine)).toBeCloseTo(
        seconds(whole) / 4,
        6,
      )
    }
    // steps that are expected until a threshold, at twice the rate after half of the way
    const slow = spec(100, 100, { maxSteps: 1_000_000, stopResidual: 0.01 })
    const expected = (content: ExperimentSpec): number => experimentOf(content).cost(content).expectedSteps
    const half = Math.round(expected(slow) / 2)
    expect(expected(at(half, {}, slow))).toBeCloseTo(expected(slow) / 2, -1)
    const faster = { stepSizes: { kind: 'two-rate', hidden: 2e-3, output: 0 } }
    const ofRate = expected({ ...slow, training: { ...('training' in slow ? slow.training : {}), ...faster } } as ExperimentSpec)
    expect(expected(at(half, faster, slow))).toBeCloseTo(ofRate / 2, -1)
  })

  it('refuse what the machine cannot hold, with the numbers', () => {
    expect(refusal(spec(100, 100))).toBeNull()
    expect(refusal(spec(1_000_000, 16_000))).toMatch(/needs about \d+\.\d GB; this machine has/)
  })
})
