import { beforeEach, describe, expect, it } from 'vitest'
import type { Answers, RequestArgument } from '../../../../../src-main/contract'
import { PAGE_SIZE, RunWindow } from '../../../../../src-renderer/pages/runs/run-window'
import { tableRow } from './rows'

type Argument = RequestArgument<'runs.query'>
type Answer = Answers['runs.query']

/** A laboratory whose answers are given when the test says so. */
class Questions {
  open: { argument: Argument; resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = []
  asked: Argument[] = []
  total = 1000
  step = 10

  ask = (argument: Argument): Promise<Answer> => {
    this.asked.push(argument)
    return new Promise((resolve, reject) => this.open.push({ argument, resolve, reject }))
  }

  async answerAll(): Promise<void> {
    while (this.open.length > 0) {
      for (const { argument, resolve } of this.open.splice(0)) {
        const count = Math.max(0, Math.min(argument.limit, this.total - argument.offset))
        const sign = argument.sort?.startsWith('-') ? -1 : 1
        const rows = Array.from({ length: count }, (_, index) => {
          const place = argument.offset + index
          return tableRow({ id: sign > 0 ? place + 1 : this.total - place, step: this.step })
        })
        resolve({ total: this.total, rows, differingKeys: ['spec.model.hiddenWidth'] })
      }
      await new Promise((resolve) => setTimeout(resolve))
    }
  }
}

const QUERY = { filter: {}, sort: 'id', columns: [] }

describe('RunWindow', () => {
  let lab: Questions
  let changes: number
  let errors: unknown[]
  let window: RunWindow

  beforeEach(() => {
    lab = new Questions()
    changes = 0
    errors = []
    window = new RunWindow(
      lab.ask,
      () => changes++,
      (error) => errors.push(error),
    )
  })

  it('fetches what is in view and its neighbours, not the rest', async () => {
    window.setQuery(QUERY)
    window.show(0, 40)
    await lab.answerAll()
    expect(lab.asked.map((argument) => argument.offset)).toEqual([0, PAGE_SIZE])
    expect(window.total).toBe(1000)
    expect(window.row(0)?.id).toBe(1)
    expect(window.row(199)?.id).toBe(200)
    expect(window.row(200)).toBeUndefined()
    window.show(710, 745)
    await lab.answerAll()
    expect(window.row(745)?.id).toBe(746)
    expect(lab.asked).toHaveLength(5)
  })

  it('keeps the old rows until the newly sorted ones are there, and never mixes the two orders', async () => {
    window.setQuery(QUERY)
    window.show(0, 40)
    await lab.answerAll()
    window.setQuery({ ...QUERY, sort: '-id' })
    expect(window.row(0)?.id).toBe(1)
    expect(window.loaded).toBe(false)
    await lab.answerAll()
    expect(window.row(0)?.id).toBe(1000)
    expect(window.row(150)?.id).toBe(850)
    expect(window.loaded).toBe(true)
  })

  it('drops the answer to a question that was overtaken', async () => {
    window.setQuery(QUERY)
    const [first] = lab.open.splice(0)
    window.setQuery({ ...QUERY, sort: '-id' })
    await lab.answerAll()
    first?.resolve({ total: 5, rows: [tableRow({ id: 77 })], differingKeys: [] })
    await lab.answerAll()
    expect(window.row(0)?.id).toBe(1000)
    expect(window.total).toBe(1000)
  })

  it('fetches again what is in view when something changed, also when that happens during a request', async () => {
    window.setQuery(QUERY)
    window.show(0, 40)
    await lab.answerAll()
    const before = lab.asked.length
    window.invalidate()
    expect(window.row(0)?.step).toBe(10)
    lab.step = 20
    window.invalidate()
    window.invalidate()
    expect(lab.asked.length).toBe(before + 1)
    await lab.answerAll()
    expect(window.row(0)?.step).toBe(20)
    expect(lab.asked.length).toBe(before + 2)
    expect(lab.asked.at(-1)?.offset).toBe(0)
  })

  it('gives ids of rows that were never in view, in chunks', async () => {
    window.setQuery(QUERY)
    await lab.answerAll()
    const ids = window.ids(90, 799)
    await lab.answerAll()
    expect(await ids).toEqual(Array.from({ length: 710 }, (_, index) => index + 91))
    expect(lab.asked.slice(-2).map((argument) => [argument.offset, argument.limit])).toEqual([
      [90, 500],
      [590, 210],
    ])
  })

  it('stops at the end when all rows are wanted and tells how far it is', async () => {
    window.setQuery(QUERY)
    await lab.answerAll()
    const progress: number[][] = []
    const rows = window.rows(0, Number.MAX_SAFE_INTEGER, (read, total) => progress.push([read, total]))
    await lab.answerAll()
    expect(await rows).toHaveLength(1000)
    expect(progress).toEqual([
      [500, 1000],
      [1000, 1000],
      [1000, 1000],
    ])
  })

  it('reports a failure and tries again when asked to', async () => {
    window.setQuery(QUERY)
    lab.open.splice(0)[0]?.reject(new Error('busy'))
    await lab.answerAll()
    expect(errors).toHaveLength(1)
    window.invalidate()
    await lab.answerAll()
    expect(window.row(0)?.id).toBe(1)
    expect(changes).toBeGreaterThan(0)
  })
})
