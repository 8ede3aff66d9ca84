import type { RunRecord, Verdict } from '../contract'
import type { Connection } from './connection'
import type { RunRepository } from './runs'

/** What the statements of the papers come to on a run, by the names a filter uses. */
export type VerdictsOf = (run: RunRecord) => ReadonlyMap<string, Verdict>

/** Verdicts that a store is to keep, and what program they are of: another one may say something else of the same run. */
export interface VerdictMaking {
  build: string
  verdictsOf: VerdictsOf
}

/** Verdicts made since they were last stored: one transaction for many. */
const UNSTORED_AT_MOST = 500

/**
 * Verdicts on results, made once by a build of the program and stored, since neither changes: statements ask for them by the functions
 * `run_verdict` and `run_verdict_count`. There are none on runs without a result.
 */
export class RunVerdicts {
  private readonly known = new Map<number, ReadonlyMap<string, Verdict>>()
  private readonly missing = new Set<number>()
  private readonly unstored = new Map<number, string>()
  private lookedAt = ''
  private loaded = false
  private readonly results
  private readonly changes
  private readonly stored
  private readonly keep

  constructor(
    private readonly connection: Connection,
    private readonly runs: Pick<RunRepository, 'getRun'>,
    private readonly making: VerdictMaking,
  ) {
    this.stored = connection.prepare<[string], [number, string]>('SELECT run_id, verdicts FROM run_verdicts WHERE build = ?').raw()
    // a run may have been removed since
    this.keep = connection.prepare<[{ id: number; build: string; verdicts: string }]>(
      `INSERT INTO run_verdicts (run_id, build, verdicts) SELECT id, @build, @verdicts FROM runs WHERE id = @id
       ON CONFLICT (run_id) DO UPDATE SET build = excluded.build, verdicts = excluded.verdicts`,
    )
    this.results = connection
      .prepare<[], number>("SELECT id FROM runs WHERE state IN ('finished', 'diverged') AND removed_at IS NULL")
      .pluck()
    this.changes = connection.prepare<[], number>('SELECT total_changes()').pluck()
    connection.database.function('run_verdict', { deterministic: true, directOnly: true }, (claim, runId) =>
      typeof claim === 'string' ? (this.known.get(Number(runId))?.get(claim) ?? null) : null,
    )
    connection.database.function('run_verdict_count', { deterministic: true, directOnly: true }, (verdict, runId) => {
      const own = this.known.get(Number(runId))
      if (own === undefined) return null
      let count = 0
      for (const each of own.values()) if (each === verdict) count++
      return count
    })
  }

  /** Has the verdicts on all results ready: no statement can run inside another one. */
  prepare(): void {
    while (this.makeSome(Infinity) > 0);
  }

  /** Makes verdicts for about so many milliseconds, and stores them. @returns how many results wait for theirs */
  prepareSome(milliseconds: number): number {
    const left = this.connection.read(() => this.makeSome(milliseconds))
    if (!this.connection.readOnly && (left === 0 || this.unstored.size >= UNSTORED_AT_MOST)) this.storeMade()
    return left
  }

  private makeSome(milliseconds: number): number {
    this.find()
    const until = performance.now() + milliseconds
    for (const id of this.missing) {
      const run = this.runs.getRun(id)
      if (run !== null) {
        const verdicts = this.making.verdictsOf(run)
        this.known.set(id, verdicts)
        this.unstored.set(id, JSON.stringify(Object.fromEntries(verdicts)))
      }
      this.missing.delete(id)
      if (performance.now() >= until) break
    }
    return this.missing.size
  }

  private storeMade(): void {
    if (this.unstored.size === 0) return
    const { build } = this.making
    this.connection.write(() => {
      for (const [id, verdicts] of this.unstored) this.keep.run({ id, build, verdicts })
    })
    this.unstored.clear()
  }

  /** Thousands of runs have the same verdicts: their text is read once. */
  private load(): void {
    this.loaded = true
    const read = new Map<string, ReadonlyMap<string, Verdict>>()
    for (const [id, text] of this.stored.all(this.making.build)) {
      const verdicts = read.get(text) ?? new Map(Object.entries(JSON.parse(text) as Record<string, Verdict>))
      read.set(text, verdicts)
      this.known.set(id, verdicts)
    }
  }

  /** names of the statements that say something of some run */
  seen(): string[] {
    const names = new Set<string>()
    for (const own of this.known.values()) for (const name of own.keys()) names.add(name)
    return [...names].sort()
  }

  private find(): void {
    const changes = `${String(this.connection.database.pragma('data_version', { simple: true }))} ${this.changes.get() ?? 0}`
    if (changes === this.lookedAt) return
    this.lookedAt = changes
    if (!this.loaded) this.load()
    for (const id of this.results.all()) if (!this.known.has(id)) this.missing.add(id)
  }
}
