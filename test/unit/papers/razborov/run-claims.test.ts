import { describe, expect, it } from 'vitest'
import type { ClaimView, Summary, Verdict } from '../../../../src-main/contract'
import type { TwoLayerReluSpec } from '../../../../src-main/experiments/two-layer-relu/spec'
import { razborov } from '../../../../src-main/papers/razborov'
import { checkRunClaim } from '../../../../src-main/papers/razborov/claims/claim'
import { RUN_CLAIMS } from '../../../../src-main/papers/razborov/claims/run-claims'
import { cellSpec } from '../../../../src-main/papers/razborov/main-series'
import { hiddenLimitLambdaMin } from '../../../../src-main/science/two-layer-relu'
import { runRecord } from '../../../fixtures/evidence'
import { storedAs } from '../../../fixtures/specs'

/** Verdict of one claim on one run. */
function verdict(id: string, spec: TwoLayerReluSpec, summary: Summary, stopReason = 'converged'): Verdict {
  return view(id, spec, summary, stopReason).verdict
}

function view(id: string, spec: TwoLayerReluSpec, summary: Summary, stopReason = 'converged'): ClaimView {
  const claim = RUN_CLAIMS.find((candidate) => candidate.id === id)
  if (claim === undefined) throw new Error(`there is no claim ${id}`)
  return checkRunClaim(claim, [runRecord(1, { spec }, 1, { summary, stopReason })])
}

/** nS^(1/4) = 562 and S = 1000: both premises of the theorem hold at m = 300. */
const INSIDE = cellSpec(1000, 300)
/** nS^(1/4) = 316 < m, S < m. */
const OUTSIDE = cellSpec(100, 1000)
const twoRate = cellSpec(1000, 300, { hiddenStepSize: 1e-4, outputStepSize: 1e-4 })
const outputOnly = cellSpec(1000, 300, { hiddenStepSize: 0, outputStepSize: 1e-4 })

describe('claims on a single run', () => {
  const limit = 1000 * hiddenLimitLambdaMin(100, 300)

  it.each<[string, TwoLayerReluSpec, Summary, Verdict]>([
    ['C1', INSIDE, { hiddenKernelLambdaMinStart: 0.51 * limit }, 'holds'],
    ['C1', INSIDE, { hiddenKernelLambdaMinStart: 0.49 * limit }, 'fails'],
    ['C1', OUTSIDE, { hiddenKernelLambdaMinStart: 9.6 }, 'premise not met'],
    ['C1', INSIDE, {}, 'not measured'],
    ['C2', INSIDE, { outputKernelLambdaMinStart: 21.4 }, 'holds'],
    ['C2', INSIDE, { outputKernelLambdaMinStart: 1 }, 'fails'],
    ['C2', OUTSIDE, { outputKernelLambdaMinStart: 0 }, 'premise not met'],
    ['C3', INSIDE, { kappaH: 0.97 }, 'holds'],
    ['C3', INSIDE, { kappaH: 0.4 }, 'fails'],
    ['C3', OUTSIDE, { kappaH: 0.4 }, 'premise not met'],
    ['C4', INSIDE, { kappaW: 2.1 }, 'holds'],
    ['C4', INSIDE, { kappaW: 12 }, 'fails'],
    ['C4', outputOnly, { kappaW: 0 }, 'vacuous'],
    ['C5-hidden', twoRate, { kappaWTwoRate: 1.1 }, 'holds'],
    ['C5-hidden', twoRate, { kappaWTwoRate: 11.6 }, 'fails'],
    ['C5-hidden', INSIDE, { kappaWTwoRate: 1.1 }, 'vacuous'],
    ['C5-output', outputOnly, { kappaZ: 2.6 }, 'holds'],
    ['C5-output', outputOnly, { kappaZ: 20 }, 'fails'],
    ['C5-output', INSIDE, { kappaZ: 1 }, 'vacuous'],
    ['C6', INSIDE, { pointChangeRatio: 0.33 }, 'holds'],
    ['C6', INSIDE, { pointChangeRatio: 1.2 }, 'fails'],
    ['C7', INSIDE, { kappaD: 0.042 }, 'holds'],
    ['C7', INSIDE, { kappaD: 0.15 }, 'fails'],
    ['C7', OUTSIDE, { kappaD: 0.23 }, 'premise not met'],
    ['C7-displacement', INSIDE, { displacementLawRatio: 1.02, kappaW: 2 }, 'holds'],
    ['C7-displacement', INSIDE, { displacementLawRatio: 0.7, kappaW: 2 }, 'fails'],
    ['C7-displacement', cellSpec(100, 4000), { displacementLawRatio: 0.73, kappaW: 4 }, 'premise not met'],
    ['C8-late', INSIDE, { lateDecayRate: 0.0905, lateDecayPrediction: 0.1 }, 'holds'],
    ['C8-late', INSIDE, { lateDecayRate: 0.0895, lateDecayPrediction: 0.1 }, 'fails'],
    ['C8-late', twoRate, { lateDecayRate: 0.1 }, 'vacuous'],
    ['C9', INSIDE, { scaledErrorSum: 4.1 }, 'holds'],
    ['C9', INSIDE, { scaledErrorSum: 11.6 }, 'fails'],
    ['C12-identity', twoRate, { invariantIdentityError: 1e-17 }, 'holds'],
    ['C12-identity', twoRate, { invariantIdentityError: 1e-14 }, 'fails'],
    ['C12-identity', INSIDE, {}, 'vacuous'],
    ['C12', twoRate, { invariantDrift: 0.003 }, 'holds'],
    ['C12', twoRate, { invariantDrift: 1.1 }, 'fails'],
    ['C18-steps', INSIDE, { steps: 128, frozenKernelSteps: 117, kappaD: 0.042, stabilityProduct: 1 }, 'holds'],
    ['C18-steps', INSIDE, { steps: 160, frozenKernelSteps: 117, kappaD: 0.042, stabilityProduct: 1 }, 'fails'],
    ['C18-steps', INSIDE, { steps: 160, frozenKernelSteps: 117, kappaD: 0.17, stabilityProduct: 1 }, 'premise not met'],
    ['C18-steps', INSIDE, { steps: 200, frozenKernelSteps: 460, kappaD: 0.04, stabilityProduct: 1.98 }, 'premise not met'],
    ['C18-distance', INSIDE, { hiddenWeightDistance: 18.3, frozenKernelHiddenDistance: 17.8, kappaD: 0.04, stabilityProduct: 1 }, 'holds'],
    ['C18-distance', INSIDE, { hiddenWeightDistance: 20, frozenKernelHiddenDistance: 17.8, kappaD: 0.04, stabilityProduct: 1 }, 'fails'],
  ])('%s', (id, spec, summary, expected) => {
    expect(verdict(id, spec, summary)).toBe(expected)
  })

  it('C8: the decay over the whole run against the kernel at the start', () => {
    const summary = { initialResidualNorm: 670, finalResidualNorm: 9.9e-4, hiddenKernelLambdaMinStart: 187 }
    // log(670 / 9.9e-4) = 13.425; at eta = 5e-4 and lambda = 187 the frozen bound is 143.6 steps
    expect(view('C8', INSIDE, { ...summary, steps: 128 }).measured).toBe('ratio = 1.122')
    expect(verdict('C8', INSIDE, { ...summary, steps: 280 })).toBe('holds')
    expect(verdict('C8', INSIDE, { ...summary, steps: 290 })).toBe('fails')
    expect(verdict('C8', INSIDE, { ...summary, steps: 290 }, 'residual-increased')).toBe('vacuous')
  })

  it('C13: convergence at stable step sizes', () => {
    expect(verdict('C13', cellSpec(1000, 100), { stabilityProduct: 1 })).toBe('holds')
    expect(verdict('C13', cellSpec(1000, 100), { stabilityProduct: 1 }, 'residual-increased')).toBe('fails')
    expect(verdict('C13', cellSpec(1000, 100), { stabilityProduct: 2.5 }, 'residual-increased')).toBe('premise not met')
    expect(verdict('C13', cellSpec(1000, 100), { stabilityProduct: 1 }, 'step-budget')).toBe('vacuous')
    // n^(1/3) S^(2/3) = 464 < 500
    expect(verdict('C13', cellSpec(1000, 500), { stabilityProduct: 1 })).toBe('premise not met')
  })

  it('claims about random instances do not apply to given data', () => {
    const given: TwoLayerReluSpec = { ...INSIDE, data: storedAs('a', 300, 100) }
    expect(verdict('C1', given, { hiddenKernelLambdaMinStart: 1000 })).toBe('premise not met')
  })

  it('the paper shows those that concern the run', () => {
    const record = runRecord(7, { spec: INSIDE }, 1, { summary: { kappaH: 0.97 } })
    const views = razborov.runClaims(record, { series: () => null, spectra: () => [] })
    expect(views.map(({ id }) => id)).not.toContain('C5-hidden')
    expect(views.find(({ id }) => id === 'C3')).toMatchObject({
      verdict: 'holds',
      runIds: [7],
      measured: 'kappa_H = 0.97',
      premise: { met: true },
    })
    expect(razborov.runClaims({ ...record, state: 'running' }, { series: () => null, spectra: () => [] })).toEqual([])
  })
})

describe('claims over many runs', () => {
  const claim = RUN_CLAIMS.find(({ id }) => id === 'C3')
  if (claim === undefined) throw new Error('there is no claim C3')
  const run = (id: number, spec: TwoLayerReluSpec, kappaH: number | null) => runRecord(id, { spec }, id, { summary: { kappaH } })

  it('name the range over the runs inside the premise and how many break it', () => {
    const view = checkRunClaim(claim, [run(1, INSIDE, 0.98), run(2, INSIDE, 0.45), run(3, OUTSIDE, 0.3), run(4, INSIDE, null)])
    expect(view).toMatchObject({
      verdict: 'fails',
      measured: 'kappa_H = 0.45 to 0.98 over 2 runs; 1 of 2 break it',
      premise: { text: 'm <= nS^(1/4), unit constant (met by 2 of 3 runs)', met: true },
      runIds: [1, 2],
    })
  })

  it('still show what was measured outside of the premise', () => {
    const view = checkRunClaim(claim, [run(3, OUTSIDE, 0.3), run(5, OUTSIDE, 0.7)])
    expect(view).toMatchObject({
      verdict: 'premise not met',
      measured: 'kappa_H = 0.3 to 0.7 over 2 runs outside of the premise; 1 of 2 break the prediction',
      premise: { met: false },
    })
  })

  it('a NaN is not taken for agreement', () => {
    expect(checkRunClaim(claim, [run(1, INSIDE, NaN)]).verdict).toBe('fails')
  })
})
