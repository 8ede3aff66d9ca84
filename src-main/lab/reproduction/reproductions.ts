import { RESULT_STATES, type ReproductionsView, type RunRecord } from '../../contract'
import type { Store } from '../../store'
import { compareRepetition } from './reproduction'

const hasResult = ({ state }: Pick<RunRecord, 'state'>): boolean => RESULT_STATES.includes(state)

/** A run beside the other attempts of its spec and seed. The earlier of two is the original. */
export function reproductionsOf(store: Store, run: RunRecord): ReproductionsView {
  const others = store.findRuns(run.cellHash, run.seed).filter(({ id }) => id !== run.id)
  const going = others.filter(({ state }) => state === 'queued' || state === 'running')
  const results = hasResult(run) ? others.filter(hasResult) : []
  return {
    refusal: refusalOf(run, going),
    going: going.map(({ id, state, progress }) => ({ id, state, progress })),
    reproductions: results
      .toSorted((a, b) => b.id - a.id)
      .map((other) => (other.id > run.id ? compareRepetition(store, run, other) : compareRepetition(store, other, run))),
  }
}

function refusalOf(run: RunRecord, going: readonly RunRecord[]): string | null {
  if (!hasResult(run)) return `Run ${run.id} has no result yet that could be reproduced.`
  const [first] = going
  return first === undefined ? null : `Run ${first.id} is computing it again already.`
}
