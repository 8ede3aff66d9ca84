import { expect, it } from 'vitest'
import { movedBy, movedTo } from '../../../../../src-renderer/pages/runs/column-order'

const IDS = ['a', 'b', 'c', 'd']

it('moves by one place and stays at the ends', () => {
  expect(movedBy(IDS, 'b', 1)).toEqual(['a', 'c', 'b', 'd'])
  expect(movedBy(IDS, 'a', -1)).toEqual(IDS)
  expect(movedBy(IDS, 'd', 1)).toEqual(IDS)
  expect(movedBy(IDS, 'x', 1)).toEqual(IDS)
})
it('moves to the place of another', () => {
  expect(movedTo(IDS, 'd', 0)).toEqual(['d', 'a', 'b', 'c'])
  expect(movedTo(IDS, 'a', 2)).toEqual(['b', 'c', 'a', 'd'])
  expect(movedTo(IDS, 'x', 0)).toEqual(IDS)
})
