import { RESULT_STATES, type RunState, type StudySummary } from '../../src-main/contract'

export interface StudyProgress {
  /** runs with a result */
  done: number
  /** runs there are or will be */
  total: number
  fraction: number
  /** something of it is queued or running */
  active: boolean
  /** runs that a click on "run missing" would queue */
  open: number
}

const ACTIVE_STATES: readonly RunState[] = ['queued', 'running']

function count(summary: StudySummary, states: readonly RunState[]): number {
  return states.reduce((sum, state) => sum + (summary.byState[state] ?? 0), 0)
}

export function studyProgress(summary: StudySummary): StudyProgress {
  const existing = Object.values(summary.byState).reduce((sum, runs) => sum + runs, 0)
  const total = existing + summary.missing
  const done = count(summary, RESULT_STATES)
  const waiting = count(summary, ACTIVE_STATES)
  return { done, total, fraction: total === 0 ? 0 : done / total, active: waiting > 0, open: total - done - waiting }
}
