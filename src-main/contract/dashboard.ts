import { z } from 'zod'

/** More panels on one page would not be seen. */
export const MOST_PANELS = 24

const panelField = z.strictObject({
  title: z.string().trim().max(200),
  /** what the panel shows, as in the address of the Compare page; without `runs` all runs of the study */
  query: z.record(z.string().max(50), z.string().max(20_000)),
  /** over the whole width of the page */
  wide: z.boolean(),
})
/** A view of runs on a dashboard. */
export type DashboardPanel = z.infer<typeof panelField>

export const dashboardPanels = z.array(panelField).max(MOST_PANELS)
const name = z.string().trim().min(1).max(200)
const dashboardId = z.int().min(1)

/** The requests about arrangements of views that are kept by name. */
export const DASHBOARD_REQUESTS = {
  'dashboards.list': z.strictObject({}),
  'dashboards.get': z.strictObject({ dashboardId }),
  'dashboards.create': z.strictObject({ name, studyId: z.int().min(1).nullable(), panels: dashboardPanels }),
  'dashboards.change': z.strictObject({ dashboardId, name: name.optional(), panels: dashboardPanels.optional() }),
  'dashboards.remove': z.strictObject({ dashboardId }),
} as const

export interface Dashboard {
  id: number
  name: string
  /** whose runs its panels show; null where each panel names its own */
  study: { id: number; title: string } | null
  panels: DashboardPanel[]
  changedAt: number
}

export interface DashboardAnswers {
  /** last changed first */
  'dashboards.list': Dashboard[]
  /** `runIds`: those of its study, at most as many as can be compared, the newest */
  'dashboards.get': { dashboard: Dashboard; runIds: number[]; leftOut: number }
  'dashboards.create': { dashboardId: number }
  'dashboards.change': { changed: boolean }
  'dashboards.remove': { removed: boolean }
}
