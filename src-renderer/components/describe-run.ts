import type { RunRow } from '../../src-main/contract'

/** Short name of a run: "Run 12, seed 3", with the attempt when it is not the first. */
export function describeRun(run: Pick<RunRow, 'id' | 'seed' | 'attempt'>): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : ''
  return `Run ${run.id}, seed ${run.seed}${attempt}`
}
