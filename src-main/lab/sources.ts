import { LabError, MAX_SEED, type ExperimentSpec, type RunRecord, type RunState } from '../contract'
import { cellHash, experimentOf } from '../experiments'
import type { EnqueueCell, Store } from '../store/store'
import type { RunJob } from '../worker/protocol'

/** The spec whose run with the same seed a run of this one starts from, or null. */
export function sourceOf(spec: ExperimentSpec): ExperimentSpec | null {
  return experimentOf(spec).source?.(spec) ?? null
}

/** Cells to queue together with those they start from, which come first. */
export function withSources(cells: readonly EnqueueCell[]): EnqueueCell[] {
  return cells.flatMap((cell) => {
    const source = sourceOf(cell.spec)
    if (source === null) return [cell]
    const hash = cellHash(source)
    const { runId: _own, ...rest } = cell
    return [
      { ...rest, hash, spec: source },
      { ...cell, source: hash },
    ]
  })
}

/** The cells that runs are of, each once, with the next seeds after the largest that was ever run there. */
export function furtherSeeds(store: Pick<Store, 'queryRuns' | 'findRuns'>, runIds: readonly number[], count: number): EnqueueCell[] {
  const { rows } = store.queryRuns({ filter: { ids: [...runIds] }, offset: 0, limit: runIds.length })
  const cells = new Map(rows.map(({ cellHash: hash, spec }) => [hash, spec]))
  return [...cells].map(([hash, spec]) => {
    const largest = store.findRuns(hash).reduce((most, { seed }) => Math.max(most, seed), 0)
    if (largest + count > MAX_SEED) throw new LabError('not-allowed', `There are no ${count} seeds after ${largest}. Nothing was queued.`)
    return { hash, spec, seeds: Array.from({ length: count }, (_, index) => largest + 1 + index) }
  })
}

/** The cells that runs are of, each once, with the seeds of these runs and those that studies have planned. */
export function wantedSeeds(store: Pick<Store, 'queryRuns' | 'plannedSeeds'>, runIds: readonly number[]): EnqueueCell[] {
  const { rows } = store.queryRuns({ filter: { ids: [...runIds] }, offset: 0, limit: runIds.length })
  return [...Map.groupBy(rows, ({ cellHash: hash }) => hash)].flatMap(([hash, own]) => {
    const [first] = own
    if (first === undefined) return []
    return [{ hash, spec: first.spec, seeds: [...new Set([...own.map(({ seed }) => seed), ...store.plannedSeeds(hash)])] }]
  })
}

const WORDS: Partial<Record<RunState, string>> = { diverged: 'diverged', failed: 'failed', cancelled: 'was cancelled' }

/**
 * What the run a run starts from has left; nothing for a run that starts by itself.
 * @throws LabError `not-found` saying how that run ended when it has left nothing
 */
export function sourceArtifacts(
  { spec, seed }: Pick<RunRecord, 'spec' | 'seed'>,
  store: Pick<Store, 'findRuns' | 'artifactsOf' | 'readArtifact'>,
): RunJob['source'] {
  const source = sourceOf(spec)
  if (source === null) return []
  const attempts = store.findRuns(cellHash(source), seed)
  const finished = attempts.findLast(({ state }) => state === 'finished')
  if (finished === undefined) throw missing(source, attempts.at(-1) ?? null)
  return store.artifactsOf(finished.id).flatMap(({ name }) => {
    const values = store.readArtifact(finished.id, name)
    return values === null ? [] : [{ name, values }]
  })
}

function missing(source: ExperimentSpec, last: RunRecord | null): LabError {
  const title = experimentOf(source).title(source)
  if (last === null) return new LabError('not-found', `The run it starts from (${title}) is not there. Nothing was computed.`)
  const reason = last.stopReason ?? last.error?.message ?? null
  const how = `${WORDS[last.state] ?? `is ${last.state}`}${reason === null ? '' : ` (${reason})`}`
  return new LabError(
    'not-found',
    `Run ${last.id}, which it starts from (${title}), ${how} at step ${last.step} and left no network. Nothing was computed.`,
  )
}
