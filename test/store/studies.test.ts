import { describe, expect, it } from 'vitest'
import type { NewStudy, Store } from '../../src-main/store'
import { codeOf, LEASE, NOW, registerEngine, temporaryStore } from './fixtures'
import { hashOf, specOf } from './measured'
import { claimNext, endRun } from './claiming'

const cellOf = (cell: number, seeds: number[], note: string | null = null): NewStudy['cells'][number] => ({
  hash: hashOf(cell),
  spec: specOf({ hiddenWidth: cell }),
  seeds,
  axes: { hiddenWidth: cell, labels: 'gaussian' },
  note,
})

const studyOf = (change: Partial<NewStudy> = {}): NewStudy => ({
  title: 'Table 1',
  recipeId: 'razborov-table-1',
  size: 'quick',
  baseSeed: 0,
  inputs: {},
  cells: [cellOf(2, [5, 3]), cellOf(1, [0], 'of the paper')],
  ...change,
})

function finishNext(store: Store, engine: number): number {
  const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
  endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch: null }, NOW)
  return run
}

describe('studies', () => {
  it('keep their cells and seeds in order', () => {
    const store = temporaryStore()
    const study = store.createStudy(studyOf(), NOW)
    expect(store.getStudy(study)).toEqual({
      id: study,
      title: 'Table 1',
      recipeId: 'razborov-table-1',
      size: 'quick',
      baseSeed: 0,
      inputs: {},
      createdAt: NOW,
      cells: 2,
      plannedRuns: 3,
    })
    expect(store.studyCells(study)).toEqual([
      {
        hash: hashOf(2),
        spec: specOf({ hiddenWidth: 2 }),
        seeds: [5, 3],
        axes: { hiddenWidth: 2, labels: 'gaussian' },
        note: null,
        position: 0,
      },
      {
        hash: hashOf(1),
        spec: specOf({ hiddenWidth: 1 }),
        seeds: [0],
        axes: { hiddenWidth: 1, labels: 'gaussian' },
        note: 'of the paper',
        position: 1,
      },
    ])
    expect(store.getStudy(study + 1)).toBeNull()
    expect(store.studyCells(study + 1)).toEqual([])
  })

  it('of a recipe exist once for each choice of data sets, in whatever order it is written', () => {
    const store = temporaryStore()
    const on = (inputs: Record<string, string>): number => store.createStudy(studyOf({ inputs }), NOW)
    const study = on({ images: 'a', features: 'b' })
    expect(on({ features: 'b', images: 'a' })).toBe(study)
    expect(new Set([study, on({}), on({ images: 'a' }), on({ images: 'b', features: 'a' })]).size).toBe(4)
    expect(store.getStudy(study)?.inputs).toEqual({ images: 'a', features: 'b' })
    expect(store.listStudies().find(({ id }) => id === study)?.inputs).toEqual({ images: 'a', features: 'b' })
  })

  it('of a recipe exist once for each size and base seed; others as often as they are made', () => {
    const store = temporaryStore()
    const study = store.createStudy(studyOf(), NOW)
    expect(store.createStudy(studyOf({ title: 'other', cells: [] }), NOW + 1)).toBe(study)
    expect(store.createStudy(studyOf({ size: 'full' }), NOW + 1)).not.toBe(study)
    expect(store.createStudy(studyOf({ baseSeed: 1 }), NOW + 1)).not.toBe(study)
    const own = studyOf({ recipeId: null, size: null })
    expect(store.createStudy(own, NOW + 2)).not.toBe(store.createStudy(own, NOW + 2))
    expect(store.listStudies().map((listed) => listed.createdAt - NOW)).toEqual([2, 2, 1, 1, 0])
  })

  it('come back when their recipe is started again', () => {
    const store = temporaryStore()
    const study = store.createStudy(studyOf(), NOW)
    expect(store.removeStudy(study, NOW)).toBe(true)
    expect(store.removeStudy(study, NOW)).toBe(false)
    expect(store.getStudy(study)).toBeNull()
    expect(store.listStudies()).toEqual([])
    expect(store.restoreStudy(study)).toBe(true)
    expect(store.restoreStudy(study)).toBe(false)
    store.removeStudy(study, NOW)
    expect(store.createStudy(studyOf(), NOW)).toBe(study)
    expect(store.getStudy(study)?.cells).toBe(2)
  })

  it('share the runs of their cells and show the latest attempt with a result of each planned seed', () => {
    const store = temporaryStore()
    const engine = registerEngine(store)
    const study = store.createStudy(studyOf(), NOW)
    const other = store.createStudy(studyOf({ title: 'Own', recipeId: null, size: null, cells: [cellOf(2, [3, 4])] }), NOW)
    store.enqueue(store.studyCells(study), engine, NOW)
    store.enqueue(store.studyCells(other), engine, NOW)
    const [five, three, zero, four] = Array.from({ length: 4 }, () => finishNext(store, engine)) as [number, number, number, number]
    expect(store.studyRuns(study).map((run) => run.id)).toEqual([five, three, zero])
    expect(store.studyRuns(other).map((run) => run.id)).toEqual([three, four])
    expect(store.studiesOfRun(three)).toEqual([
      { id: study, title: 'Table 1' },
      { id: other, title: 'Own' },
    ])
    // a result stays until a further attempt has one
    const [again] = store.rerun([three], engine, NOW) as [number]
    expect(store.studyRuns(study).map((run) => run.id)).toEqual([five, three, zero])
    expect(finishNext(store, engine)).toBe(again)
    expect(store.studyRuns(study).map((run) => run.id)).toEqual([five, again, zero])
    store.removeRuns([again], NOW)
    expect(store.studyRuns(study).map((run) => run.id)).toEqual([five, three, zero])
    store.removeStudy(other, NOW)
    expect(store.studiesOfRun(three)).toEqual([{ id: study, title: 'Table 1' }])
  })

  it('get further seeds behind the ones they have', () => {
    const store = temporaryStore()
    const study = store.createStudy(studyOf(), NOW)
    store.addSeeds(study, new Map([[hashOf(2), [3, 9, 1]]]))
    expect(store.studyCells(study)[0]?.seeds).toEqual([5, 3, 9, 1])
    expect(
      codeOf(() =>
        store.addSeeds(
          study,
          new Map([
            [hashOf(1), [7]],
            [hashOf(8), [0]],
          ]),
        ),
      ),
    ).toBe('not-found')
    expect(codeOf(() => store.addSeeds(99, new Map()))).toBe('not-found')
    expect(store.studyCells(study)[1]?.seeds).toEqual([0])
  })
})
