import { describe, expect, it } from 'vitest'
import { keyLabel, splitKey } from '../../../../../src-renderer/pages/runs/key-label'
import {
  allColumns,
  askedColumns,
  cellValue,
  defaultColumnIds,
  isAveraged,
  shownColumns,
} from '../../../../../src-renderer/pages/runs/run-columns'
import { EXPERIMENT, tableRow } from './rows'

const KEYS = ['spec.model.hiddenWidth', 'spec.data.sampleCount', 'spec.labels.kind', 'spec.data.kind', 'spec.training.stepSizes.hidden']
const columns = allColumns([EXPERIMENT, EXPERIMENT], KEYS)
const column = (id: string) => columns.find((each) => each.id === id) ?? expect.fail(`no column ${id}`)

describe('names of configuration keys', () => {
  it('is the shortest end that is clear', () => {
    expect(KEYS.map((key) => keyLabel(key, KEYS))).toEqual(['hiddenWidth', 'sampleCount', 'labels.kind', 'data.kind', 'stepSizes.hidden'])
  })
  it('grows until it is clear', () => {
    expect(keyLabel('spec.a.x.width', ['spec.a.x.width', 'spec.b.x.width'])).toBe('a.x.width')
    expect(keyLabel('spec.a.y.width', ['spec.a.y.width', 'spec.b.x.width'])).toBe('y.width')
  })
  it('splits into the name and what it belongs to', () =>
    expect(splitKey('spec.training.stepSizes.hidden')).toEqual({ parent: 'training.stepSizes', name: 'hidden' }))
})

describe('columns', () => {
  it('offers every quantity once, however many experiments list it', () => {
    expect(columns.filter((each) => each.id === 'kappaH')).toHaveLength(1)
    expect(new Set(columns.map((each) => each.id)).size).toBe(columns.length)
  })
  it('shows by default what differs and what was measured, but not steps twice', () => {
    expect(defaultColumnIds(columns)).toEqual([
      'id',
      'state',
      ...KEYS.slice(0, 4),
      'seed',
      'step',
      'kappaH',
      'distance',
      'computeSeconds',
      'createdAt',
    ])
  })
  it('leaves what is merely measured or not out of the default', () => {
    const withMeasurements = allColumns([EXPERIMENT], ['spec.measurements.outputKernel', 'spec.model.hiddenWidth'])
    expect(defaultColumnIds(withMeasurements).filter((id) => id.startsWith('spec.'))).toEqual(['spec.model.hiddenWidth'])
  })
  it('keeps the run first and leaves out names it does not know', () => {
    expect(shownColumns(columns, ['seed', 'no-such-column', 'id']).map((each) => each.id)).toEqual(['id', 'seed'])
  })
  it('asks only for what does not come with every row', () => {
    expect(askedColumns(shownColumns(columns, ['seed', 'kappaH', 'spec.labels.kind']))).toEqual(['kappaH', 'spec.labels.kind'])
  })
  it('reads a cell by the names that were asked for', () => {
    const row = tableRow({ id: 3, cells: [0.5, 'local'] })
    expect(cellValue(column('kappaH'), row, ['kappaH', 'spec.labels.kind'])).toBe(0.5)
    expect(cellValue(column('spec.labels.kind'), row, ['kappaH', 'spec.labels.kind'])).toBe('local')
    expect(cellValue(column('distance'), row, ['kappaH'])).toBeNull()
    expect(cellValue(column('seed'), row, [])).toBe(3)
  })
  it('reads every field column from the row', () => {
    const row = tableRow({ id: 3, note: 'a note', name: 'a name', tags: ['draft'] })
    for (const each of columns.filter((one) => one.kind === 'field')) expect(cellValue(each, row, []), each.id).not.toBeNull()
  })
  it('averages measurements, not names of things', () => {
    expect(columns.filter(isAveraged).map((each) => each.id)).toEqual(['step', 'computeSeconds', 'bytes', 'steps', 'kappaH', 'distance'])
  })
})
