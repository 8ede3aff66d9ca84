import { dashboardPanels, LabError, type Dashboard, type DashboardPanel } from '../contract'
import type { Connection } from './connection'
import type { Store } from './store'

interface DashboardRow {
  id: number
  name: string
  panels: string
  changedAt: number
  studyId: number | null
  studyTitle: string | null
}

/** Arrangements of views by name. Those of a study in the trash are not shown. */
export class DashboardRepository implements Pick<
  Store,
  'listDashboards' | 'getDashboard' | 'createDashboard' | 'changeDashboard' | 'removeDashboard'
> {
  private readonly all
  private readonly insert
  private readonly update
  private readonly remove

  constructor(private readonly connection: Connection) {
    this.all = connection.prepare<[], DashboardRow>(`
      SELECT d.id, d.name, d.panels, d.changed_at AS changedAt, s.id AS studyId, s.title AS studyTitle
      FROM dashboards d LEFT JOIN studies s ON s.id = d.study_id
      WHERE d.study_id IS NULL OR s.removed_at IS NULL ORDER BY d.changed_at DESC, d.id DESC`)
    this.insert = connection.prepare<[number | null, string, string, number, number]>(
      'INSERT INTO dashboards (study_id, name, panels, created_at, changed_at) VALUES (?, ?, ?, ?, ?)',
    )
    this.update = connection.prepare<[string, string, number, number]>(
      'UPDATE dashboards SET name = ?, panels = ?, changed_at = ? WHERE id = ?',
    )
    this.remove = connection.prepare<[number]>('DELETE FROM dashboards WHERE id = ?')
  }

  listDashboards(): Dashboard[] {
    return this.connection.read(() => this.all.all()).map(dashboardOf)
  }

  getDashboard(dashboardId: number): Dashboard | null {
    return this.listDashboards().find(({ id }) => id === dashboardId) ?? null
  }

  createDashboard(name: string, studyId: number | null, panels: readonly DashboardPanel[], now: number): number {
    return this.connection.write(() => Number(this.insert.run(studyId, name, JSON.stringify(panels), now, now).lastInsertRowid))
  }

  changeDashboard(dashboardId: number, change: { name?: string; panels?: readonly DashboardPanel[] }, now: number): boolean {
    return this.connection.write(() => {
      const dashboard = this.getDashboard(dashboardId)
      if (dashboard === null) return false
      const { name, panels } = { ...dashboard, ...change }
      return this.update.run(name, JSON.stringify(panels), now, dashboardId).changes > 0
    })
  }

  removeDashboard(dashboardId: number): boolean {
    return this.connection.write(() => this.remove.run(dashboardId).changes > 0)
  }
}

function dashboardOf({ id, name, panels, changedAt, studyId, studyTitle }: DashboardRow): Dashboard {
  const parsed = dashboardPanels.safeParse(JSON.parse(panels))
  if (!parsed.success) throw new LabError('database-damaged', `The panels of dashboard ${id} (${name}) cannot be read.`)
  return { id, name, panels: parsed.data, changedAt, study: studyId === null ? null : { id: studyId, title: studyTitle ?? '' } }
}
