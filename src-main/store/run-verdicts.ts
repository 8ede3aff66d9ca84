import type { RunRecord, Verdict } from '../contract'
import type { Connection } from './connection'
import type { RunRepository } from './runs'

/** What the statements of the papers come to on a run, by the names a filter uses. */
export type VerdictsOf = (run: RunRecord) => ReadonlyMap<string, Verdict>

/**
 * Verdicts on results, made once and kept, since neither changes: statements ask for them by the functions `run_verdict` and
 * `run_verdict_count`. There are none on runs without a result.
 */
export class RunVerdicts {
  private readonly known = new Map<number, ReadonlyMap<string, Verdict>>()
  private readonly missing = new Set<number>()
  private lookedAt = ''
  private readonly results
  private readonly changes

  constructor(
    private readonly connection: Connection,
    private readonly runs: Pick<RunRepository, 'getRun'>,
    private readonly verdictsOf: VerdictsOf,
  ) {
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
    while (this.prepareSome(Infinity) > 0);
  }

  /** Makes verdicts for about so many milliseconds. @returns how many results wait for theirs */
  prepareSome(milliseconds: number): number {
    this.find()
    const until = performance.now() + milliseconds
    for (const id of this.missing) {
      const run = this.runs.getRun(id)
      if (run !== null) this.known.set(id, this.verdictsOf(run))
      this.missing.delete(id)
      if (performance.now() >= until) break
    }
    return this.missing.size
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
    for (const id of this.results.all()) if (!this.known.has(id)) this.missing.add(id)
  }
}
