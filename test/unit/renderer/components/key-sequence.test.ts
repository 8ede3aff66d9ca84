import { describe, expect, it } from 'vitest'
import { displayKeys, followSequence, pressName } from '../../../../src-renderer/components/key-sequence'

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) =>
  pressName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held })

describe('pressName', () => {
  it('names presses as shortcuts write them', () => {
    expect(press('g')).toBe('g')
    expect(press('?', { shiftKey: true })).toBe('?')
    expect(press('K', { ctrlKey: true, shiftKey: true })).toBe('mod+k')
    expect(press('k', { metaKey: true })).toBe('mod+k')
    expect(press('Enter', { shiftKey: true })).toBe('shift+Enter')
    expect(press('ArrowRight', { altKey: true })).toBe('alt+ArrowRight')
    expect(press(' ')).toBe('Space')
  })
})

describe('followSequence', () => {
  const shortcuts = [
    { id: 'home', keys: 'g h' },
    { id: 'runs', keys: 'g r' },
    { id: 'help', keys: '?' },
    { id: 'palette', keys: 'mod+k' },
    { id: 'without keys' },
  ]
  it('waits for the second press and finds it', () => {
    const first = followSequence(shortcuts, [], 'g')
    expect(first).toEqual({ matched: null, pending: ['g'] })
    expect(followSequence(shortcuts, first.pending, 'r').matched).toEqual(shortcuts[1])
  })
  it('starts afresh with a press that does not continue', () => {
    expect(followSequence(shortcuts, ['g'], '?').matched).toEqual(shortcuts[2])
    expect(followSequence(shortcuts, ['g'], 'g')).toEqual({ matched: null, pending: ['g'] })
    expect(followSequence(shortcuts, ['g'], 'x')).toEqual({ matched: null, pending: [] })
  })
})

describe('displayKeys', () => {
  it('names the keys of the platform', () => {
    expect(displayKeys('mod+k', false)).toEqual([['Ctrl', 'K']])
    expect(displayKeys('mod+k', true)).toEqual([['⌘', 'K']])
    expect(displayKeys('g h', false)).toEqual([['G'], ['H']])
    expect(displayKeys('[', false)).toEqual([['[']])
  })
})
