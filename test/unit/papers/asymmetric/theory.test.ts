import { describe, expect, it } from 'vitest'
import type { CellPlan, ClaimView, Summary } from '../../../../src-main/contract'
import { asymmetric } from '../../../../src-main/papers/asymmetric'
import { THEORY_RECIPES } from '../../../../src-main/papers/asymmetric/theory-laboratory'
import type { Recipe } from '../../../../src-main/papers/paper'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { computeEvidence, evidenceOf, runRecord } from '../../../fixtures/evidence'

const recipe = (suffix: string): Recipe => THEORY_RECIPES.find(({ id }) => id === `asymmetric-theory-${suffix}`)!
const verdicts = (claims: readonly ClaimView[]): Record<string, string> =>
  Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]))
/** The study of a recipe in which every run ended with the given summary. */
const presented = (of: Recipe, end: (cell: CellPlan) => Summary, points?: ReadonlyMap<string, readonly [number, number][]>) =>
  of.present(evidenceOf(of.plan('quick', 1), (cell) => ({ summary: end(cell), ...(points === undefined ? {} : { points }) })))

describe('theory laboratory', () => {
  it.each(THEORY_RECIPES)('$id says nothing before anything is measured', (given) => {
    const { claims, tables } = given.present(evidenceOf(given.plan('quick', 1), () => null))
    expect(claims.every(({ verdict }) => verdict === 'not measured' || verdict === 'vacuous')).toBe(true)
    expect(tables.length).toBeGreaterThan(0)
  })

  it('scales and mean kernel, computed', () => {
    const evidence = computeEvidence(recipe('scales').plan('quick', 1), fastArithmetic())
    const { claims, tables, figures } = recipe('scales').present(evidence)
    expect(verdicts(claims)).toEqual({ 'T1-sums': 'holds', 'T1-powers': 'holds', T4: 'holds' })
    expect(tables.map(({ rows }) => rows.length)).toEqual([20, 9])
    expect(figures).toHaveLength(1)
    const wrong = {
      ...evidence,
      runs: evidence.runs.map((run) => ({ ...run, summary: { ...run.summary, scaleSum: 1.01, scaleSquareSum: 1, resolvedCount: 19 } })),
    }
    expect(verdicts(recipe('scales').present(wrong).claims)).toEqual({ 'T1-sums': 'fails', 'T1-powers': 'fails', T4: 'fails' })
  })

  it('finitely many nodes, computed', () => {
    const evidence = computeEvidence(recipe('finite').plan('quick', 1), fastArithmetic())
    const { claims } = recipe('finite').present(evidence)
    expect(claims[0]).toMatchObject({ verdict: 'holds', measured: 'largest difference 0 over 4 pairs of runs, 11 steps each' })
    const wrong = { ...evidence, runs: evidence.runs.map((run) => ({ ...run, summary: { ...run.summary, hiddenWeightDistance: run.id } })) }
    expect(recipe('finite').present(wrong).claims[0]?.verdict).toBe('fails')
  })

  it('averages and limit, some cells computed', () => {
    const plan = recipe('start')
      .plan('quick', 1)
      .filter(
        ({ axes }) =>
          axes['activation'] === 'ReLU' &&
          axes['setting'] === '\u03b3 = 0.5, \u03b1 = 0.5' &&
          (axes['hiddenWidth'] === 100 || axes['statistic'] !== 'kernel'),
      )
    expect(plan).toHaveLength(3)
    const { claims, figures } = recipe('start').present(computeEvidence(plan, fastArithmetic()))
    expect(verdicts(claims)).toMatchObject({
      'T2-rate': 'holds',
      'T2-entries': 'holds',
      'T2-variance': 'holds',
      T3: 'holds',
      'T5-parts': 'holds',
      T5: 'premise not met',
      T11: 'holds',
      T12: 'not measured',
    })
    expect(figures.map(({ id }) => id.split('-')[0])).toEqual(['limit', 'smallest'])
    const [, histogram] = figures
    const density = histogram!.curves[0]!.points
    expect(density.reduce((sum, { y }) => sum + y, 0) * (density[1]!.x - density[0]!.x)).toBeCloseTo(1, 10)
    expect(histogram!.markers.map(({ label }) => label)).toEqual(['\u03b3 \u03ba', '\u03b3 \u03ba / 2'])
  })

  it('averages that are off by more than their error fail', () => {
    const summary = {
      squaredDeviation: 1.1,
      squaredDeviationError: 0.02,
      squaredDeviationExact: 1,
      partExcess: 1e-3,
      requiredWidth: 50,
      aboveHalfShare: 0.85,
      limitEntryRatio: 1.1,
      limitSquaredDeviation: 1,
      limitSquaredDeviationError: 0.1,
      limitSquaredDeviationMean: 2,
      weightVelocityRatio: 1,
      weightVelocityRatioError: 0.1,
      weightVelocityDeviation: 6,
      kernelVelocityRatio: 1,
      kernelVelocityRatioError: 0.01,
      kernelVelocityDeviation: 3,
      kernelVelocityPrintedRatio: 0.5,
      kernelVelocityPrintedRatioError: 0.005,
    }
    // m^-1 is neither of the two rates
    const distances = [100, 200, 400, 800].map((m): [number, number] => [m, 1 / m])
    expect(verdicts(presented(recipe('start'), () => summary, new Map([['limitDistance', distances]])).claims)).toEqual({
      'T2-rate': 'fails',
      'T2-entries': 'fails',
      'T2-variance': 'fails',
      T3: 'fails',
      'T5-parts': 'fails',
      T5: 'fails',
      T11: 'fails',
      T12: 'holds',
      'T12-printed': 'fails',
    })
  })

  const training = {
    slopeBound: 1,
    inputNormBound: 1 + 1e-15,
    stepSize: 1,
    theoremWidth: 1e13,
    theoremLambdaRatio: 3,
    descentWidth: 1e13,
    descentStepSize: 1e-4,
  }
  const ratios = [
    'lemmaLossRatio',
    'lemmaMovementRatio',
    'lemmaKernelRatio',
    'theoremLossRatio',
    'theoremMovementRatio',
    'theoremKernelRatio',
    'descentLossRatio',
    'oneStepRatio',
    'gradientRatio',
  ]
  const all = (value: number): Summary => ({ ...training, ...Object.fromEntries(ratios.map((id) => [id, value])) })

  it('bounds: lemmas are tested at any width, theorems only from theirs on', () => {
    const wide = (m: number): number => 1 / Math.sqrt(m)
    const gap = ({ axes }: CellPlan): number => (axes['symmetricShare'] === 1 ? wide(Number(axes['hiddenWidth'])) : 0.3)
    const { claims } = presented(recipe('training'), (cell) => ({ ...all(0.5), lazyGap: gap(cell), testLazyGap: gap(cell) }))
    const found = verdicts(claims)
    expect(found).toMatchObject({ 'T6-loss': 'holds', 'T6-movement': 'holds', T7: 'holds', 'T10-step': 'holds', 'T10-gradient': 'holds' })
    for (const id of ['T8-a', 'T8-b', 'T8-c', 'T8-d', 'T9-a', 'T9-b', 'T9-c', 'T9-d', 'T10']) expect(found[id]).toBe('premise not met')
    expect(claims.find(({ id }) => id === 'T8-c')?.measured).toContain('the prediction holds all the same')
    expect(found).toMatchObject({ T14: 'holds', 'T14-test': 'holds' })
  })

  it('bounds that are broken fail, and slopes above 1 are outside of the premise', () => {
    const { claims } = presented(recipe('training'), () => ({ ...all(1.5), theoremWidth: 10, lazyGap: 0.1, testLazyGap: 0.1 }))
    const found = verdicts(claims)
    for (const id of ['T6-loss', 'T6-movement', 'T7', 'T8-b', 'T8-c', 'T8-d', 'T9-d', 'T10-step', 'T10-gradient', 'T14', 'T14-test'])
      expect([id, found[id]]).toEqual([id, 'fails'])
    expect(found['T8-a']).toBe('holds')
    expect(found['T10']).toBe('premise not met')
    const steep = presented(recipe('training'), () => ({ ...all(1.5), slopeBound: 1.1 })).claims
    expect(verdicts(steep)).toMatchObject({ 'T6-loss': 'fails', 'T6-movement': 'premise not met', T7: 'premise not met' })
    expect(steep.find(({ id }) => id === 'T7')?.measured).toContain('break the prediction')
  })

  it('bounds are checked on single runs too', () => {
    const [cell] = recipe('training').plan('quick', 1)
    const claims = asymmetric.runClaims(runRecord(1, cell!, 1, { summary: all(0.5) }), { series: () => null, spectra: () => [] })
    expect(verdicts(claims)).toMatchObject({ 'T6-loss': 'holds', 'T8-b': 'premise not met' })
    expect(verdicts(claims)['T9-b']).toBeUndefined()
  })

  it('widths: the exponents decide', () => {
    const at = (power: (cell: CellPlan) => number) => (cell: CellPlan) => {
      const value = Math.exp(power(cell) * Math.log(Number(cell.axes['hiddenWidth'])))
      return { largestNeuronDistance: value, kernelChange: cell.axes['activation'] === 'swish' ? value * value : value }
    }
    const asStated = presented(
      recipe('widths'),
      at(({ axes }) => (axes['symmetricShare'] === 1 ? -0.5 : 0)),
    )
    expect(verdicts(asStated.claims)).toEqual({ 'T13-movement': 'holds', 'T13-kernel': 'holds' })
    expect(
      verdicts(
        presented(
          recipe('widths'),
          at(() => -0.5),
        ).claims,
      ),
    ).toEqual({ 'T13-movement': 'fails', 'T13-kernel': 'fails' })
    expect(
      verdicts(
        presented(
          recipe('widths'),
          at(() => 0),
        ).claims,
      ),
    ).toEqual({ 'T13-movement': 'fails', 'T13-kernel': 'fails' })
    const plan = recipe('widths').plan('quick', 1)
    const two = evidenceOf(plan, (cell) => (Number(cell.axes['hiddenWidth']) > 500 ? null : { summary: at(() => -0.5)(cell) }))
    expect(verdicts(recipe('widths').present(two).claims)).toEqual({ 'T13-movement': 'not measured', 'T13-kernel': 'not measured' })
  })
})
