import type { ChartModel } from '../../charts/chart-model'
import { numberText } from '../../components/format-number'
import { curveOf, PLAIN, type DrawnSpectrum } from './drawn-spectrum'

/** Widths of a bin in decades that are offered. */
export const BIN_WIDTHS = [1, 0.5, 0.25, 0.1] as const
export type BinWidth = (typeof BIN_WIDTHS)[number]

export interface Histogram {
  /** middles of the bins in decimal logarithms, with an empty bin at each end */
  middles: number[]
  /** share of all eigenvalues per decade */
  density: number[]
  /** eigenvalues that are not above the noise floor: of them only their being small is known */
  leftOut: number
}

/** Where the eigenvalues of a spectrum lie on a logarithmic scale. Bins begin at whole multiples of their width. */
export function histogram(values: Float64Array, floor: number, width: number): Histogram {
  const resolved = values.filter((value) => value > floor && value > 0)
  const bins = resolved.reduce((counts, value) => {
    const bin = Math.floor(Math.log10(value) / width)
    return counts.set(bin, (counts.get(bin) ?? 0) + 1)
  }, new Map<number, number>())
  const leftOut = values.length - resolved.length
  if (bins.size === 0) return { middles: [], density: [], leftOut }
  const first = Math.min(...bins.keys()) - 1
  const last = Math.max(...bins.keys()) + 1
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  return {
    middles: all.map((bin) => (bin + 0.5) * width),
    density: all.map((bin) => (bins.get(bin) ?? 0) / (values.length * width)),
    leftOut,
  }
}

/** The widest bin that still shows some structure of the spectra. */
export function fittingWidth(drawn: readonly DrawnSpectrum[]): BinWidth {
  const span = Math.max(
    0,
    ...drawn.map(({ spectrum: { values, health } }) => {
      const resolved = values.filter((value) => value > health.noiseFloor && value > 0)
      return resolved.length === 0 ? 0 : Math.log10((resolved.at(-1) ?? 1) / (resolved[0] ?? 1))
    }),
  )
  return BIN_WIDTHS.find((width) => span / width >= 12) ?? 0.1
}

export function densityModel(drawn: readonly DrawnSpectrum[], width: BinWidth): ChartModel {
  const complete = drawn.filter(({ spectrum }) => spectrum.complete)
  const made = complete.map((each) => ({ each, bins: histogram(each.spectrum.values, each.spectrum.health.noiseFloor, width) }))
  const missing = made.filter(({ bins }) => bins.leftOut > 0)
  return {
    ...PLAIN,
    title: `Density of the eigenvalues, bins of ${numberText(width, 'exact')} ${width === 1 ? 'decade' : 'decades'}`,
    caption: missing
      .map(({ each, bins }) => `${each.label}: ${bins.leftOut} of ${each.spectrum.values.length} not resolved and left out`)
      .join('; '),
    x: { label: 'Eigenvalue', symbol: '\\lambda', unit: '', scale: 'log', integer: false },
    y: { label: 'Share of the eigenvalues per decade', symbol: '', unit: '', scale: 'linear', integer: false },
    curves: made.map(({ each, bins }) =>
      curveOf(
        each,
        'histogram',
        Float64Array.from(bins.middles, (middle) => 10 ** middle),
        Float64Array.from(bins.density),
      ),
    ),
  }
}
