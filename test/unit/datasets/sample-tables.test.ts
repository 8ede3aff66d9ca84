import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  columnStatistics,
  SAMPLE_TABLES,
  sampleData,
  sampleRegression,
  sampleTable,
  splitRows,
  standardised,
  standardisedRegressionInOrder,
  type LabelledPoints,
} from '../../../src-main/datasets'
import { legacyNumpyPermutation } from '../../fixtures/legacy-numpy'

const FOLDER = 'src-main/datasets/samples'

/** Rows of equal inputs, by their inputs. */
function groups({ inputs, inputDimension: d, sampleCount }: LabelledPoints): number[][] {
  const byInputs = new Map<string, number[]>()
  for (let i = 0; i < sampleCount; i++) {
    const key = inputs.subarray(i * d, (i + 1) * d).join()
    byInputs.set(key, [...(byInputs.get(key) ?? []), i])
  }
  return [...byInputs.values()]
}

/** Mean square of what no function of the inputs can fit: the scatter of the targets of equal inputs. */
function irreducible(points: LabelledPoints): number {
  const scatter = groups(points).map((rows) => {
    const mean = rows.reduce((sum, i) => sum + points.targets[i]!, 0) / rows.length
    return rows.reduce((sum, i) => sum + (points.targets[i]! - mean) ** 2, 0)
  })
  return scatter.reduce((a, b) => a + b, 0) / points.sampleCount
}

const meanSquare = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0) / values.length

describe('the sample tables', () => {
  it.each(SAMPLE_TABLES.map((table) => [table.id, table] as const))('%s: the file is the one that is credited', (_, table) => {
    expect(
      createHash('sha256')
        .update(readFileSync(`${FOLDER}/${table.file}`))
        .digest('hex'),
    ).toBe(table.sha256)
    const credits = readFileSync(`${FOLDER}/README.md`, 'utf8')
      .split('\n')
      .find((line) => line.includes(`\`${table.file}\``))
    expect(credits).toContain(table.credits.citation)
    expect(credits).toContain(table.credits.source)
    expect(table.credits.licence).toBe('CC BY 4.0')
  })

  it('are all the files there are', () => {
    const files = readdirSync(FOLDER).filter((file) => /\.(csv|dat)$/.test(file))
    expect(files.sort()).toEqual(SAMPLE_TABLES.map(({ file }) => file).sort())
  })

  it.each([
    ['concrete', 1030, { delimiter: 'comma', lineEnds: 'LF', emptyColumns: [] }],
    ['energy', 768, { delimiter: 'comma', lineEnds: 'mixed', emptyColumns: [11, 12] }],
    ['airfoil', 1503, { delimiter: 'tab', lineEnds: 'LF', emptyColumns: [] }],
    ['plant', 9568, { delimiter: 'comma', lineEnds: 'LF', emptyColumns: [] }],
  ])('%s has %i rows, all columns explained', (id, rows, found) => {
    const table = sampleTable(id)
    expect(table.rowCount).toBe(rows)
    expect(table.report).toMatchObject({ ...found, header: true, decimalMark: 'point', byteOrderMark: false, emptyRows: 0 })
    expect(table.names).toEqual(SAMPLE_TABLES.find((entry) => entry.id === id)!.columns.map(({ name }) => name))
  })

  it.each([
    ['concrete', undefined, 8, 35.817961, 16.69763],
    ['energy', 'Y1', 8, 22.307201, 10.083624],
    ['energy', 'Y2', 8, 24.58776, 9.50711],
    ['airfoil', undefined, 5, 124.835943, 6.896361],
    ['plant', undefined, 4, 454.365009, 17.066103],
  ])('%s %s: %i inputs, mean %f and deviation %f of the target', (id, target, inputDimension, mean, deviation) => {
    const data = sampleData(id, target)
    expect(data.inputDimension).toBe(inputDimension)
    const statistics = columnStatistics(data.targets, 1)
    expect(Math.abs(statistics.mean[0]! - mean)).toBeLessThan(6e-7)
    expect(Math.abs(statistics.standardDeviation[0]! - deviation)).toBeLessThan(6e-7)
  })

  it('airfoil has its extremes', () => {
    const { targets } = sampleData('airfoil', undefined)
    expect([Math.min(...targets), Math.max(...targets)]).toEqual([103.38, 140.987])
  })

  it.each([
    ['concrete', 992],
    ['energy', 768],
    ['airfoil', 1503],
    ['plant', 9527],
  ])('%s has %i distinct inputs', (id, distinct) => {
    expect(groups(sampleData(id, undefined))).toHaveLength(distinct)
  })

  it('the repeated inputs of the power plant are copies of whole rows', () => {
    expect(irreducible(sampleData('plant', undefined))).toBe(0)
  })

  it('what no function of the inputs of concrete can fit', () => {
    const data = sampleData('concrete', undefined)
    expect(irreducible({ ...data, targets: standardised(data.targets, columnStatistics(data.targets, 1)) })).toBeCloseTo(0.0039465, 7)
  })

  it.each([
    ['concrete', 1.02062, 5e-6],
    ['energy', 0.9606, 5e-5],
  ])('%s in the order of the authors: mean square of the test targets', (id, expected, rounding) => {
    const data = sampleData(id, undefined)
    const { test } = standardisedRegressionInOrder(data, legacyNumpyPermutation(10, data.sampleCount))
    expect(Math.abs(meanSquare(test.targets) - expected)).toBeLessThan(rounding)
  })

  it('concrete in the order of the authors has 6 repeated rows in its training set', () => {
    const { train } = standardisedRegressionInOrder(sampleData('concrete', undefined), legacyNumpyPermutation(10, 1030))
    expect(train.sampleCount - groups(train).length).toBe(6)
    expect(irreducible(train)).toBeCloseTo(3.5e-6, 7)
    expect(meanSquare(train.targets)).toBeCloseTo(1, 13)
  })

  it('are split by the seed', () => {
    const { train, validation, test } = sampleRegression('energy', 'Y2', 4)
    expect([train.sampleCount, validation.sampleCount, test.sampleCount]).toEqual([307, 307, 154])
    const { targets } = sampleData('energy', 'Y2')
    const [rows] = splitRows(4, 768, [0.4, 0.4])
    const chosen = Float64Array.from(rows!, (row) => targets[row]!)
    expect(train.targets).toEqual(standardised(chosen, columnStatistics(chosen, 1)))
    expect(sampleRegression('energy', 'Y2', 5).train.targets).not.toEqual(train.targets)
  })

  it('that are not there are not found', () => {
    expect(() => sampleTable('wine')).toThrow('There is no sample table "wine"; there are concrete, energy, airfoil, plant.')
    expect(() => sampleData('energy', 'X1')).toThrow('The sample table "energy" has no target "X1"; it has Y1, Y2.')
  })
})

it('the order of the authors is that of numpy.random.RandomState(10)', () => {
  expect([...legacyNumpyPermutation(10, 1030).subarray(0, 8)]).toEqual([559, 705, 500, 218, 836, 318, 1025, 499])
})
