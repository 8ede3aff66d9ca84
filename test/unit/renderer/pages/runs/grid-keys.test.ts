import { describe, expect, it } from 'vitest'
import { moveInGrid } from '../../../../../src-renderer/pages/runs/grid-keys'

const SHAPE = { lastLine: 99, lastColumn: 4, pageLines: 20 }
const press = (key: string, held = {}) => ({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })
const from = (line: number, column: number, key: string, held = {}) => moveInGrid({ line, column }, press(key, held), SHAPE)

describe('moveInGrid', () => {
  it('goes by lines and columns and stays inside, header included', () => {
    expect(from(0, 2, 'ArrowUp')).toEqual({ line: -1, column: 2 })
    expect(from(-1, 2, 'ArrowUp')).toEqual({ line: -1, column: 2 })
    expect(from(99, 2, 'ArrowDown')).toEqual({ line: 99, column: 2 })
    expect(from(3, 0, 'ArrowLeft')).toEqual({ line: 3, column: 0 })
    expect(from(3, 4, 'ArrowRight')).toEqual({ line: 3, column: 4 })
  })
  it('goes by pages and to the ends', () => {
    expect(from(50, 1, 'PageDown')).toEqual({ line: 70, column: 1 })
    expect(from(10, 1, 'PageUp')).toEqual({ line: 0, column: 1 })
    expect(from(10, 1, 'Home')).toEqual({ line: 10, column: 0 })
    expect(from(10, 1, 'End')).toEqual({ line: 10, column: 4 })
    expect(from(10, 1, 'End', { ctrlKey: true })).toEqual({ line: 99, column: 4 })
    expect(from(10, 1, 'Home', { metaKey: true })).toEqual({ line: 0, column: 0 })
  })
  it('leaves other keys alone', () => {
    expect(from(1, 1, 'a')).toBeNull()
    expect(from(1, 1, 'ArrowLeft', { altKey: true })).toBeNull()
  })
  it('has only the header when there are no lines', () => {
    expect(moveInGrid({ line: -1, column: 0 }, press('ArrowDown'), { lastLine: -1, lastColumn: 2, pageLines: 5 })).toEqual({
      line: -1,
      column: 0,
    })
  })
})
