import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { gaussianExpectation, tripleExpectation } from '../../../../src-main/science/gaussian'
import {
  curvatureSlopeMean,
  expectedKernelVelocity,
  expectedWeightVelocity,
  valueSlopeMean,
} from '../../../../src-main/science/kernels/asymmetric-derivatives'
import {
  descentFactor,
  flowLossBound,
  flowMovementCoefficient,
  gradientCoefficient,
  kernelChangeBound,
} from '../../../../src-main/science/kernels/asymmetric-lemmas'
import { noPulse } from '../../../golden/train'

const relu = activationOf({ kind: 'relu' })
const swish = activationOf({ kind: 'swish' })
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

/** Three unit vectors in four dimensions. */
const POINTS = {
  inputs: Float64Array.of(1, 0, 0, 0, 0.5, Math.sqrt(0.75), 0, 0, 0.3, 0.4, Math.sqrt(0.75), 0),
  sampleCount: 3,
  inputDimension: 4,
}
const product = (i: number, k: number): number =>
  [0, 1, 2, 3].reduce((sum, q) => sum + POINTS.inputs[4 * i + q]! * POINTS.inputs[4 * k + q]!, 0)
const covariance = (...points: number[]): number[] => points.flatMap((i) => points.map((k) => product(i - 1, k - 1) / 4))

describe('expectations of three normal variables', () => {
  it('moments', () => {
    // Isserlis: E z1 z2 z3^2 = c12 c33 + 2 c13 c23
    const c = [2, 0.3, -0.5, 0.3, 1.5, 0.4, -0.5, 0.4, 0.8]
    const moment = tripleExpectation(
      (x) => x,
      (x) => x,
      (x) => x * x,
      c,
    )
    expect(moment).toBeCloseTo(0.3 * 0.8 + 2 * -0.5 * 0.4, 13)
  })

  it('dependent variables and one of variance 0', () => {
    const one = new Array<number>(9).fill(0.7)
    const cube = tripleExpectation(Math.tanh, Math.tanh, (x) => x * x, one)
    const direct = gaussianExpectation((u) => Math.tanh(Math.sqrt(0.7) * u) ** 2 * 0.7 * u * u, [])
    expect(cube).toBeCloseTo(direct, 13)
    const still = tripleExpectation((x) => x * x, Math.cosh, Math.exp, [1, 0, 0, 0, 0, 0, 0, 0, 0.25])
    expect(still).toBeCloseTo(Math.exp(0.125), 13)
  })
})

describe('mean velocities at the start (values computed independently)', () => {
  it('g_1', () => {
    expect(valueSlopeMean(swish, 1 / 4)).toBeCloseTo(0.0853865435, 10)
    expect(valueSlopeMean(swish, 1 / 50)).toBeCloseTo(0.0074383594, 10)
    expect(relative(valueSlopeMean(relu, 1 / 50), 1 / Math.sqrt(2 * Math.PI * 50))).toBeLessThan(1e-13)
  })

  it('g_2', () => {
    expect(curvatureSlopeMean(swish, covariance(1, 2, 3))).toBeCloseTo(0.0262536836, 10)
    expect(curvatureSlopeMean(swish, covariance(2, 1, 3))).toBeCloseTo(0.0222116279, 10)
    expect(curvatureSlopeMean(swish, covariance(1, 1, 1))).toBeCloseTo(0.0280121462, 10)
  })

  it('theorem 4.3', () => {
    // times lambda_1 of gamma = 0.5, alpha = 0.5, m = 5
    const share = 0.1 + 0.5 / (1 + 1 / 4 + 1 / 9 + 1 / 16 + 1 / 25)
    const velocity = expectedWeightVelocity(swish, POINTS).map((value) => share * value)
    for (const [k, value] of [-0.03393763, -0.02386994, -0.01632825, 0].entries()) expect(velocity[k]).toBeCloseTo(value, 8)
    const rectified = expectedWeightVelocity(relu, POINTS)
    expect(relative(rectified[0]!, -1.8 / (4 * Math.sqrt(2 * Math.PI)))).toBeLessThan(1e-13)
    // ReLU is homogeneous of degree 1: so is g_1 in the deviation of the weights
    expect(relative(expectedWeightVelocity(relu, POINTS, 3)[0]!, 3 * rectified[0]!)).toBeLessThan(1e-13)
  })

  it('theorem 4.4 with d^2', () => {
    const velocity = expectedKernelVelocity(swish, POINTS, noPulse)
    expect(relative(velocity[0]!, -0.00589451)).toBeLessThan(1e-6)
    expect(relative(velocity[1]!, -0.00298557)).toBeLessThan(2e-6)
    expect(relative(velocity[2]!, -0.00158622)).toBeLessThan(4e-6)
    expect(relative(velocity[4]!, -0.00657325)).toBeLessThan(1e-6)
    expect(velocity[3]).toBe(velocity[1])
  })
})

describe('lemmas with every power and constant', () => {
  const size = { sampleCount: 4, inputDimension: 16 }
  it('E.1, E.4, H.2, H.3', () => {
    expect(flowLossBound(3, 0.5, 2)).toBeCloseTo(3 * Math.exp(-2), 14)
    expect(flowMovementCoefficient(size, 3, 0.25)).toBe(6)
    expect(kernelChangeBound(size, 2, 0.25)).toBe((4 * 4 * 0.25) / 256 + ((2 * 4 * 2) / 64) * 0.5)
    expect(gradientCoefficient(size, 3)).toBe(1.5)
    expect(descentFactor(size, 2, 0.5, 0.25, 3)).toBe(1 - 0.25 + (2 * 0.25 * 2 * 8 * 3) / 256 + (0.25 * 16) / 256)
  })
})
