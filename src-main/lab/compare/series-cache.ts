import type { Store } from '../../store'
import { Remembered } from '../../worker/remembered'

export interface Points {
  /** ascending */
  x: Float64Array
  y: Float64Array
}

/** Numbers kept in memory: a quarter of a gigabyte. */
const MOST_NUMBERS = 32 * 1024 * 1024

/** Whole series and what was computed of them, as long as there is room; the longest unused goes first. */
export class SeriesCache {
  private readonly remembered = new Remembered(MOST_NUMBERS)

  constructor(private readonly store: Pick<Store, 'seriesOf' | 'readSeries'>) {}

  /** Every point of a series; null where the run has none of this name. */
  series(runId: number, name: string): Points | null {
    const version = this.version(runId, name)
    if (version === null) return null
    return this.remember(`series ${version}`, () => {
      const read = this.store.readSeries(runId, name)
      const points = read === null ? null : { x: read.steps, y: read.values }
      return { value: points, numbers: 2 * (points?.x.length ?? 0) }
    })
  }

  /** Names the content of a series: changes when it grows or is cut back. null where there is none. */
  version(runId: number, name: string): string | null {
    const summary = this.store.seriesOf(runId).find((series) => series.name === name)
    if (summary === undefined || summary.count === 0) return null
    const { count, lastStep, last, min, max } = summary
    return [runId, name, count, lastStep, last, min, max].join(' ')
  }

  remember<T>(key: string, compute: () => { value: T; numbers: number }): T {
    return this.remembered.remember(key, compute)
  }
}
