import type { Answers, RequestArgument, RunFilter, RunTableRow } from '../../../src-main/contract'

export interface RunQuery {
  filter: RunFilter
  sort: string
  columns: string[]
}

type Ask = (argument: RequestArgument<'runs.query'>) => Promise<Answers['runs.query']>

export const PAGE_SIZE = 100
/** rows a request when all are wanted: small enough that receiving them stays under a frame */
const CHUNK_SIZE = 500

interface Page {
  rows: RunTableRow[]
  /** of the query state it belongs to */
  generation: number
}

/**
 * The part of a long list of runs that is looked at. Pages are fetched as they come into view; when something changed, pages in view are
 * fetched again and the old rows stay until the new ones are there, so that nothing flickers. Rows are plain objects, replaced page by page.
 */
export class RunWindow {
  total = 0
  differingKeys: string[] = []
  /** names the rows' cells belong to */
  columns: string[] = []
  /** true once the first page of the present query is there */
  loaded = false

  #pages = new Map<number, Page>()
  #inFlight = new Map<number, number>()
  #generation = 0
  /** first generation of the present query: older pages belong to another order and are dropped when a page of this one arrives */
  #queryGeneration = 0
  #query: RunQuery | null = null
  #first = 0
  #last = 0
  readonly #ask: Ask
  readonly #changed: () => void
  readonly #failed: (error: unknown) => void

  constructor(ask: Ask, changed: () => void, failed: (error: unknown) => void) {
    this.#ask = ask
    this.#changed = changed
    this.#failed = failed
  }

  setQuery(query: RunQuery): void {
    this.#query = query
    this.#queryGeneration = ++this.#generation
    this.loaded = false
    this.#fetchView()
  }

  /** The query that {@link rows} answers, without showing anything of it. */
  prepare(query: RunQuery): void {
    this.#query = query
    this.#queryGeneration = ++this.#generation
    this.loaded = false
  }

  /** Rows first..last are in view. */
  show(first: number, last: number): void {
    this.#first = first
    this.#last = last
    this.#fetchView()
  }

  /** Something changed: what is in view is fetched again, the rest when it comes into view. */
  invalidate(): void {
    this.#generation++
    this.#fetchView()
  }

  row(index: number): RunTableRow | undefined {
    return this.#pages.get(Math.floor(index / PAGE_SIZE))?.rows[index % PAGE_SIZE]
  }

  /** Ids of rows first..last in table order; fetches what is not there. */
  async ids(first: number, last: number): Promise<number[]> {
    const known: number[] = []
    for (let index = first; index <= last; index++) {
      const row = this.row(index)
      if (!row) return (await this.rows(first, last)).map((each) => each.id)
      known.push(row.id)
    }
    return known
  }

  /** Rows first..last fetched afresh, chunk by chunk. */
  async rows(first: number, last: number, progress?: (read: number, total: number) => void): Promise<RunTableRow[]> {
    const query = this.#query
    if (!query) return []
    const rows: RunTableRow[] = []
    for (let offset = first; offset <= last; offset += CHUNK_SIZE) {
      const limit = Math.min(CHUNK_SIZE, last - offset + 1)
      const answer = await this.#ask({ ...query, offset, limit })
      rows.push(...answer.rows)
      progress?.(rows.length, Math.min(answer.total, last + 1) - first)
      if (answer.rows.length < limit) break
    }
    return rows
  }

  #fetchView(): void {
    if (!this.#query) return
    const lastPage = Math.floor(Math.max(this.#first, Math.min(this.#last, Math.max(0, this.total - 1))) / PAGE_SIZE)
    const firstPage = Math.min(Math.floor(this.#first / PAGE_SIZE), lastPage)
    for (let page = firstPage; page <= lastPage; page++) void this.#fetchPage(page, this.#query)
    if (!this.loaded) return
    // the neighbours, so that scrolling on finds its rows there
    const end = Math.ceil(this.total / PAGE_SIZE) - 1
    if (firstPage > 0 && !this.#pages.has(firstPage - 1)) void this.#fetchPage(firstPage - 1, this.#query)
    if (lastPage < end && !this.#pages.has(lastPage + 1)) void this.#fetchPage(lastPage + 1, this.#query)
  }

  async #fetchPage(page: number, query: RunQuery): Promise<void> {
    const generation = this.#generation
    if (this.#pages.get(page)?.generation === generation) return
    // one request a page at a time; what went stale meanwhile is fetched when it answers
    if (this.#inFlight.has(page) && (this.#inFlight.get(page) ?? 0) >= this.#queryGeneration) return
    this.#inFlight.set(page, generation)
    try {
      const answer = await this.#ask({ ...query, offset: page * PAGE_SIZE, limit: PAGE_SIZE })
      if (generation < this.#queryGeneration) return
      this.#inFlight.delete(page)
      for (const [number, held] of this.#pages) if (held.generation < this.#queryGeneration) this.#pages.delete(number)
      this.#pages.set(page, { rows: answer.rows, generation })
      this.total = answer.total
      this.columns = query.columns
      if (answer.differingKeys.join() !== this.differingKeys.join()) this.differingKeys = answer.differingKeys
      this.loaded = true
      this.#changed()
      this.#fetchView()
    } catch (error) {
      if (generation < this.#queryGeneration) return
      this.#inFlight.delete(page)
      this.#failed(error)
    }
  }
}
