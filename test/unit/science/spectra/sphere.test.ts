import { describe, expect, it } from 'vitest'
import { activationOf } from '../../../../src-main/science/activations'
import { hiddenLimitMatrix } from '../../../../src-main/science/kernels/infinite-width'
import type { KernelInputs } from '../../../../src-main/science/kernels/kernel-inputs'
import { fanInLaw, UNIT_LAW, type WeightLaw } from '../../../../src-main/science/kernels/weight-law'
import { kernelSeries } from '../../../../src-main/science/spectra/circle'
import { sphereSpectrum, zonalSeries } from '../../../../src-main/science/spectra/sphere'
import { harmonicCount, solidHarmonics } from '../../../../src-main/science/spectra/spherical-harmonics'
import { native, portable } from '../../../golden/both-arithmetics'
import { noPulse } from '../../../golden/train'
import { halfCircle } from '../kernels/circle-inputs'

/** Points of the unit sphere from small integers, so that another program has the same. */
function integerPoints(sampleCount: number, inputDimension: number): KernelInputs {
  const inputs = new Float64Array(sampleCount * inputDimension)
  for (let i = 0; i < sampleCount; i++) {
    const row = Array.from({ length: inputDimension }, (_, j) => ((i * (2 * j + 3) * 7 + (j + 1) * i * i * 5 + 11 * j) % 101) - 50)
    const norm = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0))
    row.forEach((x, j) => (inputs[i * inputDimension + j] = x / norm))
  }
  return { inputs, sampleCount, inputDimension }
}

describe('solid harmonics', () => {
  it('are as many as there should be, and their squares sum up to their number on the sphere', () => {
    for (const [dimension, numbers] of [
      [2, [1, 2, 2, 2]],
      [3, [1, 3, 5, 7]],
      [4, [1, 4, 9, 16]],
      [5, [1, 5, 14, 30]],
    ] as const) {
      const { inputs, sampleCount } = integerPoints(7, dimension)
      const harmonics = solidHarmonics(inputs, sampleCount, dimension, 12)
      expect(harmonics.slice(0, 4).map((own) => own.length)).toEqual(numbers)
      expect(harmonics.reduce((sum, own) => sum + own.length, 0)).toBe(harmonicCount(dimension, 12))
      for (const own of harmonics)
        for (let i = 0; i < sampleCount; i++) {
          const sum = own.reduce((total, values) => total + values[i]! * values[i]!, 0)
          expect(Math.abs(sum / own.length - 1)).toBeLessThan(1e-12)
        }
    }
  })

  it('are homogeneous', () => {
    const { inputs, sampleCount } = integerPoints(5, 4)
    const once = solidHarmonics(inputs, sampleCount, 4, 5)
    const twice = solidHarmonics(
      inputs.map((x) => 2 * x),
      sampleCount,
      4,
      5,
    )
    once.forEach((own, l) =>
      own.forEach((values, m) => values.forEach((value, i) => expect(twice[l]![m]![i]!).toBeCloseTo(2 ** l * value, 10))),
    )
  })
})

it('a power series has the same value in zonal polynomials at r = 1', () => {
  const series = kernelSeries(activationOf({ kind: 'tanh' }), 'hidden', UNIT_LAW, 20)
  for (const dimension of [2, 3, 6]) {
    const { values } = zonalSeries(series, dimension)
    // E tanh'^2
    expect(values.reduceRight((sum, a) => sum + a, 0)).toBeCloseTo(0.4644029024, 9)
    expect(values.every((a) => a >= 0)).toBe(true)
  }
})

const spectrumOf = (kind: 'tanh' | 'swish' | 'erf', inputs: KernelInputs, law: WeightLaw = UNIT_LAW, arithmetic = native) => {
  const found = sphereSpectrum(arithmetic, inputs, kernelSeries(activationOf({ kind }), 'hidden', law, inputs.sampleCount), noPulse)
  if (found === null) throw new Error('there is no spectrum')
  return found
}
const relative = (value: number | undefined, expected: number): number => Math.abs((value ?? NaN) / expected - 1)

describe('spectra on spheres', () => {
  it.each([
    ['native', native],
    ['portable', portable],
  ] as const)('agree with the matrix where it resolves everything, %s', (_, arithmetic) => {
    for (const law of [UNIT_LAW, fanInLaw(4)]) {
      const inputs = integerPoints(12, 4)
      const { values, unresolved } = spectrumOf('tanh', inputs, law, arithmetic)
      const matrix = hiddenLimitMatrix(arithmetic, activationOf({ kind: 'tanh' }), inputs, law, noPulse)
      const expected = arithmetic.symmetricEigenvalues(matrix, 12, noPulse)
      expect(unresolved).toBe(0)
      values.forEach((value, k) => expect(Math.abs(value - expected[k]!)).toBeLessThan(2e-15 * 12))
    }
  })

  it('are those of the circle in a plane', () => {
    // computed with 40 to 90 digits
    expect(relative(spectrumOf('tanh', halfCircle(50)).values[0], 1.87786429e-15)).toBeLessThan(1e-6)
    expect(relative(spectrumOf('swish', halfCircle(50)).values[0], 3.23695164e-25)).toBeLessThan(1e-6)
  })

  // mpmath with 60 digits: 700 terms of the series of the matrix, then its eigenvalues
  it.each([
    [
      3,
      [
        [0, 2.23923748263e-18],
        [1, 3.20595067153e-16],
        [2, 8.92657698558e-16],
        [30, 1.12884008145e-4],
        [59, 10.445121052],
      ],
    ],
    [
      4,
      [
        [0, 5.23113321897e-13],
        [1, 1.44501387274e-10],
        [59, 7.22298066976],
      ],
    ],
  ] as const)('tanh, sixty points in %i dimensions', (dimension, expected) => {
    const { values, unresolved, health } = spectrumOf('tanh', integerPoints(60, dimension))
    expect(unresolved).toBe(0)
    expect(health.noiseFloor).toBeLessThan(1e-3 * (values[0] ?? NaN))
    for (const [k, value] of expected) expect(Math.abs((values[k] ?? NaN) - value)).toBeLessThan(health.noiseFloor + 1e-8 * value)
  })

  it('are refused for points that are not unit vectors, and say that too many dimensions leave them open', () => {
    const inputs = integerPoints(6, 3)
    const series = kernelSeries(activationOf({ kind: 'tanh' }), 'hidden', UNIT_LAW, 6)
    expect(sphereSpectrum(native, { ...inputs, inputs: inputs.inputs.map((x) => 1.1 * x) }, series, noPulse)).toBeNull()
    // 30 dimensions have 37,000 harmonics up to degree 4: too many numbers for 300 points
    const { health, values } = sphereSpectrum(native, integerPoints(300, 30), series, noPulse) ?? {}
    expect(health?.noiseFloor).toBeGreaterThan(values?.[0] ?? NaN)
  })
})
