import type { ExperimentSpec, FilterKeys } from '../contract'
import { configurationOf } from './configuration'
import type { Connection } from './connection'

/** Text values of a key that are offered while a filter is written. */
const MOST_VALUES = 40
/** Runs whose summaries are looked at for names of quantities: all runs of an experiment have much the same. */
const SUMMARIES_READ = 300

interface KeyFound {
  experiments: Set<string>
  numeric: boolean
  values: Set<string>
}

/** What there is in the database that a filter can name. Cells are never removed or changed, so each is looked at once. */
export class FilterKeyCollector {
  private readonly keys = new Map<string, KeyFound>()
  private newest = 0
  private readonly addedCells
  private readonly quantities
  private readonly series
  private readonly spectra
  private readonly tags
  private readonly studies

  constructor(connection: Connection) {
    this.addedCells = connection.prepare<[number], { id: number; spec: string }>('SELECT id, spec FROM cells WHERE id > ? ORDER BY id')
    this.quantities = connection
      .prepare<[number], string>(
        `SELECT DISTINCT s.key FROM (SELECT summary FROM runs WHERE summary <> '{}' ORDER BY id DESC LIMIT ?) newest, json_each(newest.summary) s ORDER BY 1`,
      )
      .pluck()
    this.series = connection.prepare<[], string>('SELECT DISTINCT name FROM series ORDER BY name').pluck()
    this.spectra = connection.prepare<[], string>('SELECT DISTINCT name FROM spectra ORDER BY name').pluck()
    this.tags = connection.prepare<[], string>('SELECT DISTINCT tag FROM run_tags ORDER BY tag').pluck()
    this.studies = connection.prepare<[], { id: number; title: string }>(
      'SELECT id, title FROM studies WHERE removed_at IS NULL ORDER BY id DESC',
    )
  }

  collect(): FilterKeys {
    for (const { id, spec } of this.addedCells.all(this.newest)) {
      this.add(JSON.parse(spec) as ExperimentSpec)
      this.newest = id
    }
    return {
      keys: [...this.keys].map(([path, { experiments, numeric, values }]) => ({
        path,
        experiments: [...experiments],
        numeric,
        values: [...values].sort(),
      })),
      quantities: this.quantities.all(SUMMARIES_READ),
      series: this.series.all(),
      spectra: this.spectra.all(),
      tags: this.tags.all(),
      claims: [],
      studies: this.studies.all(),
    }
  }

  private add(spec: ExperimentSpec): void {
    for (const [key, json] of configurationOf(spec)) {
      const path = key.slice('spec.'.length)
      const value: unknown = JSON.parse(json)
      let found = this.keys.get(path)
      if (found === undefined) this.keys.set(path, (found = { experiments: new Set(), numeric: true, values: new Set() }))
      found.experiments.add(spec.experiment)
      if (typeof value !== 'number') found.numeric = false
      if (typeof value === 'string' && found.values.size < MOST_VALUES) found.values.add(value)
      if (typeof value === 'boolean') found.values.add(String(value))
    }
  }
}
