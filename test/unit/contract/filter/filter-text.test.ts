import { describe, expect, it } from 'vitest'
import { filterText, parseFilter } from '../../../../src-main/contract'
import { KEYS } from './keys'

const HIDDEN = { archived: false }

describe('a filter as text', () => {
  it('says everything that was chosen beside the query, in a form that can be read again', () => {
    expect(filterText(HIDDEN)).toBe('')
    expect(filterText({ ...HIDDEN, query: ' star or noted ' })).toBe('star or noted')
    const text = filterText({
      ...HIDDEN,
      query: 'star or noted',
      states: ['finished', 'diverged'],
      studyId: 3,
      cellHash: '0a3f',
      ids: [1, 2],
    })
    expect(text).toBe('(star or noted) and state in (finished, diverged) and study:3 and cell = 0a3f and id in (1, 2)')
    expect(parseFilter(text, KEYS).terms).toHaveLength(5)
  })

  it('speaks of archived runs where they are shown, which those who read it leave out otherwise', () => {
    expect(filterText({ states: ['paused'] })).toBe('state = paused and (archived or not archived)')
    expect(filterText({ archived: true })).toBe('archived')
  })
})
