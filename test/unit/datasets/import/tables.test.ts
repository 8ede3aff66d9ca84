import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { importFiles, recogniseFiles, type ImportChoices, type Imported } from '../../../../src-main/datasets/import'
import { memoryFiles, textBytes } from '../../../fixtures/memory-files'

const IRIS = 'id;length;width;species\na1;5,1;3,5;setosa\na2;7;3,2;versicolor\na3;4,9;3;setosa\n'
const read = (text: string, choices: ImportChoices = {}, name = 'x.csv'): Promise<Imported> =>
  importFiles([name], choices, undefined, memoryFiles({ [name]: textBytes(text) }))

describe('text tables', () => {
  it('are sketched, with roles that can be corrected', async () => {
    const [found] = await recogniseFiles(['x.csv'], undefined, memoryFiles({ 'x.csv': textBytes(`\uFEFF${IRIS}`) }))
    expect(found).toMatchObject({
      format: 'table',
      reason: 'x.csv: text in 4 columns separated by semicolon, 3 rows',
      table: { delimiter: 'semicolon', header: true, decimalMark: 'comma', byteOrderMark: true },
      choices: { table: { columns: ['ignored', 'input', 'input', 'label'] } },
      notes: ['Inputs: length, width. Labels: species.', 'Left out, as they hold no numbers: id.'],
    })
    expect(found?.columns?.[1]).toEqual({ name: 'length', kind: 'number', role: 'input', examples: ['5,1', '7', '4,9'] })
  })

  it('text labels are classes in the order of their names', async () => {
    expect(await read(IRIS)).toMatchObject({
      classNames: ['setosa', 'versicolor'],
      columnNames: ['length', 'width'],
      parts: [{ role: 'all', count: 3, values: Float64Array.of(5.1, 3.5, 7, 3.2, 4.9, 3), labels: Int32Array.of(0, 1, 0) }],
    })
  })

  it('real labels are values, few integers are classes, and either can be asked for', async () => {
    const real = '1,2,0.5\n3,4,1.5\n'
    expect((await read(real)).parts[0]?.labels).toEqual(Float64Array.of(0.5, 1.5))
    expect(await read(real, { labels: 'classes' })).toMatchObject({ classNames: ['0.5', '1.5'], parts: [{ labels: Int32Array.of(0, 1) }] })
    const integers = '1,2,0\n3,4,1\n5,6,1\n7,8,0\n'
    expect((await read(integers)).parts[0]?.labels).toEqual(Int32Array.of(0, 1, 1, 0))
    expect((await read(integers, { labels: 'values' })).parts[0]?.labels).toEqual(Float64Array.of(0, 1, 1, 0))
  })

  it('roles, header and delimiter follow the choice', async () => {
    const found = await read('1 2 3\n4 5 6\n', { table: { columns: ['label', 'input', 'ignored'] } }, 'x.txt')
    expect(found).toMatchObject({ columnNames: ['column 2'], parts: [{ values: Float64Array.of(2, 5), labels: Float64Array.of(1, 4) }] })
    expect((await read('1,2\n3,4\n', { table: { header: true } })).parts[0]?.count).toBe(1)
  })

  it.each<[string, string, ImportChoices, string]>([
    [
      'a word among numbers',
      `${'1,2\n'.repeat(20_000)}3,x\n`.replace('1,2\n', 'a,label\n') + '1,y\nw,z',
      {},
      'x.csv has "w" in line 20003, column 1; every cell of an input must be a finite number',
    ],
    ['another number of cells', '1,2\n3\n', {}, 'has 1 cells in line 2'],
    ['no label', 'a,label\n1,x\n2,\n', {}, 'has "" in line 3, column 2; every row must have a label'],
    ['two labels', '1,2,3\n', { table: { columns: ['label', 'label', 'input'] } }, 'can have one label column'],
    ['roles for other columns', '1,2,3\n', { table: { columns: ['label', 'input'] } }, 'has 3 columns; roles are given for 2'],
    ['no input', '1,2\n', { table: { columns: ['label', 'ignored'] } }, 'has no column of inputs'],
    ['text as value', IRIS, { labels: 'values' }, 'has the label "setosa", which is no value to regress on'],
  ])('with %s are refused', async (_, text, choices, rule) => {
    await expect(read(text, choices)).rejects.toThrow(rule)
  })

  it.each([
    ['airfoil_self_noise.dat', 1503, 5, 124.835943, 6.896361],
    ['concrete.csv', 1030, 8, 35.817961, 16.69763],
    ['power-plant.csv', 9568, 4, 454.365009, 17.066103],
  ])('%s has the rows, mean and deviation of its publication', async (name, rows, dimension, mean, deviation) => {
    const content = new Uint8Array(readFileSync(join(import.meta.dirname, '../../../../src-main/datasets/samples', name)))
    const found = await importFiles([name], {}, undefined, memoryFiles({ [name]: content }))
    const labels = Array.from(found.parts[0]?.labels ?? [])
    const average = labels.reduce((sum, value) => sum + value, 0) / labels.length
    const variance = labels.reduce((sum, value) => sum + (value - average) * (value - average), 0) / labels.length
    expect([found.parts[0]?.count, found.shape]).toEqual([rows, { dimension }])
    expect(average).toBeCloseTo(mean, 5)
    expect(Math.sqrt(variance)).toBeCloseTo(deviation, 5)
  })
})
