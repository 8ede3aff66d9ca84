import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { activationConstants, activationHermite } from '../../../../src-main/science/gaussian'
import { dataConditions } from '../../../../src-main/science/kernels/data-conditions'
import { hiddenKernel, type NeuronBlock } from '../../../../src-main/science/kernels/finite-width'
import { unitInnerProducts } from '../../../../src-main/science/kernels/gram'
import { neuralNetCovariance } from '../../../../src-main/science/kernels/infinite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import {
  hadamardPower,
  halfCirclePowerEigenvalue,
  hermiteBounds,
  secondPowerFactor,
  smallestKhatriRaoSquare,
} from '../../../../src-main/science/kernels/khatri-rao'
import {
  aPosterioriCertificate,
  covarianceCondition,
  khatriRaoCondition,
  reluStepSize,
  reluWidthRequirement,
  smoothStepSize,
  smoothWidthRequirement,
} from '../../../../src-main/science/kernels/moderate-overparameterisation'
import { circleSpectrum, kernelSeries } from '../../../../src-main/science/spectra/circle'
import { UNIT_LAW } from '../../../../src-main/science/kernels/weight-law'
import { native } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { halfCircle } from './circle-inputs'

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)
const least = (matrix: Float64Array): number => native.symmetricEigenvalues(matrix, Math.sqrt(matrix.length), noPulse)[0]!

/** Six points in three dimensions, labels and eight neurons in closed form. */
const toy: KernelInputs = { inputs: new Float64Array(18), sampleCount: 6, inputDimension: 3 }
for (let i = 0; i < 6; i++) {
  const row = [0, 1, 2].map((j) => Math.sin((i + 1) * (j + 1) + 0.5 * j))
  toy.inputs.set(
    row.map((x) => x / Math.hypot(...row)),
    3 * i,
  )
}
const labelNorm = Math.hypot(...Array.from({ length: 6 }, (_, i) => Math.cos(1.3 * (i + 1))))
const conditions = dataConditions(native, toy.inputs, 6, 3, noPulse)

describe('constants of the toy data', () => {
  const khatriRao = smallestKhatriRaoSquare(native, toy, noPulse)

  it('norm, separation, Khatri-Rao square', () => {
    expect(labelNorm).toBeCloseTo(1.5839615268896574, 13)
    expect(conditions.spectralNorm * conditions.spectralNorm).toBeCloseTo(3.2082876978568837, 13)
    expect(khatriRao).toBeCloseTo(0.04096303945227, 13)
    expect(conditions.distanceSeparation).toBeCloseTo(0.35731623224835, 12)
    expect(relative(khatriRaoCondition(conditions, khatriRao), 30.9192877755)).toBeLessThan(1e-10)
  })

  it('softplus', () => {
    const activation = activationOf({ kind: 'softplus' })
    const { mu1, gamma2 } = activationConstants(activation)
    const lambda = least(neuralNetCovariance(native, activation, toy, noPulse))
    expect(relative(mu1 * mu1 * khatriRao, 0.001748803208)).toBeLessThan(1e-9)
    expect(relative(gamma2 * gamma2 * khatriRao, 0.000874401604)).toBeLessThan(1e-9)
    expect(relative(covarianceCondition(conditions, lambda), 70.2490586887)).toBeLessThan(1e-9)
    expect(relative(smoothStepSize(conditions, labelNorm, 1), 0.372699398004)).toBeLessThan(1e-11)
    expect(relative(smoothWidthRequirement(conditions, lambda, 1, 1), 5.4576e8)).toBeLessThan(1e-5)
  })

  it('ReLU', () => {
    const activation = activationOf({ kind: 'relu' })
    const { mu1 } = activationConstants(activation)
    const lambda = least(neuralNetCovariance(native, activation, toy, noPulse))
    expect(relative(mu1 * mu1 * khatriRao, 0.006519470213)).toBeLessThan(1e-9)
    expect(relative(covarianceCondition(conditions, lambda), 10.5741363202)).toBeLessThan(1e-9)
    expect(relative(reluStepSize(conditions, labelNorm), 0.248466265336)).toBeLessThan(1e-11)
  })

  it('Jacobian of the start: J J^T and the certificate', () => {
    const c = labelNorm / Math.sqrt(8 * 6)
    const network: NeuronBlock = {
      neurons: 8,
      outputCount: 1,
      hiddenWeights: Float64Array.from({ length: 24 }, (_, at) => 1.5 * Math.sin(0.7 * (Math.floor(at / 3) + 1) + 1.9 * ((at % 3) + 1))),
      biases: null,
      outputWeights: Float64Array.from({ length: 8 }, (_, l) => (l < 4 ? c : -c)),
      nodeScales: new Float64Array(8).fill(1),
      preactivationScale: 1,
    }
    expect(c).toBeCloseTo(0.2286251534839386, 14)
    const softplus = activationOf({ kind: 'softplus' })
    const values = native.symmetricEigenvalues(hiddenKernel(native, [network], toy, softplus, noPulse), 6, noPulse)
    expect(values[0]).toBeCloseTo(0.00676116425, 11)
    expect(values[5]).toBeCloseTo(0.35642868661, 11)
    // |J| <= sqrt(k) B |v|_inf |X|
    expect(Math.sqrt(8) * c * conditions.spectralNorm).toBeCloseTo(1.158259, 6)
    const certificate = aPosterioriCertificate(Math.sqrt(values[0]!), 0.25, c, conditions.spectralNorm, 2)
    expect(certificate.alpha).toBeCloseTo(Math.sqrt(0.00676116425) / 2, 10)
    expect(certificate.radius).toBeCloseTo(0.00676116425 / 4 / (c * conditions.spectralNorm), 10)
    expect(certificate.certified).toBe(false)
    expect(aPosterioriCertificate(Math.sqrt(values[0]!), 0.25, c, conditions.spectralNorm, 1e-3).certified).toBe(true)
  })
})

it('orthonormal data: the width that the theorem asks for', () => {
  const lambda = 0.29337903585809
  const identity = { sampleCount: 4, inputDimension: 4, spectralNorm: 1 }
  // (96)^2 4 / lambda^2 and (64)^2 4 / lambda^2
  expect(Math.abs(smoothWidthRequirement(identity, lambda, 1, 1) - 428_296.3)).toBeLessThan(0.1)
  expect(Math.abs(smoothWidthRequirement(identity, lambda, 0, 1) - 190_353.9)).toBeLessThan(0.1)
  expect(relative(reluWidthRequirement(identity, 0.5, 1), 9.216e9 * 4 * 4 * 16)).toBeLessThan(1e-14)
  const [twentyFourRootTwo, root] = [24 * Math.SQRT2, 200 * Math.sqrt(200)]
  expect(relative(9.216e9, (twentyFourRootTwo * root) ** 2)).toBeLessThan(1e-12)
})

describe('Khatri-Rao powers', () => {
  it('entrywise powers are inner products of row-wise Kronecker powers', () => {
    const products = unitInnerProducts(native, toy.inputs, 6, 3)
    for (const power of [0, 1, 2, 5, 9]) {
      const raised = hadamardPower(products, power)
      for (const [index, value] of raised.entries()) expect(value).toBeCloseTo(products[index]! ** power, 14)
    }
    const factor = secondPowerFactor(toy)
    expect(factor).toHaveLength(36)
    const square = hadamardPower(products, 2)
    for (let i = 0; i < 6; i++) {
      for (let j = 0; j < 6; j++) {
        const product = [0, 1, 2, 3, 4, 5].reduce((sum, k) => sum + factor[6 * i + k]! * factor[6 * j + k]!, 0)
        expect(product).toBeCloseTo(square[6 * i + j]!, 14)
      }
    }
  })

  it('the factor keeps the small values that the power has lost; more points than columns are dependent', () => {
    // two points at angle e: sigma_min^2 = 1 - cos^2 e = sin^2 e
    for (const e of [1e-3, 1e-6, 1e-10]) {
      const close: KernelInputs = { inputs: Float64Array.of(1, 0, Math.cos(e), Math.sin(e)), sampleCount: 2, inputDimension: 2 }
      expect(relative(smallestKhatriRaoSquare(native, close, noPulse), e * e)).toBeLessThan(2e-6)
    }
    expect(smallestKhatriRaoSquare(native, halfCircle(4), noPulse)).toBe(0)
    expect(smallestKhatriRaoSquare(native, halfCircle(3), noPulse)).toBeCloseTo(3 / 4, 13)
  })

  it('half circle in closed form', () => {
    expect(halfCirclePowerEigenvalue(10, 9)).toBe(0.01953125)
    expect(halfCirclePowerEigenvalue(10, 10)).toBe(0.01953125)
    expect(halfCirclePowerEigenvalue(10, 8)).toBe(0)
    const products = unitInnerProducts(native, halfCircle(10).inputs, 10, 2)
    for (const power of [9, 10, 17, 40]) {
      expect(Math.abs(least(hadamardPower(products, power)) - halfCirclePowerEigenvalue(10, power))).toBeLessThan(1e-12)
    }
  })

  it.each([
    ['tanh', 10, 6.827e-5, 3.036e-4],
    ['relu', 23, 4.802e-4, 2.633e-2],
  ] as const)('bounds of the half circle, %s: best at r = %i, never above the true value', (kind, best, bound, truth) => {
    const activation = activationOf({ kind })
    const { coefficients } = activationHermite(activation, 'derivative', 401)
    const products = unitInnerProducts(native, halfCircle(10).inputs, 10, 2)
    const bounds = hermiteBounds(native, products, 10, coefficients, 'hidden', noPulse)
    expect(bounds).toHaveLength(401)
    const largest = bounds.reduce((a, b) => (b.bound > a.bound ? b : a))
    expect(largest.order).toBe(best)
    expect(relative(largest.bound, bound)).toBeLessThan(2e-4)
    for (const { bound: one, order, powerEigenvalue } of bounds) {
      expect(one).toBeLessThan(truth)
      // below the power n - 1 it is exactly singular, and rounding is not taken for an eigenvalue
      if (order + 1 < 9) expect(powerEigenvalue).toBe(0)
      expect(Math.abs(powerEigenvalue - halfCirclePowerEigenvalue(10, order + 1))).toBeLessThan(1e-12)
    }
  })

  it('bounds of the output layer', () => {
    const tanh = activationOf({ kind: 'tanh' })
    const { coefficients } = activationHermite(tanh, 'value', 60)
    const products = unitInnerProducts(native, toy.inputs, 6, 3)
    const circle = unitInnerProducts(native, halfCircle(10).inputs, 10, 2)
    const series = kernelSeries(tanh, 'output', UNIT_LAW, 10)
    const truth = circleSpectrum(native, { kind: 'half', sampleCount: 10 }, series, noPulse).values[0]!
    const best = Math.max(...hermiteBounds(native, circle, 10, coefficients, 'output', noPulse).map(({ bound }) => bound))
    expect(best).toBeGreaterThan(truth / 20)
    expect(best).toBeLessThan(truth)
    expect(hermiteBounds(native, products, 6, coefficients, 'output', noPulse)[2]!.powerEigenvalue).toBeCloseTo(0.04096303945227, 12)
  })
})
