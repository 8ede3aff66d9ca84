import type { Measure } from '../contract'
import type { Connection } from './connection'
import { measureKey } from './filter-sql'
import { decodeChunk, decodeFloats, type Points, type StoredChunk } from './series-chunk'

/** Values kept in memory, one number each. */
const VALUES_KEPT = 2_000_000
/** The tail of a series is this part of its steps. */
const TAIL = 0.1
/** https://sqlite.org/lang_corefunc.html: a function of the application, found by name in the statements of this connection */
const FUNCTION = 'run_measure'

type Value = number | null

interface SeriesFound {
  id: number
  first: number
  last: number
  min: number | null
}

/**
 * What is asked of series and spectra as a whole and does not stand in a column: means, values at a step or a level, eigenvalues. Values
 * of results never change and are kept; those of other runs are computed afresh for every question.
 */
export class RunMeasures {
  private readonly known = new Map<string, Map<number, Value>>()
  private kept = 0
  private readonly runs
  private readonly findSeries
  private readonly chunks
  private readonly chunksFromStep
  private readonly lastSpectrum
  private readonly spectrumAt

  constructor(connection: Connection) {
    this.runs = connection.prepare<[], { id: number; isResult: 0 | 1 }>(
      "SELECT id, state IN ('finished', 'diverged') AS isResult FROM runs WHERE removed_at IS NULL",
    )
    this.findSeries = connection.prepare<[number, string], SeriesFound>(
      'SELECT id, first_step AS first, last_step AS last, min_value AS min FROM series WHERE run_id = ? AND name = ?',
    )
    const columns = 'first_step AS firstStep, count, step_data AS stepData, value_data AS valueData'
    this.chunks = connection.prepare<[number], StoredChunk>(`SELECT ${columns} FROM series_chunks WHERE series_id = ? ORDER BY position`)
    this.chunksFromStep = connection.prepare<[{ id: number; step: number }], StoredChunk>(
      `SELECT ${columns} FROM series_chunks WHERE series_id = @id
         AND position >= ifnull((SELECT max(position) FROM series_chunks WHERE series_id = @id AND first_step <= @step), 0) ORDER BY position`,
    )
    const spectrum = 'SELECT eigenvalue_data AS data, complete, health FROM spectra WHERE run_id = ? AND name = ?'
    this.lastSpectrum = connection.prepare<[number, string], SpectrumFound>(`${spectrum} ORDER BY step DESC LIMIT 1`)
    this.spectrumAt = connection.prepare<[number, string, number], SpectrumFound>(`${spectrum} AND step = ?`)
    connection.database.function(FUNCTION, { deterministic: true, directOnly: true }, (key, runId) =>
      typeof key === 'string' ? (this.known.get(key)?.get(Number(runId)) ?? null) : null,
    )
  }

  /** Has the values ready that a statement is about to ask for: no statement can run inside another one. */
  prepare(measures: readonly Measure[]): void {
    if (this.kept > VALUES_KEPT) this.forget()
    for (const measure of measures) {
      const key = measureKey(measure)
      const values = this.known.get(key) ?? new Map<number, Value>()
      this.known.set(key, values)
      for (const { id, isResult } of this.runs.all()) {
        if (isResult === 1 && values.has(id)) continue
        values.set(id, this.compute(measure, id))
        this.kept++
      }
    }
  }

  private forget(): void {
    this.known.clear()
    this.kept = 0
  }

  private compute(measure: Measure, runId: number): Value {
    if (measure.of === 'spectrum') {
      const found =
        measure.step === null ? this.lastSpectrum.get(runId, measure.name) : this.spectrumAt.get(runId, measure.name, measure.step)
      return found === undefined ? null : spectralValue(measure.what, found)
    }
    const series = this.findSeries.get(runId, measure.name)
    if (series === undefined) return null
    switch (measure.what) {
      case 'mean':
        return meanOf(this.chunks.iterate(series.id), -Infinity)
      case 'tail': {
        const from = series.last - TAIL * (series.last - series.first)
        return meanOf(this.chunksFromStep.iterate({ id: series.id, step: from }), from)
      }
      case 'at':
        return this.valueAt(series.id, measure.step)
      case 'reached':
        return this.firstAtOrBelow(series, measure.level)
      case 'at-level': {
        const other = this.findSeries.get(runId, measure.other)
        const step = other === undefined ? null : this.firstAtOrBelow(other, measure.level)
        return step === null ? null : this.valueAt(series.id, step)
      }
      case 'first':
      case 'last':
      case 'min':
      case 'max':
        // columns of the table of series
        return null
    }
  }

  private valueAt(seriesId: number, step: number): Value {
    for (const stored of this.chunksFromStep.iterate({ id: seriesId, step })) {
      const { steps, values } = decodeChunk(stored)
      const place = steps.indexOf(step)
      return place === -1 ? null : finiteOrInfinite(values[place])
    }
    return null
  }

  private firstAtOrBelow({ id, min }: SeriesFound, level: number): number | null {
    // the smallest finite value says at once that a level was never reached, unless an infinite one did
    if (min !== null && min > level && level !== -Infinity) return null
    for (const stored of this.chunks.iterate(id)) {
      const { steps, values }: Points = decodeChunk(stored)
      const place = values.findIndex((value) => value <= level)
      if (place !== -1) return steps[place] ?? null
    }
    return null
  }
}

interface SpectrumFound {
  data: Buffer
  complete: 0 | 1
  health: string
}

function finiteOrInfinite(value: number | undefined): Value {
  return value === undefined || Number.isNaN(value) ? null : value
}

/** Mean of the finite values from a step on, summed with the error of each addition carried along (Neumaier 1974). */
function meanOf(chunks: Iterable<StoredChunk>, from: number): Value {
  let sum = 0
  let carried = 0
  let count = 0
  for (const stored of chunks) {
    const { steps, values } = decodeChunk(stored)
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!
      if (steps[index]! < from || !Number.isFinite(value)) continue
      const next = sum + value
      carried += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
      sum = next
      count++
    }
  }
  return count === 0 ? null : (sum + carried) / count
}

/** Eigenvalues are stored in ascending order. A smallest one that rounding may have made is no divisor. */
function spectralValue(what: 'lambdaMax' | 'lambdaMin' | 'condition' | 'effectiveRank', { data, complete, health }: SpectrumFound): Value {
  const values = decodeFloats(data)
  const largest = values.at(-1)
  const smallest = values[0]
  if (largest === undefined || smallest === undefined) return null
  switch (what) {
    case 'lambdaMax':
      return finiteOrInfinite(largest)
    case 'lambdaMin':
      return finiteOrInfinite(smallest)
    case 'condition': {
      const { noiseFloor } = JSON.parse(health) as { noiseFloor: number | string }
      return typeof noiseFloor === 'number' && smallest > noiseFloor ? finiteOrInfinite(largest / smallest) : null
    }
    case 'effectiveRank':
      return complete === 1 && largest > 0 ? finiteOrInfinite(values.reduce((trace, value) => trace + value, 0) / largest) : null
  }
}
