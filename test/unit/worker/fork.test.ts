import { describe, expect, it } from 'vitest'
import type { MeasurementBatch } from '../../../src-main/contract'
import type { TwoLayerReluSpec } from '../../../src-main/experiments/two-layer-relu/spec'
import { PortableArithmetic } from '../../../src-main/science/arithmetic/portable/portable'
import { executeRun } from '../../../src-main/worker/execute-run'
import type { RunEnding, RunJob } from '../../../src-main/worker/protocol'
import { spec } from '../../e2e/specs'

function execute(
  changes: Partial<RunJob>,
): RunEnding & { points: (name: string) => Map<number, number>; summary: Record<string, unknown> } {
  const batches: MeasurementBatch[] = []
  const job: RunJob = {
    ...{ runId: 1, spec: spec(12, 10), seed: 5, threads: 1, arrays: [], source: [], checkpoint: null, forkState: null },
    ...{ checkpointSeconds: 3600, checkpointFile: 'none', keepState: false, computeSecondsBefore: 0 },
    ...changes,
  }
  const port = { batch: (batch: MeasurementBatch) => batches.push(batch), checkpoint: () => undefined, now: () => 0, date: () => 0 }
  const ending = executeRun(job, new PortableArithmetic(), { ...port, wishes: () => ({ stop: null, checkpoint: false }) })
  const all = [...batches, ...(ending.batch === null ? [] : [ending.batch])]
  const points = (name: string) =>
    new Map(
      all.flatMap(({ series }) =>
        series.filter((each) => each.name === name).flatMap(({ steps, values }) => [...steps].map((step, i) => [step, values[i] ?? NaN])),
      ) as [number, number][],
    )
  return { ...ending, points, summary: Object.assign({}, ...all.map((batch) => batch.summary)) as Record<string, unknown> }
}

const budget = (maxSteps: number, changes: Partial<TwoLayerReluSpec['training']> = {}) =>
  spec(12, 10, { maxSteps, stopResidual: 1e-9, ...changes })
const forked = (parent: TwoLayerReluSpec, step: number, child: TwoLayerReluSpec): TwoLayerReluSpec => ({
  ...child,
  fork: { run: 'p', seed: 5, step, state: '0'.repeat(64), training: parent.training },
})

describe('a run that goes on from the state of another', () => {
  it('leaves its state only when it is asked to', () => {
    expect(execute({ spec: budget(30) }).leftState).toBeNull()
    expect(execute({ spec: budget(30), keepState: true }).leftState?.step).toBe(30)
  })

  it('is bit for bit what one run would have been when only its budget is larger', () => {
    const parent = budget(30)
    const state = execute({ spec: parent, keepState: true }).leftState?.bytes ?? null
    const whole = execute({ spec: budget(80) })
    const child = execute({ spec: forked(parent, 30, budget(80)), forkState: state })
    expect(child.error).toBeNull()
    for (const name of ['residualNorm', 'everChangedCount', 'hiddenWeightDistance'])
      expect([...child.points(name)]).toEqual([...whole.points(name)].filter(([step]) => step >= 30))
    expect(child.summary).toEqual(whole.summary)
  })

  it('with other step sizes does not measure what is said of one pair of them', () => {
    const parent = budget(30)
    const state = execute({ spec: parent, keepState: true }).leftState?.bytes ?? null
    const child = execute({
      spec: forked(parent, 30, budget(80, { stepSizes: { kind: 'two-rate', hidden: 2e-4, output: 0 } })),
      forkState: state,
    })
    expect(child.summary).not.toHaveProperty('scaledErrorSum')
    expect(child.summary).not.toHaveProperty('stabilityProduct')
    expect(execute({ spec: parent }).summary).toHaveProperty('scaledErrorSum')
    const [whole, slower] = [execute({ spec: budget(31) }).points('residualNorm'), child.points('residualNorm')]
    expect(slower.get(30)).toBe(whole.get(30))
    expect(slower.get(31)).toBeGreaterThan(whole.get(31) ?? NaN)
  })

  it('is refused with another seed or without the state', () => {
    const parent = budget(30)
    const state = execute({ spec: parent, keepState: true }).leftState?.bytes ?? null
    const child = forked(parent, 30, budget(80))
    expect(execute({ spec: child, forkState: state, seed: 6 }).error?.message).toContain('seed 5')
    expect(execute({ spec: child }).error?.code).toBe('not-found')
  })
})
