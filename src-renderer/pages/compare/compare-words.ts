import type { BandKind, ComparedAxisInfo, Coverage, Quantity } from '../../../src-main/contract'

export const BAND_NAMES: Record<BandKind, string> = {
  none: 'no band',
  'standard-deviation': 'standard deviation',
  'standard-error': 'standard error',
  'min-max': 'least to largest',
  quantiles: 'quantiles 10 to 90 %',
  bootstrap: 'bootstrap 95 %',
}

export const BAND_MEANINGS: Record<BandKind, string> = {
  none: '',
  'standard-deviation': 'mean ± one standard deviation of the runs (divisor n − 1)',
  'standard-error': 'mean ± one standard error of the mean (standard deviation / √n)',
  'min-max': 'least and largest value among the runs',
  quantiles: '10 % and 90 % quantiles of the runs (Hyndman and Fan, definition 7)',
  bootstrap: '95 % percentile bootstrap of the mean over the runs (up to n = 3 the same as least to largest)',
}

export const COVERAGE_NAMES: Record<Coverage, string> = {
  present: 'of all runs still going on',
  every: 'of every run',
  any: 'of any recorded run',
}

/** "Error − base", "Error / base". */
export function againstLabel(quantity: Quantity, against: 'values' | 'difference' | 'ratio'): string {
  if (against === 'values') return quantity.label
  return `${quantity.label} ${against === 'difference' ? '−' : '/'} that of the base`
}

/** "Error against step". */
export function chartTitle(label: string, axis: ComparedAxisInfo): string {
  return `${label} against ${axis.label.charAt(0).toLowerCase()}${axis.label.slice(1)}`
}
