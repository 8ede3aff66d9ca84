import { describe, expect, it } from 'vitest'
import type { SpectrumRecord } from '../../../../../src-main/contract'
import { cumulativeModel, cumulativeShares } from '../../../../../src-renderer/pages/spectra/cumulative-model'
import { densityModel, fittingWidth, histogram } from '../../../../../src-renderer/pages/spectra/density-model'
import type { DrawnSpectrum } from '../../../../../src-renderer/pages/spectra/drawn-spectrum'
import { eigenvalueCsv } from '../../../../../src-renderer/pages/spectra/eigenvalue-csv'
import { dualModel, hermiteCsv, hermiteModel, type DrawnActivation } from '../../../../../src-renderer/pages/spectra/gaussian-models'
import { HEALTH } from '../../../../../src-renderer/pages/spectra/health-rows'
import { screeModel } from '../../../../../src-renderer/pages/spectra/scree-model'
import { parsePlaces, tellingPlaces, trajectoryModel, valueAtPlace } from '../../../../../src-renderer/pages/spectra/trajectory-model'

function spectrum(values: number[], noiseFloor = 0, more: Partial<SpectrumRecord> = {}): SpectrumRecord {
  const health = { symmetryError: 0, traceError: 1e-16, residual: null, noiseFloor, method: 'by hand' }
  return { name: 'kernel', step: 0, order: values.length, values: Float64Array.from(values), complete: true, health, ...more }
}
const drawn = (label: string, of: SpectrumRecord): DrawnSpectrum => ({
  id: label,
  label,
  look: { colour: '--data-1', dash: [], marker: 'circle' },
  spectrum: of,
})
const ENDS = { order: 2000, complete: false } as const

describe('a scree', () => {
  it('has the largest eigenvalue first and the noise floor of each spectrum', () => {
    const model = screeModel([drawn('a', spectrum([1e-15, 1, 4], 1e-12)), drawn('b', spectrum([1, 2, 3], 1e-16))], 'linear')
    expect([...(model.curves[0]?.y ?? [])]).toEqual([4, 1, 1e-15])
    expect([...(model.curves[0]?.x ?? [])]).toEqual([1, 2, 3])
    expect(model.curves.map(({ floor }) => floor)).toEqual([1e-12, 1e-16])
    expect(model.horizontal.map(({ label }) => label)).toEqual([
      'noise floor of a 1.0\u202f×\u202f10^(−12)'.replaceAll('\u202f', ' '),
      'noise floor of b 1.0\u202f×\u202f10^(−16)'.replaceAll('\u202f', ' '),
    ])
  })

  it('says floors that are about the same once', () => {
    const model = screeModel([drawn('a', spectrum([1, 4], 1e-12)), drawn('b', spectrum([1, 3], 0.9e-12))], 'log')
    expect(model.horizontal).toHaveLength(1)
    expect(model.horizontal[0]).toMatchObject({ at: 1e-12, group: null })
    expect(model.x.scale).toBe('log')
  })

  it('puts the ends of an incomplete spectrum at their places and draws no line between them', () => {
    const [curve] = screeModel([drawn('a', spectrum([0.1, 9], 0, ENDS))], 'linear').curves
    expect([...(curve?.x ?? [])]).toEqual([1, 2000])
    expect(curve?.kind).toBe('values')
  })
})

describe('the cumulative share', () => {
  it('ends at the whole trace', () => {
    expect([...cumulativeShares(Float64Array.of(5, 3, 2))]).toEqual([0.5, 0.8, 1])
    expect(cumulativeModel([drawn('a', spectrum([0.1, 9], 0, ENDS))], 'linear').curves).toEqual([])
  })
})

describe('the density', () => {
  it('is a share per decade, in bins of whole multiples, and leaves out what is not resolved', () => {
    const { middles, density, leftOut } = histogram(Float64Array.of(0, 1e-13, 0.02, 0.03, 5), 1e-12, 1)
    expect(middles).toEqual([-2.5, -1.5, -0.5, 0.5, 1.5])
    expect(density).toEqual([0, 0.4, 0, 0.2, 0])
    expect(leftOut).toBe(2)
    const halves = histogram(Float64Array.of(1, 2, 4, 8), 0, 0.5)
    expect(halves.density.reduce((sum, each) => sum + each * 0.5, 0)).toBeCloseTo(1, 15)
  })

  it('chooses a width that shows some structure, and says it', () => {
    const wide = [drawn('tanh', spectrum([1e-15, 1e-8, 10]))]
    expect(fittingWidth(wide)).toBe(1)
    expect(fittingWidth([drawn('ReLU', spectrum([5e-3, 0.1, 10]))])).toBe(0.25)
    expect(densityModel([drawn('a', spectrum([0, 1], 1e-12))], 0.5)).toMatchObject({
      title: 'Density of the eigenvalues, bins of 0.5 decades',
      caption: 'a: 1 of 2 not resolved and left out',
    })
  })
})

describe('trajectories', () => {
  it('follow places by size over the steps', () => {
    const spectra = [spectrum([1, 2, 3], 1e-9, { step: 20 }), spectrum([0.5, 2, 4], 1e-10, { step: 0 })]
    const model = trajectoryModel(spectra, [1, 3], 'title', 'linear')
    expect(model.curves.map(({ x, y, label }) => [label, [...x], [...y]])).toEqual([
      ['k = 1, largest', [0, 20], [4, 3]],
      ['k = 3, smallest', [0, 20], [0.5, 1]],
    ])
    expect(model.floor?.at).toBe(1e-9)
  })

  it('know of an incomplete spectrum its ends only', () => {
    const ends = spectrum([0.1, 0.2, 8, 9], 0, ENDS)
    expect([1, 2, 3, 1998, 1999, 2000].map((place) => valueAtPlace(ends, place))).toEqual([9, 8, null, null, 0.2, 0.1])
    expect(trajectoryModel([ends], [1, 5], '', 'linear').curves[1]?.x).toHaveLength(0)
  })

  it('choose telling places, or those that are written', () => {
    expect(tellingPlaces(50)).toEqual([1, 2, 8, 32, 50])
    expect(tellingPlaces(1)).toEqual([1])
    expect(parsePlaces('50, 1-3', 50)).toEqual({ places: [1, 2, 3, 50], problem: null })
    expect(parsePlaces('0', 50).problem).toBe('Places go from 1 to 50.')
    expect(parsePlaces('a', 50).problem).toContain('“a”')
    expect(parsePlaces('1-40', 50).problem).toBe('At most 24 places are drawn.')
  })
})

describe('Hermite coefficients and duals', () => {
  const part = {
    hermite: Float64Array.of(0.5, 1e-17, -0.25, 0),
    hermiteFloor: 1e-16,
    correlations: Float64Array.of(-1, 0, 1),
    dual: Float64Array.of(0.1, 0.2, 0.3),
    closedForm: null,
  }
  const activation: DrawnActivation = {
    id: 'a',
    label: 'a',
    look: { colour: '--data-1', dash: [], marker: 'circle' },
    description: {
      name: 'a',
      formula: 'x',
      derivativeFormula: '1',
      smoothness: { kind: 'smooth' },
      kinks: [],
      derivativeBound: 1,
      secondDerivativeBound: 1,
      moments: { mean: 0, meanSquare: 1, derivativeMean: 1, derivativeMeanSquare: 1, derivativeVariance: 0, normalisation: 1 },
      value: part,
      derivative: part,
    },
  }

  it('draw the sizes above the rounding, and write all with their signs', () => {
    const model = hermiteModel([activation, { ...activation, id: 'b' }], 'derivative')
    expect([...(model.curves[0]?.x ?? [])]).toEqual([0, 2])
    expect([...(model.curves[0]?.y ?? [])]).toEqual([0.5, 0.25])
    expect(model.curves.map(({ shift }) => shift)).toEqual([-1.25, 1.25])
    expect(model.floor?.at).toBe(1e-16)
    expect(hermiteCsv([activation], 'value')).toContain('a,2,-0.25,1e-16,yes\r\na,3,0,1e-16,no\r\n')
  })

  it('draw the dual over the correlations', () => {
    expect([...(dualModel([activation], 'value').curves[0]?.y ?? [])]).toEqual([0.1, 0.2, 0.3])
  })
})

describe('the health of a spectrum', () => {
  const rows = new Map(HEALTH.flatMap((group) => group.rows.map((row) => [row.id, row] as const)))
  const cell = (id: string, of: SpectrumRecord, summary = {}) => rows.get(id)?.cell({ spectrum: of, summary })

  it('calls a matrix singular when its smallest eigenvalue cannot be told from 0', () => {
    const singular = spectrum([1e-14, 1, 10], 1e-12)
    expect(cell('condition', singular)?.value).toBe(Infinity)
    expect(cell('lambdaMin', singular)).toMatchObject({ text: 'not resolved', holds: null })
    expect(cell('condition', spectrum([0.5, 1, 10], 1e-12))?.value).toBe(20)
    expect(cell('resolved', singular)).toMatchObject({ value: 2, text: 'of 3' })
    expect(cell('resolved', spectrum([0.1, 9], 0, ENDS))).toMatchObject({ text: 'of 2 known, order 2000' })
  })

  it('marks assumptions that hold, fail, or were not measured', () => {
    const good = { unitNormDeviation: 2e-16, lineSeparation: 0.06, duplicatePairs: 0, antipodalPairs: 25 }
    const of = spectrum([1, 2])
    expect(['unitNorm', 'lineSeparation', 'duplicates', 'antipodes', 'distanceSeparation'].map((id) => cell(id, of, good)?.holds)).toEqual([
      true,
      true,
      true,
      false,
      null,
    ])
    expect(cell('unitNorm', of, { unitNormDeviation: 0.1 })).toMatchObject({ value: 0.1, holds: false })
    // the separation of points that are opposite up to the rounding of their coordinates
    expect(cell('lineSeparation', of, { lineSeparation: 1e-16 })?.holds).toBe(false)
  })
})

describe('the eigenvalues as a table', () => {
  it('have their places, all digits, and whether they are resolved', () => {
    const csv = eigenvalueCsv([drawn('tanh, n = 3', spectrum([1e-15, 1, 4], 1e-12)), drawn('b', spectrum([0.1, 9], 0, ENDS))])
    expect(csv).toContain('spectrum,place,eigenvalue,noise floor,resolved\r\n"tanh, n = 3",1,4,1e-12,yes\r\n')
    expect(csv).toContain('"tanh, n = 3",3,1e-15,1e-12,no\r\n')
    expect(csv).toContain('b,2000,0.1,0,yes\r\n')
  })
})
