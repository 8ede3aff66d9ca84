import { describe, expect, it } from 'vitest'
import { initialisationMonteCarlo } from '../../../../src-main/experiments/initialisation-monte-carlo'
import { runInitialisationMonteCarlo } from '../../../../src-main/experiments/initialisation-monte-carlo/run'
import {
  initialisationMonteCarloSpec,
  type InitialisationMonteCarloSpec,
} from '../../../../src-main/experiments/initialisation-monte-carlo/spec'
import { closedFormInstance } from '../../../golden/asymmetric-instance'
import { swish } from '../../../golden/moderate-instance'
import { native } from '../../../golden/both-arithmetics'
import { RecordingContext, StoppedForTest } from '../../../fixtures/recording-context'

const GIVEN = 'a'.repeat(64)
const zipf = (exponent: number) => ({ kind: 'zipf', exponent }) as const

/** The six points in four dimensions of the closed-form instance. */
const closedForm = closedFormInstance(swish, 1, 0.5).problem.inputs
const threePoints = Float64Array.of(1, 0, 0, 0, 0.5, Math.sqrt(0.75), 0, 0, 0.3, 0.4, Math.sqrt(0.75), 0)

function specOf(
  statistic: InitialisationMonteCarloSpec['statistic'],
  model: Partial<InitialisationMonteCarloSpec['model']>,
  points = 6,
): InitialisationMonteCarloSpec {
  return initialisationMonteCarloSpec.parse({
    experiment: 'initialisation-monte-carlo',
    version: 1,
    data: { kind: 'stored', sha256: GIVEN, shape: [points, 4] },
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: { hiddenWidth: 400, activation: { kind: 'swish' }, weightVariance: 1, symmetricShare: 0.5, profile: zipf(0.5), ...model },
    statistic,
  })
}

function computed(spec: InitialisationMonteCarloSpec, seed = 1): RecordingContext {
  expect(initialisationMonteCarlo.check(spec)).toEqual([])
  const context = new RecordingContext(native, {
    [GIVEN]: spec.data.kind === 'stored' && spec.data.shape[0] === 3 ? threePoints : closedForm,
  })
  runInitialisationMonteCarlo(spec, seed, context, null)
  return context
}

describe('node scales', () => {
  it.each([
    [1, 0.5, 0.0005, 0.0223606798, 44.72135955],
    [0.5, 0.7, 0.0382970733, 0.1221666298, 35.9171391],
    [0.5, 0.5, 0.1004358052, 0.2103350186, 33.73342037],
    [0.2, 0.5, 0.2563356614, 0.4104042403, 23.1421779],
    [0, 0.4, 0.5762092425, 0.7091252638, 3.450985478],
  ])('gamma %f, alpha %f', (symmetricShare, exponent, squares, threeHalves, roots) => {
    const { summary } = computed(specOf({ kind: 'node-scales' }, { hiddenWidth: 2000, symmetricShare, profile: zipf(exponent) }))
    expect(summary['scaleSum']).toBeCloseTo(1, 12)
    expect(summary['scaleSquareSum']).toBeCloseTo(squares, 10)
    expect(summary['scaleThreeHalvesSum']).toBeCloseTo(threeHalves, 10)
    expect(summary['scaleRootSum']).toBeCloseTo(roots, 8)
    expect(summary['scaleSquareLimit']).toBeLessThanOrEqual(squares)
  })
})

describe('kernel (published averages over 4000 draws agree with the exact values)', () => {
  it.each([
    ['relu', 0.5, 0.5, 0.0147278],
    ['relu', 0, 0.4, 0.0830626],
    ['relu', 1, 0.5, 3.603e-4],
    ['swish', 0.5, 0.5, 0.0027766],
    ['swish', 0, 0.4, 0.0156595],
    ['swish', 1, 0.5, 6.793e-5],
  ] as const)('%s, gamma %f, alpha %f: deviation of the kernel from its mean', (kind, symmetricShare, exponent, exact) => {
    const model = { activation: { kind }, symmetricShare, profile: zipf(exponent) }
    const { summary } = computed(specOf({ kind: 'kernel', draws: 150 }, model))
    expect(summary['squaredDeviationExact']! / exact).toBeCloseTo(1, 3)
    const error = summary['squaredDeviationError']!
    expect(Math.abs(summary['squaredDeviation']! - exact)).toBeLessThan(4 * error)
    expect(error / exact).toBeLessThan(0.2)
  })

  it('the symmetric part is never above the whole, and is the whole at gamma = 1', () => {
    const context = computed(specOf({ kind: 'kernel', draws: 50 }, {}))
    const [whole, part] = [context.values('lambdaMin'), context.values('symmetricLambdaMin')]
    expect(context.steps('lambdaMin')).toEqual(Array.from({ length: 50 }, (_, b) => b + 1))
    whole.forEach((value, b) => expect(part[b]).toBeLessThan(value))
    expect(context.summary['partExcess']).toBeLessThan(0)
    expect(context.summary['leastLambdaMin']).toBe(Math.min(...whole))
    const half = (0.5 * 0.0112197742) / 2
    expect(context.summary['aboveHalfShare']).toBe(part.filter((value) => value > half).length / 50)
    expect(context.summary['requiredWidth']! / 4379.07).toBeCloseTo(1, 5)
    const even = computed(specOf({ kind: 'kernel', draws: 5 }, { symmetricShare: 1 }))
    expect(even.values('symmetricLambdaMin')).toEqual(even.values('lambdaMin'))
  })

  it.each([
    { kind: 'kernel', draws: 30 },
    { kind: 'velocities', draws: 12_000 },
    { kind: 'limit', nodes: 1000, sequences: 3 },
  ] as const)('goes on from a checkpoint bit for bit, $kind', (statistic) => {
    const spec = specOf(statistic, { hiddenWidth: 5 }, 3)
    const whole = computed(spec)
    const context = new RecordingContext(native, { [GIVEN]: threePoints })
    context.stopAt = (step) => step > 0
    expect(() => runInitialisationMonteCarlo(spec, 1, context, null)).toThrow(StoppedForTest)
    context.stopAt = () => false
    runInitialisationMonteCarlo(spec, 1, context, context.lastSnapshot)
    expect(context.summary).toEqual(whole.summary)
    expect(context.series).toEqual(whole.series)
  })
})

describe('velocities at the start', () => {
  const five = { hiddenWidth: 5, profile: zipf(0.5), symmetricShare: 0.5 }

  it('swish: theorem 4.3, and theorem 4.4 with d^2; the printed d^1.5 is twice too large in four dimensions', () => {
    const context = computed(specOf({ kind: 'velocities', draws: 60_000 }, five, 3))
    const { summary } = context
    expect(summary['weightVelocityRatioError']).toBeLessThan(0.03)
    expect(Math.abs(summary['weightVelocityRatio']! - 1)).toBeLessThan(4 * summary['weightVelocityRatioError']!)
    expect(summary['weightVelocityDeviation']).toBeLessThan(4)
    expect(summary['kernelVelocityRatioError']).toBeLessThan(0.02)
    expect(Math.abs(summary['kernelVelocityRatio']! - 1)).toBeLessThan(4 * summary['kernelVelocityRatioError']!)
    expect(summary['kernelVelocityDeviation']).toBeLessThan(4.5)
    expect(summary['kernelVelocityPrintedRatio']).toBeCloseTo(summary['kernelVelocityRatio']! / 2, 12)
    expect(Math.abs(summary['kernelVelocityPrintedRatio']! - 1)).toBeGreaterThan(20 * summary['kernelVelocityPrintedRatioError']!)
    // sum lambda^2 = .2760822251
    const theory = context.artifacts.get('kernelVelocityTheory')!
    expect(theory[1]! / -0.00082426).toBeCloseTo(1, 4)
    const weightTheory = context.artifacts.get('weightVelocityTheory')!
    expect(weightTheory[0]).toBeCloseTo(-0.03393763, 8)
    expect(weightTheory[3]).toBeCloseTo(0, 16)
  })

  it('ReLU has no phi\u2033: theorem 4.3 alone', () => {
    const { summary } = computed(specOf({ kind: 'velocities', draws: 20_000 }, { ...five, activation: { kind: 'relu' } }, 3))
    expect(Math.abs(summary['weightVelocityRatio']! - 1)).toBeLessThan(4 * summary['weightVelocityRatioError']!)
    expect(summary['kernelVelocityRatio']).toBeUndefined()
  })
})

describe('limit of many nodes', () => {
  it.each([
    [1, 0.5],
    [0.5, 0.5],
    [0, 0.4],
  ])('gamma %f, alpha %f: entries are within their bound and the distance falls', (symmetricShare, exponent) => {
    const context = computed(specOf({ kind: 'limit', nodes: 20_000, sequences: 4 }, { symmetricShare, profile: zipf(exponent) }))
    expect(context.summary['limitEntryRatio']).toBeLessThanOrEqual(1)
    const distances = context.values('limitDistance')
    expect(context.steps('limitDistance').at(-1)).toBeLessThanOrEqual(2000)
    expect(distances.at(-1)! / distances[0]!).toBeLessThan(0.4)
    expect(context.summary['limitSquaredDeviationMean']).toBeCloseTo(
      0.0271736565 * (1 - symmetricShare) ** 2 * (exponent === 0.5 ? 0.4 : 0.5762028419),
      9,
    )
    if (symmetricShare === 1) expect(context.summary['limitSquaredDeviation']).toBe(0)
  })

  it('the limit is random, with the variance of theory', () => {
    const spec = specOf({ kind: 'limit', nodes: 1000, sequences: 100 }, { symmetricShare: 0, profile: zipf(0.4) })
    const { summary } = computed(spec)
    expect(summary['limitSquaredDeviationMean']).toBeCloseTo(0.0271736565 * 0.5762028419, 10)
    const error = summary['limitSquaredDeviationError']!
    expect(Math.abs(summary['limitSquaredDeviation']! - summary['limitSquaredDeviationMean']!)).toBeLessThan(4 * error)
    expect(error / summary['limitSquaredDeviationMean']!).toBeLessThan(0.2)
  })
})

describe('specs that cannot be run', () => {
  it.each([
    [{ statistic: { kind: 'velocities', draws: 1 }, data: { kind: 'sphere', inputDimension: 4, sampleCount: 13 } }, 'data'],
    [{ statistic: { kind: 'limit', nodes: 10, sequences: 1 } }, 'statistic.nodes'],
    [{ model: { profile: { kind: 'list', values: [0] } } }, 'model.profile.values'],
    [{ data: { kind: 'sphere', inputDimension: 4, sampleCount: 1001 } }, 'data'],
  ])('%o', (change, path) => {
    const spec = specOf({ kind: 'node-scales' }, {})
    const changed = initialisationMonteCarloSpec.parse({
      ...spec,
      ...change,
      model: { ...spec.model, ...('model' in change ? change.model : {}) },
    })
    expect(initialisationMonteCarlo.check(changed).map((problem) => problem.path)).toEqual([path])
  })
})
