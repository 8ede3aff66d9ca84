import { describe, expect, it } from 'vitest'
import type { ComparedLeaf, ComparisonView } from '../../../../../src-main/contract'
import { precisionNotes } from '../../../../../src-renderer/pages/compare/precision-notes'
import { rowSearch } from '../../../../../src-renderer/pages/compare/row-search'

const leaf = (path: string, ...values: (string | null)[]): ComparedLeaf => ({
  path,
  values: values.map((value) => (value === null ? [] : [value])),
  differs: new Set(values).size > 1,
  ratios: values.map(() => null),
})
const view = (configuration: ComparedLeaf[], environment: ComparedLeaf[]): ComparisonView =>
  ({ configuration, environment, entries: [{ label: 'a' }, { label: 'b' }] }) as ComparisonView

describe('what keeps runs from agreeing', () => {
  it('is said of float32 beside float64, stated or not, and of different arithmetics', () => {
    const same = leaf('arithmeticHash', 'h', 'h')
    expect(precisionNotes(view([leaf('precision', 'float32', 'float32')], [same]))).toEqual([])
    expect(precisionNotes(view([], [same]))).toEqual([])
    for (const other of ['float64', null])
      expect(precisionNotes(view([leaf('precision', 'float32', other)], [same]))).toEqual([expect.stringContaining('float32')])
    expect(precisionNotes(view([leaf('precision', 'float64', null)], [same]))).toEqual([])
    expect(precisionNotes(view([], [leaf('arithmeticHash', 'h', 'k')]))).toEqual([expect.stringContaining('agree to rounding')])
    // a run whose environment is not known says nothing
    expect(precisionNotes(view([], [leaf('arithmeticHash', 'h', null)]))).toEqual([])
  })
})

describe('searching rows', () => {
  it('is by what names contain, or by a regular expression between slashes', () => {
    const found = (text: string) =>
      ['model.hiddenWidth', 'data.inputDimension', 'training.stepSizes.hidden'].filter(rowSearch(text).matches)
    expect(found(' HIDDEN ')).toEqual(['model.hiddenWidth', 'training.stepSizes.hidden'])
    expect(found('/hidden$/')).toEqual(['training.stepSizes.hidden'])
    expect(found('/^(data|model)\\./')).toEqual(['model.hiddenWidth', 'data.inputDimension'])
    expect(found('')).toHaveLength(3)
    expect(found('.')).toHaveLength(3)
  })

  it('with an expression that is none lets everything through and says why', () => {
    const { matches, problem } = rowSearch('/(/')
    expect(matches('anything')).toBe(true)
    expect(problem).toMatch(/^This is no regular expression: .+\.$/)
    expect(rowSearch('/').problem).toBeNull()
  })
})
