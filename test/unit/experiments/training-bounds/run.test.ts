import { describe, expect, it } from 'vitest'
import { trainingBounds } from '../../../../src-main/experiments/training-bounds'
import type { Instance } from '../../../../src-main/experiments/training-bounds/instance'
import { followBounds, runTrainingBounds } from '../../../../src-main/experiments/training-bounds/run'
import { trainingBoundsSpec, type TrainingBoundsSpec } from '../../../../src-main/experiments/training-bounds/spec'
import { activationKernel, activationOf } from '../../../../src-main/science/activations'
import { closedFormInstance, zipfScales } from '../../../golden/asymmetric-instance'
import { native } from '../../../golden/both-arithmetics'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'

/** Six points in four dimensions and 16 neurons in closed form. */
function instanceOf(kind: 'swish' | 'relu' | 'tanh', gamma: number, alpha: number): Instance {
  const activation = activationOf({ kind })
  const { problem, initial } = closedFormInstance(activationKernel(activation), gamma, alpha)
  return { activation, problem, scales: zipfScales(16, gamma, alpha), weights: initial, test: null, symmetricShare: gamma, deviation: 1 }
}

const flow = (duration: number): Pick<TrainingBoundsSpec, 'method' | 'duration' | 'measuredTimes'> => ({
  method: { kind: 'gradient-flow', relativeTolerance: 1e-11 },
  duration,
  measuredTimes: 24,
})

function followed(instance: Instance, how: ReturnType<typeof flow>): RecordingContext {
  const context = new RecordingContext(native)
  followBounds(how, instance, context, null)
  return context
}

const at = (context: RecordingContext, series: string, time: number): number =>
  context.series.get(series)?.find(([step]) => step === time)?.[1] ?? NaN
const relative = (value: number | null | undefined, expected: number): number => Math.abs((value ?? NaN) / expected - 1)

describe('gradient flow on the closed-form instance (values computed independently)', () => {
  it.each([
    {
      gamma: 1,
      alpha: 1,
      losses: [3.04734018, 1.13618004, 0.0388557442],
      lazy: [1.0850893, 0.032907421],
      least: 0.0071468824,
      bound: 0.8499,
      movement: 0.037,
    },
    { gamma: 0.5, alpha: 0.7, losses: [], lazy: [1.0993428, 0.060346506], least: 0.0075833701, bound: 0.6952, movement: 0.047 },
    {
      gamma: 0.2,
      alpha: 0.5,
      losses: [2.31916874, 0.993471126, 0.130447334],
      lazy: [1.0967232, 0.15263388],
      least: 0.0056228272,
      bound: 0.86,
      movement: 0.04,
    },
    {
      gamma: 0,
      alpha: 0.4,
      losses: [1.81473433, 0.825775568, 0.194629852],
      lazy: [0.9840807, 0.41093297],
      least: 0.0020132468,
      bound: 1.3834,
      movement: 0.022,
    },
  ])('gamma $gamma: losses, frozen kernel, lemma E.1', ({ gamma, alpha, losses, lazy, least, bound, movement }) => {
    const context = new RecordingContext(native)
    // every unit of time up to 100: the least eigenvalue, a dip between integers for gamma < 1, is that of a grid here as there
    followBounds({ ...flow(100), measuredTimes: 1000 }, instanceOf('swish', gamma, alpha), context, null)
    const { summary } = context
    for (const [index, time] of [1, 10, 100].entries())
      if (losses[index] !== undefined) expect(relative(at(context, 'loss', time), losses[index])).toBeLessThan(2e-8)
    for (const [index, time] of [10, 100].entries()) expect(relative(at(context, 'lazyLoss', time), lazy[index]!)).toBeLessThan(5e-8)
    expect(relative(summary['leastLambdaMin'], least)).toBeLessThan(5e-4)
    expect(relative(at(context, 'lemmaLossBound', 100), bound)).toBeLessThan(5e-4)
    expect(summary['lemmaLossRatio']).toBeLessThan(1)
    expect(summary['lemmaMovementRatio']).toBeCloseTo(movement, 2)
    expect(summary['lemmaKernelRatio']).toBeLessThan(1)
    expect(summary['gradientRatio']).toBeLessThan(1)
  })

  it('theorem 4.1: constants, and the inequalities hold far from its width', () => {
    const { summary } = followed(instanceOf('swish', 0.5, 0.7), flow(50))
    expect(relative(summary['theoremWidth'], 1.0407e14)).toBeLessThan(5e-5)
    expect(summary['meanSquareValue']).toBeCloseTo(0.0722491242, 10)
    expect(summary['largestLabel']).toBeCloseTo(0.9601702867, 10)
    expect(summary['meanKernelLambdaMin']).toBeCloseTo(0.0112197742, 9)
    expect(summary['theoremLambdaRatio']).toBeGreaterThan(1)
    expect(summary['theoremLossRatio']).toBeLessThan(1)
    // the coefficient is 19076.7 for gamma = 0.5
    expect(summary['theoremMovementRatio']).toBeLessThan(1e-2)
    expect(summary['theoremKernelRatio']).toBeLessThan(1e-5)
    expect(summary['slopeBound']).toBeCloseTo(1.0998393, 6)
    expect(followed(instanceOf('swish', 0, 0.4), flow(2)).summary['theoremWidth']).toBeUndefined()
  })

  it('theorem A.1 for ReLU, where no lemma asks for a second derivative', () => {
    const { summary } = followed(instanceOf('relu', 1, 1), { ...flow(10), method: { kind: 'small-steps', perUnit: 20 } })
    expect(relative(summary['theoremWidth'], 1.2396e25)).toBeLessThan(5e-5)
    expect(summary['theoremLossRatio']).toBeLessThan(1)
    expect(summary['lemmaKernelRatio']).toBeUndefined()
  })

  it('small steps come to the flow, the nearer the smaller', () => {
    const [coarse, fine] = [10, 20].map((perUnit) =>
      relative(
        followed(instanceOf('swish', 1, 1), { ...flow(10), method: { kind: 'small-steps', perUnit } }).summary['finalLoss'],
        1.13618004,
      ),
    )
    expect(coarse! / fine!).toBeCloseTo(2, 1)
    expect(fine).toBeLessThan(2e-3)
  })

  it('a gradient that is not one breaks the bounds', () => {
    const instance = instanceOf('tanh', 1, 1)
    const honest = followed(instance, flow(10)).summary
    expect(honest['gradientRatio']).toBeLessThan(1)
    // sqrt(lambda_j) ten times what the bounds are told
    const louder = { ...instance, problem: { ...instance.problem, nodeScales: instance.problem.nodeScales.map((scale) => 10 * scale) } }
    expect(followed(louder, flow(10)).summary['gradientRatio']).toBeGreaterThan(1)
  })
})

describe('gradient descent', () => {
  const descent = (stepSize: number | 'theorem', duration: number): ReturnType<typeof flow> => ({
    ...flow(duration),
    method: { kind: 'gradient-descent', stepSize },
  })

  it('losses, lemma H.3 and theorem H.1', () => {
    const context = followed(instanceOf('swish', 1, 1), descent(1, 100))
    for (const [time, loss] of [
      [1, 3.021373434],
      [100, 0.03901146897],
    ] as const)
      expect(relative(at(context, 'loss', time), loss)).toBeLessThan(1e-9)
    const { summary } = context
    expect(relative(summary['descentStepSize'], 1.39786e-4)).toBeLessThan(5e-6)
    expect(summary['oneStepRatio']).toBeLessThan(1)
    expect(summary['descentLossRatio']).toBeLessThan(1)
    expect(relative(summary['kernelChange'], 0.0327637187)).toBeLessThan(1e-8)
    expect(relative(at(context, 'lambdaMin', 100), 0.0162956637)).toBeLessThan(1e-8)
    expect(summary['lemmaLossRatio']).toBeUndefined()
    // the linearised network makes steps too
    expect(at(context, 'lazyGap', 1)).toBeLessThan(0.02)
  })

  it('the step size of the theorem is half of the largest it allows', () => {
    const { summary } = followed(instanceOf('swish', 0.5, 0.7), descent('theorem', 5))
    expect(relative(summary['stepSize'], 6.98932e-5 / 2)).toBeLessThan(5e-6)
    expect(() => followed(instanceOf('relu', 0.5, 0.7), descent('theorem', 5))).toThrow('smooth')
  })

  it('too large a step diverges and says so', () => {
    const context = new RecordingContext(native)
    const { state } = followBounds(descent(1e6, 2000), instanceOf('relu', 1, 1), context, null)
    expect(state).toBe('diverged')
  })
})

const spec = (changes: Partial<TrainingBoundsSpec> = {}): TrainingBoundsSpec =>
  trainingBoundsSpec.parse({
    experiment: 'training-bounds',
    version: 1,
    data: { kind: 'sine-regression', inputDimension: 5, sampleCount: 8, testCount: 6, noise: 0.1 },
    preprocessing: { scaling: 'none', smoothing: 0 },
    labels: { kind: 'data' },
    model: {
      hiddenWidth: 64,
      activation: { kind: 'tanh' },
      weightVariance: 1,
      symmetricShare: 0.5,
      profile: { kind: 'zipf', exponent: 0.5 },
    },
    method: { kind: 'gradient-flow', relativeTolerance: 1e-8 },
    duration: 60,
    measuredTimes: 8,
    ...changes,
  })

describe('runs', () => {
  it.each([spec(), spec({ method: { kind: 'gradient-descent', stepSize: 0.5 } }), spec({ method: { kind: 'small-steps', perUnit: 3 } })])(
    'go on from a checkpoint bit for bit',
    (given) => {
      expect(trainingBounds.check(given)).toEqual([])
      const whole = new RecordingContext(native)
      runTrainingBounds(given, 3, whole, null)
      const context = new RecordingContext(native)
      context.stopAt = (step) => step > 5
      expect(() => runTrainingBounds(given, 3, context, null)).toThrow(StoppedForTest)
      context.stopAt = () => false
      runTrainingBounds(given, 3, context, context.lastSnapshot)
      expect(context.summary).toEqual(whole.summary)
      expect(context.series).toEqual(whole.series)
    },
  )

  it('a wide symmetric network is near its frozen kernel, on test points too; an asymmetric one is not', () => {
    const gaps = [1, 0].map((symmetricShare) => {
      const context = new RecordingContext(native)
      const model = { ...spec().model, hiddenWidth: 4000, symmetricShare }
      runTrainingBounds(spec({ model, duration: 200 }), 1, context, null)
      return context.summary
    })
    expect(gaps[0]!['lazyGap']).toBeLessThan(0.02)
    expect(gaps[0]!['testLazyGap']).toBeLessThan(0.05)
    expect(gaps[1]!['lazyGap']).toBeGreaterThan(3 * gaps[0]!['lazyGap']!)
    expect(gaps[1]!['testLazyGap']).toBeGreaterThan(3 * gaps[0]!['testLazyGap']!)
  })

  it.each([
    [{ data: { kind: 'sphere', inputDimension: 4, sampleCount: 5 } }, 'labels'],
    [{ model: { ...spec().model, activation: { kind: 'relu' } } }, 'method'],
    [{ method: { kind: 'gradient-descent', stepSize: 'theorem' }, model: { ...spec().model, symmetricShare: 0 } }, 'method.stepSize'],
    [
      { method: { kind: 'gradient-descent', stepSize: 'theorem' }, model: { ...spec().model, activation: { kind: 'relu' } } },
      'method.stepSize',
    ],
    [{ data: { kind: 'sine-regression', inputDimension: 5, sampleCount: 800, testCount: 600, noise: 0 } }, 'data'],
  ])('%o is refused', (changes, path) => {
    expect(trainingBounds.check(spec(changes as Partial<TrainingBoundsSpec>)).map((problem) => problem.path)).toEqual([path])
  })
})
