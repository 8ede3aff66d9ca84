import { describe, expect, it, vi } from 'vitest'
import type { ClaimRow, ClaimView, StudyView, Verdict } from '../../../src-main/contract'
import { ClaimBook } from '../../../src-main/lab/claim-book'
import type { StudyRecord } from '../../../src-main/store/store'

const study = (id: number, recipeId: string | null, createdAt: number): StudyRecord => ({
  id,
  title: `study ${id}`,
  recipeId,
  size: 'quick',
  baseSeed: 1,
  inputs: {},
  createdAt,
  cells: 1,
  plannedRuns: 1,
})

const claim = (id: string, verdict: Verdict): ClaimView => ({
  id,
  title: '',
  formula: '',
  source: '',
  premise: { text: '', met: true },
  prediction: '',
  measured: `${verdict} here`,
  verdict,
  remark: null,
  runIds: [7],
})

/** A book over studies whose ended runs and verdicts can be changed. */
function bookOver(studies: StudyRecord[], runs: Map<number, number[]>, verdicts: Map<number, Verdict>) {
  const view = vi.fn((id: number) => ({ claims: [claim('C4', verdicts.get(id) ?? 'not measured')] }) as unknown as StudyView)
  const changed = vi.fn()
  const store = { listStudies: () => studies, runIds: ({ studyId }: { studyId?: number }) => runs.get(studyId ?? 0) ?? [] }
  return { book: new ClaimBook(store, { view }, changed), view, changed }
}

const row = (book: ClaimBook, id = 'C4'): ClaimRow => {
  const found = book.list().claims.find((each) => each.id === id)
  if (found === undefined) throw new Error(`there is no claim ${id}`)
  return found
}

describe('the book of claims', () => {
  it('answers at once, checks afterwards, and tells when it is done', async () => {
    const { book, view, changed } = bookOver([study(1, 'razborov-table-1', 1)], new Map([[1, [7]]]), new Map([[1, 'holds']]))
    expect(row(book)).toMatchObject({ paperId: 'razborov', outcomes: [] })
    expect(book.list().checking).toBe(1)
    expect(view).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    expect(row(book).outcomes).toEqual([
      expect.objectContaining({ studyId: 1, verdict: 'holds', measured: 'holds here', runs: 1, runId: 7 }),
    ])
    expect(book.list().checking).toBe(0)
  })

  it('keeps papers apart whose claims have the same id', async () => {
    const { book, changed } = bookOver([study(1, 'moderate-softplus-100', 1)], new Map([[1, [7]]]), new Map([[1, 'holds']]))
    book.list()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce())
    expect(row(book)).toMatchObject({ paperId: 'razborov', outcomes: [] })
  })

  it('checks a study again only when its ended runs changed', async () => {
    const runs = new Map([
      [1, [7]],
      [2, [8]],
    ])
    const verdicts = new Map<number, Verdict>([
      [1, 'holds'],
      [2, 'holds'],
    ])
    const { book, view, changed } = bookOver([study(1, 'razborov-table-1', 1), study(2, 'razborov-table-2', 2)], runs, verdicts)
    book.list()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(1))
    book.list()
    await new Promise((done) => setTimeout(done, 20))
    expect(view).toHaveBeenCalledTimes(2)
    runs.set(2, [8, 9])
    verdicts.set(2, 'fails')
    book.invalidate()
    book.list()
    await vi.waitFor(() => expect(changed).toHaveBeenCalledTimes(2))
    expect(view.mock.calls.map(([id]) => id).sort()).toEqual([1, 2, 2])
    expect(row(book).outcomes.map(({ verdict }) => verdict)).toEqual(['fails', 'holds'])
  })

  it('puts a study that measured something before a newer one that did not, and says nothing of one without ended runs', async () => {
    const studies = [study(1, 'razborov-table-1', 1), study(2, 'razborov-table-1', 2), study(3, 'razborov-table-1', 3), study(4, null, 4)]
    const runs = new Map([1, 2, 4].map((id) => [id, [id]]))
    const { book, changed, view } = bookOver(studies, runs, new Map([[1, 'holds']]))
    book.list()
    await vi.waitFor(() => expect(changed).toHaveBeenCalled())
    expect(row(book).outcomes.map(({ studyId }) => studyId)).toEqual([1, 2])
    expect(view).toHaveBeenCalledTimes(2)
  })

  it('tells the next reader of a study that could not be checked, and goes on with the others', async () => {
    const { book, view, changed } = bookOver(
      [study(1, 'razborov-table-1', 1), study(2, 'razborov-table-1', 2)],
      new Map([
        [1, [1]],
        [2, [2]],
      ]),
      new Map([[1, 'holds']]),
    )
    view.mockImplementationOnce(() => {
      throw new Error('unreadable')
    })
    book.list()
    await vi.waitFor(() => expect(changed).toHaveBeenCalled())
    expect(() => book.list()).toThrow('unreadable')
    expect(row(book).outcomes).toHaveLength(1)
  })
})
