import type { TableEntry } from '../../../src-main/contract'
import { numberText } from '../../components/format-number'

const MINUS = '\u2212'

/** The sign belongs to what is shown: a deviation that rounds to nothing has none. */
function signed(text: string, value: number): string {
  if (!/[1-9]/.test(text)) return text
  return value < 0 ? MINUS + text : `+${text}`
}

/** Plain differences are written to less than a tenth of the tolerance: 0.03 and 0.1 give three decimals. */
function decimalsFor(tolerance: number): number {
  return tolerance > 0 && Number.isFinite(tolerance) ? Math.max(0, 2 - Math.ceil(Math.log10(tolerance))) : 3
}

/** "+5.1 %" of the published mean, or the plain difference where that is what the tolerance is about. */
export function deviationText(entry: TableEntry): string {
  const { deviation, tolerance } = entry
  if (deviation === null) return '–'
  if (Number.isNaN(deviation)) return 'NaN'
  if (tolerance?.kind === 'absolute') return signed(Math.abs(deviation).toFixed(decimalsFor(tolerance.value)), deviation)
  return signed(`${(Math.abs(deviation) * 100).toFixed(1)}\u202f%`, deviation)
}

/** Within what the measured mean counts as reproduced: "±5.0 %", "±0.030", "20 500 to 29 000". */
export function toleranceText(entry: TableEntry): string {
  const { tolerance } = entry
  if (tolerance === null) return ''
  if (tolerance.kind === 'range') return `${numberText(tolerance.low)} to ${numberText(tolerance.high)}`
  if (tolerance.kind === 'absolute') return `±${tolerance.value.toFixed(decimalsFor(tolerance.value))}`
  return `±${(tolerance.value * 100).toFixed(1)}\u202f%`
}

/** The whole comparison in a sentence, for hover and screen readers. */
export function deviationSentence(entry: TableEntry): string {
  if (entry.published === null) return 'The paper prints no value.'
  if (entry.measured === null) return 'No run has finished yet.'
  const runs = entry.measured.count === 1 ? '1 run' : `${entry.measured.count} runs`
  const measured = `Measured ${numberText(entry.measured.mean)} over ${runs}, published ${numberText(entry.published.mean)}`
  if (entry.tolerance === null) return `${measured}.`
  const where = entry.verdict === 'outside' ? 'outside' : 'within'
  return `${measured}: ${deviationText(entry)}, ${where} the tolerance of ${toleranceText(entry)}.`
}

/** Outside of the tolerance is said by a mark as well as by colour: which way it lies. */
export function outsideMark(entry: TableEntry): '▲' | '▼' | '' {
  if (entry.verdict !== 'outside' || entry.measured === null || entry.published === null) return ''
  return entry.measured.mean < entry.published.mean ? '▼' : '▲'
}
