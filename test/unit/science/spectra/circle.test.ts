import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { infiniteWidthKernels } from '../../../../src-main/science/kernels/infinite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { fanInLaw, UNIT_LAW, type WeightLaw } from '../../../../src-main/science/kernels/weight-law'
import { circleSpectrum, kernelSeries, type CircleGeometry } from '../../../../src-main/science/spectra/circle'
import type { ResolvedSpectrum } from '../../../../src-main/science/spectra/resolved-spectrum'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { fullCircle, fullCircleWithConstant, halfCircle } from '../kernels/circle-inputs'

type Kind = CircleGeometry['kind']

function spectrumOf(
  name: 'tanh' | 'swish' | 'erf',
  kind: Kind,
  sampleCount: number,
  {
    law = UNIT_LAW,
    layer = 'hidden',
    arithmetic = native,
  }: { law?: WeightLaw; layer?: 'hidden' | 'output'; arithmetic?: typeof native } = {},
): ResolvedSpectrum {
  const series = kernelSeries(activationOf({ kind: name }), layer, law, sampleCount)
  return circleSpectrum(arithmetic, { kind, sampleCount }, series, noPulse)
}
const relative = (value: number, expected: number): number => Math.abs(value / expected - 1)

describe('circle spectra far below the noise of the matrix', () => {
  // arXiv 1908.05660, computed with 40 to 90 digits
  it.each([
    [5, 1.370278e-2],
    [10, 3.03570743e-4],
    [20, 1.62352e-7],
    [30, 2.16756e-10],
    [40, 5.18178e-13],
    [50, 1.87786429e-15],
    [60, 9.35803e-18],
    [80, 4.7838e-22],
  ])('tanh, %i points of the half circle', (n, least) => {
    const { values, unresolved, vectors } = spectrumOf('tanh', 'half', n)
    expect(relative(values[0]!, least)).toBeLessThan(4e-6)
    expect(values).toHaveLength(n)
    expect(unresolved).toBe(0)
    expect(vectors).toBeNull()
  })

  it('tanh, fifty points: more of the spectrum', () => {
    const { values } = spectrumOf('tanh', 'half', 50)
    // mpmath with 50 digits: 520 terms of the series of the matrix, then its eigenvalues
    const expected = [1.87786429389061e-15, 1.87786429389061e-15, 4.58661399319866e-15, 4.58661399319866e-15, 1.41360620125236e-14]
    for (const [k, value] of expected.entries()) expect(relative(values[k]!, value)).toBeLessThan(1e-12)
    expect(relative(values[25]!, 4.32301219309e-9)).toBeLessThan(1e-11)
    expect(relative(values[49]!, 10.8687150720912)).toBeLessThan(1e-13)
    expect(values.filter((value) => value > 1e-6 * values[49]!)).toHaveLength(14)
  })

  // the same with 260 terms
  it.each([
    ['native', native],
    ['portable', portable],
  ])('swish, half circle, %s arithmetic', (_, arithmetic) => {
    const twenty = spectrumOf('swish', 'half', 20, { arithmetic })
    const expectedTwenty = [4.42750464455485e-12, 2.83245948415939e-11, 7.53822520494148e-11, 5.61083657513426e-10]
    for (const [k, value] of expectedTwenty.entries()) expect(relative(twenty.values[k]!, value)).toBeLessThan(1e-12)
    const fifty = spectrumOf('swish', 'half', 50, { arithmetic })
    const expectedFifty = [3.23695163897691e-25, 1.09459990726468e-24, 2.39292907936132e-24, 9.73972399656442e-24]
    for (const [k, value] of expectedFifty.entries()) expect(relative(fifty.values[k]!, value)).toBeLessThan(1e-11)
    expect(relative(fifty.values[25]!, 1.40174682971e-13)).toBeLessThan(1e-11)
    expect(relative(fifty.values[49]!, 9.19066351809234)).toBeLessThan(1e-13)
    expect(fifty.unresolved).toBe(0)
    expect(fifty.values.filter((value) => value > 1e-6 * fifty.values[49]!)).toHaveLength(11)
  })

  it('full circles of even n: the exact zeros, the rest resolved', () => {
    const tanh = spectrumOf('tanh', 'full', 10)
    expect(tanh.unresolved).toBe(5)
    expect([...tanh.values.subarray(0, 5)]).toEqual([0, 0, 0, 0, 0])
    expect(relative(tanh.values[5]!, 2 * 0.0137027837)).toBeLessThan(1e-8)
    expect(relative(tanh.values[6]!, 0.13426506)).toBeLessThan(1e-7)
    expect(relative(tanh.values[9]!, 2.17404667)).toBeLessThan(1e-8)
    const swish = spectrumOf('swish', 'full', 10)
    const expected = [0, 0, 0, 4.34195871e-3, 4.34195871e-3, 0.32358838, 0.32358838, 0.63896284, 1.25, 1.25]
    for (const [k, value] of swish.values.entries()) expect(Math.abs(value - expected[k]!)).toBeLessThan(6e-9)
    expect(swish.unresolved).toBe(3)
    const fifty = spectrumOf('swish', 'full', 50)
    expect(50 - fifty.unresolved).toBe(27)
    expect(fifty.values.filter((value) => value > 1e-12 * fifty.values[49]!)).toHaveLength(21)
    expect(50 - spectrumOf('tanh', 'full', 50).unresolved).toBe(25)
  })

  it.each([
    ['tanh', 'full', 11, 9.45634463e-5],
    ['swish', 'full', 11, 5.28408165e-6],
    ['tanh', 'full-with-constant', 10, 2.77535267e-3],
    ['swish', 'full-with-constant', 10, 5.23022987e-5],
  ] as const)('%s, %s circle of %i points', (name, kind, n, least) => {
    const { values } = spectrumOf(name, kind, n)
    expect(relative(values[0]!, least)).toBeLessThan(3e-9)
  })

  it('tanh on the full circle of 2n points: twice the half circle of n, and n zeros', () => {
    const full = spectrumOf('tanh', 'full', 100).values
    const half = spectrumOf('tanh', 'half', 50).values
    for (let k = 0; k < 50; k++) {
      expect(full[k]).toBe(0)
      expect(relative(full[50 + k]!, 2 * half[k]!)).toBeLessThan(1e-14)
    }
  })
})

describe('circle spectra agree with the matrix where that is resolved', () => {
  const laws: [string, WeightLaw][] = [
    ['weights N(0, 1)', UNIT_LAW],
    ['fan-in with biases', fanInLaw(10)],
  ]
  const geometries: [Kind, KernelInputs][] = [
    ['half', halfCircle(9)],
    ['full', fullCircle(9)],
    ['full-with-constant', fullCircleWithConstant(9)],
  ]
  for (const [lawName, law] of laws) {
    for (const [kind, inputs] of geometries) {
      // without a symmetric part, with one, and with coefficients that are accurate only absolutely
      const names = kind === 'half' ? (['tanh', 'swish', 'erf'] as const) : (['tanh', 'swish'] as const)
      it.each(names)(`${kind}, ${lawName}, %s`, (name) => {
        const kernels = infiniteWidthKernels(native, activationOf({ kind: name }), inputs, law, noPulse)
        for (const layer of ['hidden', 'output'] as const) {
          const direct = native.symmetricEigenvalues(kernels[layer], 9, noPulse)
          const { values } = spectrumOf(name, kind, 9, { law, layer })
          for (let k = 0; k < 9; k++) expect(Math.abs(values[k]! - direct[k]!)).toBeLessThan(3e-14)
        }
      })
    }
  }

  it('eigenvectors of the half circle', () => {
    const { values, vectors } = spectrumOf('swish', 'half', 12)
    const { hidden } = infiniteWidthKernels(native, activationOf({ kind: 'swish' }), halfCircle(12), UNIT_LAW, noPulse)
    for (let k = 0; k < 12; k++) {
      const v = vectors!.subarray(12 * k, 12 * k + 12)
      const image = native.multiply(hidden, v, 12, 12, 1)
      for (let i = 0; i < 12; i++) expect(Math.abs(image[i]! - values[k]! * v[i]!)).toBeLessThan(1e-14)
    }
  })

  it('says what coefficients of limited accuracy leave unresolved', () => {
    const series = kernelSeries(activationOf({ kind: 'erf' }), 'hidden', UNIT_LAW, 60)
    expect(series.coefficientError).toBeGreaterThan(1e-18)
    const blunt = { ...series, coefficientError: 1e-8 }
    const sharp = circleSpectrum(native, { kind: 'half', sampleCount: 60 }, series, noPulse)
    const { values, health, unresolved } = circleSpectrum(native, { kind: 'half', sampleCount: 60 }, blunt, noPulse)
    expect(unresolved).toBeGreaterThan(0)
    for (let k = 0; k < 60; k++) expect(Math.abs(values[k]! - sharp.values[k]!)).toBeLessThan(health.noiseFloor + 1e-7 * values[k]!)
  })

  it('refuses kinked activations', () => {
    expect(() => kernelSeries(activationOf({ kind: 'relu' }), 'hidden', UNIT_LAW, 10)).toThrow('ReLU has kinks')
  })
})
