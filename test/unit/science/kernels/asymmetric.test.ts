import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { gaussianExpectation } from '../../../../src-main/science/gaussian'
import {
  limitTangentGram,
  meanTangentGram,
  splitTangentGram,
  tangentGramVariance,
} from '../../../../src-main/science/kernels/asymmetric-kernels'
import {
  initialSpectrumWidth,
  reluFlowWidth,
  reluInitialConstant,
  reluKernelBound,
  reluMovementCoefficient,
  smoothDescentStepSizes,
  smoothDescentWidth,
  smoothFlowWidth,
  smoothKernelBound,
  smoothMovementCoefficient,
  type AsymmetricSetting,
} from '../../../../src-main/science/kernels/asymmetric-thresholds'
import { hiddenKernel, type NeuronBlock } from '../../../../src-main/science/kernels/finite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { normals, RandomStream } from '../../../../src-main/science/random'
import { closedFormInstance, zipfScales } from '../../../golden/asymmetric-instance'
import { native } from '../../../golden/both-arithmetics'
import { swish as swishKernel } from '../../../golden/moderate-instance'
import { noPulse } from '../../../golden/train'
import { atAngles } from './circle-inputs'

const relu = activationOf({ kind: 'relu' })
const swish = activationOf({ kind: 'swish' })
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

const instance = (gamma: number, alpha: number): { inputs: KernelInputs; network: NeuronBlock } => {
  const { problem, initial } = closedFormInstance(swishKernel, gamma, alpha)
  const { inputs, sampleCount, inputDimension, nodeScales, preactivationScale } = problem
  return {
    inputs: { inputs, sampleCount, inputDimension },
    network: { neurons: 16, outputCount: 1, ...initial, biases: null, nodeScales, preactivationScale },
  }
}
const { inputs } = instance(1, 0.5)

describe('mean tangent Gram matrix', () => {
  it('ReLU, three points of the plane', () => {
    const plane = atAngles([0, Math.PI / 3, (3 * Math.PI) / 4])
    const mean = meanTangentGram(native, relu, plane, noPulse)
    const expected = [0.25, 0.0833333333, -0.0441941738, 0.0833333333, 0.25, 0.0377444441, -0.0441941738, 0.0377444441, 0.25]
    for (const [index, value] of mean.entries()) expect(value).toBeCloseTo(expected[index]!, 10)
    const values = native.symmetricEigenvalues(mean, 3, noPulse)
    for (const [k, value] of [0.1369454671, 0.2793939484, 0.3336605845].entries()) expect(values[k]).toBeCloseTo(value, 10)
    expect(tangentGramVariance(native, relu, plane, noPulse)).toBeCloseTo(0.2495412226, 9)
    // of degree 0: free of the deviation of the weights
    const wide = meanTangentGram(native, relu, plane, noPulse, Math.SQRT2)
    for (const [index, value] of wide.entries()) expect(value).toBeCloseTo(mean[index]!, 14)
  })

  it.each([
    ['relu', 0.125, -0.0127867651, 0.05561864072, 0.2114483015, 0.1441373091],
    ['swish', 0.0750769963, -0.0144133858, 0.0112197742, 0.1683063039, 0.0271736565],
  ] as const)('%s on the closed-form instance', (kind, diagonal, offDiagonal, kappa, largest, variance) => {
    const activation = activationOf({ kind })
    const mean = meanTangentGram(native, activation, inputs, noPulse)
    expect(mean[0]).toBeCloseTo(diagonal, 10)
    expect(mean[1]).toBeCloseTo(offDiagonal, 10)
    const values = native.symmetricEigenvalues(mean, 6, noPulse)
    expect(values[0]).toBeCloseTo(kappa, 9)
    expect(values[5]).toBeCloseTo(largest, 9)
    expect(tangentGramVariance(native, activation, inputs, noPulse)).toBeCloseTo(variance, 9)
  })

  it('swish, three points in four dimensions', () => {
    const given = {
      inputs: Float64Array.of(1, 0, 0, 0, 0.5, Math.sqrt(0.75), 0, 0, 0.3, 0.4, Math.sqrt(0.75), 0),
      sampleCount: 3,
      inputDimension: 4,
    }
    const mean = meanTangentGram(native, swish, given, noPulse)
    expect(mean[0]).toBeCloseTo(0.075077, 6)
    expect(mean[1]).toBeCloseTo(0.034378, 7)
    expect(mean[2]).toBeCloseTo(0.0198749, 7)
    expect(mean[5]).toBeCloseTo(0.0341088, 7)
    expect(native.symmetricEigenvalues(mean, 3, noPulse)[0]).toBeCloseTo(0.0355767, 7)
  })
})

describe('tangent Gram matrix of a network', () => {
  it.each([
    [1, 0.5, 0.0841862014, -0.0136935735, 0.2293474125, 0.0134752535, 0.1578928668],
    [0.5, 0.7, 0.1004112258, -0.0126350747, 0.2229659087, 0.0120833719, 0.153064285],
    [0.2, 0.5, 0.1202319373, -0.011382362, 0.2220632921, 0.0086026047, 0.1679809506],
    [0, 0.4, 0.1376693025, -0.0104013614, 0.2270616975, 0.0032855658, 0.1847443834],
  ])('gamma %f, alpha %f', (gamma, alpha, diagonal, offDiagonal, norm, least, largest) => {
    const { network } = instance(gamma, alpha)
    const gram = hiddenKernel(native, [network], inputs, swish, noPulse)
    expect(gram[0]).toBeCloseTo(diagonal, 10)
    expect(gram[1]).toBeCloseTo(offDiagonal, 10)
    expect(Math.hypot(...gram)).toBeCloseTo(norm, 10)
    const values = native.symmetricEigenvalues(gram, 6, noPulse)
    expect(values[0]).toBeCloseTo(least, 10)
    expect(values[5]).toBeCloseTo(largest, 10)
    // the parts add up, and the symmetric one is below
    const { symmetric, asymmetric } = splitTangentGram(native, network, inputs, swish, gamma, noPulse)
    for (const [index, value] of gram.entries()) expect(symmetric[index]! + asymmetric[index]!).toBeCloseTo(value, 14)
    expect(native.symmetricEigenvalues(symmetric, 6, noPulse)[0]).toBeLessThanOrEqual(values[0]! + 1e-15)
  })

  it.each([
    [1, 0.5, 0.0404945462],
    [0.5, 0.7, 0.0454392827],
    [0.2, 0.5, 0.0334120306],
    [0, 0.4, 0.0131689035],
  ])('ReLU, gamma %f, alpha %f', (gamma, alpha, least) => {
    const gram = hiddenKernel(native, [instance(gamma, alpha).network], inputs, relu, noPulse)
    expect(native.symmetricEigenvalues(gram, 6, noPulse)[0]).toBeCloseTo(least, 10)
  })

  it('varies about its mean as C_0 sum lambda^2 says', () => {
    const [m, draws] = [400, 300]
    const weights = zipfScales(m, 0.5, 0.5)
    const squareSum = weights.reduce((sum, w) => sum + w * w, 0)
    const mean = meanTangentGram(native, relu, inputs, noPulse)
    let total = 0
    for (let draw = 0; draw < draws; draw++) {
      const network: NeuronBlock = {
        neurons: m,
        outputCount: 1,
        hiddenWeights: normals(new RandomStream(draw, 'hidden-weights'), 0, 4 * m),
        biases: null,
        outputWeights: new Float64Array(m).fill(1),
        nodeScales: weights.map(Math.sqrt),
        preactivationScale: 0.5,
      }
      const gram = hiddenKernel(native, [network], inputs, relu, noPulse)
      total += gram.reduce((sum, value, index) => sum + (value - mean[index]!) ** 2, 0)
    }
    const expected = tangentGramVariance(native, relu, inputs, noPulse) * squareSum
    expect(expected).toBeCloseTo(0.0147278, 6)
    // the published 4000 draws have a standard error of half a per cent
    expect(relative(total / draws, expected)).toBeLessThan(0.06)
  })

  it('limit of both parts', () => {
    expect([...limitTangentGram(Float64Array.of(4), Float64Array.of(8), 0.25)]).toEqual([7])
  })
})

describe('thresholds of the theorems at delta = 0.1', () => {
  const constants = { meanSquare: gaussianExpectation((z) => swish.value(z / 2) ** 2, []), secondDerivativeBound: 0.5 }
  const setting = (gamma: number, kappa: number): AsymmetricSetting => ({
    sampleCount: 6,
    inputDimension: 4,
    kappa,
    symmetricShare: gamma,
    failureProbability: 0.1,
    largestLabel: Math.max(...[1, 2, 3, 4, 5, 6].map((i) => Math.abs(Math.cos(2 * i)))),
  })
  const smooth = setting(1, 0.0112197742)
  const half = setting(0.5, 0.0112197742)
  const rectified = setting(1, 0.05561864)

  it('constants', () => {
    expect(constants.meanSquare).toBeCloseTo(0.0722491242, 10)
    expect(smooth.largestLabel).toBeCloseTo(0.9601702867, 10)
    expect(reluInitialConstant(rectified)).toBeCloseTo(Math.sqrt(2 * 0.9601702867 ** 2 + 0.5), 9)
  })

  it('smooth, gradient flow', () => {
    expect(relative(initialSpectrumWidth(smooth), 4379.07)).toBeLessThan(2e-6)
    const { terms, width } = smoothFlowWidth(smooth, constants)
    for (const [k, value] of [5120.4, 6.0817e9, 2.6018e13].entries()) expect(relative(terms[k]!, value)).toBeLessThan(2e-5)
    expect(width).toBe(terms[2])
    expect(relative(smoothFlowWidth(half, constants).width, 1.0407e14)).toBeLessThan(5e-5)
    expect(relative(smoothMovementCoefficient(smooth, constants), 9538.36)).toBeLessThan(2e-6)
    expect(relative(smoothMovementCoefficient(half, constants), 19_076.7)).toBeLessThan(2e-6)
  })

  it('the bound of the kernel is the lemma at the largest movement', () => {
    // (n M^2 / d^2) q + (2 n M / d^1.5) sqrt q with q = coefficient^2 sum lambda^2
    const squareSum = 0.01
    const q = smoothMovementCoefficient(smooth, constants) ** 2 * squareSum
    const lemma = (6 * 0.25 * q) / 16 + ((2 * 6 * 0.5) / 8) * Math.sqrt(q)
    expect(smoothKernelBound(smooth, constants, squareSum) / lemma).toBeGreaterThan(0.99)
    expect(smoothKernelBound(smooth, constants, squareSum) / lemma).toBeLessThan(3)
  })

  it('smooth, gradient descent', () => {
    expect(relative(Math.min(...smoothDescentStepSizes(smooth, constants)), 1.39786e-4)).toBeLessThan(5e-6)
    expect(relative(Math.min(...smoothDescentStepSizes(half, constants)), 6.98932e-5)).toBeLessThan(5e-6)
    // for small steps 1 - beta is eta gamma kappa / 4, and the requirement no longer depends on eta
    const [small, smaller] = [1e-6, 1e-9].map((eta) => smoothDescentWidth(smooth, constants, eta))
    expect(relative(small!.width, smaller!.width)).toBeLessThan(1e-7)
    expect(relative(smaller!.terms[2]!, smoothFlowWidth(smooth, constants).terms[2]!)).toBeLessThan(1e-9)
    expect(smaller!.terms[0]).toBe(smoothFlowWidth(smooth, constants).terms[0])
  })

  it('ReLU, gradient flow', () => {
    expect(relative(initialSpectrumWidth(rectified), 883.375)).toBeLessThan(2e-6)
    expect(relative(reluFlowWidth(rectified).width, 1.2396e25)).toBeLessThan(5e-5)
    expect(
      relative(reluMovementCoefficient(rectified), (48 * reluInitialConstant(rectified)) / (0.05561864 * 2 * Math.sqrt(0.1))),
    ).toBeLessThan(1e-14)
    // n = d = kappa = gamma = delta = 1 and C = 0 leave D_0 = sqrt 2 and the powers of two
    const unit = { sampleCount: 1, inputDimension: 1, kappa: 1, symmetricShare: 1, failureProbability: 1, largestLabel: 0 }
    expect(relative(reluKernelBound(unit, 0.25), 2 ** 7.5 + 2 ** 5.25)).toBeLessThan(1e-14)
    expect(relative(smoothKernelBound(unit, { meanSquare: 4, secondDerivativeBound: 1 }, 0.25), 2 ** 7 + 2 ** 5)).toBeLessThan(1e-14)
    // the powers of the others
    expect(relative(reluKernelBound({ ...unit, sampleCount: 4 }, 0.25), 2 ** 11.5 + 2 ** 8.25)).toBeLessThan(1e-14)
    expect(relative(reluKernelBound({ ...unit, kappa: 1 / 16, symmetricShare: 1 / 4 }, 0.25), 2 ** 13.5 + 2 ** 8.25)).toBeLessThan(1e-14)
    expect(relative(reluKernelBound({ ...unit, failureProbability: 1 / 16 }, 0.25), 2 ** 17.5 + 2 ** 10.25)).toBeLessThan(1e-14)
  })
})
