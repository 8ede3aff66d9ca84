import type { JobProgress, LabEvent } from '../contract'

/** At most ten times a second, as the window is told. */
const INTERVAL_MILLISECONDS = 100

/** Collects what changed and tells the listeners in batches, so that a fast run does not flood the window. */
export class EventHub {
  private readonly listeners = new Set<(events: LabEvent[]) => void>()
  private readonly runIds = new Set<number>()
  private readonly grown = new Map<number, number>()
  private readonly studyIds = new Set<number>()
  private queue = false
  private settings = false
  private claims = false
  private datasets = false
  private dashboards = false
  private readonly progress = new Map<string, JobProgress>()
  private timer: NodeJS.Timeout | null = null

  subscribe(listener: (events: LabEvent[]) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  runsChanged(runIds: readonly number[]): void {
    runIds.forEach((id) => this.runIds.add(id))
    this.queue = true
    this.schedule()
  }

  seriesGrown(runId: number, step: number): void {
    this.grown.set(runId, step)
    this.schedule()
  }

  studyChanged(studyId: number): void {
    this.studyIds.add(studyId)
    this.schedule()
  }

  queueChanged(): void {
    this.queue = true
    this.schedule()
  }

  settingsChanged(): void {
    this.settings = true
    this.schedule()
  }

  claimsChanged(): void {
    this.claims = true
    this.schedule()
  }

  datasetsChanged(): void {
    this.datasets = true
    this.schedule()
  }

  dashboardsChanged(): void {
    this.dashboards = true
    this.schedule()
  }

  jobProgress(progress: JobProgress): void {
    this.progress.set(progress.job, progress)
    this.schedule()
  }

  private schedule(): void {
    this.timer ??= setTimeout(() => this.flush(), INTERVAL_MILLISECONDS)
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    const events: LabEvent[] = []
    if (this.runIds.size > 0) events.push({ kind: 'runs-changed', runIds: [...this.runIds] })
    for (const [runId, step] of this.grown) events.push({ kind: 'series-grown', runId, step })
    for (const studyId of this.studyIds) events.push({ kind: 'study-changed', studyId })
    if (this.queue) events.push({ kind: 'queue-changed' })
    if (this.settings) events.push({ kind: 'settings-changed' })
    if (this.claims) events.push({ kind: 'claims-changed' })
    if (this.datasets) events.push({ kind: 'datasets-changed' })
    if (this.dashboards) events.push({ kind: 'dashboards-changed' })
    for (const progress of this.progress.values()) events.push({ kind: 'job-progress', progress })
    this.runIds.clear()
    this.grown.clear()
    this.studyIds.clear()
    this.queue = false
    this.settings = false
    this.claims = false
    this.datasets = false
    this.dashboards = false
    this.progress.clear()
    if (events.length > 0) this.listeners.forEach((listener) => listener(events))
  }
}
