import { describe, expect, it } from 'vitest'
import type { ClaimView, RunRecord } from '../../../../src-main/contract'
import type { TwoLayerSpec } from '../../../../src-main/experiments/two-layer/spec'
import { moderate } from '../../../../src-main/papers/moderate'
import { paperSpec, sphere } from '../../../../src-main/papers/moderate/paper-spec'
import { phaseSpec } from '../../../../src-main/papers/moderate/phase-cells'
import { runRecord } from '../../../fixtures/evidence'
import type { StudyEvidence } from '../../../../src-main/papers/paper'

const LABELS = 4
const NORM = 2
const [N, D, K] = [20, 10, 200]

function spec(kind: 'softplus' | 'relu', changes: Partial<TwoLayerSpec> = {}): TwoLayerSpec {
  return { ...paperSpec({ activation: { kind }, data: sphere(D, N), hiddenWidth: K, steps: 1000 }), ...changes }
}

/** What a run of n = 20 with |X| = 2, |y| = 4 and step fraction 1 measures; what differs is given. */
function summaryOf(kind: 'softplus' | 'relu', changes: RunRecord['summary'] = {}): RunRecord['summary'] {
  return {
    steps: 1000,
    labelNorm: LABELS,
    inputNorm: NORM,
    hiddenStepSize: N / ((kind === 'relu' ? 3 : 2) * LABELS * LABELS * NORM * NORM),
    initialResidualNorm: 5,
    initialRelativeResidual: 1.25,
    finalResidualNorm: 1,
    hiddenLimitLambdaMin: 0.04,
    khatriRaoSquare: 0.2,
    hiddenWeightDistance: 10,
    hiddenWeightSpectralDistance: 5,
    pathLength: 12,
    largestOutputWeight: LABELS / Math.sqrt(K * N),
    outputWeightNorm: LABELS / Math.sqrt(N),
    hiddenLambdaMinStart: 0.03,
    certificateRadius: 0.1,
    jacobianChange: 0.1,
    ...changes,
  }
}

/** |r_t| = 5 q^t, distance 10 (1 - q^t), largest eigenvalue of the kernel 1. */
function evidence(contraction: number, distance = 10): Pick<StudyEvidence, 'series' | 'spectra'> {
  const steps = Float64Array.from({ length: 101 }, (_, i) => 10 * i)
  const decay = steps.map((step) => Math.exp(step * Math.log(contraction)))
  return {
    series: (_, name) =>
      name === 'residualNorm'
        ? { steps, values: decay.map((q) => 5 * q) }
        : name === 'hiddenWeightDistance'
          ? { steps, values: decay.map((q) => distance * (1 - q)) }
          : null,
    spectra: () => [
      {
        name: 'hiddenKernel',
        step: 0,
        order: 2,
        values: Float64Array.of(0.03, 1),
        complete: true,
        health: { symmetryError: 0, traceError: 0, residual: null, noiseFloor: 0, method: '' },
      },
    ],
  }
}

function check(
  kind: 'softplus' | 'relu',
  {
    changes = {},
    contraction = 0.99,
    distance = 10,
    of = spec(kind),
  }: { changes?: RunRecord['summary']; contraction?: number; distance?: number; of?: TwoLayerSpec } = {},
): Map<string, ClaimView> {
  const run = runRecord(1, { spec: of }, 1, { summary: summaryOf(kind, changes), stopReason: 'step-budget' })
  return new Map(moderate.runClaims(run, evidence(contraction, distance)).map((claim) => [claim.id, claim]))
}

const verdicts = (claims: Map<string, ClaimView>): Record<string, string> =>
  Object.fromEntries([...claims].map(([id, { verdict }]) => [id, verdict]))

describe('claims about one run', () => {
  it('softplus: rate, radius and path, as stated and as proved', () => {
    expect(verdicts(check('softplus'))).toEqual({
      'C1-stated': 'holds',
      'C1-proof': 'holds',
      'C1-products-stated': 'holds',
      'C2-stated': 'holds',
      'C2-proof': 'holds',
      'C3-stated': 'holds',
      'C3-proof': 'holds',
      C14: 'holds',
      C15: 'premise not met',
      C16: 'holds',
      C19: 'holds',
      'C21-rate': 'premise not met',
      'C21-radius': 'premise not met',
      'C21-path': 'premise not met',
    })
  })

  it('ReLU: its own theorems', () => {
    expect(Object.keys(verdicts(check('relu')))).toEqual(['C4', 'C4-products', 'C5-stated', 'C5-proof', 'C14', 'C15', 'C19'])
  })

  it('a rate between the stated and the proved one tells them apart', () => {
    // 1 - lambda / (32 |X|^2) = 1 - 3.125e-4 for the error as stated, for its square in the proof
    const slow = check('softplus', { contraction: 1 - 2e-4 })
    expect([slow.get('C1-stated')?.verdict, slow.get('C1-proof')?.verdict]).toEqual(['fails', 'holds'])
    expect(check('softplus', { contraction: 1 - 1e-4 }).get('C1-proof')?.verdict).toBe('fails')
    expect(check('softplus', { contraction: 1 - 3.2e-4 }).get('C1-stated')?.verdict).toBe('holds')
  })

  it('a distance between the two constants tells them apart', () => {
    // (sqrt(.04) / sqrt 32) 4 / sqrt 20 = 0.0316 for |W - W_0|; half of it in the proof. The error has gone: 5 / 0.0316 = 158
    const at = (distance: number): (string | undefined)[] => {
      const claims = check('softplus', { distance, contraction: 0.9, changes: { pathLength: distance } })
      return ['C2-stated', 'C2-proof', 'C3-stated', 'C3-proof'].map((id) => claims.get(id)?.verdict)
    }
    expect(at(157)).toEqual(['holds', 'holds', 'holds', 'holds'])
    expect(at(160)).toEqual(['fails', 'holds', 'fails', 'holds'])
    expect(at(317)).toEqual(['fails', 'fails', 'fails', 'fails'])
  })

  it('ReLU rate: 1 - lambda / (24 |X|^2)', () => {
    expect(check('relu', { contraction: 1 - 4.1e-4 }).get('C4')?.verdict).toBe('fails')
    expect(check('relu', { contraction: 1 - 4.2e-4 }).get('C4')?.verdict).toBe('holds')
    // sigma^2 / (48 pi |X|^2) = 0.2 / 603 = 3.3e-4
    expect(check('relu', { contraction: 1 - 3.2e-4 }).get('C4-products')?.verdict).toBe('fails')
    expect(check('relu', { contraction: 1 - 3.4e-4 }).get('C4-products')?.verdict).toBe('holds')
  })

  it('a step size above that of the theorem is outside of the premise', () => {
    const large = check('softplus', { changes: { hiddenStepSize: 0.32 } })
    expect(large.get('C1-stated')).toMatchObject({ verdict: 'premise not met', premise: { met: false } })
    expect(large.get('C14')?.verdict).toBe('holds')
  })

  it('a certified start', () => {
    // eta = 20 / (2 16 4), beta^2 = 16 4 / 20: eta = 1 / (2 beta^2); alpha^2 = .03 / 4
    const certified = check('softplus', { changes: { certificateRadius: 6 } })
    expect(['rate', 'radius', 'path'].map((id) => certified.get(`C21-${id}`)?.verdict)).toEqual(['holds', 'holds', 'holds'])
    // factor for the square 1 - eta alpha^2 / 2 = 1 - 5.86e-4
    const slow = check('softplus', { contraction: 1 - 2.8e-4, changes: { certificateRadius: 6 } })
    expect(slow.get('C21-rate')?.verdict).toBe('fails')
    const far = check('softplus', { changes: { certificateRadius: 6, pathLength: 240 }, distance: 240, contraction: 0.9 })
    expect([far.get('C21-radius')?.verdict, far.get('C21-path')?.verdict]).toEqual(['fails', 'fails'])
    expect(check('softplus', { changes: { certificateRadius: 4.9 } }).get('C21-rate')?.verdict).toBe('premise not met')
  })

  it('the norms of the Jacobian', () => {
    // sqrt(k) |v|_inf |X| = 4 / sqrt 20 * 2 = 1.79 against 1
    expect(check('softplus', { changes: { largestOutputWeight: 0.03 } }).get('C14')?.verdict).toBe('fails')
    // |v|_inf |X| D / 4 = 0.0632 * 2 * 10 / 4 = 0.316
    expect(check('softplus', { changes: { jacobianChange: 0.317 } }).get('C16')?.verdict).toBe('fails')
    // |v| / |v|_inf = sqrt 200; the lemma asks for 2 sqrt(20 log 20 / lambda): met by lambda = 2, for which |v| sqrt(lambda / 2) = 0.89
    const large = { hiddenLimitLambdaMin: 2, hiddenLambdaMinStart: 0.9 * 0.9 }
    expect(check('softplus', { changes: large }).get('C15')?.verdict).toBe('holds')
    expect(check('softplus', { changes: { ...large, hiddenLambdaMinStart: 0.88 * 0.88 } }).get('C15')?.verdict).toBe('fails')
  })

  it('say nothing about other networks, nor what a run has not measured', () => {
    const plain = spec('softplus')
    expect(check('softplus', { of: { ...plain, model: { ...plain.model, nodeScales: { kind: 'inverse-sqrt-hidden-width' } } } }).size).toBe(
      0,
    )
    expect(check('softplus', { of: { ...plain, loss: 'mean' } }).size).toBe(0)
    const phase = phaseSpec({ activation: 'softplus', sampleCount: 100, hiddenWidth: 10, inputDimension: 25 })
    const run = runRecord(1, { spec: phase }, 1, { summary: { labelNorm: 10, hiddenStepSize: 0.15, initialRelativeResidual: 1.1 } })
    expect(moderate.runClaims(run, { series: () => null, spectra: () => [] }).map(({ id }) => id)).toEqual(['C19'])
  })
})
