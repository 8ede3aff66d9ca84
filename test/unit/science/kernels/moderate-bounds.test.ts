import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { activationConstants } from '../../../../src-main/science/gaussian'
import {
  distanceCoefficient,
  reluContraction,
  smoothContraction,
  stochasticSettings,
  theoremDerivativeBound,
} from '../../../../src-main/science/kernels/moderate-overparameterisation'

const identity = { sampleCount: 4, inputDimension: 4, spectralNorm: 1 }
const lambda = 0.29337903585809

describe('rates', () => {
  it('four orthonormal points, softplus: 0.99083 as stated', () => {
    expect(smoothContraction(identity, lambda, 1, 1, 'stated')).toBeCloseTo(0.99083, 5)
    const proof = smoothContraction(identity, lambda, 1, 1, 'proof')
    expect(proof * proof).toBeCloseTo(smoothContraction(identity, lambda, 1, 1, 'stated'), 15)
    // B and |X| enter in squares, eta-bar linearly
    expect(1 - smoothContraction({ ...identity, spectralNorm: 3 }, lambda, 2, 0.5, 'stated')).toBeCloseTo(lambda / 32 / 72, 14)
  })

  // k = 200 of an independent computation at n = 20, d = 10: lambda, |X|^2 and 1 - q
  it.each([
    ['softplus', 0.01746, 4.603, 1.19e-4],
    ['relu', 0.14365, 4.81, 1.24e-3],
  ] as const)('%s: rates of a computed instance', (kind, least, square, expected) => {
    const data = { sampleCount: 20, inputDimension: 10, spectralNorm: Math.sqrt(square) }
    const factor = kind === 'relu' ? reluContraction(data, least, 1) : smoothContraction(data, least, 1, 1, 'stated')
    expect(Math.abs((1 - factor) / expected - 1)).toBeLessThan(5e-3)
  })
})

it('distances: the stated constant is half of what the proof gives', () => {
  const [stated, proof, relu] = (['stated', 'proof', 'relu'] as const).map((over) => distanceCoefficient(0.5, 3, 9, over))
  expect(stated).toBeCloseTo(Math.sqrt(0.5) / Math.sqrt(32), 15)
  expect((stated ?? NaN) / (proof ?? NaN)).toBeCloseTo(2, 14)
  expect(relu).toBeCloseTo(Math.sqrt(0.5) / (6 * Math.SQRT2), 15)
})

it('stochastic gradient descent: the probability that the theorem promises', () => {
  const data = { sampleCount: 20, inputDimension: 10, spectralNorm: Math.sqrt(4.603) }
  const { mu1 } = activationConstants(activationOf({ kind: 'softplus' }))
  const { stepSize, contraction, probability } = stochasticSettings(data, 4, 200, mu1, 0.158, 1, 5)
  // 1 - (4/5) (3 |X| / (mu sigma))^(1/2000)
  expect(probability).toBeCloseTo(0.198, 3)
  expect(stepSize).toBeCloseTo((mu1 * mu1 * 0.158 * 20) / (45 * 16 * 4.603), 15)
  expect((1 - contraction) / ((mu1 * mu1 * mu1 * mu1 * 0.158 * 0.158) / (144 * 20 * 5 * 4.603))).toBeCloseTo(1, 4)
  expect(stochasticSettings(data, 4, 200, mu1, 0.158, 1, 4).probability).toBeLessThan(0)
  expect(stochasticSettings(data, 4, 200, mu1, 0, 1, 5).stepSize).toBe(0)
})

it('B is 1 for softplus; kinks and unbounded derivatives have none', () => {
  const bound = (kind: 'softplus' | 'relu' | 'tanh' | 'sine'): number | null => theoremDerivativeBound(activationOf({ kind }))
  expect([bound('softplus'), bound('tanh'), bound('relu')]).toEqual([1, 1, null])
  expect(theoremDerivativeBound(activationOf({ kind: 'polynomial', coefficients: [0, 0, 0, 1] }))).toBeNull()
})
