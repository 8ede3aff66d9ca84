import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepIdentity } from '../../../../src-renderer/pages/study/keep-identity'

describe('the newer of two answers', () => {
  it('is the older one when nothing changed', () => {
    const older = { rows: [{ cellHash: 'a', value: NaN }], at: 1 }
    expect(keepIdentity(older, structuredClone(older))).toBe(older)
  })

  it('keeps every part that did not change', () => {
    const older = {
      cells: [
        { hash: 'a', mean: 1 },
        { hash: 'b', mean: 2 },
      ],
      notes: ['x'],
    }
    const newer = keepIdentity(older, {
      cells: [
        { hash: 'a', mean: 1 },
        { hash: 'b', mean: 3 },
      ],
      notes: ['x'],
    })
    expect(newer).not.toBe(older)
    expect(newer.cells[0]).toBe(older.cells[0])
    expect(newer.cells[1]).toEqual({ hash: 'b', mean: 3 })
    expect(newer.notes).toBe(older.notes)
  })

  it('knows parts of a list by their names', () => {
    const older = [{ id: 1, deep: { x: 1 } }]
    const newer = keepIdentity(older, [
      { id: 0, deep: { x: 0 } },
      { id: 1, deep: { x: 1 } },
    ])
    expect(newer[1]).toBe(older[0])
  })

  it('tells 0 from -0 and a missing field from an undefined one', () => {
    expect(Object.is(keepIdentity({ x: 0 }, { x: -0 }).x, -0)).toBe(true)
    expect('y' in keepIdentity({ x: 1, y: undefined }, { x: 1 })).toBe(false)
  })

  it('always equals what was answered', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (older, newer) => {
        const expected = structuredClone(newer)
        expect(keepIdentity(structuredClone(older), newer)).toEqual(expected)
      }),
    )
  })
})
