import type { GroupStatistics } from '../../../src-main/contract'
import { formatBytes } from '../../components/format-bytes'
import { exactText, formatNumber, numberText, type Digits, type NumberParts } from '../../components/format-number'
import { exactMoment, formatDuration, formatMoment } from '../../components/format-time'
import type { CellValue, RunColumn } from './run-columns'

/** A cell ready to be drawn: text, or a mantissa with its power of ten; what hover shows and what copying gives. */
export interface CellText {
  text: string
  exponent: string | null
  hover: string
  copy: string
  faint: boolean
}

function plain(text: string, hover = text, copy = text): CellText {
  return { text, exponent: null, hover, copy, faint: false }
}

const WIDEST_EXACT = 12
const ROUNDED_DIGITS = 6
const BLANK: CellText = { text: '', exponent: null, hover: '', copy: '', faint: true }

function fromNumber(parts: NumberParts, unit: string): CellText {
  const hover = parts.name ?? (unit === '' ? parts.exact : `${parts.exact} ${unit}`)
  return { text: parts.mantissa, exponent: parts.exponent, hover, copy: parts.exact, faint: parts.name !== null }
}

export function cellText(column: RunColumn, value: CellValue, now: number): CellText {
  if (value === null)
    return column.kind === 'quantity' || column.kind === 'measure' ? { ...BLANK, text: '–', hover: 'not measured' } : BLANK
  if (typeof value === 'string') {
    return column.format === 'hash' ? { ...plain(value.slice(0, 8), value), copy: value } : plain(value)
  }
  switch (column.format) {
    case 'name':
      return plain(exactText(value))
    case 'moment':
      return plain(formatMoment(value, now), exactMoment(value), new Date(value).toISOString())
    case 'duration':
      return plain(formatDuration(value), `${exactText(value)} s`, exactText(value))
    case 'bytes':
      return plain(formatBytes(value), `${exactText(value)} bytes`, exactText(value))
    case 'fraction':
      return plain(`${Math.floor(100 * value)} %`, exactText(value), exactText(value))
    default:
      return fromNumber(cellNumber(value, column.digits), column.unit)
  }
}

/** A chosen value stands as it was given; one that was computed can have more digits than a cell, which must not hide its power of ten. */
function cellNumber(value: number, digits: Digits): NumberParts {
  const parts = formatNumber(value, digits)
  return digits === 'exact' && parts.exact.length > WIDEST_EXACT ? formatNumber(value, ROUNDED_DIGITS) : parts
}

/** A value on one line of text, as in the heading of a group. */
export function columnText(column: RunColumn, value: CellValue): string {
  return typeof value === 'number' && column.format === 'number'
    ? numberText(value, column.digits)
    : cellText(column, value, Date.now()).text
}

const SPREAD_DIGITS = 2

/** Mean and standard deviation of a group as "528.4 ± 42", with count and range on hover. */
export function statisticsText(column: RunColumn, statistics: GroupStatistics): CellText {
  const value = (number: number) => cellText(column, number, 0)
  const { count, mean, standardDeviation: deviation, min, max, nonFinite } = statistics
  const runs = count === 1 ? '1 finished run' : `${count} finished runs`
  const spread = deviation === null ? '' : `, sample standard deviation ${exactText(deviation)}`
  const left = nonFinite > 0 ? `; ${nonFinite} not finite and left out` : ''
  const hover = `mean ${exactText(mean)} of ${runs}${spread}, from ${exactText(min)} to ${exactText(max)}${left}`
  const meanText = value(mean)
  if (deviation === null) return { ...meanText, hover, copy: exactText(mean) }
  if (column.format !== 'number') return { ...meanText, text: `${meanText.text} ± ${value(deviation).text}`, hover, copy: exactText(mean) }
  const parts = formatNumber(mean, column.digits === 'integer' || column.digits === 'exact' ? 4 : column.digits)
  const deviationParts = formatNumber(deviation, SPREAD_DIGITS)
  const text = `${parts.text} ± ${deviationParts.text}`
  return { text, exponent: null, hover, copy: exactText(mean), faint: false }
}
