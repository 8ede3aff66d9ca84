import { describe, expect, it } from 'vitest'
import type { AxisValues, ClaimView, Summary, Verdict } from '../../../../src-main/contract'
import { recipeById } from '../../../../src-main/papers'
import { smoothingOrder } from '../../../../src-main/papers/activations/smoothing-recipe'
import type { Recipe } from '../../../../src-main/papers/paper'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { computeEvidence, evidenceOf } from '../../../fixtures/evidence'

function recipe(id: string): Recipe {
  const found = recipeById(id)
  if (found === undefined) throw new Error(`There is no recipe ${id}`)
  return found
}

/** Claims of the quick size over the cells that are kept, computed. */
function computed(id: string, keep: (axes: AxisValues) => boolean = () => true): Map<string, ClaimView> {
  const plan = recipe(id)
    .plan('quick', 1)
    .filter(({ axes }) => keep(axes))
  const { claims, figures, tables } = recipe(id).present(computeEvidence(plan, fastArithmetic(1), 1))
  expect(figures.every(({ curves }) => curves.length > 0)).toBe(true)
  expect(tables.every(({ rows }) => rows.length === 0 || rows.some(({ convergence }) => convergence.succeeded > 0))).toBe(true)
  return new Map(claims.map((claim) => [claim.id, claim]))
}
const verdicts = (claims: Map<string, ClaimView>): Record<string, Verdict> =>
  Object.fromEntries([...claims].map(([id, { verdict }]) => [id, verdict]))

/** Claims over runs that are said to have measured `summaryOf`. */
function stated(id: string, summaryOf: (axes: AxisValues) => Summary): Map<string, ClaimView> {
  const evidence = evidenceOf(recipe(id).plan('quick', 1), ({ axes }) => ({ summary: summaryOf(axes) }))
  return new Map(
    recipe(id)
      .present(evidence)
      .claims.map((claim) => [claim.id, claim]),
  )
}

describe('the claims of the activation paper, computed', () => {
  it('Hermite coefficients: equation 34 as printed fails, corrected it holds', () => {
    const claims = computed('activations-hermite')
    expect(verdicts(claims)).toEqual({
      'C7-printed': 'fails',
      'C7-corrected': 'holds',
      'C7-tail': 'holds',
      'C7-swish': 'holds',
      'C7-kinks': 'holds',
    })
    // values of an independent computation with 40 and more digits
    expect(claims.get('C7-printed')?.measured).toContain('2.672 at k = 10, 0.4463 at k = 100, 0.009444 at k = 400')
    expect(claims.get('C7-corrected')?.measured).toContain('2.589 at k = 10, 3.17 at k = 100, 3.327 at k = 400')
  })

  it('degrees of polynomials: equation 8 as printed fails, corrected it holds', () => {
    const claims = computed('activations-polynomial-degrees', ({ tolerance }) => Number(tolerance) >= 1e-3)
    expect(verdicts(claims)).toEqual({ 'C8-sigmoid': 'holds', 'C8-printed': 'fails', 'C8-corrected': 'holds', 'C8-swish': 'holds' })
    expect(claims.get('C8-printed')?.measured).toContain('beyond every polynomial of that degree')
  })

  it('ranks of polynomials', () => {
    const claims = computed('activations-polynomial-ranks')
    expect(verdicts(claims)).toEqual({ C5: 'holds', 'C5-exact': 'holds' })
    const ranks = claims.get('C5-exact')?.measured ?? ''
    expect([...ranks.matchAll(/: (\d+) \(/g)].map(([, rank]) => Number(rank))).toEqual([2, 3, 3, 6, 5, 9, 4, 10, 7, 16, 5, 15, 9, 25])
  })

  it('lemmas', () => {
    const claims = computed('activations-lemmas', ({ sampleCount }) => sampleCount !== 20)
    expect(new Set(Object.values(verdicts(claims)))).toEqual(new Set(['holds']))
    expect(claims.size).toBe(8)
  })

  it('several outputs', () => {
    expect(verdicts(computed('activations-cross-entropy'))).toEqual({ C15: 'holds', 'C15-coupling': 'holds', 'C15-rates': 'holds' })
  })

  it('parity of the number of points', () => {
    expect(verdicts(computed('activations-parity', ({ sampleCount }) => Number(sampleCount) < 20))).toEqual({
      'P-even': 'holds',
      'P-odd': 'holds',
      'P-values': 'holds',
    })
  })

  it('standard initialisations', () => {
    const claims = computed('activations-standard-settings', ({ sampleCount }) => sampleCount !== 40)
    expect(verdicts(claims)).toEqual({ C18: 'holds', 'C18-bias': 'holds', 'C18-bounds': 'holds' })
    // infinite width, d = 10, computed independently
    for (const value of ['0.02513', '5.02e-5', '7.04e-8', '7.73e-11']) expect(claims.get('C18')?.measured).toContain(value)
    for (const value of ['0.04607', '4.80e-4', '6.90e-5', '3.35e-8']) expect(claims.get('C18-bias')?.measured).toContain(value)
  })

  it('separation', () => {
    expect(verdicts(computed('activations-separation-sweep'))).toEqual({ 'C3-two-points': 'holds', 'C3-separation': 'holds' })
  })
})

describe('what would make them fail', () => {
  it('an eigenvalue of the output layer that takes something away', () => {
    const claims = stated('activations-output-layer', ({ layer, sampleCount }) => ({
      lambdaMin: (layer === 'both layers' ? 0.9 : 1) * Math.exp(-Number(sampleCount)),
      sampleCount: Number(sampleCount),
    }))
    expect(verdicts(claims)).toEqual({ C14: 'fails', 'C14-small': 'holds' })
  })

  it('a power law where the theorem has none', () => {
    const claims = stated('activations-output-layer', ({ sampleCount }) => ({ lambdaMin: 1 / Number(sampleCount) }))
    expect(verdicts(claims)).toEqual({ C14: 'holds', 'C14-small': 'fails' })
  })

  it('a full circle that is regular, or singular with an odd number of points', () => {
    const regular = stated('activations-parity', ({ sampleCount }) => ({ resolvedCount: Number(sampleCount), lambdaMin: 1, lambdaMax: 2 }))
    expect(verdicts(regular)).toEqual({ 'P-even': 'fails', 'P-odd': 'holds', 'P-values': 'fails' })
    const singular = stated('activations-parity', () => ({ resolvedCount: 3, lambdaMin: 0, lambdaMax: 2 }))
    expect(verdicts(singular)['P-odd']).toBe('fails')
  })

  it('a rank above the bound', () => {
    expect(verdicts(stated('activations-polynomial-ranks', () => ({ resolvedCount: 30 })))).toEqual({ C5: 'fails', 'C5-exact': 'fails' })
  })

  it('a bound above the eigenvalue, an eigenvalue outside of the discs', () => {
    const claims = stated('activations-lemmas', () => ({
      lambdaMin: 1,
      lambdaMax: 2,
      hermiteBound: 1.1,
      hermiteBoundOrder: 3,
      trace: 1,
      gershgorinBelow: 1.5,
      gershgorinAbove: 3,
      directionProbability: 1e-9,
      lineSeparation: 0.5,
      smallLowerSlack: -1,
      smallUpperSlack: 1,
      maximumProbability: 0.1,
      maximumBound: 0.2,
      orthogonalityError: 1,
    }))
    const { 'C10-power': unmeasured, ...others } = verdicts(claims)
    expect(unmeasured).toBe('not measured')
    expect(new Set(Object.values(others))).toEqual(new Set(['fails']))
  })

  it('rates of other sizes, outputs that stay coupled', () => {
    const claims = stated('activations-cross-entropy', () => ({
      lambdaMin: 1,
      classLambdaMin: 0.9,
      classLambdaMinPrinted: 0.5,
      classOffDiagonal: 0.1,
      zeroRates: 6,
      smallestRate: 1,
    }))
    expect(verdicts(claims)).toEqual({ C15: 'fails', 'C15-coupling': 'fails', 'C15-rates': 'fails' })
  })

  it('noise that does not help, widths that do not converge, dimensions that do not matter', () => {
    expect(verdicts(stated('activations-smoothing', () => ({ lambdaMin: 1e-70, noiseFloor: 0 })))).toEqual({
      C11: 'fails',
      'C11-gain': 'fails',
    })
    const widths = stated('activations-width-sweep', () => ({ lambdaMin: 1, limitDistance: 1 }))
    expect(verdicts(widths)).toEqual({ 'W-concentration': 'fails', 'W-smooth': 'fails' })
    expect(verdicts(stated('activations-dimension-sweep', () => ({ lambdaMin: 1 })))).toEqual({ 'D-order': 'fails', 'D-limit': 'fails' })
  })

  it('stochastic steps that leave the mean, modes learnt at one rate', () => {
    const biased = stated('activations-stochastic', ({ batchSize }) => ({ finalLoss: batchSize === 10 ? 1 : 1.1 }))
    expect(verdicts(biased)).toEqual({ C16: 'fails' })
    const modes = stated('activations-modes', () => ({ finalRelativeResidual: 0.5, lazyFinalRelativeResidual: 0.4 }))
    expect(verdicts(modes)).toEqual({ 'C2-modes': 'fails', 'C2-aligned': 'fails' })
  })
})

it('the order of smoothed data: (n, d\u2019) of the specification, and none in a plane', () => {
  expect(smoothingOrder(100, 10_000)).toBe(3)
  expect(smoothingOrder(30, 1000)).toBe(3)
  expect(smoothingOrder(3074, 10_000)).toBe(3)
  expect(smoothingOrder(10, 20)).toBe(3)
  expect(smoothingOrder(2, 50)).toBeNull()
})

describe('rate and movement', () => {
  /** One run of the movement recipe whose error falls by `rate` a step, and whose neurons move by `distance`. */
  const claimsOf = (rate: number, lambda: number, distance: number, end: number): Record<string, Verdict> => {
    const [cell] = recipe('activations-movement')
      .plan('quick', 1)
      .filter(({ axes }) => axes['activation'] === 'Tanh')
    if (cell === undefined) throw new Error('there is no cell')
    const evidence = evidenceOf([cell], () => ({
      summary: { tangentLambdaMinStart: lambda, initialResidualNorm: 1 },
      series: {
        residualNorm: Array.from({ length: 50 }, (_, t) => Math.exp(t * Math.log(rate))),
        tangentLambdaMin: [lambda, end],
        largestNeuronDistance: [0, distance],
      },
    }))
    return verdicts(
      new Map(
        recipe('activations-movement')
          .present(evidence)
          .claims.map((claim) => [claim.id, claim]),
      ),
    )
  }

  it('hold, or do not, where their premises are met', () => {
    // m = 1000 is enough for n = 2 and lambda = 3 with the constant 1: 2^6 / (81 * 1e-3) = 790
    const bound = Math.sqrt(1 - (0.01 * 3) / 2)
    expect(claimsOf(0.99 * bound, 3, 1e-3, 2)).toEqual({ C1: 'holds', C17: 'holds' })
    expect(claimsOf(1.01 * bound, 3, 1e-3, 1.4)).toEqual({ C1: 'fails', C17: 'fails' })
    expect(claimsOf(1.01, 0.3, 10, 0.01)).toEqual({ C1: 'premise not met', C17: 'premise not met' })
  })
})
