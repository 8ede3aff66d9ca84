import { describe, expect, it } from 'vitest'
import { experimentOf } from '../../../../src-main/experiments'
import { quasiRandomProperties } from '../../../../src-main/experiments/quasi-random-properties'
import { changeNorm } from '../../../../src-main/experiments/quasi-random-properties/change-norm'
import { runQuasiRandomProperties } from '../../../../src-main/experiments/quasi-random-properties/run'
import type { QuasiRandomPropertiesSpec } from '../../../../src-main/experiments/quasi-random-properties/spec'
import { cellSpec } from '../../../../src-main/papers/razborov/main-series'
import { properties } from '../../../../src-main/papers/razborov/recipes/properties'
import { activationWords } from '../../../../src-main/science/arithmetic/arithmetic'
import { native } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { computeEvidence, evidenceOf } from '../../../fixtures/evidence'
import { RecordingContext } from '../../../fixtures/recording-context'

const spec = (hiddenWidth: number, sampleCount: number, hiddenStepSize = 1e-3): QuasiRandomPropertiesSpec => ({
  experiment: 'quasi-random-properties',
  version: 1,
  inputDimension: 100,
  hiddenWidth,
  sampleCount,
  hiddenStepSize,
  maxSteps: 100_000,
})

function looked(given: QuasiRandomPropertiesSpec, seed = 5): RecordingContext {
  const context = new RecordingContext(native)
  runQuasiRandomProperties(given, seed, context)
  return context
}

describe('properties of an instance (independent computations in brackets)', () => {
  const { summary, series } = looked(spec(200, 300))

  it('lie where they did for other instances of the size', () => {
    // [4.30 .983 .833 4.56 4.23 2.54 1.40]
    expect(summary['coherence']).toBeGreaterThan(3.4)
    expect(summary['coherence']).toBeLessThan(5.4)
    expect(summary['inputNormRatio']).toBeCloseTo(0.98, 1)
    expect(summary['leastWeightNorm']).toBeCloseTo(0.82, 1)
    expect(summary['largestWeight']).toBeGreaterThan(3.6)
    expect(summary['largestPreactivation']).toBeGreaterThan(3.6)
    expect(summary['largestPreactivation']).toBeLessThan(6)
    expect(summary['largestOutput']).toBeLessThan(4)
    expect(summary['nearKinkRatio']).toBeGreaterThan(1)
    expect(summary['nearKinkRatio']).toBeLessThan(2)
  })

  it('neurons that matter most hurt more than random ones', () => {
    // [.1765; .163/.167 .149/.156 .128/.138 .091/.100]
    const expected = { '': 0.1765, '5': 0.163, '10': 0.149, '20': 0.128, '40': 0.091 }
    const random = { '5': 0.167, '10': 0.156, '20': 0.138, '40': 0.1 }
    for (const [share, value] of Object.entries(expected)) {
      const measured = summary[share === '' ? 'lambdaMin' : `lambdaMinWithout${share}`]!
      expect([share, Math.abs(measured / value - 1) < 0.1]).toEqual([share, true])
    }
    for (const [share, value] of Object.entries(random)) {
      const measured = summary[`lambdaMinWithoutRandom${share}`]!
      expect([share, Math.abs(measured / value - 1) < 0.1]).toEqual([share, true])
      expect(summary[`lambdaMinWithout${share}`]).toBeLessThan(measured)
    }
  })

  it('changes of activations grow to what they are at the end', () => {
    // [.39 at the end]
    const norms = series.get('changeNorm')!.map(([, norm]) => norm)
    expect(norms.at(-1)).toBeGreaterThan(0.33)
    expect(norms.at(-1)).toBeLessThan(0.45)
    expect(summary['changeNorm']).toBe(Math.max(...norms))
    expect(series.get('changeNorm')!.at(-1)![0]).toBe(summary['steps'])
  })

  it('the instance is the one that training has with this seed', () => {
    const context = new RecordingContext(native)
    const training = cellSpec(100, 100)
    experimentOf(training).run(training, 5, context, null)
    const { summary: own } = looked(spec(100, 100))
    expect(own['lambdaMin']).toBeCloseTo(context.summary['hiddenKernelLambdaMinStart']! / 100, 10)
    expect(own['steps']).toBe(context.summary['steps'])
  })

  it('nothing is trained without a step size', () => {
    expect(looked(spec(50, 40, 0)).summary['changeNorm']).toBeUndefined()
  })
})

it('the norm of the changes is that of the Khatri-Rao product', () => {
  const [n, S, m] = [3, 5, 4]
  const inputs = Float64Array.from({ length: m * n }, (_, k) => Math.sin(k + 1))
  const problem = {
    inputDimension: n,
    hiddenWidth: S,
    sampleCount: m,
    inputs,
    labels: new Float64Array(m),
    hiddenStepSize: 1,
    outputStepSize: 0,
    stopResidual: 0,
    safetyValve: false,
    threads: 1,
  }
  const before = Uint32Array.of(0b0101, 0b1111, 0b0000, 0b1000, 0b0110)
  const after = Uint32Array.of(0b0011, 0b1111, 0b1001, 0b0000, 0b0110)
  expect(activationWords(m)).toBe(1)
  const matrix = new Float64Array(S * n * m)
  for (let nu = 0; nu < S; nu++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) matrix[(nu * n + i) * m + j] = (((after[nu]! >> j) & 1) - ((before[nu]! >> j) & 1)) * inputs[j * n + i]!
  const gram = new Float64Array(m * m)
  for (let j = 0; j < m; j++)
    for (let k = 0; k < m; k++) for (let r = 0; r < S * n; r++) gram[j * m + k]! += matrix[r * m + j]! * matrix[r * m + k]!
  const largest = native.symmetricEigenvalues(gram, m, noPulse)[m - 1]!
  expect(changeNorm(native, problem, before, after, noPulse)).toBeCloseTo(Math.sqrt(largest), 12)
})

describe('the study', () => {
  it('its claims hold for a computed cell and fail for one that is worse', () => {
    const [cell] = properties.plan('quick', 1)
    const evidence = computeEvidence([cell!], native)
    const { claims, figures } = properties.present(evidence)
    expect(claims.map(({ id, verdict }) => [id, verdict])).toEqual(claims.map(({ id }) => [id, 'holds']))
    expect(claims).toHaveLength(9)
    expect(figures).toHaveLength(1)
    const worse = {
      coherence: 20,
      inputNormRatio: 3,
      leastWeightNorm: 0.1,
      largestWeight: 20,
      largestPreactivation: 20,
      largestOutput: 20,
      nearKinkRatio: 20,
      lambdaMin: 1,
      lambdaMinWithout40: 0.1,
      changeNorm: 1,
    }
    const failed = properties.present(evidenceOf([cell!], () => ({ summary: worse }))).claims
    expect(failed.map(({ verdict }) => verdict)).toEqual(new Array(9).fill('fails'))
  })

  it('refuses what cannot fit', () => {
    expect(quasiRandomProperties.check({ ...spec(100_000, 5000), inputDimension: 100 }).map(({ path }) => path)).toEqual(['hiddenWidth'])
  })
})
