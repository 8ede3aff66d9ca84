import type { NextRun, RunEnd, Store } from '../../src-main/store/store'

/** Takes the next run of the queue for `engine`, as a scheduler does when it starts one. */
export function claimNext(store: Store, engine: number, now: number, lease: number, only?: ReadonlySet<number>): NextRun | null {
  for (;;) {
    const next = store.nextInQueue(engine, now, lease, [], only)
    if (next === null) return null
    const refused = store.settle(engine, { started: [next.run.id], ended: [] }, now)
    // somebody else was faster otherwise
    if (refused.length === 0) return { ...next, run: store.getRun(next.run.id) ?? next.run }
  }
}

/** Ends a run that `engine` is running. */
export function endRun(store: Store, runId: number, engine: number, end: RunEnd, now: number): void {
  const refused = store.settle(engine, { started: [], ended: [{ runId, end }] }, now)
  if (refused.length > 0) throw new Error(`Run ${runId} is not run by engine ${engine}`)
}
