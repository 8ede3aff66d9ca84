import type { SpectrumRecord } from '../../src-main/contract'
import { formatNumber } from '../components/format-number'
import type { ChartCurve, ChartModel, CurveLook } from './chart-model'

export interface ShownSpectrum {
  spectrum: SpectrumRecord
  label: string
  look: CurveLook
}

/**
 * Spectra as screes: the largest eigenvalue first, each against its place. What is below the noise floor is hatched as not resolved; of
 * several floors the highest is drawn.
 */
export function modelOfSpectra(shown: readonly ShownSpectrum[], title: string, symbol: string): ChartModel {
  const floor = shown.reduce((highest, { spectrum }) => Math.max(highest, spectrum.health.noiseFloor), 0)
  return {
    title,
    caption: '',
    x: { label: 'Place by size', symbol: 'k', unit: '', scale: 'linear', integer: true },
    y: { label: 'Eigenvalue', symbol, unit: '', scale: 'log', integer: false },
    curves: shown.map(scree),
    vertical: [],
    horizontal: [],
    floor: floor > 0 ? { at: floor, label: `noise floor ${powerText(floor, 3)}` } : null,
    tiles: null,
  }
}

function scree({ spectrum, label, look }: ShownSpectrum): ChartCurve {
  const y = spectrum.values.slice().reverse()
  const x = spectrum.complete ? Float64Array.from(y, (_, i) => i + 1) : placesOfExtremes(y.length, spectrum.order)
  return {
    id: `${spectrum.name} ${spectrum.step}`,
    label,
    kind: 'values',
    group: label,
    family: '',
    look,
    x,
    y,
    low: null,
    high: null,
    excluded: null,
    exact: true,
    total: y.length,
    references: null,
  }
}

/** With a `^` that a label on the canvas raises. */
export function powerText(value: number, digits: number): string {
  const { mantissa, exponent } = formatNumber(value, digits)
  return exponent === null ? mantissa : `${mantissa} × 10^(${exponent})`
}

/** Of an incomplete spectrum only the ends are known: the first half of what is there are the largest, the rest the smallest. */
function placesOfExtremes(count: number, order: number): Float64Array {
  const largest = Math.ceil(count / 2)
  return Float64Array.from({ length: count }, (_, i) => (i < largest ? i + 1 : order - count + i + 1))
}

/** How many of the eigenvalues cannot be told from zero. */
export function unresolved(spectrum: SpectrumRecord): number {
  let below = 0
  for (const value of spectrum.values) if (!(value > spectrum.health.noiseFloor)) below++
  return below
}
