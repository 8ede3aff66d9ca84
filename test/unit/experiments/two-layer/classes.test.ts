import { describe, expect, it } from 'vitest'
import { cellHash } from '../../../../src-main/experiments'
import { twoLayer } from '../../../../src-main/experiments/two-layer'
import { accuracy } from '../../../../src-main/experiments/two-layer/class-targets'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import { twoLayerSpec, type TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { meanCrossEntropy } from '../../../../src-main/science/kernels/cross-entropy'
import { portable } from '../../../fixtures/arithmetic'
import { CLASS_ARRAYS, classes, classSpec } from '../../../fixtures/class-specs'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'
import { phaseSpec } from '../../../fixtures/two-layer-specs'

function run(spec: TwoLayerSpec, context = new RecordingContext(portable, CLASS_ARRAYS)) {
  expect(twoLayer.check(twoLayerSpec.parse(spec))).toEqual([])
  return Object.assign(context, runTwoLayer(spec, 1, context, null))
}

const rules = (spec: TwoLayerSpec): string[] => twoLayer.check(spec).map(({ path, rule }) => `${path} ${rule}`)

describe('specs from before there were classes', () => {
  it('keep their hash', () => {
    const spec = twoLayerSpec.parse(phaseSpec(30, 4))
    expect(spec).toEqual(phaseSpec(30, 4))
    expect(cellHash(spec)).toBe('19dd018e1dd101a636abe0e85835c006727ddfcba8724552ec7b295388dd6a79')
  })
})

describe('a network with an output for each class', () => {
  it('learns, and says how many points it gets right', () => {
    const done = run(classSpec())
    expect(done.stopReason).toBe('step-budget')
    expect(done.summary.labelNorm).toBeCloseTo(Math.sqrt(21), 14)
    expect(done.summary.trainingAccuracy).toBe(done.values('trainingAccuracy').at(-1))
    expect(done.summary.trainingAccuracy).toBeGreaterThan(0.9)
    expect(done.summary.testAccuracy).toBeGreaterThan(0.6)
    expect(done.steps('testAccuracy')).toEqual(done.steps('testMeanSquaredError'))
    // shares of 21 and of 9 points
    for (const value of done.values('trainingAccuracy')) expect((value * 21) % 1).toBeCloseTo(0, 10)
    // mean over points and outputs
    const { finalResidualNorm = NaN, finalLoss = NaN } = done.summary as Record<string, number>
    expect(finalLoss).toBeCloseTo(finalResidualNorm ** 2 / 63, 14)
  })

  it('has the tangent kernel of its first output, which for signs is that of every output', () => {
    const three = run(classSpec())
    const one = run(classSpec({ labels: classes(0, 21) }))
    const [a, b] = [three, one].map(({ spectra }) => spectra.find(({ step }) => step === 0)?.values ?? [])
    expect(a).toHaveLength(21)
    a?.forEach((value, i) => expect(value).toBeCloseTo(b?.[i] ?? NaN, 12))
  })

  it('mean over points and outputs with step size e is the half-sum with 2 e / (n K)', () => {
    const scaled = classSpec({ loss: 'half-sum' })
    scaled.training = { ...scaled.training, stepSizes: { kind: 'given', hidden: (2 * 2) / 63, bias: 0, output: 0 } }
    const [mean, half] = [run(classSpec()), run(scaled)]
    mean.values('residualNorm').forEach((value, i) => expect(value / (half.values('residualNorm')[i] ?? NaN)).toBeCloseTo(1, 12))
  })

  it.each(['cross-entropy', 'cross-entropy-sum'] as const)('%s: batches of single points, both layers, resumed bit for bit', (loss) => {
    const spec = classSpec({ loss })
    spec.training = {
      method: { kind: 'stochastic', batchSize: 4, replacement: false },
      stepSizes: { kind: 'given', hidden: loss === 'cross-entropy' ? 0.5 : 0.02, bias: 0, output: loss === 'cross-entropy' ? 0.5 : 0.02 },
      stop: { steps: 150, increase: false },
    }
    const whole = run(spec)
    // |log 3| for outputs that say nothing, less for what has been learnt
    const perPoint = loss === 'cross-entropy' ? 1 : 21
    expect(whole.summary.finalLoss).toBeLessThan(0.5 * perPoint * Math.log(3))
    expect(whole.summary.testCrossEntropy).toBe(whole.values('testCrossEntropy').at(-1))
    expect(whole.summary.testMeanSquaredError).toBeUndefined()
    expect(whole.summary.trainingAccuracy).toBeGreaterThan(0.9)

    const first = new RecordingContext(portable, CLASS_ARRAYS)
    first.stopAt = (step) => step >= 70
    expect(() => runTwoLayer(spec, 1, first, null)).toThrow(StoppedForTest)
    const second = new RecordingContext(portable, CLASS_ARRAYS)
    runTwoLayer(spec, 1, second, first.lastSnapshot)
    expect(second.summary).toEqual(whole.summary)
    expect(second.artifacts).toEqual(whole.artifacts)
  })

  it('the mean cross-entropy does not change when rows are shifted, and is ln K for outputs of 0', () => {
    const targets = Float64Array.of(0, 1, 0, 1, 0, 0)
    expect(meanCrossEntropy(new Float64Array(6), targets, 3)).toBeCloseTo(Math.log(3), 15)
    const outputs = Float64Array.of(1, 2, 3, -1, 0.5, 2)
    const byHand = (Math.log(1 + Math.exp(-1) + Math.exp(1)) + Math.log(1 + Math.exp(1.5) + Math.exp(3))) / 2
    expect(meanCrossEntropy(outputs, targets, 3)).toBeCloseTo(byHand, 14)
    expect(
      meanCrossEntropy(
        outputs.map((value, i) => value + (i < 3 ? 700 : -700)),
        targets,
        3,
      ),
    ).toBeCloseTo(byHand, 12)
  })

  it('of equal outputs the first counts', () => {
    const targets = Float64Array.of(1, 0, 0, 1)
    expect(accuracy(new Float64Array(4), targets, 2)).toBe(0.5)
    expect(accuracy(Float64Array.of(0, 1e-300, 0, 1e-300), targets, 2)).toBe(0.5)
    expect(accuracy(Float64Array.of(0, 0, 0, 1e-300), targets, 2)).toBe(1)
  })
})

describe('final weights', () => {
  it('are those whose outputs have been measured', () => {
    const done = run(classSpec())
    const again = classSpec()
    const arrays = {
      ...CLASS_ARRAYS,
      ['c'.repeat(64)]: done.artifacts.get('hiddenWeights') as Float64Array,
      ['d'.repeat(64)]: done.artifacts.get('outputWeights') as Float64Array,
    }
    again.model = {
      ...again.model,
      hiddenWeights: { kind: 'stored', sha256: 'c'.repeat(64), shape: [40, 4] },
      outputWeights: { kind: 'stored', sha256: 'd'.repeat(64), shape: [40, 3] },
    }
    again.training = { ...again.training, stop: { steps: 0, increase: false } }
    const reopened = run(again, new RecordingContext(portable, arrays))
    expect(reopened.summary.initialResidualNorm).toBe(done.summary.finalResidualNorm)
    expect(reopened.summary.testAccuracy).toBe(done.summary.testAccuracy)
    expect(done.artifacts.has('biases')).toBe(false)
  })

  it('are not kept unless asked for', () => {
    const spec = classSpec()
    spec.measurements = { ...spec.measurements, finalWeights: false }
    expect(run(spec).artifacts.size).toBe(0)
  })
})

describe('rows of arrays', () => {
  it('are what an array of these rows alone would be', () => {
    const whole = run(classSpec())
    const cut = classSpec()
    const [a, b] = ['a', 'b'].map((digit) => CLASS_ARRAYS[digit.repeat(64)] ?? new Float64Array())
    const arrays = {
      ...CLASS_ARRAYS,
      ['e'.repeat(64)]: (a ?? new Float64Array()).slice(0, 84),
      ['f'.repeat(64)]: (b ?? new Float64Array()).slice(0, 21),
    }
    cut.data = { kind: 'stored', sha256: 'e'.repeat(64), shape: [21, 4] }
    cut.labels = { kind: 'classes', values: { kind: 'stored', sha256: 'f'.repeat(64), shape: [21] }, count: 3 }
    expect(run(cut, new RecordingContext(portable, arrays)).summary).toEqual(whole.summary)
  })

  it('that the array does not have are refused', () => {
    const spec = classSpec()
    if (spec.data.kind === 'stored') spec.data = { ...spec.data, rows: { first: 10, count: 21 } }
    expect(rules(spec)).toEqual(['data has 30 rows, rows 10 to 30 (counted from 0) are asked for'])
  })
})

describe('a time budget', () => {
  it('ends the run with a reason and a note of its own', () => {
    const spec = classSpec()
    spec.training = { ...spec.training, stop: { ...spec.training.stop, seconds: 3 } }
    const context = new RecordingContext(portable, CLASS_ARRAYS)
    context.boundary = (step) => (context.seconds = step / 30)
    const done = run(spec, context)
    expect(done.state).toBe('finished')
    expect(done.stopReason).toBe('time-budget')
    expect(done.summary.steps).toBeGreaterThanOrEqual(90)
    expect(done.summary.steps).toBeLessThan(200)
    expect(done.steps('residualNorm').at(-1)).toBe(done.summary.steps)
    expect(new Set(done.steps('residualNorm')).size).toBe(done.steps('residualNorm').length)
    expect(done.notes.some((note) => note.startsWith('Stopped by the clock'))).toBe(true)
  })
})

describe('specs that do not go together', () => {
  it('are refused by name', () => {
    expect(rules({ ...phaseSpec(30, 4), loss: 'cross-entropy' })).toEqual(['loss cross-entropy needs labels that are classes'])
    const balanced = classSpec()
    balanced.model = { ...balanced.model, outputWeights: { kind: 'balanced' } }
    expect(rules(balanced)).toEqual(['model.outputWeights balanced needs a single output, hence labels that are no classes'])
    const lazy = classSpec()
    lazy.measurements = { ...lazy.measurements, lazyPrediction: true }
    expect(rules(lazy)).toHaveLength(1)
    const short = classSpec()
    if (short.labels.kind === 'classes') short.labels = { ...short.labels, values: classes(0, 20) }
    expect(rules(short)).toEqual(['labels.values has shape (20, 1), expected (21)'])
  })

  it('a class that there is not is named when the run starts', () => {
    const spec = classSpec()
    if (spec.labels.kind === 'classes') spec.labels = { ...spec.labels, count: 2 }
    expect(() => runTwoLayer(spec, 1, new RecordingContext(portable, CLASS_ARRAYS), null)).toThrow(/labels.values: Point 2 .* class 2/)
  })
})
