import { describe, expect, it } from 'vitest'
import { PortableArithmetic } from '../../../../src-main/science/arithmetic/portable/portable'
import {
  activationChangeBound,
  displacementLaw,
  hiddenLimitKernel,
  hiddenLimitLambdaMax,
  hiddenLimitLambdaMin,
  limitKernelMatrix,
  outputLimitKernel,
  outputLimitLambdaMax,
  outputLimitLambdaMin,
} from '../../../../src-main/science/two-layer-relu'
import { razborovInstance } from '../../../golden/razborov-instance'

describe('limit kernels', () => {
  it.each([
    [0.5, 1 / 6],
    [-0.5, -1 / 12],
    [1, 1 / 2],
    [0, 0],
    [-1, 0],
  ])('f_w(%d)', (g, expected) => {
    expect(hiddenLimitKernel(g)).toBeCloseTo(expected, 15)
  })

  it.each([
    [1, 1 / 2],
    [0, 1 / (2 * Math.PI)],
    [0.5, 0.304498890522],
    [0.1, 0.184951382951],
    [-1, 0],
  ])('f_z(%d)', (g, expected) => {
    expect(outputLimitKernel(g)).toBeCloseTo(expected, 12)
  })

  it('agree with their power series', () => {
    // f_w = g/4 + (1/2pi) sum (2r)! / (4^r r!^2 (2r+1)) g^(2r+2)
    // f_z = 1/2pi + g/4 + (1/2pi) sum_(r>=1) (2r-3)!! / ((2r)!! (2r-1)) g^(2r)
    for (const g of [-0.6, -0.1, 0.3, 0.55]) {
      let central = 1
      let hidden = 0
      let quotient = 1 / 2
      let output = 0
      for (let r = 0; r < 60; r++) {
        hidden += (central / (2 * r + 1)) * g ** (2 * r + 2)
        central *= (2 * r + 1) / (2 * r + 2)
        if (r === 0) continue
        output += (quotient / (2 * r - 1)) * g ** (2 * r)
        quotient *= (2 * r - 1) / (2 * r + 2)
      }
      expect(hiddenLimitKernel(g)).toBeCloseTo(g / 4 + hidden / (2 * Math.PI), 13)
      expect(outputLimitKernel(g)).toBeCloseTo(1 / (2 * Math.PI) + g / 4 + output / (2 * Math.PI), 13)
    }
  })

  it('do not fail on inner products a rounding beyond 1', () => {
    expect([hiddenLimitKernel(1 + 1e-15), outputLimitKernel(1 + 1e-15), outputLimitKernel(-1 - 1e-15)]).toEqual([0.5 * (1 + 1e-15), 0.5, 0])
  })

  it('have the extreme eigenvalues of the published check instance', () => {
    const { problem } = razborovInstance({
      seed: 1,
      inputDimension: 100,
      hiddenWidth: 100,
      sampleCount: 100,
      hiddenStepSize: 1e-3,
      outputStepSize: 0,
    })
    const arithmetic = new PortableArithmetic()
    const eigenvalues = (kernel: (g: number) => number): Float64Array =>
      arithmetic.symmetricEigenvalues(limitKernelMatrix(kernel, problem.inputs, 100, 100), 100, () => undefined)
    const hidden = eigenvalues(hiddenLimitKernel)
    expect(hidden[0]).toBeCloseTo(0.2334486993, 9)
    expect(hidden[99]).toBeCloseTo(1.17422605, 7)
    const output = eigenvalues(outputLimitKernel)
    expect(output[0]).toBeCloseTo(0.08459358858, 10)
    expect(output[99]).toBeCloseTo(16.4117489, 6)
  })
})

describe('approximations of their extreme eigenvalues', () => {
  it('smallest of the hidden layer at n = 100, m = 1000: 0.1395 as published, 0.1421 exactly', () => {
    expect(hiddenLimitLambdaMin(100, 1000)).toBeCloseTo(0.1395, 4)
  })

  it('smallest of the output layer is below the exact 0.083 at n = m = 100, by less than a fifth', () => {
    expect(outputLimitLambdaMin(100, 100) / 0.083).toBeGreaterThan(0.8)
    expect(outputLimitLambdaMin(100, 100) / 0.083).toBeLessThan(1)
  })

  it('largest: near those of the published check instances', () => {
    // lambda_max(H_0) / S at S = 100, lambda_max(H^z); one instance each, so its own scatter is in the bounds
    expect(Math.abs(hiddenLimitLambdaMax(100, 100) / 1.17972390436 - 1)).toBeLessThan(0.07)
    expect(Math.abs(hiddenLimitLambdaMax(100, 200) / 1.64008182592 - 1)).toBeLessThan(0.07)
    expect(Math.abs(outputLimitLambdaMax(100) / 16.4117 - 1)).toBeLessThan(0.01)
  })

  it('bounds and displacement law', () => {
    expect(activationChangeBound(100, 80, 1)).toBeCloseTo(0.05, 15)
    expect(displacementLaw(2, 100, 100, 2500)).toBe(1 / 4)
    expect(displacementLaw(0, 100, 100, 2500)).toBe(0)
  })
})
