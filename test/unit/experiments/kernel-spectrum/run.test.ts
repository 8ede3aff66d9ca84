import { describe, expect, it } from 'vitest'
import type { ActivationSpec, PointData } from '../../../../src-main/contract'
import { kernelSpectrum } from '../../../../src-main/experiments/kernel-spectrum'
import { runKernelSpectrum } from '../../../../src-main/experiments/kernel-spectrum/run'
import { kernelSpectrumSpec, type KernelSpectrumSpec } from '../../../../src-main/experiments/kernel-spectrum/spec'
import { portable } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'

function spectrumOf(
  data: PointData,
  activation: ActivationSpec,
  model: Partial<KernelSpectrumSpec['model']> = {},
  route: 'best' | 'matrix' = 'best',
): RecordingContext {
  const spec: KernelSpectrumSpec = {
    experiment: 'kernel-spectrum',
    version: 1,
    data,
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: { activation, layer: 'hidden', weightVariance: 1, biasVariance: 0, width: { kind: 'infinite' }, ...model },
    measurements: { route },
  }
  expect(kernelSpectrum.check(kernelSpectrumSpec.parse(spec))).toEqual([])
  const context = new RecordingContext(portable)
  runKernelSpectrum(spec, 1, context)
  return context
}

const half = (sampleCount: number): PointData => ({ kind: 'circle', geometry: 'half', sampleCount })
const full = (sampleCount: number): PointData => ({ kind: 'circle', geometry: 'full', sampleCount })
const relative = (value: number | null | undefined, expected: number): number => Math.abs((value ?? NaN) / expected - 1)

describe('spectra of the circle geometries, infinite width (arXiv 1908.05660; values computed independently)', () => {
  it.each([
    ['relu', 10, 2.63279909e-2, 2.20722406, 1e-8],
    ['elu', 10, 4.97834145e-4, 3.27676122, 1e-8],
    ['tanh', 10, 3.03570743e-4, 2.1737431, 1e-8],
    ['swish', 10, 1.78153177e-6, 1.84022484, 1e-8],
    ['relu', 50, 5.00989845e-3, 10.9819921, 1e-8],
    ['elu', 50, 3.31373806e-6, 16.3766542, 1e-8],
    ['tanh', 50, 1.87786429e-15, 10.8687151, 1e-4],
    ['swish', 50, 3.23695164e-25, 9.19066352, 1e-4],
  ] as const)('%s, half circle, n = %d', (kind, n, smallest, largest, tolerance) => {
    const { summary } = spectrumOf(half(n), { kind })
    expect(relative(summary.lambdaMin, smallest)).toBeLessThan(tolerance)
    expect(relative(summary.lambdaMax, largest)).toBeLessThan(1e-8)
    expect(summary.resolvedCount).toBe(n)
  })

  it('the matrix alone does not resolve them, and says so', () => {
    const { summary, spectra } = spectrumOf(half(50), { kind: 'swish' }, {}, 'matrix')
    expect(summary.resolvedCount).toBeLessThan(25)
    expect(summary.conditionNumber).toBe(Infinity)
    expect(spectra[0]?.values.every((value) => value >= 0)).toBe(true)
    expect(spectra[0]?.health.noiseFloor).toBeGreaterThan(1e-13)
  })

  it('antipodal points make the full circle singular: rank n / 2 + 2 for ReLU, and are named', () => {
    const { summary, notes } = spectrumOf(full(10), { kind: 'relu' })
    expect(summary.resolvedCount).toBe(7)
    expect(summary.antipodalPairs).toBe(5)
    expect(summary.lineSeparation).toBe(0)
    expect(notes.join()).toContain('5 pairs of inputs are parallel')
  })

  it('x^2 has the eigenvalues 2n, n, n and zeros', () => {
    const { spectra } = spectrumOf(half(10), { kind: 'polynomial', coefficients: [0, 0, 1] })
    const values = [...(spectra[0]?.values ?? [])]
    expect(values.slice(-3).map((value) => Number(value.toPrecision(12)))).toEqual([10, 10, 20])
    expect(values.slice(0, 7).every((value) => value < 1e-10)).toBe(true)
  })
})

describe('finite width', () => {
  it('tends to infinite width', () => {
    const finite = spectrumOf(half(10), { kind: 'relu' }, { width: { kind: 'finite', hiddenWidth: 20_000, outputWeights: 'signs' } })
    expect(relative(finite.summary.lambdaMin, 2.63279909e-2)).toBeLessThan(0.05)
    expect(relative(finite.summary.trace, 5)).toBeLessThan(0.02)
  })

  it('tends to infinite width with fewer points than dimensions, where neurons are drawn in their span', () => {
    const sphere: PointData = { kind: 'sphere', inputDimension: 60, sampleCount: 12 }
    const model = { weightVariance: 'inverse-input-dimension', biasVariance: 0.2 } as const
    const width = { kind: 'finite', hiddenWidth: 20_000, outputWeights: 'signs' } as const
    const { summary: finite, notes } = spectrumOf(sphere, { kind: 'tanh' }, { ...model, width })
    expect(notes.join()).toContain('drawn in the span of the 12 inputs')
    const infinite = spectrumOf(sphere, { kind: 'tanh' }, model).summary
    expect(relative(finite.lambdaMin, infinite.lambdaMin ?? NaN)).toBeLessThan(0.01)
    expect(relative(finite.lambdaMax, infinite.lambdaMax ?? NaN)).toBeLessThan(0.01)
    expect(finite.spanDimension).toBe(12)
  })

  it('factor and matrix agree where both resolve', () => {
    const model = { width: { kind: 'finite', hiddenWidth: 300, outputWeights: 'gaussian' }, layer: 'both' } as const
    const data = { kind: 'sphere', inputDimension: 6, sampleCount: 12 } as const
    const factor = spectrumOf(data, { kind: 'tanh' }, model)
    const matrix = spectrumOf(data, { kind: 'tanh' }, model, 'matrix')
    expect(relative(factor.summary.lambdaMin, matrix.summary.lambdaMin ?? NaN)).toBeLessThan(1e-9)
    expect(relative(factor.summary.trace, matrix.summary.trace ?? NaN)).toBeLessThan(1e-12)
  })
})
