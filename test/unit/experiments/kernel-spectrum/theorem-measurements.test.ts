import { describe, expect, it } from 'vitest'
import type { ActivationSpec, PointData } from '../../../../src-main/contract'
import { kernelSpectrum } from '../../../../src-main/experiments/kernel-spectrum'
import { kernelSpectrumSpec, type KernelSpectrumSpec } from '../../../../src-main/experiments/kernel-spectrum/spec'
import { fastArithmetic } from '../../../fixtures/arithmetic'
import { RecordingContext } from '../../../fixtures/recording-context'

const half = (sampleCount: number): PointData => ({ kind: 'circle', geometry: 'half', sampleCount })
const finite = (hiddenWidth: number) => ({ kind: 'finite', hiddenWidth, outputWeights: 'gaussian' }) as const

function specOf(
  data: PointData,
  activation: ActivationSpec,
  measurements: Partial<KernelSpectrumSpec['measurements']>,
  model: Partial<KernelSpectrumSpec['model']> = {},
): KernelSpectrumSpec {
  return kernelSpectrumSpec.parse({
    experiment: 'kernel-spectrum',
    version: 1,
    data,
    preprocessing: { scaling: 'none', smoothing: 0 },
    model: { activation, layer: 'hidden', weightVariance: 1, biasVariance: 0, width: { kind: 'infinite' }, ...model },
    measurements: { route: 'best', ...measurements },
  })
}

function measured(...of: Parameters<typeof specOf>): RecordingContext {
  const spec = specOf(...of)
  expect(kernelSpectrum.check(spec)).toEqual([])
  const context = new RecordingContext(fastArithmetic(1))
  kernelSpectrum.run(spec, 1, context, null)
  return context
}
const value = (context: RecordingContext, id: string): number => context.summary[id] ?? NaN

// values of arXiv 1908.05660 on the half circle were computed independently
describe('lemma I.1', () => {
  it.each([
    ['tanh', 10, 6.827e-5, 3.035707e-4],
    ['relu', 23, 4.802e-4, 2.632799e-2],
  ] as const)('%s, ten points: the best bound is that of r = %d', (kind, order, bound, eigenvalue) => {
    const context = measured(half(10), { kind }, { hermiteBounds: 401 })
    expect(context.summary['hermiteBoundOrder']).toBe(order)
    expect(value(context, 'hermiteBound') / bound).toBeCloseTo(1, 3)
    expect(value(context, 'lambdaMin') / eigenvalue).toBeCloseTo(1, 5)
    const bounds = context.values('hermiteBound')
    expect(bounds).toHaveLength(401)
    expect(Math.max(...bounds)).toBeLessThan(value(context, 'lambdaMin'))
    // n / 2^(n - 1) at the exponents n - 1 and n, nothing below
    const powers = new Map(context.series.get('powerEigenvalue'))
    expect(Math.abs((powers.get(8) ?? NaN) / 0.01953125 - 1)).toBeLessThan(1e-12)
    expect(Math.abs((powers.get(9) ?? NaN) / 0.01953125 - 1)).toBeLessThan(1e-12)
    expect(powers.get(7)).toBe(0)
  })

  it('is left out for inputs that are not unit vectors, and refused for other layers', () => {
    const { summary, notes } = measured({ kind: 'sample-table', table: 'energy' }, { kind: 'relu' }, { hermiteBounds: 3 })
    expect(summary['hermiteBound']).toBeUndefined()
    expect(notes.join()).toContain('unit inputs')
    const other = specOf(half(4), { kind: 'relu' }, { hermiteBounds: 3 }, { layer: 'output' })
    expect(kernelSpectrum.check(other).map(({ path }) => path)).toEqual(['measurements.hermiteBounds'])
  })
})

describe('lemma K.2: how often a neuron moves the weakest mode', () => {
  it.each([
    ['relu', 5, 0.803],
    ['relu', 10, 0.9],
    ['relu', 20, 0.95],
    ['elu', 5, 0.614],
    ['elu', 10, 0.146],
    ['tanh', 5, 0.607],
    ['tanh', 10, 0.064],
  ] as const)('%s, %d points', (kind, n, probability) => {
    const samples = 40_000
    const context = measured(half(n), { kind }, { directionSamples: samples })
    const error = Math.sqrt((probability * (1 - probability)) / samples)
    expect(Math.abs(value(context, 'directionProbability') - probability)).toBeLessThan(4 * error + 1e-3)
  })

  it('tanh, 20 points: never', () => {
    expect(value(measured(half(20), { kind: 'tanh' }, { directionSamples: 20_000 }), 'directionProbability')).toBe(0)
  })
})

describe('cross-entropy (appendix M.3)', () => {
  it('infinite width: one kernel an output, n rates vanish, the others are a third', () => {
    const context = measured(half(6), { kind: 'relu' }, { classes: 3 })
    expect(value(context, 'classLambdaMin')).toBeCloseTo(value(context, 'lambdaMin'), 14)
    expect(context.summary).toMatchObject({ zeroRates: 6, classOffDiagonal: 0 })
    expect(value(context, 'smallestRate')).toBeCloseTo(0.01623, 5)
    // without the inner products the matrix is another one
    expect(value(context, 'classLambdaMinPrinted')).toBeCloseTo(0.0447, 3)
  })

  it('finite width: close to it, outputs coupled by O(m^(-1/2))', () => {
    const context = measured(half(6), { kind: 'relu' }, { classes: 3 }, { width: finite(20_000) })
    expect(Math.abs(value(context, 'classLambdaMin') / 0.04869 - 1)).toBeLessThan(0.04)
    expect(value(context, 'classOffDiagonal')).toBeGreaterThan(1e-3)
    expect(value(context, 'classOffDiagonal')).toBeLessThan(5 / Math.sqrt(20_000))
    expect(context.summary['zeroRates']).toBe(6)
  })
})

describe('Gershgorin and Weyl', () => {
  it('enclose the eigenvalues and bound their changes', () => {
    const context = measured(half(10), { kind: 'elu' }, { comparisons: true }, { width: finite(2000) })
    expect(value(context, 'gershgorinBelow')).toBeLessThan(value(context, 'lambdaMin'))
    expect(value(context, 'gershgorinAbove')).toBeGreaterThan(value(context, 'lambdaMax'))
    expect(value(context, 'eigenvalueShift')).toBeGreaterThan(0)
    expect(value(context, 'eigenvalueShift')).toBeLessThanOrEqual(value(context, 'limitDistance') * (1 + 1e-12))
    expect(value(context, 'limitNorm')).toBeCloseTo(3.27676122, 7)
    expect(value(context, 'limitDistance')).toBeLessThan(value(context, 'limitNorm') / 5)
  })

  it('the discs of a diagonal matrix are its entries', () => {
    const context = measured({ kind: 'orthonormal', sampleCount: 4 }, { kind: 'relu' }, { comparisons: true })
    expect(context.summary).toMatchObject({ gershgorinBelow: 0.5, gershgorinAbove: 0.5 })
    expect(context.summary['limitDistance']).toBeUndefined()
  })
})

describe('output layer (appendix M.2), ten points', () => {
  it.each([
    ['relu', 2.633e-2, 4.72e-4, 2.681e-2],
    ['elu', 4.978e-4, 2.13e-5, 5.195e-4],
    ['tanh', 3.036e-4, 2.36e-5, 3.271e-4],
    ['swish', 1.78e-6, 1.95e-7, 1.98e-6],
  ] as const)('%s', (kind, hidden, output, both) => {
    for (const [layer, expected] of [
      ['hidden', hidden],
      ['output', output],
      ['both', both],
    ] as const)
      expect(value(measured(half(10), { kind }, {}, { layer }), 'lambdaMin') / expected, layer).toBeCloseTo(1, 2)
  })
})

it('all eigenvalues, or the extremes alone, where asked for', () => {
  const data: PointData = { kind: 'sphere', inputDimension: 8, sampleCount: 30 }
  const all = measured(data, { kind: 'relu' }, { route: 'matrix', eigenvalues: 'all' })
  const extremes = measured(data, { kind: 'relu' }, { route: 'matrix', eigenvalues: 'extremes' })
  expect(all.spectra[0]?.values).toHaveLength(30)
  expect(extremes.spectra[0]?.values).toHaveLength(2)
  expect(value(extremes, 'lambdaMin')).toBeCloseTo(value(all, 'lambdaMin'), 10)
})
