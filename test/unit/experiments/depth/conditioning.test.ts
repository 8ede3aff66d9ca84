import { describe, expect, it } from 'vitest'
import { parseSpec } from '../../../../src-main/contract'
import { experimentOf } from '../../../../src-main/experiments'
import { analysed, AS_THEY_ARE, at, FAN, NORMRELU } from './analysed'

const conditioning = (activation: unknown, more: Record<string, unknown> = {}, data: unknown = FAN): unknown => ({
  experiment: 'depth-conditioning',
  version: 1,
  data,
  preprocessing: AS_THEY_ARE,
  model: { activation, mean: 'removed', depth: 64, lengths: 'unit', ...more },
})

describe('conditioning by depth', () => {
  it('ReLU on eight directions: condition numbers, steps, thresholds; every bound holds', () => {
    const context = analysed(conditioning({ kind: 'relu' }))
    expect(at(context, 'conditionNumber', 0)).toBe(Infinity)
    expect(at(context, 'conditionNumber', 4) / 73.2211).toBeCloseTo(1, 5)
    expect(at(context, 'tangentConditionNumber', 4) / 9.19966).toBeCloseTo(1, 5)
    expect([1, 2, 4, 8, 16, 32, 64].map((depth) => at(context, 'topSteps', depth))).toEqual([8894, 2665, 496, 53, 6, 2, 1])
    expect([1, 2, 4, 8, 16, 32, 64].map((depth) => at(context, 'tangentSteps', depth))).toEqual([301, 113, 32, 7, 2, 1, 1])
    expect(context.summary).toMatchObject({ sampleCount: 8, escapeDepth: 16, kernelThreshold: 31, tangentThreshold: 71, inputLambdaMin: 0 })
    for (const ratio of ['correlationRatio', 'conditionRatio', 'statedConditionRatio', 'tangentCorrelationRatio']) {
      expect(context.summary[ratio]).toBeGreaterThan(0)
      expect(context.summary[ratio]).toBeLessThanOrEqual(1)
    }
    expect(context.spectra[0]?.order).toBe(8)
    const kept = context.artifacts.get('correlationsByDepth')!
    expect(kept).toHaveLength(28 * 65)
    // neighbours, at the inputs and after one layer
    expect(kept[0]).toBeCloseTo(Math.cos(Math.PI / 8), 14)
    expect(Math.max(...kept.subarray(28 * 8, 28 * 9))).toBe(at(context, 'largestCorrelation', 8))
  })

  it.each([
    [{ kind: 'relu' }, 0.785],
    [NORMRELU, 0.962],
  ] as const)('%o on equicorrelated inputs: corollary 8 is nearly tight', (activation, ratio) => {
    const data = { kind: 'equicorrelated', sampleCount: 10, correlation: 0.99 }
    const { summary } = analysed(conditioning(activation, { depth: 256 }, data))
    expect(summary['spectralRatio']).toBeCloseTo(ratio, 3)
    expect(summary['smallestEigenvalueRatio']).toBeLessThanOrEqual(1)
    expect(summary['inputLambdaMin']).toBeCloseTo(0.01, 12)
  })

  it('the mean kept: theorem 11 and the Gram matrix of one layer on an arc', () => {
    const gram = (neighbourGap: number): number =>
      analysed(conditioning({ kind: 'relu' }, { mean: 'kept', depth: 1 }, { kind: 'arc', sampleCount: 4, neighbourGap })).summary[
        'rawLambdaMin'
      ] ?? NaN
    const values = [0.1, 0.01, 0.001, 1e-4].map(gram)
    ;[0.0029034, 8.8576e-5, 2.8275e-6, 8.98e-8].forEach((expected, k) => expect(values[k]! / expected).toBeCloseTo(1, 3))
    const slope = Math.log(values[1]! / values[3]!) / Math.log(100)
    expect(slope).toBeGreaterThan(1.49)
    expect(slope).toBeLessThan(1.53)
    expect(analysed(conditioning({ kind: 'elu' }, { mean: 'kept', depth: 4 })).summary['fixedPoint']).toBeCloseTo(0.59756845, 7)
  })

  it('inputs of any length: lengths tend to 1', () => {
    const data = { kind: 'sine-regression', inputDimension: 3, sampleCount: 6, testCount: 0, noise: 0 }
    const context = analysed(conditioning({ kind: 'tanh' }, { depth: 25, lengths: 'as-given' }, data))
    expect(context.summary['largestLengthError']).toBeLessThan(1e-5)
    expect(at(context, 'conditionNumber', 25)).toBeLessThan(at(context, 'conditionNumber', 4))
  })

  it('says what is wrong with an activation or a size', () => {
    const problems = (document: unknown): string[] => {
      const spec = parseSpec(document)
      return experimentOf(spec)
        .check(spec)
        .map(({ path, rule }) => `${path} ${rule}`)
    }
    expect(problems(conditioning({ kind: 'polynomial', coefficients: [2] }))).toEqual([
      expect.stringMatching(/^model.activation .*no variance/),
    ])
    expect(problems(conditioning({ kind: 'relu' }, { lengths: 'as-given', mean: 'kept' }))).toEqual([expect.stringMatching(/^model.mean/)])
    expect(problems(conditioning({ kind: 'relu' }, {}, { kind: 'sphere', inputDimension: 3, sampleCount: 5000 }))).toEqual([
      'data has at most 4000 points',
    ])
  })
})
