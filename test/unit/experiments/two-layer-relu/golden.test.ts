import { describe, expect, it } from 'vitest'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { runTwoLayerRelu } from '../../../../src-main/experiments/two-layer-relu/run'
import type { Arithmetic } from '../../../../src-main/science/arithmetic/arithmetic'
import { fastArithmetic, portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'
import { rates, smallSpec, specOfInstance, storedAs } from '../../../fixtures/specs'
import { razborovInstance } from '../../../golden/razborov-instance'

const fast = fastArithmetic()

function run(
  spec: TwoLayerReluSpec,
  arrays: Record<string, Float64Array>,
  arithmetic: Arithmetic = portable,
): RecordingContext & { stopReason: string } {
  const context = new RecordingContext(arithmetic, arrays)
  const { stopReason } = runTwoLayerRelu(spec, 0, context, null)
  return Object.assign(context, { stopReason })
}

function expectRelative(value: number | null | undefined, expected: number, tolerance = 1e-9): void {
  expect(Math.abs((value ?? NaN) - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected))
}

function total(values: ArrayLike<number> | undefined): number {
  return Array.from(values ?? []).reduce((sum, value) => sum + value, 0)
}

describe('hand instance', () => {
  // X = (.6, .8), (.8, -.6), W = I, z = (1, -1), y = (1, 0); H = diag(2, 1), G = [[1, .48], [.48, .64]]
  const arrays = {
    ['a'.repeat(64)]: Float64Array.of(0.6, 0.8, 0.8, -0.6),
    ['b'.repeat(64)]: Float64Array.of(1, 0, 0, 1),
    ['c'.repeat(64)]: Float64Array.of(1, -1),
    ['d'.repeat(64)]: Float64Array.of(1, 0),
  }
  const spec = (hidden: number, output: number): TwoLayerReluSpec =>
    smallSpec({
      data: storedAs('a', 2, 2),
      model: { hiddenWidth: 2, hiddenWeights: storedAs('b', 2, 2), outputWeights: storedAs('c', 2) },
      labels: storedAs('d', 2, 1),
      training: { stepSizes: rates(hidden, output), stopResidual: 1e-3, safetyValve: true, maxSteps: 1000 },
    })

  it.each([
    [0.1, 0, 64, 1.165543153266, 0],
    [0, 0.1, 231, 0, 2.460460417899],
    [0.1, 0.1, 54, 1.056396784797, 0.324742539848],
  ])('step sizes %d and %d', (hidden, output, steps, hiddenDistance, outputDistance) => {
    const { summary, stopReason } = run(spec(hidden, output), arrays)
    expect(stopReason).toBe('converged')
    expect(summary).toMatchObject({ steps, everChangedCount: 0, endChangedCount: 0 })
    // the published values are cut off after twelve decimals
    expect(Math.abs((summary['hiddenWeightDistance'] ?? NaN) - hiddenDistance)).toBeLessThan(1e-12)
    expect(Math.abs((summary['outputWeightDistance'] ?? NaN) - outputDistance)).toBeLessThan(1e-12)
    expect(summary['initialResidualNorm']).toBeCloseTo(Math.sqrt(1.2 * 1.2 + 0.8 * 0.8), 14)
    expect(summary['hiddenKernelLambdaMinStart']).toBeCloseTo(1, 14)
    expect(summary['hiddenKernelLambdaMaxStart']).toBeCloseTo(2, 14)
    expect(summary['traceHiddenKernelStart']).toBe(3)
    const root = Math.sqrt(0.18 * 0.18 + 0.48 * 0.48)
    expect(summary['outputKernelLambdaMinStart']).toBeCloseTo(0.82 - root, 14)
    expect(summary['outputKernelLambdaMaxStart']).toBeCloseTo(0.82 + root, 14)
  })

  it('follows its closed form: frozen kernel and run agree to the last step', () => {
    const { summary } = run(spec(0.1, 0), arrays)
    expectRelative(summary['finalResidualNorm'], 9.432151e-4, 1e-7)
    expect(summary['frozenKernelSteps']).toBe(64)
    // nothing flips, so the distance falls short of the frozen one only by what is left of the error
    expectRelative(summary['frozenKernelHiddenDistance'], Math.sqrt((1.2 * 1.2) / 2 + 0.8 * 0.8), 1e-12)
    expectRelative(summary['lateDecayRate'], -Math.log(0.9), 1e-2)
    expectRelative(summary['lateDecayPrediction'], -Math.log(0.9), 1e-12)
    expect(summary['kappaH']).toBe(1)
  })
})

describe('published check instances', () => {
  const size = { inputDimension: 10, hiddenWidth: 20, sampleCount: 15 }

  it.each([
    [1e-2, 0, 544, 58, 50, 7.68529761826, 0, 2.09428601236],
    [1e-3, 1e-3, 2003, 35, 27, 4.08467295342, 3.05723963593, 2.4923636183],
  ])('(n, S, m) = (10, 20, 15), step sizes %d and %d', (hidden, output, steps, everChanged, endChanged, dW, dz, lambdaMinEnd) => {
    const instance = razborovInstance({ seed: 1, ...size, hiddenStepSize: hidden, outputStepSize: output })
    expectRelative(instance.problem.inputs[0], 0.678454165332413, 1e-14)
    const { spec, arrays } = specOfInstance(instance)
    const { summary, stopReason, artifacts } = run(spec, arrays)
    expect(stopReason).toBe('converged')
    expect(summary).toMatchObject({ steps, everChangedCount: everChanged, endChangedCount: endChanged, traceHiddenKernelStart: 142 })
    expectRelative(summary['initialResidualNorm'], 18.6228625236)
    expectRelative(summary['hiddenWeightDistance'], dW)
    if (output > 0) expectRelative(summary['outputWeightDistance'], dz)
    expectRelative(summary['hiddenKernelLambdaMinStart'], 2.30545848684)
    expectRelative(summary['hiddenKernelLambdaMinEnd'], lambdaMinEnd)
    expectRelative(summary['hiddenKernelLambdaMaxStart'], 23.9457779325)
    expect(total(artifacts.get('everChangedPerNeuron'))).toBe(everChanged)
    expect(total(artifacts.get('endChangedPerPoint'))).toBe(endChanged)
  })

  const hundred = razborovInstance({
    seed: 1,
    inputDimension: 100,
    hiddenWidth: 100,
    sampleCount: 100,
    hiddenStepSize: 1e-3,
    outputStepSize: 0,
  })

  it('(100, 100, 100): end, history and trace', () => {
    const { spec, arrays } = specOfInstance(hundred)
    const context = run(spec, arrays, fast)
    const { summary } = context
    expect(summary).toMatchObject({ steps: 543, everChangedCount: 823, endChangedCount: 638, traceHiddenKernelStart: 4966 })
    expectRelative(summary['initialResidualNorm'], 116.52869596)
    expectRelative(summary['hiddenWeightDistance'], 19.422102239)
    expectRelative(summary['hiddenKernelLambdaMinStart'], 21.8066650655)
    expectRelative(summary['hiddenKernelLambdaMinEnd'], 21.3471018871)
    expectRelative(summary['hiddenKernelLambdaMaxStart'], 117.972390436)
    const history = context.values('residualNorm')
    expect(history).toHaveLength(544)
    expectRelative(history[1], 110.83285531)
    expectRelative(history[2], 105.627096168)
    expectRelative(history[10], 75.8420876892)
    expectRelative(history[100], 7.64646741597)
    expectRelative(history[542], 1.0121310336e-3)
    expectRelative(history[543], 9.92189874551e-4)
  })

  it('(100, 100, 200)', () => {
    const { spec, arrays } = specOfInstance(
      razborovInstance({ seed: 1, inputDimension: 100, hiddenWidth: 100, sampleCount: 200, hiddenStepSize: 1e-3, outputStepSize: 0 }),
    )
    const { summary } = run(spec, arrays, fast)
    expect(summary).toMatchObject({ steps: 672, everChangedCount: 2144, endChangedCount: 1743, traceHiddenKernelStart: 9840 })
    expectRelative(summary['hiddenWeightDistance'], 27.9264213569)
    expectRelative(summary['hiddenKernelLambdaMinEnd'], 17.2170053614)
    // rank of G at most S = 100 < m = 200
    expect(summary['outputKernelLambdaMinStart']).toBe(0)
  })

  it.each([
    [{ kind: 'low-spectrum', sign: 1 } as const, 717, 998, 22.50079247, 0.8355374101],
    [{ kind: 'low-spectrum', sign: -1 } as const, 698, 967, 22.49787473, 0.8538564993],
    [{ kind: 'local' } as const, 563, 495, 16.98208255, 0.9959027656],
  ])('other labels: %o', (labels, steps, everChanged, dW, kappaH) => {
    const { spec, arrays } = specOfInstance(hundred)
    const { summary } = run({ ...spec, labels }, arrays, fast)
    expect(summary).toMatchObject({ steps, everChangedCount: everChanged })
    expectRelative(summary['hiddenWeightDistance'], dW, 1e-8)
    expectRelative(summary['kappaH'], kappaH)
    expectRelative(summary['initialResidualNorm'], 100)
  })

  it.each([
    [0.012, 'converged', 39, null],
    [0.015, 'converged', 30, null],
    [0.017, 'converged', 44, null],
    [0.02, 'residual-increased', 20, 16.8434],
    [0.05, 'residual-increased', 1, 179.469],
  ])('safety valve at step size %d: %s', (hidden, reason, steps, residual) => {
    const { spec, arrays } = specOfInstance(hundred)
    const { summary, stopReason } = run({ ...spec, training: { ...spec.training, stepSizes: rates(hidden, 0) } }, arrays, fast)
    expect(stopReason).toBe(reason)
    expect(summary['steps']).toBe(steps)
    if (residual !== null) expectRelative(summary['finalResidualNorm'], residual, 5e-6)
  })

  it.each([
    [1e-3, 0, 200, { everChangedCount: 475, hiddenWeightDistance: 12.95172322 }],
    [1e-3, 1e-4, 177, { everChangedCount: 428, hiddenWeightDistance: 11.79115452, outputWeightDistance: 1.039883937 }],
    [0, 2e-4, 4250, { everChangedCount: 0, outputWeightDistance: 18.32149372 }],
  ])('two step sizes %d and %d on (100, 200, 50)', (hidden, output, steps, expected) => {
    const { spec, arrays } = specOfInstance(
      razborovInstance({ seed: 3, inputDimension: 100, hiddenWidth: 200, sampleCount: 50, hiddenStepSize: hidden, outputStepSize: output }),
    )
    const { summary } = run(spec, arrays, fast)
    expect(summary['steps']).toBe(steps)
    for (const [quantity, value] of Object.entries(expected)) expectRelative(summary[quantity], value, 1e-8)
    expectRelative(summary['outputKernelLambdaMinStart'], 10.073196, 1e-6)
    expectRelative(summary['outputKernelLambdaMaxStart'], 1673.267, 1e-6)
    expectRelative(summary['hiddenKernelLambdaMinStart'], 53.12170021)
  })
})
