import type { ChartModel } from '../../charts/chart-model'
import type { ScaleKind } from '../../charts/scale'
import { curveOf, descending, PLAIN, type DrawnSpectrum } from './drawn-spectrum'

/** What share of the trace the k largest eigenvalues have. Of spectra that are known at their ends only it cannot be said. */
export function cumulativeModel(drawn: readonly DrawnSpectrum[], xScale: ScaleKind): ChartModel {
  return {
    ...PLAIN,
    title: 'Share of the trace in the largest eigenvalues',
    caption: '',
    x: { label: 'Number of eigenvalues', symbol: 'k', unit: '', scale: xScale, integer: true },
    y: { label: 'Share of the trace', symbol: '\\sum_{i\\le k}\\lambda_i/\\operatorname{tr}', unit: '', scale: 'linear', integer: false },
    curves: drawn
      .filter(({ spectrum }) => spectrum.complete)
      .map((each) => {
        const y = cumulativeShares(descending(each.spectrum))
        return curveOf(
          each,
          'spectrum',
          Float64Array.from(y, (_, i) => i + 1),
          y,
        )
      }),
  }
}

/** Of values from the largest on: the sum of the first k over the sum of all. */
export function cumulativeShares(values: Float64Array): Float64Array {
  const total = values.reduceRight((sum, value) => sum + value, 0)
  let sum = 0
  return values.map((value) => (sum += value) / total)
}
