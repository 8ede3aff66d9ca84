import type { RunTableRow } from '../../src-main/contract'

/** What a run is called in a list: its cell, seed, and the attempt when it is not the first. */
export function describeRun(run: Pick<RunTableRow, 'title' | 'seed' | 'attempt'>): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : ''
  return `${run.title}, seed ${run.seed}${attempt}`
}
