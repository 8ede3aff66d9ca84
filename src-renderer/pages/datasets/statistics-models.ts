import type { DatasetStatistics, Histogram, MomentSpectrum } from '../../../src-main/contract'
import type { ChartCurve, ChartModel, CurveKind } from '../../charts/chart-model'
import { groupLook } from '../../charts/figure-model'
import { numberText } from '../../components/format-number'

const PLAIN = { caption: '', vertical: [], horizontal: [], floor: null, tiles: null } satisfies Partial<ChartModel>

export function normModel({ norms }: DatasetStatistics): ChartModel {
  return {
    ...PLAIN,
    title: 'Norms of the samples',
    x: { label: 'Norm', symbol: '\\|x_i\\|', unit: '', scale: 'linear', integer: false },
    y: { label: 'Samples', symbol: '', unit: '', scale: 'linear', integer: true },
    curves: [histogramCurve('norms', 'samples', 0, norms.histogram)],
  }
}

export function distanceModel({ distances }: DatasetStatistics): ChartModel {
  const { histogram, sameClass, median } = distances
  return {
    ...PLAIN,
    title: `Distances of all ${numberText(distances.pairs, 'integer')} pairs`,
    x: { label: 'Euclidean distance', symbol: '\\|x_i-x_j\\|', unit: '', scale: 'linear', integer: false },
    y: { label: 'Pairs', symbol: '', unit: '', scale: 'linear', integer: true },
    curves: [
      histogramCurve('pairs', 'all pairs', 0, histogram),
      ...(sameClass === null ? [] : [histogramCurve('same-class', 'pairs of one class', 1, { ...histogram, counts: sameClass })]),
    ],
    vertical: [
      { at: distances.smallest, label: `smallest ${numberText(distances.smallest)}`, group: null },
      { at: median, label: `median ${numberText(median)}`, group: null },
    ],
  }
}

/** Cumulative sums of the eigenvalues over their sum: of the covariance, and of the second moment, which is what the caption of the figure says. */
export function cumulativeModel({ covariance, secondMoment }: DatasetStatistics): ChartModel {
  return {
    ...PLAIN,
    title: 'Share of the variance in the largest eigenvalues',
    x: { label: 'Number of eigenvalues', symbol: 'k', unit: '', scale: 'log', integer: true },
    y: { label: 'Share of the sum', symbol: '\\sum_{i\\le k}\\lambda_i/\\operatorname{tr}', unit: '', scale: 'linear', integer: false },
    curves: [
      cumulativeCurve('centred', 'centred: covariance', 0, covariance),
      cumulativeCurve('uncentred', 'not centred', 1, secondMoment),
    ],
  }
}

export function eigenvalueModel({ covariance, secondMoment }: DatasetStatistics): ChartModel {
  const drawn = ({ values }: MomentSpectrum): Float64Array => Float64Array.from(values)
  return {
    ...PLAIN,
    title: 'Eigenvalues of the second moments',
    x: { label: 'Place by size', symbol: 'k', unit: '', scale: 'log', integer: true },
    y: { label: 'Eigenvalue', symbol: '\\lambda_k', unit: '', scale: 'log', integer: false },
    curves: [
      { ...spectrumCurve('centred', 'centred: covariance', 0, drawn(covariance)), floor: covariance.floor },
      { ...spectrumCurve('uncentred', 'not centred', 1, drawn(secondMoment)), floor: secondMoment.floor },
    ],
    horizontal: [{ at: covariance.floor, label: `noise floor ${numberText(covariance.floor, 2)}`, group: null }],
  }
}

function histogramCurve(id: string, label: string, place: number, { from, width, counts }: Histogram): ChartCurve {
  // an empty bin at each end, so that the stairs begin and end at 0
  const x = Float64Array.from({ length: counts.length + 2 }, (_, bin) => from + (bin - 0.5) * width)
  return curve(id, label, 'histogram', place, x, Float64Array.of(0, ...counts, 0))
}

function spectrumCurve(id: string, label: string, place: number, y: Float64Array): ChartCurve {
  const x = Float64Array.from(y, (_, i) => i + 1)
  return curve(id, label, 'spectrum', place, x, y)
}

function cumulativeCurve(id: string, label: string, place: number, { values, trace }: MomentSpectrum): ChartCurve {
  let sum = 0
  return spectrumCurve(
    id,
    label,
    place,
    Float64Array.from(values, (value) => (sum += value) / trace),
  )
}

function curve(id: string, label: string, kind: CurveKind, place: number, x: Float64Array, y: Float64Array): ChartCurve {
  return {
    id,
    label,
    kind,
    group: label,
    family: '',
    look: groupLook(place),
    x,
    y,
    low: null,
    high: null,
    excluded: null,
    exact: true,
    total: x.length,
    references: null,
  }
}
