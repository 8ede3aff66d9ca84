import { describe, expect, it } from 'vitest'
import { twoLayer } from '../../../../src-main/experiments/two-layer'
import { jacobianChange } from '../../../../src-main/experiments/two-layer/jacobian-change'
import { runTwoLayer } from '../../../../src-main/experiments/two-layer/run'
import { twoLayerSpec, type TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { paperSpec } from '../../../../src-main/papers/moderate/paper-spec'
import { activationOf } from '../../../../src-main/science/activations'
import { fastArithmetic, portable } from '../../../fixtures/arithmetic'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'
import { softplus, toyInstance } from '../../../golden/moderate-instance'

const arithmetic = fastArithmetic()

function run(spec: TwoLayerSpec, seed = 1): RecordingContext & { stopReason: string } {
  const context = new RecordingContext(arithmetic)
  expect(twoLayer.check(twoLayerSpec.parse(spec))).toEqual([])
  return Object.assign(context, runTwoLayer(spec, seed, context, null))
}

type Data = TwoLayerSpec['data']
type Kind = 'softplus' | 'relu'

function measured(
  data: Data,
  kind: Kind,
  hiddenWidth: number,
  steps: number,
  more: TwoLayerSpec['measurements'] | object = {},
): TwoLayerSpec {
  return paperSpec({
    activation: { kind },
    data,
    hiddenWidth,
    steps,
    measurements: { kernels: ['hidden'], theoremConditions: true, ...more },
  })
}

const ORTHONORMAL: Data = { kind: 'orthonormal', sampleCount: 4 }

describe('orthonormal points', () => {
  it('the width that the theorems ask for, and every constant in closed form', () => {
    const { summary, notes } = run(measured(ORTHONORMAL, 'softplus', 1000, 0))
    expect(Math.abs((summary.requiredWidth ?? NaN) - 428_296.3)).toBeLessThan(0.1)
    expect(summary.hiddenLimitLambdaMin).toBeCloseTo(0.29337903585809, 12)
    expect(summary.inputNorm).toBeCloseTo(1, 14)
    expect(summary.khatriRaoSquare).toBeCloseTo(1, 13)
    expect(summary.distanceSeparation).toBeCloseTo(Math.SQRT2, 13)
    expect(summary.structuralFloor).toBe(0)
    expect(summary.largestOutputWeight).toBeCloseTo((summary.labelNorm ?? NaN) / Math.sqrt(4000), 14)
    expect(summary.outputWeightNorm).toBeCloseTo((summary.labelNorm ?? NaN) / 2, 13)
    // alpha^2 / 4L with 2 alpha = sigma_min(J_0), L = |v|_inf / 4
    const radius = (summary.hiddenLambdaMinStart ?? NaN) / 4 / (summary.largestOutputWeight ?? NaN)
    expect((summary.certificateRadius ?? NaN) / radius).toBeCloseTo(1, 12)
    expect(notes).toEqual([])
    // 9.216e9 * 4 * n / lambda^4 with lambda = 1/2
    expect((run(measured(ORTHONORMAL, 'relu', 10, 0)).summary.requiredWidth ?? NaN) / (9.216e9 * 4 * 4 * 16)).toBeCloseTo(1, 12)
  })

  // the limit of many neurons is 1 - E s(g)^2 / 2 = 0.85331, 1 - 1/6 for ReLU; an independent run had 0.8530 at k = 1000
  it.each([
    ['softplus', 1000, 8, 0.85331],
    ['relu', 100_000, 2, 0.83333],
  ] as const)('%s, k = %i: the factor of a step is that of the frozen kernel', (kind, hiddenWidth, runs, expected) => {
    const factors = Array.from(
      { length: runs },
      (_, seed) => run(measured(ORTHONORMAL, kind, hiddenWidth, 60), seed + 1).summary.tailContraction ?? NaN,
    )
    expect(Math.abs(factors.reduce((sum, factor) => sum + factor, 0) / runs - expected)).toBeLessThan(0.003)
  })
})

describe('points that cannot be fitted end at their floor', () => {
  it.each([
    ['equal points', { kind: 'duplicated', inputDimension: 10, sampleCount: 12, duplicates: 2 }, 60],
    ['opposite points', { kind: 'antipodal', inputDimension: 4, pairCount: 6 }, 100],
    ['one dimension', { kind: 'sphere', inputDimension: 1, sampleCount: 10 }, 20],
  ] as const satisfies readonly (readonly [string, Data, number])[])('%s', (_, data, hiddenWidth) => {
    for (const kind of ['softplus', 'relu'] as const) {
      const { summary } = run(measured(data, kind, hiddenWidth, 30_000))
      expect(summary.deadPointCount).toBe(0)
      expect(summary.structuralFloor).toBeGreaterThan(0.1)
      expect(Math.abs((summary.finalResidualNorm ?? NaN) / (summary.structuralFloor ?? NaN) - 1), kind).toBeLessThan(1e-6)
    }
  })

  it('opposite points set no floor for tanh, nor with biases', () => {
    const data: Data = { kind: 'antipodal', inputDimension: 2, pairCount: 5 }
    const spec = measured(data, 'softplus', 30, 0)
    expect(run(spec).summary.structuralFloor).toBeGreaterThan(0.1)
    expect(run({ ...spec, model: { ...spec.model, activation: { kind: 'tanh' } } }).summary.structuralFloor).toBe(0)
    const biased = run({ ...spec, model: { ...spec.model, biases: { kind: 'gaussian', standardDeviation: 1 } } })
    expect(biased.summary.structuralFloor).toBe(0)
    expect(biased.summary.certificateRadius).toBeUndefined()
  })

  it('no more copies than points to copy', () => {
    const spec = measured({ kind: 'duplicated', inputDimension: 3, sampleCount: 5, duplicates: 3 }, 'relu', 10, 1)
    expect(twoLayer.check(spec)).toEqual([{ path: 'data.duplicates', rule: 'is at most half the number of points' }])
  })
})

it('a width is named only for networks that the theorems speak of', () => {
  const data: Data = { kind: 'sphere', inputDimension: 5, sampleCount: 8 }
  const spec = measured(data, 'softplus', 20, 0)
  expect(run(spec).summary.requiredWidth).toBeGreaterThan(1e6)
  expect(run({ ...spec, model: { ...spec.model, outputWeights: { kind: 'signs' } } }).summary.requiredWidth).toBeUndefined()
  expect(run({ ...spec, model: { ...spec.model, activation: { kind: 'elu' } } }).summary.requiredWidth).toBeUndefined()
  expect(run({ ...spec, measurements: { ...spec.measurements, theoremConditions: false } }).summary.inputNorm).toBeUndefined()
})

it('spectra of both kernels at infinite width', () => {
  const spec = measured({ kind: 'sphere', inputDimension: 5, sampleCount: 8 }, 'relu', 20_000, 0, {
    limitKernel: true,
    theoremConditions: false,
  })
  const { summary, spectra } = run(spec)
  expect(spectra.map(({ name }) => name)).toEqual(['hiddenKernel', 'hiddenLimitKernel', 'outputLimitKernel'])
  // the kernel of the start is |v|^2 = |y|^2 / n times the limit, for many neurons
  const scale = ((summary.labelNorm ?? NaN) * (summary.labelNorm ?? NaN)) / 8
  expect(Math.abs((summary.hiddenLambdaMinStart ?? NaN) / (scale * (summary.hiddenLimitLambdaMin ?? NaN)) - 1)).toBeLessThan(0.05)
})

it('resumes bit for bit, with what was measured at the start', () => {
  const spec = measured({ kind: 'sphere', inputDimension: 4, sampleCount: 6 }, 'softplus', 12, 50)
  const whole = run(spec)
  const first = new RecordingContext(arithmetic)
  first.stopAt = (step) => step >= 17
  expect(() => runTwoLayer(spec, 1, first, null)).toThrow(StoppedForTest)
  const second = new RecordingContext(arithmetic)
  runTwoLayer(spec, 1, second, first.lastSnapshot)
  expect(second.summary).toEqual(whole.summary)
  expect(second.summary.jacobianChange).toBeGreaterThan(0)
})

describe('change of the Jacobian', () => {
  it('is that of the matrix itself', () => {
    const { problem, initial } = toyInstance(softplus, 0)
    const { sampleCount: n, inputDimension: d, hiddenWidth: m, inputs } = problem
    const moved = { ...initial, hiddenWeights: initial.hiddenWeights.map((w, i) => w + 0.3 * Math.cos(i)) }
    const activation = activationOf({ kind: 'softplus' })
    const jacobian = (weights: typeof initial): Float64Array => {
      const rows = new Float64Array(n * m * d)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < m; j++) {
          let z = 0
          for (let l = 0; l < d; l++) z += weights.hiddenWeights[j * d + l]! * inputs[i * d + l]!
          for (let l = 0; l < d; l++) rows[(i * m + j) * d + l] = initial.outputWeights[j]! * activation.derivative(z) * inputs[i * d + l]!
        }
      return rows
    }
    const [now, start] = [jacobian(moved), jacobian(initial)]
    const difference = now.map((value, i) => value - start[i]!)
    const gram = new Float64Array(n * n)
    for (let i = 0; i < n; i++)
      for (let l = 0; l < n; l++)
        for (let c = 0; c < m * d; c++) gram[i * n + l]! += difference[i * m * d + c]! * difference[l * m * d + c]!
    const expected = Math.sqrt(portable.symmetricEigenvalues(gram, n, () => undefined).at(-1)!)
    const change = jacobianChange(new RecordingContext(portable), problem, activation, moved, initial)
    expect(change.jacobian / expected).toBeCloseTo(1, 12)
    const step = moved.hiddenWeights.map((value, i) => value - initial.hiddenWeights[i]!)
    const frobenius = Math.sqrt(step.reduce((sum, value) => sum + value * value, 0))
    expect(change.weights).toBeLessThanOrEqual(frobenius)
    expect(change.weights).toBeGreaterThan(frobenius / Math.sqrt(3))
    // no move, no change
    expect(jacobianChange(new RecordingContext(portable), problem, activation, initial, initial)).toEqual({ weights: 0, jacobian: 0 })
  })
})

it('the output layer is fitted by the native arithmetic too', () => {
  const spec = measured({ kind: 'sphere', inputDimension: 5, sampleCount: 12 }, 'relu', 24, 1)
  const { summary } = run({
    ...spec,
    training: { ...spec.training, method: { kind: 'output-least-squares' }, stepSizes: { kind: 'given', hidden: 0, bias: 0, output: 0 } },
  })
  expect(summary.steps).toBe(1)
  expect(summary.finalRelativeResidual).toBeLessThan(1e-12)
})
