import { describe, expect, it } from 'vitest'
import { runTwoLayerRelu } from '../../../../src-main/experiments/two-layer-relu/run'
import { timesVector } from '../../../../src-main/science/symmetric-matrix'
import { portable, ShortSlices } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { rates, smallSpec, specOfInstance } from '../../../fixtures/specs'
import { razborovInstance } from '../../../golden/razborov-instance'

const norm = (vector: ArrayLike<number>): number => Math.sqrt(Array.from(vector).reduce((sum, e) => sum + e * e, 0))

describe('forensics of the safety valve', () => {
  const instance = razborovInstance({
    seed: 2,
    inputDimension: 10,
    hiddenWidth: 20,
    sampleCount: 15,
    hiddenStepSize: 0.15,
    outputStepSize: 0,
  })
  const { spec, arrays } = specOfInstance(instance)
  const context = new RecordingContext(new ShortSlices(4), arrays)
  const outcome = runTwoLayerRelu(spec, 0, context, null)
  const steps = Number(context.summary['steps'])
  const float = (name: string): Float64Array => {
    const values = context.artifacts.get(name)
    if (!(values instanceof Float64Array)) throw new Error(`there is no ${name}`)
    return values
  }

  it('the run is diverged by an increase of the error, after some steps', () => {
    expect(outcome).toEqual({ state: 'diverged', stopReason: 'residual-increased' })
    expect(steps).toBeGreaterThan(1)
  })

  it('errors before and after are those of the history', () => {
    const history = context.values('residualNorm')
    expect(norm(float('abortErrorAfter'))).toBeCloseTo(history[steps] ?? NaN, 10)
    expect(norm(float('abortErrorBefore'))).toBeCloseTo(history[steps - 1] ?? NaN, 10)
    expect(context.summary['abortResidualBefore']).toBe(history[steps - 1])
    expect(history[steps]).toBeGreaterThan(history[steps - 1] ?? NaN)
  })

  it('the flipped pairs are those of the failing step', () => {
    expect(context.summary['abortFlips']).toBe(context.values('activationFlips')[steps])
    expect(context.artifacts.get('abortFlippedPairs')).toHaveLength(2 * Number(context.summary['abortFlips']))
  })

  it('the error without flips is (I - eta H) e of the step before', () => {
    // the state before the failing step, reached apart from the run
    const trainer = portable.startTwoLayerRelu(instance.problem, instance.hiddenWeights, instance.outputWeights)
    while (trainer.state.step < steps - 1) trainer.advance(steps - 1 - trainer.state.step, 1000, () => undefined)
    const kernel = portable.hiddenGram(instance.problem, trainer.state.outputWeights, trainer.state.activations, () => undefined)
    const before = float('abortErrorBefore')
    const expected = timesVector(kernel, before).map((value, j) => (before[j] ?? NaN) - 0.15 * value)
    float('abortErrorLinear').forEach((e, j) => {
      expect(e).toBeCloseTo(expected[j] ?? NaN, 10)
    })
    expect(context.summary['abortResidualLinear']).toBeCloseTo(norm(expected), 10)
  })

  it('a sentence in the log names step, errors and cause', () => {
    const [note] = context.notes.filter((text) => text.includes('raised the error'))
    expect(note).toContain(`Step ${steps} raised the error from`)
    // in this run the step without flips would have been a good one
    expect(context.summary['abortResidualLinear']).toBeLessThan(context.summary['abortResidualBefore'] ?? NaN)
    expect(note).toContain('without the flips it would have fallen, so they made it grow')
  })

  it('a step size beyond the stability of the kernel is told apart', () => {
    const unstable = new RecordingContext(portable, arrays)
    runTwoLayerRelu({ ...spec, training: { ...spec.training, stepSizes: rates(0.4, 0) } }, 0, unstable, null)
    expect(unstable.summary['stabilityProduct']).toBeGreaterThan(2)
    expect(unstable.summary['abortResidualLinear']).toBeGreaterThan(unstable.summary['abortResidualBefore'] ?? NaN)
    expect(unstable.notes.join(' ')).toContain('so the step size is too large for the kernel')
    expect(unstable.notes[0]).toContain('linearly unstable at the start')
  })

  it('the end is measured all the same', () => {
    expect(context.summary['kappaH']).toBeGreaterThan(0)
    expect(context.summary['lateDecayRate']).toBeUndefined()
  })
})

describe('without the safety valve', () => {
  it('a run goes on through increases and ends when the error is not finite, with that as data', () => {
    const context = new RecordingContext(portable)
    const spec = smallSpec({ training: { stepSizes: rates(5, 5), stopResidual: 1e-3, safetyValve: false, maxSteps: 100_000 } })
    expect(runTwoLayerRelu(spec, 1, context, null)).toEqual({ state: 'diverged', stopReason: 'not-finite' })
    expect(Number.isFinite(context.summary['finalResidualNorm'])).toBe(false)
    expect(context.values('residualNorm').at(-1)).toBe(context.summary['finalResidualNorm'])
    expect(context.spectra.filter(({ step }) => step > 0)).toEqual([])
    expect(context.notes.join(' ')).toContain('the kernels at the end were not measured')
    expect(context.artifacts.has('abortFlippedPairs')).toBe(false)
  })
})
