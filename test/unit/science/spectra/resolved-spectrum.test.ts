import { describe, expect, it } from 'vitest'
import { activationOf, type Activation } from '../../../../src-main/science/activations'
import { hiddenKernel, outputKernel } from '../../../../src-main/science/kernels/finite-width'
import { hiddenLimitMatrix, infiniteWidthKernels, sumOf } from '../../../../src-main/science/kernels/infinite-width'
import { scaledInputLaw, UNIT_LAW } from '../../../../src-main/science/kernels/weight-law'
import { planeLimitFactor } from '../../../../src-main/science/spectra/plane-factor'
import { gramSpectrum, type ResolvedSpectrum } from '../../../../src-main/science/spectra/resolved-spectrum'
import { finiteWidthFactor } from '../../../../src-main/science/spectra/streamed-factor'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { fullCircle, fullCircleWithConstant, halfCircle, lifted } from '../kernels/circle-inputs'
import { gaussianNetwork } from '../kernels/gaussian-network'

const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)
const fromFactor = (factor: Float64Array, order: number, matrix?: Float64Array): ResolvedSpectrum =>
  gramSpectrum(native, order, { kind: 'factor', factor, rows: order, matrix }, noPulse)
const fromMatrix = (matrix: Float64Array, order: number, vectors = false): ResolvedSpectrum =>
  gramSpectrum(native, order, { kind: 'matrix', matrix, vectors }, noPulse)
const limitFactor = (activation: Activation, n: number): Float64Array =>
  planeLimitFactor(native, activation, lifted(halfCircle(n), 10), UNIT_LAW, { hidden: true, output: false }, noPulse)
const tanh = activationOf({ kind: 'tanh' })
const swish = activationOf({ kind: 'swish' })

describe('infinite width from a factor on a grid of weights', () => {
  it.each([
    ['tanh', 50, 1.87786429389061e-15, 1e-7],
    ['swish', 50, 3.23695163897691e-25, 1e-4],
    ['swish', 20, 4.42750464455485e-12, 1e-8],
  ] as const)('%s, %i points of the half circle', (kind, n, least, tolerance) => {
    const spectrum = fromFactor(limitFactor(activationOf({ kind }), n), n)
    expect(relative(spectrum.values[0]!, least)).toBeLessThan(tolerance)
    expect(spectrum.unresolved).toBe(0)
    expect(spectrum.smallestComputed).toBe(spectrum.values[0])
    expect(spectrum.health.noiseFloor).toBeLessThan(least)
    expect(spectrum.health.residual).toBeLessThan(1e-14)
    expect(spectrum.health.traceError).toBeLessThan(1e-13)
  })

  it('has the products of both kernels, also for narrower weights', () => {
    const inputs = lifted(halfCircle(7), 3)
    const law = scaledInputLaw(3)
    const { hidden, output } = infiniteWidthKernels(native, tanh, inputs, law, noPulse)
    const expected = sumOf(hidden, output)
    const factor = planeLimitFactor(native, tanh, inputs, law, { hidden: true, output: true }, noPulse)
    for (let i = 0; i < 7; i++) {
      for (let j = 0; j < 7; j++) {
        const product = [0, 1, 2, 3, 4, 5, 6].reduce((sum, k) => sum + factor[7 * k + i]! * factor[7 * k + j]!, 0)
        expect(Math.abs(product - expected[7 * i + j]!)).toBeLessThan(1e-12)
      }
    }
  })

  it('says where it does not apply', () => {
    const trained = { hidden: true, output: false }
    expect(() => planeLimitFactor(native, tanh, fullCircleWithConstant(5), UNIT_LAW, trained, noPulse)).toThrow('span 3 dimensions')
    const relu = activationOf({ kind: 'relu' })
    expect(() => planeLimitFactor(native, relu, halfCircle(5), UNIT_LAW, trained, noPulse)).toThrow('ReLU has kinks')
    expect(() => planeLimitFactor(native, tanh, halfCircle(5), { weightVariance: 1, biasVariance: 1 }, trained, noPulse)).toThrow('biases')
  })
})

describe('finite width from a streamed factor', () => {
  it.each([native, portable])('has the products of the kernels, $id arithmetic', (arithmetic) => {
    const inputs = lifted(halfCircle(8), 5)
    const network = gaussianNetwork(1300, 5)
    const both = { hidden: true, output: true }
    const factor = finiteWidthFactor(arithmetic, [network], inputs, tanh, both, noPulse)
    const matrix = sumOf(hiddenKernel(native, [network], inputs, tanh, noPulse), outputKernel(native, [network], inputs, tanh, noPulse))
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j < 8; j++) {
        const product = [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, k) => sum + factor[8 * k + i]! * factor[8 * k + j]!, 0)
        expect(Math.abs(product - matrix[8 * i + j]!)).toBeLessThan(1e-12)
      }
    }
    expect(gramSpectrum(arithmetic, 8, { kind: 'factor', factor, rows: 8, matrix }, noPulse).health.symmetryError).toBe(0)
  })

  it('resolves what the matrix does not; the matrix route says so and shows nothing negative', () => {
    const inputs = halfCircle(50)
    const network = gaussianNetwork(20_000, 2)
    const matrix = hiddenKernel(native, [network], inputs, swish, noPulse)
    const seen = fromMatrix(matrix, 50)
    expect(seen.smallestComputed).toBeLessThan(0)
    expect(seen.values.every((value) => value >= 0)).toBe(true)
    expect(seen.unresolved).toBeGreaterThan(20)
    const factor = finiteWidthFactor(native, [network], inputs, swish, { hidden: true, output: false }, noPulse)
    const resolved = fromFactor(factor, 50, matrix)
    expect(resolved.values[0]).toBeGreaterThan(0)
    expect(resolved.values[0]).toBeLessThan(1e-26)
    // where both are resolved they agree
    for (let k = seen.unresolved; k < 50; k++) expect(Math.abs(seen.values[k]! - resolved.values[k]!)).toBeLessThan(seen.health.noiseFloor)
    for (let k = 0; k < seen.unresolved; k++) expect(resolved.values[k]).toBeLessThan(2 * seen.health.noiseFloor)
  })

  it('structural zeros of the full circle come out at the floor', () => {
    const factor = finiteWidthFactor(native, [gaussianNetwork(3000, 2)], fullCircle(10), tanh, { hidden: true, output: false }, noPulse)
    const { values, unresolved, health } = fromFactor(factor, 10)
    expect(unresolved).toBe(5)
    expect(values[4]).toBeLessThan(1e-29)
    expect(health.noiseFloor).toBeLessThan(1e-29)
    expect(values[5]).toBeGreaterThan(1e-3)
  })
})

describe('spectra of matrices', () => {
  const limit = hiddenLimitMatrix(native, tanh, halfCircle(12), UNIT_LAW, noPulse)

  it('with and without vectors', () => {
    const [plain, full] = [fromMatrix(limit, 12), fromMatrix(limit, 12, true)]
    expect(plain.vectors).toBeNull()
    expect(plain.health.residual).toBeNull()
    expect(full.vectors).toHaveLength(144)
    expect(full.health.residual).toBeLessThan(1e-14)
    for (let k = 0; k < 12; k++) expect(Math.abs(plain.values[k]! - full.values[k]!)).toBeLessThan(1e-14)
    expect(full.complete).toBe(true)
    expect(full.health.symmetryError).toBe(0)
    expect(full.health.traceError).toBeLessThan(1e-14)
    expect(full.health.noiseFloor).toBeCloseTo(1e-13 * full.values[11]!, 25)
  })

  it('the residual of wrong vectors and the symmetry of a broken matrix show', () => {
    const broken = Float64Array.from(limit)
    broken[1]! += 0.5
    expect(fromMatrix(broken, 12).health.symmetryError).toBeGreaterThan(0.1)
    const factor = Float64Array.of(1, 0, 0, 2)
    const other = gramSpectrum(native, 2, { kind: 'factor', factor, rows: 2, matrix: Float64Array.of(1, 1, 1, 4) }, noPulse)
    expect(other.health.residual).toBeGreaterThan(0.2)
    expect(
      gramSpectrum(native, 2, { kind: 'factor', factor, rows: 2, matrix: Float64Array.of(1, 0, 0, 6) }, noPulse).health.traceError,
    ).toBeCloseTo(2 / 7)
  })

  it('large orders: the extremes', () => {
    const order = 1501
    const matrix = new Float64Array(order * order)
    for (let i = 0; i < order; i++) matrix[i * (order + 1)] = i === 700 ? 1 : i === 3 ? 8 : 4
    const extremes = fromMatrix(matrix, order)
    expect(extremes.complete).toBe(false)
    expect([...extremes.values].map((value) => Math.round(value * 1e6) / 1e6)).toEqual([1, 8])
    expect(extremes.unresolved).toBe(0)
    expect(extremes.health.traceError).toBeNull()
  })
})
