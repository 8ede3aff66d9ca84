import { describe, expect, it } from 'vitest'
import { parseFilter, type RunView } from '../../src-main/contract'
import type { Store } from '../../src-main/store'
import { claimNext, endRun } from './claiming'
import { databaseOf, LEASE, NOW, registerEngine, temporaryStore } from './fixtures'
import { batchOf, hashOf, pointsOf, specOf } from './measured'

function finishedRuns(store: Store, count: number, weights = Float64Array.of(1, 2, 3)): number[] {
  const engine = registerEngine(store)
  store.enqueue([{ hash: hashOf(1), spec: specOf(), seeds: Array.from({ length: count }, (_, seed) => seed) }], engine, NOW)
  return Array.from({ length: count }, () => {
    const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
    const batch = batchOf({ series: [{ name: 'loss', ...pointsOf(0, [1, 2]) }], artifacts: [{ name: 'weights', values: weights }] })
    endRun(store, run, engine, { state: 'finished', stopReason: null, error: null, batch }, NOW)
    return run
  })
}

const found = (store: Store, query: string): number[] =>
  store.runIds({ where: parseFilter(query, store.filterKeys()).condition ?? undefined }).sort((a, b) => a - b)

describe('what people say about runs', () => {
  it('is changed for many at once, found by filters, and put back exactly', () => {
    const store = temporaryStore()
    const [first, second, third] = finishedRuns(store, 3) as [number, number, number]
    store.annotate([first], { name: 'the odd one', addTags: ['draft', 'b'] }, NOW)
    const before = store.annotate(
      [first, second, 99],
      { starred: true, archived: true, addTags: ['draft'], removeTags: ['b'], note: '*why*' },
      NOW + 5,
    )
    expect(before.map(({ runId, tags }) => [runId, tags])).toEqual([
      [first, ['b', 'draft']],
      [second, []],
    ])
    expect(store.annotationsOf([second, first])).toEqual([
      { runId: second, name: null, starred: true, archivedAt: NOW + 5, tags: ['draft'], note: '*why*' },
      { runId: first, name: 'the odd one', starred: true, archivedAt: NOW + 5, tags: ['draft'], note: '*why*' },
    ])
    expect(found(store, 'tag:draft and star')).toEqual([first, second])
    expect(found(store, 'not archived')).toEqual([third])
    expect(found(store, 'tag != draft')).toEqual([third])
    expect(found(store, 'tag ~ raf and "odd one"')).toEqual([first])
    expect(found(store, 'note ~ WHY')).toEqual([first, second])
    expect(store.runIds({ archived: false })).toEqual([third])
    // archiving again does not change since when
    store.annotate([first], { archived: true }, NOW + 99)
    expect(store.annotationsOf([first])[0]?.archivedAt).toBe(NOW + 5)
    expect(store.putAnnotations(before)).toBe(2)
    expect(store.annotationsOf([first, second])).toEqual(before)
  })

  it('can be said about a step', () => {
    const store = temporaryStore()
    const [run = 0] = finishedRuns(store, 1)
    expect(store.setStepNote(run, 20, 'here it turns', NOW)).toBe('')
    expect(store.setStepNote(run, 20, 'no, later', NOW + 1)).toBe('here it turns')
    expect(store.stepNotesOf(run)).toEqual([{ step: 20, text: 'no, later', changedAt: NOW + 1 }])
    expect(found(store, 'noted and note ~ later')).toEqual([run])
    expect(store.setStepNote(run, 20, '', NOW)).toBe('no, later')
    expect(store.stepNotesOf(run)).toEqual([])
    store.setStepNote(99, 1, 'of no run', NOW)
    expect(store.stepNotesOf(99)).toEqual([])
  })
})

describe('views', () => {
  const view: RunView = { query: 'star', states: [], showArchived: false, sort: '-id', groupBy: ['cellHash'], columns: null, pinned: 1 }

  it('are kept by name; one that cannot be read is left alone', () => {
    const store = temporaryStore()
    expect(store.putView('mine', view, NOW)).toBeNull()
    expect(store.putView('mine', { ...view, sort: 'seed' }, NOW)).toEqual(view)
    const database = databaseOf(store.home)
    database.exec(`INSERT INTO run_views VALUES ('of later', '{"query":1}', 0)`)
    expect(store.listViews()).toEqual([{ name: 'mine', view: { ...view, sort: 'seed' } }])
    expect(store.removeView('mine')).toEqual({ ...view, sort: 'seed' })
    expect(database.prepare('SELECT count(*) FROM run_views').pluck().get()).toBe(1)
  })
})

describe('what takes room', () => {
  it('is counted by study; a purge frees what it was said to free, and no file that a kept run shares', () => {
    const store = temporaryStore()
    const [first = 0, second = 0] = finishedRuns(store, 2)
    const alone = (() => {
      const engine = registerEngine(store)
      store.enqueue([{ hash: hashOf(2), spec: specOf({ hiddenWidth: 7 }), seeds: [0] }], engine, NOW)
      const run = claimNext(store, engine, NOW, LEASE)?.run.id ?? 0
      endRun(
        store,
        run,
        engine,
        { state: 'finished', stopReason: null, error: null, batch: batchOf({ artifacts: [{ name: 'w', values: new Float64Array(100) }] }) },
        NOW,
      )
      return run
    })()
    const cells = [{ hash: hashOf(1), spec: specOf(), seeds: [0, 1], axes: {}, note: null }]
    store.createStudy({ title: 't', recipeId: null, size: null, baseSeed: 0, inputs: {}, cells }, NOW)
    const points = 16
    expect(store.usage()).toMatchObject({
      runs: { count: 3, bytes: 2 * (points + 24) + 800 },
      studies: [{ title: 't', runs: 2, bytes: 2 * (points + 24) }],
      trash: { runs: 0, bytes: 0 },
    })
    store.removeRuns([first, alone], NOW)
    expect(store.usage().trash).toEqual({ runs: 2, bytes: points + 800 })
    const files = store.usage().blobBytes
    store.sweep(NOW + 1)
    expect(store.usage()).toMatchObject({ trash: { runs: 0, bytes: 0 }, blobBytes: files - 800 })
    expect(store.readArtifact(second, 'weights')).toEqual(Float64Array.of(1, 2, 3))
  })
})
