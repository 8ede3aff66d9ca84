import type { ComparedScatter } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'

/** "exponent 0.5, 95 % interval 0.4 to 0.6, factor 2, n = 9" */
export function lawText(fit: NonNullable<ComparedScatter['fit']>): string {
  const interval =
    fit.interval === null ? 'without an interval' : `95 % interval ${numberText(fit.interval.low)} to ${numberText(fit.interval.high)}`
  return `exponent ${numberText(fit.exponent)}, ${interval}, factor ${numberText(fit.coefficient)}, n = ${fit.count}`
}
