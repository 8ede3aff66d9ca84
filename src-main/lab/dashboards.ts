import { LabError, MOST_COMPARED, type DashboardAnswers } from '../contract'
import type { Store } from '../store'

/** A dashboard with the runs it shows now: as long as runs of its study are added, the newest that can be compared at once. */
export function openDashboard(store: Store, dashboardId: number): DashboardAnswers['dashboards.get'] {
  const dashboard = store.getDashboard(dashboardId)
  if (dashboard === null) throw new LabError('not-found', `There is no dashboard ${dashboardId}.`)
  const all = dashboard.study === null ? [] : store.studyRuns(dashboard.study.id).map(({ id }) => id)
  const leftOut = Math.max(0, all.length - MOST_COMPARED)
  // in the order of the study, without the oldest runs
  const oldest = new Set(all.toSorted((a, b) => a - b).slice(0, leftOut))
  return { dashboard, runIds: all.filter((id) => !oldest.has(id)), leftOut }
}
