import { describe, expect, it } from 'vitest'
import { twoLayerSpec, type TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { twoLayer } from '../../../../src-main/experiments/two-layer'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

function run(spec: TwoLayerSpec, seed = 1): RecordingContext & { stopReason: string; state: string } {
  const context = new RecordingContext(portable)
  expect(twoLayer.check(twoLayerSpec.parse(spec))).toEqual([])
  return Object.assign(context, runTwoLayer(spec, seed, context, null))
}

/** Small enough for the portable arithmetic, with everything measured. */
function smallSpec(changes: Partial<TwoLayerSpec> = {}): TwoLayerSpec {
  const spec = phaseSpec(30, 4, { sampleCount: 8, steps: 60 })
  return {
    ...spec,
    measurements: {
      ...spec.measurements,
      recording: { kind: 'every-step' },
      kernels: ['hidden', 'output', 'tangent'],
      kernelSteps: 4,
      mostMovedNeuron: true,
      lazyPrediction: true,
    },
    ...changes,
  }
}

describe('gradient descent', () => {
  it('records every step, the start and the end', () => {
    const done = run(smallSpec())
    expect(done.stopReason).toBe('step-budget')
    expect(done.steps('residualNorm')).toEqual(Array.from({ length: 61 }, (_, step) => step))
    expect(done.values('residualNorm').at(-1)).toBe(done.summary.finalResidualNorm)
    expect(done.values('residualNorm')[0]).toBe(done.summary.initialResidualNorm)
    const distance = done.steps('hiddenWeightDistance')
    expect(distance[0]).toBe(0)
    expect(distance.at(-1)).toBe(60)
    expect(new Set(distance).size).toBe(distance.length)
    // the neuron that moved most at the end, followed from the start
    expect(done.steps('mostMovedNeuronDistance')).toEqual(distance)
    expect(done.values('mostMovedNeuronDistance').at(-1)).toBe(done.summary.largestNeuronDistance)
    expect(done.values('mostMovedNeuronDistance').every((value, i) => value <= (done.values('largestNeuronDistance')[i] ?? NaN))).toBe(true)
    expect(done.spectra.map(({ name, step }) => `${name} ${step}`)).toEqual(
      [0, 1, 4, 15, 60].flatMap((step) => [`hiddenKernel ${step}`, `outputKernel ${step}`, `tangentKernel ${step}`]),
    )
  })

  it('follows the frozen kernel when the network is wide', () => {
    const wide = phaseSpec(20_000, 4, { sampleCount: 6, steps: 20 })
    const done = run({ ...wide, measurements: { ...wide.measurements, lazyPrediction: true, kernels: ['tangent'] } })
    const ratio = (done.summary.finalRelativeResidual ?? NaN) / (done.summary.lazyFinalRelativeResidual ?? NaN)
    expect(Math.abs(ratio - 1)).toBeLessThan(0.02)
    expect(done.summary.relativeKernelChange).toBeLessThan(0.05)
  })

  it('resumes bit for bit', () => {
    const spec = smallSpec()
    const whole = run(spec)
    const first = new RecordingContext(portable)
    first.stopAt = (step) => step >= 23
    expect(() => runTwoLayer(spec, 1, first, null)).toThrow(StoppedForTest)
    const second = new RecordingContext(portable)
    runTwoLayer(spec, 1, second, first.lastSnapshot)
    expect(second.summary).toEqual(whole.summary)
    for (const name of whole.series.keys()) {
      expect([...(first.series.get(name) ?? []), ...(second.series.get(name) ?? [])], name).toEqual(whole.series.get(name))
    }
  })

  it('an odd width counts as the even one below: its last neuron never moves', () => {
    const done = run(phaseSpec(1, 4, { sampleCount: 6, steps: 5 }))
    expect(done.values('residualNorm').every((value) => value === done.summary.labelNorm)).toBe(true)
    expect(done.summary.initialRelativeResidual).toBe(1)
    expect(done.summary.hiddenWeightDistance).toBe(0)
  })

  it('the mean loss is the half-sum with a step size smaller by the factor 2 / n', () => {
    const half = smallSpec()
    const mean: TwoLayerSpec = {
      ...half,
      loss: 'mean',
      training: { ...half.training, stepSizes: { kind: 'given', hidden: 0.15 * 4, bias: 0, output: 0 } },
    }
    const [a, b] = [run(half), run(mean)]
    const relative = Math.abs((a.summary.finalResidualNorm ?? NaN) / (b.summary.finalResidualNorm ?? NaN) - 1)
    expect(relative).toBeLessThan(1e-12)
    expect(b.summary.finalLoss).toBeCloseTo((b.summary.finalResidualNorm ?? NaN) ** 2 / 8, 10)
  })

  it('says why it did not converge', () => {
    // softplus beyond the stability limit
    const unstable = smallSpec()
    const diverged = run({ ...unstable, training: { ...unstable.training, stepSizes: { kind: 'given', hidden: 50, bias: 0, output: 0 } } })
    expect(diverged.state).toBe('diverged')
    // one pair of neurons cannot be active at all points
    const relu = phaseSpec(2, 3, { sampleCount: 12, kind: 'relu', steps: 4000 })
    const dead = Array.from({ length: 5 }, (_, seed) => run(relu, seed + 1))
    expect(dead.every(({ stopReason }) => stopReason === 'dead-points' || stopReason === 'stalled' || stopReason === 'step-budget')).toBe(
      true,
    )
    expect(dead.some(({ summary }) => (summary.deadPointCount ?? 0) > 0)).toBe(true)
    expect(dead.every(({ summary }) => (summary.finalRelativeResidual ?? 0) >= (summary.deadPointFloor ?? NaN) * (1 - 1e-9))).toBe(true)
  })

  it('stops on a plateau: where the error fell by less than the stated share since the look before, and nowhere earlier', () => {
    const every = 7
    const spec = smallSpec()
    const whole = run(spec)
    // what the error falls by becomes less: between the second look and the third
    const fallAt = (look: number): number =>
      1 - whole.values('residualNorm')[look * every]! / whole.values('residualNorm')[(look - 1) * every]!
    const fall = (fallAt(2) + fallAt(3)) / 2
    const stopping = { ...spec, training: { ...spec.training, stop: { ...spec.training.stop, plateau: { steps: every, fall } } } }
    const done = run(stopping)
    const errors = whole.values('residualNorm')
    const first = [1, 2, 3, 4, 5, 6, 7, 8].find((look) => errors[look * every]! > (1 - fall) * errors[(look - 1) * every]!)
    expect(first).toBeGreaterThan(1)
    expect(done.stopReason).toBe('plateau')
    expect(done.state).toBe('finished')
    expect(done.summary.steps).toBe((first ?? NaN) * every)
    expect(done.values('residualNorm')).toEqual(errors.slice(0, (first ?? NaN) * every + 1))
    // between the last two looks
    const interrupted = new RecordingContext(portable)
    interrupted.stopAt = (step) => step >= ((first ?? NaN) - 1) * every + 3
    expect(() => runTwoLayer(stopping, 1, interrupted, null)).toThrow(StoppedForTest)
    const resumed = new RecordingContext(portable)
    expect(runTwoLayer(stopping, 1, resumed, interrupted.lastSnapshot).stopReason).toBe('plateau')
    expect(resumed.summary).toEqual(done.summary)
  })

  it('stops when the spectra have settled: no eigenvalue changed by more than the stated share of the largest', () => {
    const whole = run(smallSpec())
    const spec = smallSpec()
    const changes = ['hiddenKernel', 'outputKernel', 'tangentKernel'].map((name) => {
      const taken = whole.spectra.filter((spectrum) => spectrum.name === name)
      return taken.slice(1).map(({ step, values }, i) => {
        const before = taken[i]?.values ?? expect.fail()
        return { step, change: Math.max(...values.map((value, k) => Math.abs(value - before[k]!))) / Math.max(...values) }
      })
    })
    const [atOne, atFour, atFifteen] = [0, 1, 2].map((i) => Math.max(...changes.map((each) => each[i]?.change ?? NaN)))
    // the step at which it has to stop follows from the spectra of the run that does not
    for (const [share, expected] of [
      [atFour! * 1.001, atOne! <= atFour! * 1.001 ? 1 : 4],
      [atFifteen! * 0.999, [atOne!, atFour!].findIndex((change) => change <= atFifteen! * 0.999) === -1 ? 60 : null],
    ] as const) {
      if (expected === null) continue
      const stopping = { ...spec, training: { ...spec.training, stop: { ...spec.training.stop, settledSpectrum: share } } }
      const done = run(stopping)
      expect(done.summary.steps).toBe(expected)
      expect(done.stopReason === 'spectrum-settled').toBe(expected < 60)
      const steps = done.spectra.filter(({ name }) => name === 'tangentKernel').map(({ step }) => step)
      expect(steps).toEqual([0, 1, 4, 15, 60].filter((step) => step <= expected))
      const interrupted = new RecordingContext(portable)
      interrupted.stopAt = (step) => step >= Math.min(expected - 1, 2)
      expect(() => runTwoLayer(stopping, 1, interrupted, null)).toThrow(StoppedForTest)
      const resumed = new RecordingContext(portable)
      runTwoLayer(stopping, 1, resumed, interrupted.lastSnapshot)
      expect(resumed.summary).toEqual(done.summary)
    }
    const without = { ...spec, measurements: { ...spec.measurements, kernels: [] } }
    expect(
      twoLayer.check({ ...without, training: { ...spec.training, stop: { ...spec.training.stop, settledSpectrum: 0.1 } } })[0]?.path,
    ).toBe('training.stop.settledSpectrum')
  })

  it('a budget of 0 measures the start alone', () => {
    const spec = smallSpec()
    const done = run({ ...spec, training: { ...spec.training, stop: { ...spec.training.stop, steps: 0 } } })
    expect(done.steps('residualNorm')).toEqual([0])
    expect(done.summary.tangentLambdaMinEnd).toBe(done.summary.tangentLambdaMinStart)
    expect(done.spectra).toHaveLength(3)
  })
})

describe('other methods', () => {
  const with_ = (method: TwoLayerSpec['training']['method'], more: Partial<TwoLayerSpec['training']> = {}): TwoLayerSpec => {
    const spec = phaseSpec(30, 4, { sampleCount: 8, steps: 60 })
    return { ...spec, training: { ...spec.training, method, ...more } }
  }

  it('batches of all points without replacement are gradient descent', () => {
    const batches = run(with_({ kind: 'stochastic', batchSize: 8, replacement: false }))
    const full = run(with_({ kind: 'gradient-descent' }))
    const relative = Math.abs((batches.summary.finalResidualNorm ?? NaN) / (full.summary.finalResidualNorm ?? NaN) - 1)
    expect(relative).toBeLessThan(1e-10)
  })

  it.each([true, false])('single points, replacement %s: resumes bit for bit, and learns', (replacement) => {
    const spec = with_(
      { kind: 'stochastic', batchSize: 3, replacement },
      { stepSizes: { kind: 'given', hidden: 0.05, bias: 0, output: 0 } },
    )
    const whole = run(spec)
    expect(whole.summary.finalResidualNorm).toBeLessThan(whole.summary.initialResidualNorm ?? NaN)
    const first = new RecordingContext(portable)
    first.stopAt = (step) => step >= 20
    expect(() => runTwoLayer(spec, 1, first, null)).toThrow(StoppedForTest)
    const second = new RecordingContext(portable)
    runTwoLayer(spec, 1, second, first.lastSnapshot)
    expect(second.summary).toEqual(whole.summary)
  })

  it('gradient flow is the limit of small steps: halving the step size halves the difference', () => {
    const flow = run(with_({ kind: 'gradient-flow', relativeTolerance: 1e-11 }, { stop: { steps: 8, increase: false } }))
    const descent = (parts: number): number => {
      const spec = with_(
        { kind: 'gradient-descent' },
        { stepSizes: { kind: 'given', hidden: 0.15 / parts, bias: 0, output: 0 }, stop: { steps: 8 * parts, increase: false } },
      )
      return (run(spec).summary.finalResidualNorm ?? NaN) - (flow.summary.finalResidualNorm ?? NaN)
    }
    expect(Math.abs(descent(32) / descent(64) - 2)).toBeLessThan(0.05)
  })

  it('the output layer alone interpolates from as many neurons as points on', () => {
    const fit = (hiddenWidth: number): number => {
      const spec = phaseSpec(hiddenWidth, 5, { sampleCount: 12, steps: 1 })
      const changed: TwoLayerSpec = {
        ...spec,
        model: { ...spec.model, outputWeights: { kind: 'signs' } },
        training: {
          ...spec.training,
          method: { kind: 'output-least-squares' },
          stepSizes: { kind: 'given', hidden: 0, bias: 0, output: 0 },
        },
      }
      return run(changed).summary.finalRelativeResidual ?? NaN
    }
    expect(fit(11)).toBeGreaterThan(1e-3)
    expect(fit(12)).toBeLessThan(1e-10)
    expect(fit(40)).toBeLessThan(1e-13)
  })
})

describe('premises', () => {
  it('parallel points and unstable step sizes are named with their values', () => {
    const spec = phaseSpec(20, 2, { steps: 3 })
    const circle = run({ ...spec, data: { kind: 'circle', geometry: 'full', sampleCount: 8 } })
    expect(circle.summary.lineSeparation).toBe(0)
    expect(circle.notes.join()).toContain('4 pairs of inputs are parallel (the first: 0 and 4')
    const fast = run({ ...spec, training: { ...spec.training, stepSizes: { kind: 'given', hidden: 20, bias: 0, output: 0 } } })
    expect(fast.summary.stabilityProduct).toBeGreaterThan(2)
    expect(fast.notes.join()).toMatch(/linearly unstable at the start\. It would be stable below a step size of 0\.\d+/)
  })
})
