import { RESULT_STATES, type ExperimentSpec, type RunRecord, type RunState, type Summary } from '../contract'
import type { Connection } from './connection'
import { decodeSummary } from './json-numbers'
import type { Store } from './store'

/** A kilobyte each. */
const SUMMARIES_KEPT = 50_000

export interface RunRowStored {
  id: number
  uid: string
  cellId: number
  cellHash: string
  seed: number
  attempt: number
  state: RunState
  stopReason: string | null
  step: number
  progress: number
  priority: number
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
  computeSeconds: number
  bytes: number
  summary: string
  errorCode: string | null
  errorMessage: string | null
  note: string | null
}

/**
 * Order of the attempts of a spec and seed; the first stands for all. A result is not hidden by another attempt that has none yet, nor by
 * one that was made to be compared with it, perhaps by another arithmetic.
 */
export const STANDING_ATTEMPT_FIRST = `state IN (${RESULT_STATES.map((state) => `'${state}'`).join(', ')}) DESC, reproduction, attempt DESC`

/** Columns of a {@link RunRowStored} from `runs r JOIN cells c`. */
export const RUN_COLUMNS = `r.id, r.uid, r.cell_id AS cellId, c.hash AS cellHash, r.seed, r.attempt, r.state, r.stop_reason AS stopReason, r.step, r.progress,
  r.priority, r.created_at AS createdAt, r.started_at AS startedAt, r.finished_at AS finishedAt, r.compute_seconds AS computeSeconds, r.bytes,
  r.summary, r.error_code AS errorCode, r.error_message AS errorMessage, r.note`

/** Cells whose specs are kept in memory; a spec takes a few kilobytes. */
const CACHED_SPECS = 20_000

/** Runs one by one. Those in the trash are seen by nobody. */
export class RunRepository implements Pick<Store, 'getRun' | 'findRuns' | 'setNote'> {
  private readonly specs = new Map<number, ExperimentSpec>()
  /** of results, by run */
  private readonly summaries = new Map<number, Summary>()
  private readonly byId
  private readonly ofCell
  private readonly ofCellAndSeed
  private readonly specText
  private readonly updateNote

  constructor(private readonly connection: Connection) {
    const runs = (rest: string): string =>
      `SELECT ${RUN_COLUMNS} FROM runs r JOIN cells c ON c.id = r.cell_id WHERE r.removed_at IS NULL AND ${rest}`
    this.byId = connection.prepare<[number], RunRowStored>(runs('r.id = ?'))
    this.ofCell = connection.prepare<[string], RunRowStored>(runs('c.hash = ? ORDER BY r.seed, r.attempt'))
    this.ofCellAndSeed = connection.prepare<[string, number], RunRowStored>(runs('c.hash = ? AND r.seed = ? ORDER BY r.attempt'))
    this.specText = connection.prepare<[number], string>('SELECT spec FROM cells WHERE id = ?').pluck()
    this.updateNote = connection.prepare<[string | null, number]>('UPDATE runs SET note = ? WHERE id = ? AND removed_at IS NULL')
  }

  getRun(runId: number): RunRecord | null {
    return this.connection.read(() => {
      const row = this.byId.get(runId)
      return row === undefined ? null : this.record(row)
    })
  }

  findRuns(cellHash: string, seed?: number): RunRecord[] {
    return this.connection.read(() => {
      const rows = seed === undefined ? this.ofCell.all(cellHash) : this.ofCellAndSeed.all(cellHash, seed)
      return rows.map((row) => this.record(row))
    })
  }

  /** An empty note is none. @returns how many runs were changed */
  setNote(runId: number, note: string): number {
    return this.connection.write(() => this.updateNote.run(note === '' ? null : note, runId).changes)
  }

  /** Field by field: thousands of rows are read at once, and taking an object apart with a rest takes ten times as long. */
  record(row: RunRowStored): RunRecord {
    return {
      id: row.id,
      uid: row.uid,
      cellHash: row.cellHash,
      seed: row.seed,
      attempt: row.attempt,
      state: row.state,
      stopReason: row.stopReason,
      step: row.step,
      progress: row.progress,
      priority: row.priority,
      createdAt: row.createdAt,
      startedAt: row.startedAt,
      finishedAt: row.finishedAt,
      computeSeconds: row.computeSeconds,
      bytes: row.bytes,
      summary: this.summaryOf(row),
      error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
      note: row.note,
      spec: this.specOf(row.cellId),
    }
  }

  /** The summary of a result never changes, and a study asks for thousands of them again and again. */
  private summaryOf({ id, state, summary: text }: RunRowStored): Summary {
    if (state !== 'finished' && state !== 'diverged') return decodeSummary(text)
    const known = this.summaries.get(id)
    if (known !== undefined) return known
    if (this.summaries.size >= SUMMARIES_KEPT) this.summaries.clear()
    const summary = Object.freeze(decodeSummary(text))
    this.summaries.set(id, summary)
    return summary
  }

  /** The spec of a cell: shared by all its runs, so it is frozen. */
  specOf(cellId: number): ExperimentSpec {
    const known = this.specs.get(cellId)
    if (known !== undefined) return known
    const text = this.specText.get(cellId)
    if (text === undefined) throw new Error(`There is no cell ${cellId}`)
    // checked by the contract before it was stored, and never changed since
    const spec = deepFreeze(JSON.parse(text) as ExperimentSpec)
    if (this.specs.size >= CACHED_SPECS) this.specs.clear()
    this.specs.set(cellId, spec)
    return spec
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(deepFreeze)
    Object.freeze(value)
  }
  return value
}
