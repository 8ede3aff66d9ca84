import { exactText } from '../../src-main/contract'

export { exactText }

/** Narrow no-break space: separates thousands and surrounds the multiplication sign. */
export const THIN_SPACE = '\u202f'
const MINUS = '\u2212'

/**
 * How many digits to show: significant digits; `integer`: whole numbers in full, anything else with 4 significant digits;
 * `exact`: the shortest decimal that reads back as the same number (for values a person chose, such as a step size).
 */
export type Digits = number | 'integer' | 'exact'

/** A number ready to be drawn. `text` is the whole of it on one line, `exact` is what hover shows and copying gives. */
export interface NumberParts {
  mantissa: string
  /** of ten; null when the number is written out */
  exponent: string | null
  text: string
  exact: string
  /** what a person is told when this is no ordinary number */
  name: string | null
}

const DEFAULT_DIGITS = 4
/** Numbers whose leading digit stands at 10^-3 .. 10^5 are written out, others with a power of ten. */
const LEAST_WRITTEN_OUT = -3
const GREATEST_WRITTEN_OUT = 5
const GREATEST_INTEGER_WRITTEN_OUT = 1e15

const SUPERSCRIPT: Record<string, string> = {
  [MINUS]: '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
}

/** 11984 as "11 984"; four digits stay together. Digits after the point are left alone. */
export function groupThousands(digits: string): string {
  const [whole = '', fraction] = digits.split('.')
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) : whole
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

function special(text: string, name: string, exact: string): NumberParts {
  return { mantissa: text, exponent: null, text, exact, name }
}

function written(sign: string, digits: string, exact: string): NumberParts {
  const mantissa = sign + groupThousands(digits)
  return { mantissa, exponent: null, text: mantissa, exact, name: null }
}

function withPower(sign: string, digits: string, power: number, exact: string): NumberParts {
  const exponent = power < 0 ? `${MINUS}${-power}` : String(power)
  const mantissa = sign + digits
  const raised = [...exponent].map((character) => SUPERSCRIPT[character] ?? character).join('')
  return { mantissa, exponent, text: `${mantissa}${THIN_SPACE}×${THIN_SPACE}10${raised}`, exact, name: null }
}

/** Digits and decimal exponent of a positive finite number: 0.00125 -> ["1.25", -3]. */
function scientific(value: number, significant: number | null): [digits: string, power: number] {
  const text = significant === null ? value.toExponential() : value.toExponential(significant - 1)
  const at = text.indexOf('e')
  return [text.slice(0, at), Number(text.slice(at + 1))]
}

/** Writes 1.25 and -3 as 0.00125 by moving the point, so that no further rounding takes place. */
function writtenOut(digits: string, power: number): string {
  const figures = digits.replace('.', '')
  if (power < 0) return `0.${'0'.repeat(-power - 1)}${figures}`
  const padded = figures.padEnd(power + 1, '0')
  const fraction = padded.slice(power + 1)
  return fraction === '' ? padded : `${padded.slice(0, power + 1)}.${fraction}`
}

/**
 * A number as it is drawn everywhere in the window. Rounded to `digits` significant digits, but never so far that a digit in front of the
 * point becomes a made-up zero (11984.3 with 4 digits is "11 984", not "11 980").
 */
export function formatNumber(value: number | null | undefined, digits: Digits = DEFAULT_DIGITS): NumberParts {
  if (value === null || value === undefined) return special('–', 'not measured', '')
  if (Number.isNaN(value)) return special('NaN', 'not a number (NaN)', 'NaN')
  if (!Number.isFinite(value)) {
    return value > 0 ? special('∞', 'plus infinity', 'Infinity') : special(`${MINUS}∞`, 'minus infinity', '-Infinity')
  }
  const exact = exactText(value)
  if (value === 0) return written('', '0', exact)
  const sign = value < 0 ? MINUS : ''
  const size = Math.abs(value)
  if (Number.isInteger(size) && (digits === 'integer' || digits === 'exact') && size < GREATEST_INTEGER_WRITTEN_OUT) {
    return written(sign, String(size), exact)
  }
  const significant = digits === 'exact' ? null : digits === 'integer' ? DEFAULT_DIGITS : digits
  const [mantissa, power] = scientific(size, significant)
  if (power < LEAST_WRITTEN_OUT || power > GREATEST_WRITTEN_OUT) return withPower(sign, mantissa, power, exact)
  const [, leadingPower] = scientific(size, null)
  const allInFront = significant !== null && leadingPower >= significant ? scientific(size, leadingPower + 1) : ([mantissa, power] as const)
  return written(sign, writtenOut(...allInFront), exact)
}

/** The same on one line, for places that hold text only: canvas labels, titles, table exports for people. */
export function numberText(value: number | null | undefined, digits: Digits = DEFAULT_DIGITS): string {
  return formatNumber(value, digits).text
}
