import { describe, expect, it } from 'vitest'
import { againstClock, atCommonTimes } from '../../../../src-main/lab/compare/compute-time'
import { epochsPerStep } from '../../../../src-main/lab/compare/epochs'
import { specOf } from '../../../store/measured'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

const points = (x: number[], y: number[]) => ({ x: Float64Array.from(x), y: Float64Array.from(y) })

describe('a series against the clock', () => {
  it('has the times that were read, and evenly long steps between them', () => {
    const clock = points([10, 20, 40], [1, 3, 4])
    const { x, y } = againstClock(points([0, 5, 10, 15, 20, 30, 40, 41], [8, 7, 6, 5, 4, 3, 2, 1]), clock)
    expect([...x]).toEqual([0, 0.5, 1, 2, 3, 3.5, 4, 4])
    expect([...y]).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
  })

  it('is put together at the times of all runs, with what each had recorded by then', () => {
    const [one, other] = atCommonTimes([points([0, 2, 4], [9, 5, 1]), points([1, 3], [8, 6])])
    expect([...(one?.x ?? [])]).toEqual([0, 1, 2, 3, 4])
    expect([...(one?.y ?? [])]).toEqual([9, 9, 5, 5, 1])
    expect([...(other?.x ?? [])]).toEqual([1, 2, 3])
    expect([...(other?.y ?? [])]).toEqual([8, 8, 6])
  })
})

describe('epochs', () => {
  it('are steps with the full batch, and batches over points otherwise', () => {
    expect(epochsPerStep({ spec: specOf({ hiddenWidth: 10 }) })).toBe(1)
    const spec = phaseSpec(30, 4, { sampleCount: 40, steps: 60 })
    const by = (method: typeof spec.training.method) => epochsPerStep({ spec: { ...spec, training: { ...spec.training, method } } })
    expect(by({ kind: 'stochastic', batchSize: 10, replacement: false })).toBe(0.25)
    expect(by({ kind: 'gradient-descent' })).toBe(1)
    expect(by({ kind: 'gradient-flow', relativeTolerance: 1e-8 })).toBeNull()
  })
})
