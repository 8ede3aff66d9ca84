import { describe, expect, it } from 'vitest'
import type { ActivationSpec } from '../../../../src-main/contract'
import { activationOf } from '../../../../src-main/science/activations'
import {
  hiddenLimitMatrix,
  infiniteWidthKernels,
  neuralNetCovariance,
  outputCovariance,
  sumOf,
} from '../../../../src-main/science/kernels/infinite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { fanInLaw, fanOutLaw, UNIT_LAW, type WeightLaw } from '../../../../src-main/science/kernels/weight-law'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { atAngles, fullCircle, fullCircleWithConstant, halfCircle, lifted } from './circle-inputs'

type Simple = 'relu' | 'elu' | 'tanh' | 'swish'
const relu = activationOf({ kind: 'relu' })
const tanh = activationOf({ kind: 'tanh' })
const polynomial = (...coefficients: number[]): ActivationSpec => ({ kind: 'polynomial', coefficients })

function spectrumOf(spec: ActivationSpec, inputs: KernelInputs, law: WeightLaw = UNIT_LAW): Float64Array {
  const matrix = hiddenLimitMatrix(native, activationOf(spec), inputs, law, noPulse)
  return native.symmetricEigenvalues(matrix, inputs.sampleCount, noPulse)
}
const smallest = (...given: Parameters<typeof spectrumOf>): number => spectrumOf(...given)[0]!
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

describe('hidden-layer kernel at infinite width, unit inputs', () => {
  it.each<[Simple, number, number]>([
    ['relu', 2.63279909e-2, 2.20722406],
    ['elu', 4.97834145e-4, 3.27676122],
    ['tanh', 3.03570743e-4, 2.1737431],
    ['swish', 1.78153177e-6, 1.84022484],
  ])('%s on ten points of the half circle', (kind, least, largest) => {
    const values = spectrumOf({ kind }, halfCircle(10))
    expect(relative(values[0]!, least)).toBeLessThan(1e-8)
    expect(relative(values[9]!, largest)).toBeLessThan(1e-8)
  })

  it.each<[Simple, number, number, number | null]>([
    ['relu', 5.00989845e-3, 10.9819921, 50],
    ['elu', 3.31373806e-6, 16.3766542, 29],
  ])('%s on fifty points of the half circle', (kind, least, largest, above) => {
    const values = spectrumOf({ kind }, halfCircle(50))
    expect(relative(values[0]!, least)).toBeLessThan(1e-8)
    expect(relative(values[49]!, largest)).toBeLessThan(1e-8)
    expect(values.filter((value) => value > 1e-6 * largest)).toHaveLength(above!)
  })

  it('ELU as printed is another class of activation', () => {
    expect(relative(smallest({ kind: 'elu-as-printed' }, halfCircle(50)), 5.043e-3)).toBeLessThan(1e-5)
  })

  it('the full circle of even n is exactly singular for ReLU, of rank n/2 + 2', () => {
    const values = spectrumOf({ kind: 'relu' }, fullCircle(10)).toReversed()
    const expected = [1.25, 1.25, 1.0472136, 0.6, 0.6, 0.1263932, 0.1263932, 0, 0, 0]
    for (const [k, value] of expected.entries()) expect(Math.abs(values[k]! - value)).toBeLessThan(k < 7 ? 5e-8 : 1e-14)
    expect(smallest({ kind: 'elu' }, fullCircle(10))).toBeCloseTo(3.11394022e-3, 11)
    const fifty = spectrumOf({ kind: 'relu' }, fullCircle(50))
    expect(fifty.filter((value) => value > 1e-12)).toHaveLength(27)
    expect(fifty.filter((value) => Math.abs(value - 50 / 8) < 1e-12)).toHaveLength(2)
  })

  it.each<[Simple, number]>([
    ['relu', 2.84003369e-2],
    ['elu', 3.93648293e-3],
    ['tanh', 9.45634463e-5],
    ['swish', 5.28408165e-6],
  ])('%s on eleven points of the full circle', (kind, least) => {
    expect(relative(smallest({ kind }, fullCircle(11)), least)).toBeLessThan(2e-8)
  })

  it.each<[Simple, number]>([
    ['relu', 3.73595308e-2],
    ['elu', 1.40509837e-3],
    ['tanh', 2.77535267e-3],
    ['swish', 5.23022987e-5],
  ])('%s on the full circle with a constant coordinate', (kind, least) => {
    expect(relative(smallest({ kind }, fullCircleWithConstant(10)), least)).toBeLessThan(1e-8)
  })

  it('x^2 on ten points of the half circle has the eigenvalues 2n, n, n and zeros', () => {
    const values = spectrumOf(polynomial(0, 0, 1), halfCircle(10))
    const expected = [0, 0, 0, 0, 0, 0, 0, 10, 10, 20]
    for (const [k, value] of expected.entries()) expect(Math.abs(values[k]! - value)).toBeLessThan(1e-13)
  })

  it.each([
    [2, [3, 5, 4, 7, 5, 9]],
    [3, [6, 9, 10, 16, 15, 25]],
  ])('ranks of polynomials on generic points in %i dimensions', (dimension, ranks) => {
    const inputs = Float64Array.from({ length: 40 * dimension }, (_, index) => Math.sin(1 + 7.3 * index * index))
    for (let i = 0; i < 40; i++) {
      const row = inputs.subarray(i * dimension, (i + 1) * dimension)
      const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))
      for (let k = 0; k < dimension; k++) row[k]! /= norm
    }
    const polynomials = [
      [0, 0, 1],
      [0, 1, 1],
      [0, 0, 0, 1],
      [0, 1, 1, 1],
      [0, 0, 0, 0, 1],
      [0, 1, 1, 1, 1],
    ]
    for (const [index, coefficients] of polynomials.entries()) {
      const values = spectrumOf(polynomial(...coefficients), { inputs, sampleCount: 40, inputDimension: dimension })
      expect(
        values.filter((value) => value > 1e-12 * values[39]!),
        coefficients.join(),
      ).toHaveLength(ranks[index]!)
    }
  })

  it('power laws of kinked activations on the half circle', () => {
    for (const [n, product] of [
      [10, 0.26328],
      [20, 0.25314],
      [40, 0.25077],
      [80, 0.25019],
    ] as const)
      expect(Math.abs(n * smallest({ kind: 'relu' }, halfCircle(n)) - product)).toBeLessThan(6e-6)
    const published: [ActivationSpec, number, number][] = [
      [{ kind: 'selu' }, 100, 1.2519e-3],
      [{ kind: 'penalised-tanh', negativeSlope: 0.25 }, 100, 1.40788e-3],
      [{ kind: 'leaky-relu', negativeSlope: 0.2 }, 100, 1.60079e-3],
      [{ kind: 'relu-power', power: 2 }, 20, 5.44551e-5],
      [{ kind: 'relu-power', power: 3 }, 20, 5.83621e-7],
    ]
    for (const [spec, n, least] of published) expect(relative(smallest(spec, halfCircle(n)), least), spec.kind).toBeLessThan(1e-5)
  })

  it('two points: the closed form for ReLU', () => {
    expect(smallest({ kind: 'relu' }, atAngles([0.3, 0.3 + Math.PI / 3]))).toBeCloseTo(1 / 3, 14)
    expect(smallest({ kind: 'relu' }, atAngles([0, Math.PI / 2]))).toBeCloseTo(1 / 2, 14)
  })

  it('nearly parallel points keep the digits that arccos of the inner product loses', () => {
    for (const angle of [1e-3, 1e-6, 1e-9, 1e-12]) {
      const [, offDiagonal] = hiddenLimitMatrix(native, relu, atAngles([0, angle]), UNIT_LAW, noPulse)
      const expected = (Math.cos(angle) * (Math.PI - angle)) / (2 * Math.PI)
      expect(Math.abs(offDiagonal! - expected)).toBeLessThan(angle === 1e-3 ? 5e-14 : 3e-16)
      const [, opposite] = hiddenLimitMatrix(native, relu, atAngles([0, Math.PI + angle]), UNIT_LAW, noPulse)
      expect(Math.abs(opposite! + (Math.cos(angle) * angle) / (2 * Math.PI))).toBeLessThan(angle === 1e-3 ? 5e-14 : 3e-16)
    }
  })

  it('a lift into ten dimensions changes no eigenvalue', () => {
    for (const kind of ['relu', 'tanh', 'swish'] as const) {
      const plane = spectrumOf({ kind }, halfCircle(10))
      const high = spectrumOf({ kind }, lifted(halfCircle(10), 10))
      for (let k = 0; k < 10; k++) expect(Math.abs(plane[k]! - high[k]!)).toBeLessThan(1e-12)
    }
  })

  it('the full circle of 2n points has twice the spectrum of the half circle for tanh', () => {
    const full = spectrumOf({ kind: 'tanh' }, fullCircle(10))
    expect(full[5]).toBeCloseTo(0.0274055675, 10)
    const half = spectrumOf({ kind: 'tanh' }, halfCircle(5))
    for (let k = 0; k < 5; k++) expect(Math.abs(full[5 + k]! - 2 * half[k]!)).toBeLessThan(1e-14)
  })

  it("both arithmetics, exactly symmetric, and the diagonal is E phi'^2", () => {
    const inputs = lifted(halfCircle(7), 4)
    const [a, b] = [native, portable].map((arithmetic) => hiddenLimitMatrix(arithmetic, tanh, inputs, UNIT_LAW, noPulse))
    for (let i = 0; i < 7; i++) {
      expect(a![i * 7 + i]).toBeCloseTo(0.4644029024, 9)
      for (let k = 0; k < 7; k++) {
        expect(a![i * 7 + k]).toBe(a![k * 7 + i])
        expect(Math.abs(a![i * 7 + k]! - b![i * 7 + k]!)).toBeLessThan(1e-15)
      }
    }
  })
})

describe('output layer and both layers', () => {
  it.each<[Simple, number, number, number]>([
    ['relu', 2.633e-2, 4.72e-4, 2.681e-2],
    ['elu', 4.978e-4, 2.13e-5, 5.195e-4],
    ['tanh', 3.036e-4, 2.36e-5, 3.271e-4],
    ['swish', 1.78e-6, 1.95e-7, 1.98e-6],
  ])('%s on ten points of the half circle', (kind, hiddenLeast, outputLeast, bothLeast) => {
    const { hidden, output } = infiniteWidthKernels(native, activationOf({ kind }), halfCircle(10), UNIT_LAW, noPulse)
    const least = (matrix: Float64Array): number => native.symmetricEigenvalues(matrix, 10, noPulse)[0]!
    expect(relative(least(hidden), hiddenLeast)).toBeLessThan(2e-3)
    expect(relative(least(output), outputLeast)).toBeLessThan(3e-3)
    expect(relative(least(sumOf(hidden, output)), bothLeast)).toBeLessThan(3e-3)
  })
})

describe('standard settings with biases', () => {
  const ten = lifted(halfCircle(10), 10)
  const full = lifted(fullCircle(10), 10)

  it.each<[Simple, number, number]>([
    ['relu', 2.5128e-2, 4.6065e-2],
    ['elu', 5.02e-5, 4.8e-4],
    ['tanh', 7.04e-8, 6.9e-5],
    ['swish', 7.73e-11, 3.35e-8],
  ])('fan-in, %s', (kind, half, whole) => {
    expect(relative(smallest({ kind }, ten, fanInLaw(10)), half)).toBeLessThan(2e-3)
    expect(relative(smallest({ kind }, full, fanInLaw(10)), whole)).toBeLessThan(2e-3)
  })

  it('fan-out, ReLU: free of the width', () => {
    for (const width of [100, 1e6]) {
      expect(relative(smallest({ kind: 'relu' }, full, fanOutLaw(width)), 3.9202e-2)).toBeLessThan(2e-5)
      expect(relative(smallest({ kind: 'relu' }, ten, fanOutLaw(width)), 1.8646e-2)).toBeLessThan(4e-5)
    }
  })
})

describe('covariances of arXiv 1902.04674', () => {
  // x_ij = sin((i+1)(j+1) + j/2), rows normalised
  const toy: KernelInputs = { inputs: new Float64Array(18), sampleCount: 6, inputDimension: 3 }
  for (let i = 0; i < 6; i++) {
    const row = [0, 1, 2].map((j) => Math.sin((i + 1) * (j + 1) + 0.5 * j))
    const norm = Math.hypot(...row)
    toy.inputs.set(
      row.map((x) => x / norm),
      3 * i,
    )
  }
  it.each([
    ['softplus', 0.01802939468, 0.00946929168],
    ['relu', 0.119777915343, 0.038725377423],
  ] as const)('%s on the toy data', (kind, lambda, lambdaOutput) => {
    const activation = activationOf({ kind })
    const least = (matrix: Float64Array): number => native.symmetricEigenvalues(matrix, 6, noPulse)[0]!
    expect(relative(least(neuralNetCovariance(native, activation, toy, noPulse)), lambda)).toBeLessThan(1e-9)
    expect(relative(least(outputCovariance(native, activation, toy, noPulse)), lambdaOutput)).toBeLessThan(1e-9)
  })

  it.each([
    [5, 0.06374],
    [10, 0.026328],
    [20, 0.012657],
    [50, 0.0050099],
  ])('ReLU on %i points of the half circle', (n, lambda) => {
    expect(relative(least(neuralNetCovariance(native, relu, halfCircle(n), noPulse), n), lambda)).toBeLessThan(2e-5)
  })
  const least = (matrix: Float64Array, order: number): number => native.symmetricEigenvalues(matrix, order, noPulse)[0]!

  it('two close points: lambda falls like the distance for ReLU, like its square for softplus', () => {
    for (const [angle, softplus] of [
      [0.1, 1.69e-3],
      [0.01, 1.69e-5],
      [0.001, 1.69e-7],
    ] as const) {
      const inputs = atAngles([0, angle])
      // the covariance of phi' alone: E[1 1^T] = theta / (2 pi), times P for lambda
      const [diagonal, offDiagonal] = neuralNetCovariance(native, relu, inputs, noPulse)
      expect(relative(diagonal! - offDiagonal! / Math.cos(angle), angle / (2 * Math.PI))).toBeLessThan(1e-10)
      const [s, t] = neuralNetCovariance(native, activationOf({ kind: 'softplus' }), inputs, noPulse)
      expect(relative(s! - t!, softplus)).toBeLessThan(3e-3)
    }
  })
})

describe('inputs of different norms', () => {
  const raw: KernelInputs = {
    inputs: Float64Array.from({ length: 15 }, (_, index) => 2 * Math.sin(3 + 5 * index * index)),
    sampleCount: 5,
    inputDimension: 3,
  }
  const norms = [0, 1, 2, 3, 4].map((i) => Math.hypot(...raw.inputs.subarray(3 * i, 3 * i + 3)))

  it('ReLU: the kernel of the directions times the norms', () => {
    const unit = { ...raw, inputs: raw.inputs.map((x, index) => x / norms[Math.floor(index / 3)]!) }
    const direct = hiddenLimitMatrix(native, relu, raw, UNIT_LAW, noPulse)
    const scaled = hiddenLimitMatrix(native, relu, unit, UNIT_LAW, noPulse)
    for (let index = 0; index < 25; index++)
      expect(Math.abs(direct[index]! - scaled[index]! * norms[Math.floor(index / 5)]! * norms[index % 5]!)).toBeLessThan(1e-14)
  })

  // E psi(z_i) psi(z_j) by the trapezoidal rule in the plane of the pair
  function byGrid(spec: ActivationSpec, i: number, j: number, step: number): number {
    const activation = activationOf(spec)
    const rho = [0, 1, 2].reduce((sum, k) => sum + raw.inputs[3 * i + k]! * raw.inputs[3 * j + k]!, 0) / (norms[i]! * norms[j]!)
    const rest = Math.sqrt(1 - rho * rho)
    let sum = 0
    for (let u = -8; u <= 8; u += step) {
      for (let v = -8; v <= 8; v += step) {
        const weight = (Math.exp(-(u * u + v * v) / 2) * step * step) / (2 * Math.PI)
        sum += weight * activation.derivative(norms[i]! * u) * activation.derivative(norms[j]! * (rho * u + rest * v))
      }
    }
    return sum * rho * norms[i]! * norms[j]!
  }

  it.each([
    ['tanh', 0.05, 1e-10],
    ['swish', 0.05, 1e-10],
    // the grid itself is only this accurate on a kink
    ['elu', 0.04, 4e-3],
  ] as const)('%s against a grid', (kind, step, tolerance) => {
    const matrix = hiddenLimitMatrix(native, activationOf({ kind }), raw, UNIT_LAW, noPulse)
    for (const [i, j] of [
      [0, 1],
      [2, 4],
      [1, 3],
    ] as const)
      expect(Math.abs(matrix[i * 5 + j]! - byGrid({ kind }, i, j, step))).toBeLessThan(tolerance)
  })

  it('kinked activations of equal norms agree with the dual function', () => {
    const elu = activationOf({ kind: 'elu' })
    const half = halfCircle(4)
    // a norm that differs by more than rounding takes the path of pairwise integration
    const uneven = { ...half, inputs: half.inputs.map((x, index) => (index < 2 ? x * (1 + 1e-12) : x)) }
    const even = hiddenLimitMatrix(native, elu, half, UNIT_LAW, noPulse)
    const pairwise = hiddenLimitMatrix(native, elu, uneven, UNIT_LAW, noPulse)
    for (let index = 0; index < 16; index++) expect(Math.abs(even[index]! - pairwise[index]!)).toBeLessThan(1e-11)
  })
})

it('many points take a table of the dual', () => {
  const inputs = halfCircle(300)
  const matrix = hiddenLimitMatrix(native, relu, inputs, UNIT_LAW, noPulse)
  for (const k of [1, 7, 150, 299]) {
    const angle = (Math.PI * k) / 300
    expect(Math.abs(matrix[k]! - (Math.cos(angle) * (Math.PI - angle)) / (2 * Math.PI))).toBeLessThan(2e-12)
  }
})
