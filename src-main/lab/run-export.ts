import { LabError } from '../contract'
import type { Store } from '../store/store'

export const RUN_EXPORT_FORMAT = 'gramscope-run'

/** JSON has no NaN and no infinities; in exports they are the strings a reader expects. */
const exact = (value: number): number | string => (Number.isFinite(value) ? value : String(value))

/** A whole run as a JSON document with every point of every series, exact. @throws LabError `not-found` */
export function exportRun(store: Store, runId: number): { fileName: string; json: string } {
  const run = store.getRun(runId)
  if (run === null) throw new LabError('not-found', `There is no run ${runId}.`)
  const summary = Object.fromEntries(Object.entries(run.summary).map(([name, value]) => [name, value === null ? null : exact(value)]))
  const document = {
    format: RUN_EXPORT_FORMAT,
    version: 1,
    run: { ...run, summary },
    environment: store.environmentOf(runId),
    series: store.seriesOf(runId).map(({ name }) => {
      const points = store.readSeries(runId, name)
      return { name, steps: Array.from(points?.steps ?? []), values: Array.from(points?.values ?? [], exact) }
    }),
    spectra: store.spectraOf(runId).map((entry) => ({
      ...entry,
      values: Array.from(store.readSpectrum(runId, entry.name, entry.step)?.values ?? [], exact),
    })),
    artifacts: store
      .artifactsOf(runId)
      .map((entry) => ({ ...entry, values: Array.from(store.readArtifact(runId, entry.name) ?? [], exact) })),
    events: store.eventsOf(runId),
  }
  return { fileName: `run-${runId}.json`, json: JSON.stringify(document) }
}
