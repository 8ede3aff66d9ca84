import { describe, expect, it } from 'vitest'
import { placeOf, runsAddress, terminalQuery } from '../../../../src-renderer/components/view-text'

const shown = {
  filter: { query: 'title ~ "a b" and size > 1', states: ['finished' as const], archived: false },
  sort: '-loss',
  groupBy: ['cellHash'],
  columns: ['id', 'tail(loss)', 'at(loss, 100)'],
}

describe('a view as text', () => {
  it('is a command whose quotes a shell leaves alone', () => {
    expect(terminalQuery({ ...shown, columns: ['tail(loss)'] })).toBe(
      'npm run lab -- query "(title ~ \\"a b\\" and size > 1) and state = finished" --columns "tail(loss)" --sort "-loss"',
    )
    expect(terminalQuery({ filter: { ids: [3, 4], archived: false } })).toBe('npm run lab -- query "id in (3, 4)"')
  })

  it('is an address that names all of it', () => {
    const place = placeOf(` ${runsAddress(shown)} `)
    const [path, query] = place?.split('?') ?? []
    expect(path).toBe('/runs')
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      query: '(title ~ "a b" and size > 1) and state = finished',
      sort: '-loss',
      group: 'cellHash',
      columns: 'id;tail(loss);at(loss, 100)',
    })
    expect(new URLSearchParams(runsAddress({ filter: {} }).split('?')[1]).get('archived')).toBe('1')
    expect(placeOf('compare runs')).toBeNull()
  })
})
