const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i

/** A number as a person writes it: 300, 0.001, 1e-3, −2. null when it is none, or too large for float64. */
export function parseNumber(text: string): number | null {
  const plain = text.trim().replace('−', '-')
  if (!NUMBER.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}

/** Digits without leading and trailing zeros, and the power of ten of the first: two texts of the same decimal number agree in both. */
function decimal(text: string): string {
  const [mantissa = '', exponent = '0'] = text.trim().replace('−', '-').replace(/^[+-]/, '').toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = whole + fraction
  const leading = /^0*/.exec(digits)?.[0].length ?? 0
  const figures = digits.slice(leading).replace(/0+$/, '')
  return figures === '' ? '0' : `${figures} ${whole.length - leading + Number(exponent)}`
}

/** What a number that float64 cannot hold is taken for, null when it is held exactly as it is written. */
export function readAs(text: string): string | null {
  const value = parseNumber(text)
  if (value === null) return null
  const written = String(value)
  return decimal(written) === decimal(text) ? null : written
}
