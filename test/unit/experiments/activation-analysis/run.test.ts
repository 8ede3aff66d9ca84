import { describe, expect, it } from 'vitest'
import { activationAnalysis } from '../../../../src-main/experiments/activation-analysis'
import { activationAnalysisSpec, type ActivationAnalysisSpec } from '../../../../src-main/experiments/activation-analysis/spec'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'

function analysed(analysis: ActivationAnalysisSpec['analysis']): RecordingContext {
  const spec = activationAnalysisSpec.parse({ experiment: 'activation-analysis', version: 1, analysis })
  expect(activationAnalysis.check(spec)).toEqual([])
  const context = new RecordingContext(portable)
  expect(activationAnalysis.run(spec, 1, context, null)).toEqual({ state: 'finished', stopReason: 'computed' })
  return context
}

describe('Hermite coefficients (arXiv 1908.05660; values computed with 40 and more digits)', () => {
  it('of tanh\u2019: the even ones, to their last digits, and their rate', () => {
    const { summary, series } = analysed({ kind: 'hermite', activation: { kind: 'tanh' }, part: 'derivative', terms: 801 })
    const sizes = new Map(series.get('coefficientSize'))
    expect(sizes.get(100)).toBeCloseTo(1.7297676e-6, 13)
    expect((sizes.get(400) ?? NaN) / 3.9410537e-13).toBeCloseTo(1, 7)
    expect(sizes.has(101)).toBe(false)
    expect(summary['vanishingCount']).toBe(400)
    // k in 400 .. 800: -1.0949, and not -pi/4
    expect(summary['decayRate']).toBeCloseTo(-1.0949, 3)
    expect(summary['squareSum']).toBeCloseTo(0.4644029024, 10)
    expect(summary['meanSquare']).toBeCloseTo(0.4644029024, 10)
  })

  it('of the step function: a power, and most of the second moment in few terms', () => {
    const { summary } = analysed({ kind: 'hermite', activation: { kind: 'relu' }, part: 'derivative', terms: 1000 })
    expect(summary['decayPower']).toBeCloseTo(-0.75, 2)
    expect(summary['meanSquare']).toBeCloseTo(0.5, 12)
    expect(summary['squareSum']).toBeLessThan(0.499)
  })

  it('the tails are sums of the squares', () => {
    const { series } = analysed({ kind: 'hermite', activation: { kind: 'swish' }, part: 'derivative', terms: 40 })
    const sizes = new Map(series.get('coefficientSize'))
    const tails = new Map(series.get('tailSquares'))
    const after = [...sizes].filter(([k]) => k > 20).reduce((sum, [, size]) => sum + size * size, 0)
    expect((tails.get(20) ?? NaN) / after).toBeCloseTo(1, 12)
  })
})

describe('approximation by polynomials', () => {
  it('equation 8 as printed is beyond every polynomial of its degree', () => {
    const common = { kind: 'approximation', activation: { kind: 'tanh' }, part: 'value', radius: 5, tolerance: 1e-3 } as const
    const printed = analysed({ ...common, degree: 'tanh-as-printed' }).summary
    expect(printed['degree']).toBe(16)
    expect(printed['leastErrorBelow']).toBeCloseTo(5.6e-3, 4)
    const corrected = analysed({ ...common, degree: 'tanh' }).summary
    expect(corrected['truncationError']).toBeLessThan(1e-3)
    expect(corrected['leastErrorAbove']).toBeLessThan(corrected['truncationError'] ?? NaN)
  })
})

describe('facts of the normal distribution', () => {
  it('C.1 is tight at both ends, C.5 and N.1 hold', () => {
    const { summary } = analysed({ kind: 'normal-facts', thresholds: 1000, sampleCount: 10, correlation: 0.6, highestOrder: 10 })
    expect(summary['smallLowerSlack']).toBeGreaterThan(0)
    expect(summary['smallLowerSlack']).toBeLessThan(3e-6)
    expect(summary['smallUpperSlack']).toBeGreaterThan(0)
    expect(summary['maximumProbability']).toBeCloseTo(0.99994693, 8)
    expect(summary['maximumBound']).toBeCloseTo(0.99936754, 8)
    expect(summary['orthogonalityError']).toBeLessThan(1e-12)
  })

  it('the probability of two variables is the square of one', () => {
    const { summary } = analysed({ kind: 'normal-facts', thresholds: 2, sampleCount: 2, correlation: -1, highestOrder: 2 })
    // mpmath
    expect(Math.sqrt(summary['maximumProbability'] ?? NaN)).toBeCloseTo(0.987498531739843, 14)
    // t = 1/3 and 2/3
    expect(summary['smallUpperSlack']).toBeCloseTo(Math.min(7 / 9 - 0.738882680363527, 5 / 9 - 0.504985075093846), 14)
  })
})
