import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  exactText,
  formatNumber,
  groupThousands,
  numberText,
  THIN_SPACE,
  type Digits,
} from '../../../../src-renderer/components/format-number'

const T = THIN_SPACE

describe('formatNumber', () => {
  it.each<[number, Digits | undefined, string]>([
    [0.0957, undefined, '0.09570'],
    [0.00125, 3, '0.00125'],
    [0.000125, 3, `1.25${T}×${T}10⁻⁴`],
    [1.5e-7, undefined, `1.500${T}×${T}10⁻⁷`],
    [-0.5, undefined, '−0.5000'],
    [528.4, undefined, '528.4'],
    [18.7, undefined, '18.70'],
    [11984.33, undefined, `11${T}984`],
    [123456.7, undefined, `123${T}457`],
    [1234567, undefined, `1.235${T}×${T}10⁶`],
    [528, 'integer', '528'],
    [1840, 'integer', '1840'],
    [28217, 'integer', `28${T}217`],
    [210147, 'integer', `210${T}147`],
    [1_000_000, 'integer', `1${T}000${T}000`],
    [-28217, 'integer', `−28${T}217`],
    [528.43, 'integer', '528.4'],
    [0.001, 'exact', '0.001'],
    [5e-4, 'exact', `5${T}×${T}10⁻⁴`],
    [0.1 + 0.2, 'exact', '0.30000000000000004'],
    [1e21, 'exact', `1${T}×${T}10²¹`],
    [0, undefined, '0'],
    [-0, undefined, '0'],
  ])('writes %d with digits %s as %s', (value, digits, text) => {
    expect(formatNumber(value, digits).text).toBe(text)
  })

  it.each([
    [9999.96, '10\u202f000'],
    [99999.6, '100\u202f000'],
    [999999.7, '1.000\u202f×\u202f10⁶'],
    [0.00099996, '0.001000'],
    [0.000999949, '9.999\u202f×\u202f10⁻⁴'],
  ])('carries when rounding %d', (value, text) => {
    expect(numberText(value)).toBe(text)
  })

  it('names what is no ordinary number and shows it', () => {
    expect(formatNumber(NaN)).toMatchObject({ text: 'NaN', exact: 'NaN', name: 'not a number (NaN)' })
    expect(formatNumber(Infinity)).toMatchObject({ text: '∞', exact: 'Infinity', name: 'plus infinity' })
    expect(formatNumber(-Infinity)).toMatchObject({ text: '−∞', exact: '-Infinity', name: 'minus infinity' })
    expect(formatNumber(null)).toMatchObject({ text: '–', exact: '', name: 'not measured' })
    expect(formatNumber(undefined)).toMatchObject({ text: '–', exact: '', name: 'not measured' })
  })

  it('keeps the exact value, the sign of zero included', () => {
    expect(formatNumber(1 / 3).exact).toBe('0.3333333333333333')
    expect(exactText(-0)).toBe('-0')
    expect(Object.is(Number(exactText(-0)), -0)).toBe(true)
  })

  it('never shows a value further away than half a unit of the last digit asked for', () => {
    const shown = (value: number, digits: Digits): number => {
      const { mantissa, exponent } = formatNumber(value, digits)
      const plain = (text: string) => text.replaceAll(T, '').replace('−', '-')
      return Number(exponent === null ? plain(mantissa) : `${plain(mantissa)}e${plain(exponent)}`)
    }
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }),
        fc.integer({ min: 1, max: 12 }),
        (value, digits) => {
          fc.pre(value === 0 || Math.abs(value) > 1e-300)
          const size = Math.abs(value)
          const unit = value === 0 ? 0 : Number(`1e${Math.floor(Math.log10(size)) - digits + 1}`)
          expect(Math.abs(shown(value, digits) - value)).toBeLessThanOrEqual(0.5 * unit * (1 + 1e-9) + size * 1e-15)
          expect(shown(value, 'exact')).toBe(value === 0 ? 0 : value)
        },
      ),
    )
  })

  it('reads back exactly from the exact text', () => {
    fc.assert(fc.property(fc.double(), (value) => Object.is(Number(formatNumber(value).exact), value)))
  })
})

describe('groupThousands', () => {
  it('leaves four digits and decimals together', () => {
    expect(groupThousands('9999')).toBe('9999')
    expect(groupThousands('10000.12345')).toBe(`10${T}000.12345`)
  })
})
