import { describe, expect, it } from 'vitest'
import { recipeById } from '../../src-main/papers'
import { analysed, AS_THEY_ARE, FAN } from '../unit/experiments/depth/analysed'
import { native } from '../golden/both-arithmetics'
import { computeEvidence } from '../fixtures/evidence'

const MINUTES = 60_000

// what the recipes on depth say in their quick size
it.each([
  ['conditioning-figure-2', { F2: 'holds' }],
  ['conditioning-figure-6', { C11: 'holds', C12: 'holds' }],
  ['conditioning-activations', { C0: 'holds', C1: 'holds', C2: 'holds', C7: 'holds', C8: 'holds' }],
  [
    'conditioning-depth',
    {
      C3: 'holds',
      C4: 'holds',
      'C4-proof': 'holds',
      'C4-spectral': 'holds',
      C5: 'holds',
      C6: 'holds',
      'C6-condition': 'holds',
      'C6-spectral': 'holds',
    },
  ],
  ['conditioning-lengths', { C9: 'holds', 'C9-correlation': 'holds', C10: 'holds' }],
  ['conditioning-width', { 'C6-index': 'holds', C16: 'holds', 'C16-stability': 'holds', C17: 'holds' }],
  ['conditioning-descent', { C13: 'holds', 'C13-depth': 'holds', C14: 'holds', C15: 'holds' }],
  ['conditioning-queries', { C18: 'holds', 'C18-students': 'holds' }],
  ['conditioning-interpolation', { C19: 'holds', C20: 'holds', 'C20-bound': 'vacuous' }],
  ['conditioning-separation', { C21: 'holds', C22: 'holds' }],
  ['activations-depth', { C12: 'holds', 'C12-full': 'holds', C13: 'premise not met' }],
] as const)(
  'verdicts of %s',
  (id, expected) => {
    const recipe = recipeById(id)
    if (recipe === undefined) throw new Error(`There is no recipe ${id}`)
    const { claims } = recipe.present(computeEvidence(recipe.plan('quick', 1), native, 2))
    const verdicts = Object.fromEntries(claims.map((claim) => [claim.id, claim.verdict]))
    expect(verdicts, claims.map((claim) => `${claim.id} ${claim.verdict}: ${claim.measured}`).join('\n')).toEqual(expected)
  },
  10 * MINUTES,
)

describe('values of numpy at finite width', () => {
  // means over 60, 40 and 24 draws: 8 to 15 % uncertain
  it('tanh with 16 layers deviates from infinite width as it should', { timeout: 20 * MINUTES }, () => {
    const deviation = (hiddenWidth: number, draws: number): number =>
      analysed({
        experiment: 'depth-monte-carlo',
        version: 1,
        data: FAN,
        preprocessing: AS_THEY_ARE,
        model: { activation: { kind: 'tanh' }, depth: 16, hiddenWidth, layers: 'plain' },
        draws,
        measurements: { tangent: false },
      }).summary['kernelDeviation'] ?? NaN
    const found = [deviation(256, 60), deviation(1024, 40), deviation(2048, 24)]
    ;[0.308, 0.145, 0.105].forEach((expected, k) => expect(Math.abs(found[k]! / expected - 1)).toBeLessThan(0.15))
    const slope = Math.log(found[2]! / found[0]!) / Math.log(8)
    expect(slope).toBeGreaterThan(-0.6)
    expect(slope).toBeLessThan(-0.4)
  })

  it('erf with 8 layers of 1024: all layers beside their linearisation', { timeout: 10 * MINUTES }, () => {
    const context = analysed({
      experiment: 'depth-descent',
      version: 1,
      data: FAN,
      preprocessing: AS_THEY_ARE,
      labels: { kind: 'list', values: [1, 1, 1, -1, -1, 1, -1, -1] },
      model: { activation: { kind: 'erf' }, depth: 8 },
      training: { layers: 'all', hiddenWidth: 1024, stepSize: 'best', steps: 20 },
    })
    expect(context.summary['conditionNumber']).toBeGreaterThan(6)
    expect(context.summary['conditionNumber']).toBeLessThan(13)
    expect(context.summary['tangentDrift']).toBeLessThan(0.05)
    const [at5, predicted] = [context.values('lossRatio')[5] ?? NaN, context.values('predictedLossRatio')[5] ?? NaN]
    expect(Math.max(at5 / predicted, predicted / at5)).toBeLessThan(3)
    expect(context.values('lossRatio')[20]).toBeLessThan(1e-3)
  })
})
