import type { SeriesCache } from './series-cache'

/** Series whose value is a level that training goes down by, the first that all runs have. */
const LEVELS = ['loss', 'residualNorm'] as const

/** The series against whose level the runs can be drawn; null where they have none in common. */
export function levelSeriesOf(cache: Pick<SeriesCache, 'version'>, runIds: readonly number[]): string | null {
  return LEVELS.find((name) => runIds.every((id) => cache.version(id, name) !== null)) ?? null
}
