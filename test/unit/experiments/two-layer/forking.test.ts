import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { twoLayer } from '../../../../src-main/experiments/two-layer'
import { forking } from '../../../../src-main/experiments/two-layer/forking'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

function specOf(steps: number, changes: Partial<TwoLayerSpec> = {}): TwoLayerSpec {
  const spec = phaseSpec(30, 4, { sampleCount: 8, steps })
  return { ...spec, measurements: { ...spec.measurements, recording: { kind: 'every-step' }, mostMovedNeuron: true }, ...changes }
}

function run(spec: TwoLayerSpec, state: Snapshot | null = null): RecordingContext {
  const context = new RecordingContext(portable)
  expect(twoLayer.check(spec)).toEqual([])
  runTwoLayer(spec, 3, context, state === null ? null : forking.begin(state, spec))
  return context
}

function forked(parent: TwoLayerSpec, steps: number, training: Partial<TwoLayerSpec['training']> = {}): TwoLayerSpec {
  const fork = { run: 'parent', seed: 3, step: parent.training.stop.steps, state: '0'.repeat(64), training: parent.training }
  return { ...parent, fork, training: { ...parent.training, stop: { ...parent.training.stop, steps }, ...training } }
}

describe('a fork of a two-layer run', () => {
  it('with nothing but more steps is what the run would have been with them, bit for bit', () => {
    const [short, whole] = [run(specOf(40)), run(specOf(90))]
    const fork = run(forked(specOf(40), 90), short.left)
    for (const series of ['residualNorm', 'loss', 'gradientNorm'])
      expect(fork.series.get(series)).toEqual(whole.series.get(series)?.filter(([step]) => step >= 40))
    expect(fork.steps('hiddenWeightDistance')[0]).toBe(40)
    expect(fork.values('hiddenWeightDistance').at(-1)).toBe(whole.values('hiddenWeightDistance').at(-1))
    // halfway between its own start and end, so the contraction of the tail is over other steps
    const { tailContraction: ofFork, ...rest } = fork.summary
    const { tailContraction, ...expected } = whole.summary
    expect(rest).toEqual(expected)
    const residual = (step: number) => whole.values('residualNorm')[step] ?? NaN
    expect(ofFork).toBeCloseTo(Math.sqrt(Math.sqrt((residual(90) / residual(65)) ** (4 / 25))), 12)
    expect(tailContraction).toBeCloseTo((residual(90) / residual(45)) ** (1 / 45), 12)
    expect(fork.steps('mostMovedNeuronDistance')).toEqual([...new Set(fork.steps('mostMovedNeuronDistance'))].sort((a, b) => a - b))
  })

  it('with another step size goes on from the same state by another step', () => {
    const parent = specOf(40)
    const { left } = run(parent)
    const same = run(forked(parent, 41), left)
    const half = run(forked(parent, 41, { stepSizes: { kind: 'given', hidden: 1e-9, bias: 0, output: 0 } }), left)
    expect(half.values('residualNorm')[0]).toBe(same.values('residualNorm')[0])
    expect(half.values('residualNorm')[1]).toBeCloseTo(half.values('residualNorm')[0] ?? NaN, 6)
    expect(same.values('residualNorm')[1]).not.toBeCloseTo(same.values('residualNorm')[0] ?? NaN, 6)
    expect(half.summary.hiddenStepSize).toBe(1e-9)
  })

  it('is refused when it has no step to go, and the prediction of the frozen kernel when the step size was another', () => {
    const parent = specOf(40)
    expect(twoLayer.check(forked(parent, 40)).map(({ path }) => path)).toEqual(['training.stop.steps'])
    const lazy = { ...parent, measurements: { ...parent.measurements, lazyPrediction: true } }
    expect(twoLayer.check(forked(lazy, 50))).toEqual([])
    const changed = forked(lazy, 50, { stepSizes: { kind: 'given', hidden: 1e-3, bias: 0, output: 0 } })
    expect(twoLayer.check(changed).map(({ path }) => path)).toEqual(['measurements.lazyPrediction'])
  })
})
