import { describe, expect, it } from 'vitest'
import { trainingBounds } from '../../../../src-main/experiments/training-bounds'
import { forking } from '../../../../src-main/experiments/training-bounds/forking'
import { trainingBoundsSpec, type TrainingBoundsSpec } from '../../../../src-main/experiments/training-bounds/spec'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'

const specOf = (method: TrainingBoundsSpec['method'], duration: number): TrainingBoundsSpec =>
  trainingBoundsSpec.parse({
    experiment: 'training-bounds',
    version: 1,
    data: { kind: 'sine-regression', inputDimension: 3, sampleCount: 5, testCount: 2, noise: 0.1 },
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'data' },
    model: {
      hiddenWidth: 12,
      activation: { kind: 'swish' },
      weightVariance: 1,
      symmetricShare: 0.5,
      profile: { kind: 'zipf', exponent: 0.7 },
    },
    method,
    duration,
    measuredTimes: 1000,
  })

function run(spec: TrainingBoundsSpec, state: Snapshot | null = null): RecordingContext {
  const context = new RecordingContext(portable)
  expect(trainingBounds.check(spec)).toEqual([])
  trainingBounds.run(spec, 3, context, state === null ? null : forking.begin(state, spec))
  return context
}

function forked(method: TrainingBoundsSpec['method'], duration: number): TrainingBoundsSpec {
  const parent = specOf(method, 20)
  const fork = { run: 'parent', seed: 3, step: 20, state: '0'.repeat(64), training: { method, duration: 20, measuredTimes: 1000 } }
  return trainingBoundsSpec.parse({ ...parent, fork, duration })
}

describe('a fork of training beside its bounds', () => {
  // measured at every whole time, so that both stop at the same ones
  it.each<TrainingBoundsSpec['method']>([
    { kind: 'gradient-descent', stepSize: 0.05 },
    { kind: 'small-steps', perUnit: 10 },
    { kind: 'gradient-flow', relativeTolerance: 1e-9 },
  ])('that lasts longer by $kind is what the run would have been', (method) => {
    const [short, whole] = [run(specOf(method, 20)), run(specOf(method, 45))]
    const fork = run(forked(method, 45), short.left)
    expect(whole.steps('loss')).toHaveLength(46)
    for (const [series, points] of whole.series) expect(fork.series.get(series), series).toEqual(points.filter(([step]) => step >= 20))
    expect(fork.summary).toEqual(whole.summary)
  })

  it('is refused when it has no time to go, and costs what comes after the fork', () => {
    const method = { kind: 'gradient-descent', stepSize: 0.05 } as const
    expect(trainingBounds.check(forked(method, 20)).map(({ path }) => path)).toEqual(['duration'])
    expect(trainingBounds.cost(forked(method, 45)).expectedSteps).toBe(25)
  })
})
