import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { csvText, type CsvValue } from '../../../src-main/contract'

it('quotes only what needs it', () => {
  expect(
    csvText(
      ['a', 'b,c'],
      [
        [1, 'say "x"'],
        [null, 'two\nlines'],
      ],
    ),
  ).toBe('a,"b,c"\r\n1,"say ""x"""\r\n,"two\nlines"\r\n')
})

it('writes numbers so that they read back', () => {
  expect(csvText(['x'], [[NaN], [Infinity], [-Infinity], [-0], [5e-324]])).toBe('x\r\nNaN\r\nInfinity\r\n-Infinity\r\n-0\r\n5e-324\r\n')
})

it('is read back by an independent reader', () => {
  const value = fc.oneof(
    fc.double().map((number): CsvValue => number),
    fc.string({ minLength: 1 }).map((text): CsvValue => text),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 1 }), (rows) => {
      const read: unknown = parse(csvText(['first', 'second'], rows), { fromLine: 2, recordDelimiter: '\r\n' })
      expect(read).toEqual(
        rows.map((row) => row.map((each) => (typeof each === 'number' ? (Object.is(each, -0) ? '-0' : String(each)) : each))),
      )
    }),
  )
})
