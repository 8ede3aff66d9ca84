import { describe, expect, it } from 'vitest'
import type { Snapshot } from '../../../../src-main/experiments/experiment'
import { runTwoLayerRelu } from '../../../../src-main/experiments/two-layer-relu/run'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { portable, ShortSlices } from '../../../fixtures/arithmetic'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'
import { rates, smallSpec } from '../../../fixtures/specs'

const SEED = 4

/** What a run leaves behind; spectra and series by step, as a store keeps them. */
interface Left {
  stopReason: string
  summary: RecordingContext['summary']
  series: Map<string, Map<number, number>>
  spectra: Map<string, Float64Array>
  artifacts: RecordingContext['artifacts']
}

class Result implements Left {
  stopReason = ''
  summary: Left['summary'] = {}
  series: Left['series'] = new Map()
  spectra: Left['spectra'] = new Map()
  artifacts: Left['artifacts'] = new Map()

  /** Takes over what a context recorded up to a step, as the store does when it cuts back to a checkpoint. */
  merge(context: RecordingContext, upTo = Infinity): void {
    this.summary = { ...this.summary, ...context.summary }
    for (const [name, points] of context.series) {
      const values = this.series.get(name) ?? new Map<number, number>()
      for (const [step, value] of points) {
        if (step > upTo) continue
        expect(values.has(step), `${name} was recorded twice at step ${step}`).toBe(false)
        values.set(step, value)
      }
      this.series.set(name, values)
    }
    for (const { name, step, values } of context.spectra) {
      if (step > upTo) continue
      expect(this.spectra.has(`${name} ${step}`), `${name} was taken twice at step ${step}`).toBe(false)
      this.spectra.set(`${name} ${step}`, values)
    }
    for (const [name, values] of context.artifacts) this.artifacts.set(name, values)
  }
}

function uninterrupted(spec: TwoLayerReluSpec): Result {
  const result = new Result()
  const context = new RecordingContext(portable)
  result.stopReason = runTwoLayerRelu(spec, SEED, context, null).stopReason
  result.merge(context)
  return result
}

/** Stops at the first boundary at or after each of the steps, each time going on from the snapshot in a new context. */
function interrupted(spec: TwoLayerReluSpec, stepsPerSlice: number, stops: readonly number[]): Result {
  const result = new Result()
  const arithmetic = new ShortSlices(stepsPerSlice)
  let snapshot: Snapshot | null = null
  for (const stop of stops) {
    const context = new RecordingContext(arithmetic)
    context.stopAt = (step) => step >= stop
    expect(() => runTwoLayerRelu(spec, SEED, context, snapshot)).toThrow(StoppedForTest)
    snapshot = context.lastSnapshot
    result.merge(context, snapshot?.step)
  }
  const context = new RecordingContext(arithmetic)
  result.stopReason = runTwoLayerRelu(spec, SEED, context, snapshot).stopReason
  result.merge(context)
  return result
}

const SPECS: [string, TwoLayerReluSpec][] = [
  ['hidden layer', smallSpec({ measurements: { hiddenKernel: true, outputKernel: true, spectrumSteps: 9, frozenKernelPredictor: true } })],
  [
    'both layers',
    smallSpec({
      training: { stepSizes: rates(4e-3, 2e-3), stopResidual: 1e-3, safetyValve: true, maxSteps: 5000 },
      measurements: { hiddenKernel: true, outputKernel: true, spectrumSteps: 5, frozenKernelPredictor: true },
    }),
  ],
  ['low-spectrum labels', smallSpec({ labels: { kind: 'low-spectrum', sign: -1 } })],
  [
    'an abort',
    smallSpec({
      labels: { kind: 'local' },
      training: { stepSizes: rates(0.08, 0), stopResidual: 1e-3, safetyValve: true, maxSteps: 5000 },
    }),
  ],
  ['a step budget', smallSpec({ training: { stepSizes: rates(5e-3, 0), stopResidual: 1e-9, safetyValve: true, maxSteps: 57 } })],
]

describe('a resumed run equals an uninterrupted one in every bit', () => {
  it.each(SPECS)('%s', (_, spec) => {
    const whole = uninterrupted(spec)
    const last = Number(whole.summary['steps'])
    // with slices of three steps there is a boundary at or after each of these
    const stops = [0, 1, 2, Math.floor(last / 3), Math.floor(last / 2), last - 4].filter((step) => step >= 0 && step <= last - 4)
    const variants: [number, number[]][] = [
      [1, [0]],
      [3, [...new Set(stops)]],
      [7, [Math.floor(last / 3)]],
      [1_000_000, [0]],
    ]
    for (const [stepsPerSlice, at] of variants) {
      const resumed = interrupted(spec, stepsPerSlice, at)
      expect(resumed.stopReason).toBe(whole.stopReason)
      expect(resumed.summary).toEqual(whole.summary)
      expect(resumed.series).toEqual(whole.series)
      expect(resumed.spectra).toEqual(whole.spectra)
      expect(resumed.artifacts).toEqual(whole.artifacts)
    }
  })

  it('the specs of this test end in every way', () => {
    expect(SPECS.map(([, spec]) => uninterrupted(spec).stopReason)).toEqual([
      'converged',
      'converged',
      'converged',
      'residual-increased',
      'step-budget',
    ])
  })

  it('a snapshot is a copy that training does not change', () => {
    const context = new RecordingContext(new ShortSlices(5))
    const copies: { kept: Snapshot; then: Snapshot }[] = []
    context.boundary = (_, snapshot) => {
      const kept = snapshot()
      copies.push({ kept, then: structuredClone(kept) })
    }
    runTwoLayerRelu(smallSpec(), SEED, context, null)
    expect(copies.length).toBeGreaterThan(5)
    for (const { kept, then } of copies) expect(kept).toEqual(then)
  })

  it('an incomplete snapshot is refused with what is missing', () => {
    const context = new RecordingContext(new ShortSlices(5))
    context.stopAt = (step) => step > 3
    expect(() => runTwoLayerRelu(smallSpec(), SEED, context, null)).toThrow(StoppedForTest)
    const snapshot = context.lastSnapshot
    if (snapshot === null) throw new Error('no snapshot was taken')
    const { outputs: _, ...arrays } = snapshot.arrays
    expect(() => runTwoLayerRelu(smallSpec(), SEED, new RecordingContext(portable), { ...snapshot, arrays })).toThrow(/has no outputs/)
    expect(() => runTwoLayerRelu(smallSpec(), SEED, new RecordingContext(portable), { ...snapshot, numbers: {} })).toThrow(
      /has no everChangedCount/,
    )
  })
})

describe('the same spec and seed', () => {
  it('give the same bits twice, another seed other ones', () => {
    const spec = smallSpec()
    expect(uninterrupted(spec)).toEqual(uninterrupted(spec))
    const context = new RecordingContext(portable)
    runTwoLayerRelu(spec, SEED + 1, context, null)
    expect(context.summary['initialResidualNorm']).not.toBe(uninterrupted(spec).summary['initialResidualNorm'])
  })

  it('labels, weights and data keep their values when another size changes only their length', () => {
    const outputsAt = (hiddenWidth: number): Snapshot => {
      const context = new RecordingContext(portable)
      context.stopAt = () => true
      const spec = smallSpec({
        model: { hiddenWidth, hiddenWeights: { kind: 'gaussian' }, outputWeights: { kind: 'signs' } },
        labels: { kind: 'gaussian', variance: 1 },
      })
      expect(() => runTwoLayerRelu(spec, SEED, context, null)).toThrow(StoppedForTest)
      if (context.lastSnapshot === null) throw new Error('no snapshot was taken')
      return context.lastSnapshot
    }
    const [narrow, wide] = [outputsAt(20), outputsAt(40)]
    expect(wide.arrays['labels']).toEqual(narrow.arrays['labels'])
    expect(wide.arrays['initialHiddenWeights']?.slice(0, 200)).toEqual(narrow.arrays['initialHiddenWeights'])
    expect(wide.arrays['initialOutputWeights']?.slice(0, 20)).toEqual(narrow.arrays['initialOutputWeights'])
  })
})
