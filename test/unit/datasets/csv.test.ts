import { describe, expect, it } from 'vitest'
import { LabError } from '../../../src-main/contract'
import { readArrayFile, type NumericArray } from '../../../src-main/datasets'

const read = (text: string): NumericArray => readArrayFile(new TextEncoder().encode(text), 'data.csv')

function refusal(text: string): string {
  try {
    read(text)
  } catch (error) {
    if (error instanceof LabError && error.code === 'invalid-file') return error.message
    throw error
  }
  throw new Error('the file was read')
}

describe('CSV files', () => {
  it.each([
    ['commas', '1,2,3\n4,5,6\n', [2, 3], [1, 2, 3, 4, 5, 6]],
    ['a header', 'x,y\n1,2\n', [1, 2], [1, 2]],
    ['quoted cells and a header with a comma', '"a, b",c\n"1","2"\n', [1, 2], [1, 2]],
    ['semicolons', '1;2\n3;4', [2, 2], [1, 2, 3, 4]],
    ['tabs', 'a\tb\n1\t2\n', [1, 2], [1, 2]],
    ['one column', 'y\n1\n-2\n3e-5\n', [3], [1, -2, 3e-5]],
    ['spaces, empty lines and carriage returns', '\r\n 1 , 2\r\n\r\n3,4\r\n', [2, 2], [1, 2, 3, 4]],
    ['a byte order mark', '\uFEFF1,2\n3,4\n', [2, 2], [1, 2, 3, 4]],
    ['every way to write a number', '+1.,-.5\n1E3,2.5e-3\n007,0\n', [3, 2], [1, -0.5, 1000, 0.0025, 7, 0]],
  ])('with %s', (_, text, shape, values) => {
    const array = read(text)
    expect(array.shape).toEqual(shape)
    expect([...array.values]).toEqual(values)
  })

  it('keeps all 17 digits', () => {
    expect(read('0.1,0.30000000000000004\n').values).toEqual(Float64Array.of(0.1, 0.30000000000000004))
  })

  it('grows to many rows', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${2 * i}`)
    const array = read(rows.join('\n'))
    expect(array.shape).toEqual([5000, 2])
    expect(array.values[9999]).toBe(9998)
  })

  it.each([
    ['a ragged row', '1,2\n3\n', 'has 1 cells in line 2 and 2 in the lines before'],
    ['a row that does not fit the header', 'a,b\n1,2,3\n', 'has 3 cells in line 2 and 2 in the lines before'],
    ['a word', '1,2\n3,four\n', 'has "four" in line 2, column 2; every cell must be a finite number'],
    ['a half header', 'x,2\n3,4\n', 'has "x" in line 1, column 1'],
    ['an empty cell', '1,\n', 'has "" in line 1, column 2'],
    ['nan', '1,2\nnan,1\n', 'has "nan" in line 2, column 1'],
    ['infinity', '1\ninf\n', 'has "inf" in line 2'],
    ['a number too large', '1\n1e999\n', 'has "1e999" in line 2'],
    ['a decimal comma', '1;2\n3,5;4\n', 'has "3,5" in line 2, column 1'],
    ['hexadecimal', '1\n0x10\n', 'has "0x10"'],
    ['a header alone', 'a,b\n', 'has no row of numbers'],
    ['nothing', '', 'has no row of numbers'],
    ['an open quote', '1,2\n"3,4\n', 'is not a CSV file'],
    ['a very long cell', `1\n${'x'.repeat(1000)}\n`, `has "${'x'.repeat(40)}..." in line 2`],
  ])('with %s are refused', (_, text, rule) => {
    expect(refusal(text)).toContain(rule)
    expect(refusal(text)).toContain('data.csv')
  })
})
