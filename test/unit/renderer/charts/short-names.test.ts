import { describe, expect, it } from 'vitest'
import { withoutCommonBeginning } from '../../../../src-renderer/charts/short-names'

describe('names at the ends of lines', () => {
  it('leave out the parts that all begin with', () => {
    expect(withoutCommonBeginning(['relu, S = 40, m = 10', 'relu, S = 80, m = 10'])).toEqual(['S = 40, m = 10', 'S = 80, m = 10'])
    expect(withoutCommonBeginning(['relu, seed 1', 'tanh, seed 1'])).toEqual(['relu, seed 1', 'tanh, seed 1'])
  })

  it('stay whole where one would say nothing any more, and alone', () => {
    expect(withoutCommonBeginning(['relu', 'relu, seed 1'])).toEqual(['relu', 'relu, seed 1'])
    expect(withoutCommonBeginning(['relu, seed 1', 'relu, seed 1'])).toEqual(['relu, seed 1', 'relu, seed 1'])
    expect(withoutCommonBeginning(['relu, seed 1'])).toEqual(['relu, seed 1'])
    expect(withoutCommonBeginning([])).toEqual([])
  })
})
