import { expect, it } from 'vitest'
import { flattenSpec } from '../../../../src-renderer/components/flatten-spec'

it('lists every leaf with its path, in the order of the document', () => {
  expect(flattenSpec({ experiment: 'x', model: { width: 3, kinds: ['a', null] }, valve: false })).toEqual([
    { path: 'experiment', value: 'x' },
    { path: 'model.width', value: 3 },
    { path: 'model.kinds.0', value: 'a' },
    { path: 'model.kinds.1', value: null },
    { path: 'valve', value: false },
  ])
})
