import { describe, expect, it } from 'vitest'
import { readTable, type NumericTable, type TableReport } from '../../../src-main/datasets'
import { refusal } from '../../fixtures/refusal'

const read = (text: string): NumericTable => readTable(new TextEncoder().encode(text), 'data.csv')
const VALUES = Float64Array.of(8.34, 40.77, 480, 23.64, 58.49, 445)
const PLAIN: TableReport = {
  delimiter: 'comma',
  header: false,
  decimalMark: 'point',
  byteOrderMark: false,
  lineEnds: 'LF',
  emptyRows: 0,
  emptyColumns: [],
}

describe('tables as programs write them', () => {
  it.each<[string, string, Partial<TableReport>]>([
    ['commas', '8.34,40.77,480\n23.64,58.49,445\n', {}],
    ['quoted cells', '"8.34","40.77","480"\n"23.64","58.49","445"\n', {}],
    ['blanks around the commas', ' 8.34, 40.77, 480\n23.64 ,58.49, 445 \n', {}],
    ['semicolons', '8.34;40.77;480\n23.64;58.49;445\n', { delimiter: 'semicolon' }],
    ['tabs', '8.34\t40.77\t480\n23.64\t58.49\t445\n', { delimiter: 'tab' }],
    ['tabs and blanks', '8.34\t40.77 \t480\n 23.64\t58.49\t445\n', { delimiter: 'tab' }],
    ['blanks', '  8.34   40.77 480\n 23.64 58.49   445  \n', { delimiter: 'whitespace' }],
    ['blanks or tabs', '8.34 40.77\t480\n23.64  58.49 445\n', { delimiter: 'whitespace' }],
    ['decimal commas and semicolons', '8,34;40,77;480\n23,64;58,49;445\n', { delimiter: 'semicolon', decimalMark: 'comma' }],
    ['decimal commas and tabs', '8,34\t40,77\t480\n23,64\t58,49\t445\n', { delimiter: 'tab', decimalMark: 'comma' }],
    ['decimal commas and blanks', '8,34 40,77 480\n23,64 58,49 445\n', { delimiter: 'whitespace', decimalMark: 'comma' }],
    ['decimal commas in quotes', '"8,34","40,77",480\n"23,64","58,49",445\n', { decimalMark: 'comma' }],
    ['a byte order mark', '\uFEFF8.34,40.77,480\n23.64,58.49,445\n', { byteOrderMark: true }],
    ['line ends of Windows', '8.34,40.77,480\r\n23.64,58.49,445\r\n', { lineEnds: 'CRLF' }],
    ['line ends of Windows, written twice', '8.34,40.77,480\r\r\n23.64,58.49,445', { lineEnds: 'mixed' }],
    ['line ends of old computers', '8.34,40.77,480\r23.64,58.49,445\r', { lineEnds: 'CR' }],
    ['no last line end', '8.34,40.77,480\n23.64,58.49,445', {}],
    ['empty lines at the end', '8.34,40.77,480\n23.64,58.49,445\n\n  \n\n', { emptyRows: 3 }],
    ['rows without content', '8.34,40.77,480\n,,\n23.64,58.49,445\n, ,\n', { emptyRows: 2 }],
    ['columns without content', '8.34,,40.77,480,\n23.64,,58.49,445, \n', { emptyColumns: [2, 5] }],
  ])('with %s', (_, text, found) => {
    const table = read(text)
    expect(table.report).toEqual({ ...PLAIN, ...found })
    expect(table.values).toEqual(VALUES)
    expect([table.rowCount, table.columnCount]).toEqual([2, 3])
  })

  it('have the names of their header', () => {
    const table = read('"AT, outside";V;PE\n8,34;40,77;480\n')
    expect(table.names).toEqual(['AT, outside', 'V', 'PE'])
    expect(table.report).toEqual({ ...PLAIN, delimiter: 'semicolon', header: true, decimalMark: 'comma' })
  })

  it('have numbers for names where the header says nothing, as counted in the file', () => {
    expect(read('a,,,d\n1,2,,4\n').names).toEqual(['a', 'column 2', 'd'])
    expect(read('1,,3\n4,,6\n').names).toEqual(['column 1', 'column 3'])
  })

  it('may be one column with a name of several words', () => {
    const table = read('compressive strength\n1.5\n2\n')
    expect(table.names).toEqual(['compressive strength'])
    expect(table.values).toEqual(Float64Array.of(1.5, 2))
  })

  it('may have decimal commas beside whole numbers, exponents and signs', () => {
    expect(read('1;-2,5;3,\n+,5;1,5e-3;7\n').values).toEqual(Float64Array.of(1, -2.5, 3, 0.5, 0.0015, 7))
  })

  it('keep all 17 digits, and thousands of rows', () => {
    expect(read('0.1,0.30000000000000004\n').values).toEqual(Float64Array.of(0.1, 0.30000000000000004))
    const table = read(Array.from({ length: 20_000 }, (_, i) => `${i},${i / 4}`).join('\n'))
    expect(table.rowCount).toBe(20_000)
    expect(table.values.at(-1)).toBe(19_999 / 4)
  })
})

describe('refused tables', () => {
  it.each([
    ['a missing value', 'a,b\n1,2\n3,\n4,\n', 'has "" in line 3, column 2; every cell must be a finite number'],
    ['a named column without values', 'a,b\n1,\n3,\n', 'has "" in line 2, column 2'],
    ['a word', '1,2\n\n3,four\n', 'has "four" in line 3, column 2; every cell must be a finite number'],
    ['a half header', 'x,2\n3,4\n', 'has "x" in line 1, column 1'],
    ['nan', '1,2\nNaN,1\n', 'has "NaN" in line 2, column 1'],
    ['a number too large', '1;2\n1e999;3\n', 'has "1e999" in line 2, column 1'],
    ['thousands', '1;2\n1.234,5;3\n', 'has "1.234,5" in line 2, column 1'],
    [
      'two decimal marks',
      '8,34;1\n3;4.5\n',
      'has "4.5" in line 2, column 2; a decimal point, but "8,34" in line 1, column 1 has a decimal comma',
    ],
    [
      'two decimal marks, the other way',
      'a;b\n8.34;1\n3;4,5\n',
      'has "4,5" in line 3, column 2; a decimal comma, but "8.34" in line 2, column 1 has a decimal point',
    ],
    ['a ragged row', '1 2 3\n4 5\n', 'has 2 cells in line 2 and 3 in the lines before'],
    ['a header alone', 'a,b\n', 'has no row of numbers'],
    ['no content', ',,\n\n', 'has no row of numbers'],
    ['nothing', '', 'has no row of numbers'],
    ['an open quote', '1,2\n"3,4\n', 'is not a CSV file'],
  ])('with %s', (_, text, rule) => {
    expect(refusal(() => read(text))).toContain(`data.csv ${rule}`)
  })

  it.each([
    ['a workbook of 2007', [0x50, 0x4b, 3, 4], 'is a workbook or an archive'],
    ['a workbook of 1997', [0xd0, 0xcf, 0x11, 0xe0, 0xa1], 'is a workbook or an archive'],
    ['UTF-16', [0xff, 0xfe, 0x31, 0], 'is encoded in UTF-16'],
  ])('that are %s', (_, bytes, rule) => {
    expect(refusal(() => readTable(Uint8Array.from(bytes), 'data.csv'))).toContain(rule)
  })
})
