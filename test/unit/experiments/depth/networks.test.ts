import { describe, expect, it } from 'vitest'
import { parseSpec } from '../../../../src-main/contract'
import { experimentOf } from '../../../../src-main/experiments'
import { analysed, AS_THEY_ARE, at, FAN, NORMRELU, stoppedAndResumed } from './analysed'

const monteCarlo = (activation: unknown, model: Record<string, unknown>, draws: number, tangent = false, data: unknown = FAN): unknown => ({
  experiment: 'depth-monte-carlo',
  version: 1,
  data,
  preprocessing: AS_THEY_ARE,
  model: { activation, layers: 'plain', ...model },
  draws,
  measurements: { tangent },
})

const descent = (activation: unknown, depth: number, training: unknown, labels: unknown = { kind: 'alternating' }): unknown => ({
  experiment: 'depth-descent',
  version: 1,
  data: FAN,
  preprocessing: AS_THEY_ARE,
  labels,
  model: { activation, depth },
  training,
})

describe('deep networks of finite width', () => {
  it('the kernel is about m^(-1/2) from its limit', () => {
    const deviation = (hiddenWidth: number, draws: number): number =>
      analysed(monteCarlo({ kind: 'tanh' }, { depth: 1, hiddenWidth }, draws)).summary['kernelDeviation'] ?? NaN
    const [narrow, wide] = [deviation(256, 200), deviation(4096, 200)]
    expect(narrow / 0.084).toBeGreaterThan(0.7)
    expect(narrow / 0.084).toBeLessThan(1.3)
    expect(Math.log(wide / narrow) / Math.log(16)).toBeCloseTo(-0.5, 1)
  })

  it('measures lengths, tangent kernels and correlations, and resumes to the same', () => {
    const [resumed, whole] = stoppedAndResumed(monteCarlo({ kind: 'tanh' }, { depth: 3, hiddenWidth: 50 }, 6, true), 3)
    expect(resumed.summary).toEqual(whole.summary)
    expect([...resumed.series]).toEqual([...whole.series])
    expect(whole.summary['tangentDeviation']).toBeGreaterThan(0.05)
    expect(whole.summary['lengthMedian']).toBeCloseTo(1, 0)
    expect(at(whole, 'limitCorrelation', 0)).toBeCloseTo(at(whole, 'signedCorrelation', 0), 12)
  })

  it('rescaled layers have length 1 and their predicted plateau', () => {
    const { summary } = analysed(monteCarlo({ kind: 'step' }, { depth: 4, hiddenWidth: 64, layers: 'rescaled' }, 5))
    expect(summary['lengthLow']).toBeCloseTo(1, 12)
    expect(summary['lengthHigh']).toBeCloseTo(1, 12)
    expect(summary['plateau']).toBeCloseTo(0.129, 3)
  })
})

describe('gradient descent at depth', () => {
  it.each([
    [{ kind: 'relu' }, 8, 53],
    [{ kind: 'tanh' }, 16, 65],
    [{ kind: 'relu' }, 4, 496],
  ] as const)('%o with %d layers: the top layer takes %d steps, as predicted', (activation, depth, steps) => {
    const { summary } = analysed(descent(activation, depth, { layers: 'top', stepSize: 'theorem', steps: 10_000 }))
    expect(summary['stepsToTarget']).toBe(steps)
    expect(summary['predictedSteps']).toBe(steps)
    expect(summary['predictionError']).toBeLessThan(1e-6)
    expect(summary['envelopeRatio']).toBeLessThanOrEqual(1)
  })

  it('the top layer on single points halves its loss at least', () => {
    const { summary } = analysed(descent({ kind: 'relu' }, 16, { layers: 'top-stochastic', passes: 5 }, { kind: 'random-signs' }))
    expect(summary['stochasticRatio']).toBeLessThan(0.5)
    expect(summary['stochasticSteps']).toBeGreaterThan(8 * 8 * 2)
  })

  it('all layers of a small network follow their linearisation at first, and resume bit for bit', () => {
    const training = { layers: 'all', hiddenWidth: 200, stepSize: 'best', steps: 6 }
    const [resumed, whole] = stoppedAndResumed(descent({ kind: 'erf' }, 4, training), 3)
    expect(resumed.summary).toEqual(whole.summary)
    expect(resumed.values('lossRatio')).toEqual(whole.values('lossRatio').slice(3))
    expect(at(whole, 'lossRatio', 1) / at(whole, 'predictedLossRatio', 1)).toBeCloseTo(1, 0)
    expect(whole.summary['tangentDrift']).toBeLessThan(1)
  })

  it('says what does not go together, and what would fit', () => {
    const problems = (document: unknown): string[] => {
      const spec = parseSpec(document)
      return experimentOf(spec)
        .check(spec)
        .map(({ path, rule }) => `${path} ${rule}`)
    }
    const all = { layers: 'all', hiddenWidth: 8192, stepSize: 'best', steps: 5 }
    expect(problems(descent({ kind: 'step' }, 2, { ...all, hiddenWidth: 10 }))).toEqual([expect.stringMatching(/jumps/)])
    expect(problems(descent({ kind: 'tanh' }, 32, all))).toEqual([expect.stringMatching(/about 1967 neurons a layer fit/)])
    expect(problems(descent({ kind: 'tanh' }, 2, { ...all, hiddenWidth: 10 }, { kind: 'list', values: [1, 2] }))).toEqual([
      'labels.values has 2 numbers, the data has 8 points',
    ])
  })
})

describe('hardness and interpolation', () => {
  it('the best query on the half cube, for every depth', () => {
    const context = analysed({
      experiment: 'statistical-queries',
      version: 1,
      inputDimension: 10,
      activation: { kind: 'relu' },
      analysis: { kind: 'exact', depth: 32 },
    })
    ;[
      [0, 0.06786],
      [8, 0.0168],
      [32, 0.00196],
    ].forEach(([depth, expected]) => expect(at(context, 'advantage', depth!)).toBeCloseTo(expected!, 5))
    expect(context.summary['floor']).toBe(1 / 512)
  })

  it('students learn a shallow teacher and resume to the same', () => {
    const analysis = { kind: 'students', depth: 1, hiddenWidth: 64, teachers: 8, trainCount: 256, ridge: 1e-3 }
    const document = { experiment: 'statistical-queries', version: 1, inputDimension: 10, activation: { kind: 'relu' }, analysis }
    const [resumed, whole] = stoppedAndResumed(document, 4)
    expect(resumed.summary).toEqual(whole.summary)
    expect(whole.summary['kernelAccuracy']).toBeGreaterThan(0.8)
    expect(whole.summary['linearAccuracy']).toBeGreaterThan(0.75)
  })

  it('depth interpolates noisy labels without harm, up to a depth', () => {
    const analysis = { kind: 'regression', sampleCount: 128, testCount: 300, noise: 0.3, depths: [0, 2, 8, 64] }
    const context = analysed({ experiment: 'depth-interpolation', version: 1, inputDimension: 10, activation: { kind: 'relu' }, analysis })
    // at depth 0 the kernel has rank 10: least squares
    expect(at(context, 'trainingError', 0)).toBeGreaterThan(0.05)
    expect(at(context, 'trainingError', 8)).toBeLessThan(1e-20)
    // at depth 64 nothing is left of the prediction off the sample
    expect(context.summary['deepestTestError']).toBeCloseTo(context.summary['nullError'] ?? NaN, 6)
    expect(context.summary['leastTestError']).toBeLessThan(0.13)
  })

  it('the operator at the depth of lemma 54', () => {
    const analysis = { kind: 'operator', pointCount: 64, probability: 0.1, draws: 40 }
    const { summary } = analysed({
      experiment: 'depth-interpolation',
      version: 1,
      inputDimension: 10,
      activation: { kind: 'relu' },
      analysis,
    })
    expect(summary['separationQuantile']).toBeGreaterThan(0.07)
    expect(summary['separationQuantile']).toBeLessThan(0.13)
    expect(summary['operatorNorm']).toBeLessThan(1e-6)
    expect(summary['operatorBound']).toBeCloseTo(0.52, 2)
  })

  it('NormReLU at width 128 keeps its lengths', () => {
    const { summary } = analysed(monteCarlo(NORMRELU, { depth: 8, hiddenWidth: 128 }, 10))
    expect(summary['lengthHigh']).toBeLessThan(1.6)
    expect(summary['lengthSlope']).toBeCloseTo(0.8427675, 6)
  })
})
