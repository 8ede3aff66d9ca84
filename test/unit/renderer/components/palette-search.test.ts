import { expect, it } from 'vitest'
import { searchPalette } from '../../../../src-renderer/components/palette-search'

const ENTRIES = [
  { label: 'Runs', group: 'Go to' },
  { label: 'Run Table 1, quick', group: 'Recipes', keywords: 'Razborov gradient descent' },
  { label: 'Run Table 2, full', group: 'Recipes' },
  { label: 'Table 1, quick', group: 'Studies' },
  { label: 'Hold queue', group: 'Queue', keywords: 'pause stop' },
]
const labels = (query: string) => searchPalette(ENTRIES, query).map((entry) => entry.label)

it('keeps everything in order without a query', () => expect(labels('  ')).toEqual(ENTRIES.map((entry) => entry.label)))
it('needs every word', () => expect(labels('table quick')).toEqual(['Table 1, quick', 'Run Table 1, quick']))
it('puts a match at the start of the label first', () => expect(labels('table')[0]).toBe('Table 1, quick'))
it('finds by keyword and group', () => {
  expect(labels('razborov')).toEqual(['Run Table 1, quick'])
  expect(labels('PAUSE')).toEqual(['Hold queue'])
  expect(labels('studies')).toEqual(['Table 1, quick'])
})
it('finds nothing', () => expect(labels('xyz')).toEqual([]))
