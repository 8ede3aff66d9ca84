import { describe, expect, it } from 'vitest'
import { readTable, regressionData, type ColumnChoice } from '../../../src-main/datasets'
import { refusal } from '../../fixtures/refusal'

const table = readTable(new TextEncoder().encode('a,b,c,y\n1,2,3,4\n5,6,7,8\n'), 'data.csv')
const choose = (choice: ColumnChoice) => regressionData(table, choice, 'data.csv')

describe('a regression problem out of a table', () => {
  it('predicts the last column from the others if nothing else is said', () => {
    expect(choose({})).toEqual({
      inputs: Float64Array.of(1, 2, 3, 5, 6, 7),
      inputDimension: 3,
      sampleCount: 2,
      targets: Float64Array.of(4, 8),
      outputCount: 1,
      inputNames: ['a', 'b', 'c'],
      targetName: 'y',
    })
  })

  it.each<[ColumnChoice]>([[{ target: 'b', excluded: ['y'] }], [{ target: 2, excluded: [4] }]])(
    'takes columns by name or by number: %o',
    (choice) => {
      const data = choose(choice)
      expect(data.inputNames).toEqual(['a', 'c'])
      expect(data.inputs).toEqual(Float64Array.of(1, 3, 5, 7))
      expect(data.targets).toEqual(Float64Array.of(2, 6))
      expect(data.targetName).toBe('b')
    },
  )

  it.each<[ColumnChoice, string]>([
    [{ target: 'z' }, 'has no column "z"; its columns are a, b, c, y'],
    [{ target: 0 }, 'has no column 0; it has 4, counted from 1'],
    [{ excluded: [5] }, 'has no column 5'],
    [{ excluded: ['y'] }, 'has the column "y", which cannot be both target and excluded'],
    [{ excluded: ['a', 'b', 'c'] }, 'has no column left for the inputs'],
  ])('refuses %o', (choice, rule) => {
    expect(refusal(() => choose(choice))).toContain(`data.csv ${rule}`)
  })

  it('asks for the number of a column whose name is there twice', () => {
    const twice = readTable(new TextEncoder().encode('x,x,y\n1,2,3\n'), 'data.csv')
    expect(refusal(() => regressionData(twice, { target: 'x' }, 'data.csv'))).toContain('has more than one column "x"')
    expect(regressionData(twice, { target: 2 }, 'data.csv').targets).toEqual(Float64Array.of(2))
  })
})
