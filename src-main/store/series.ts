import { LabError, type SeriesPoints, type SeriesSummary } from '../contract'
import type { Connection } from './connection'
import {
  CHUNK_POINTS,
  countUpTo,
  decodeChunk,
  decodeFloats,
  encodeChunk,
  encodeFloats,
  storedBytes,
  type Points,
  type StoredChunk,
} from './series-chunk'
import { drawPoints, type DrawingRange, type StepScale } from './series-drawing'
import type { Store } from './store'
import { decodeExtent, encodeExtent, EXTENT_BYTES, EXTENT_FIELDS, extentOf, includeExtent, type Extent } from './series-extent'

/** Extents in one row of the table of details. */
const BLOCK_CHUNKS = 128

/** A row of the table `series`. NULL stands for NaN. */
interface SeriesRow {
  id: number
  name: string
  count: number
  firstStep: number
  lastStep: number
  first: number | null
  last: number | null
  min: number | null
  minStep: number | null
  max: number | null
  maxStep: number | null
  nonFinite: number
  bytes: number
}

const SERIES_COLUMNS = `id, name, count, first_step AS firstStep, last_step AS lastStep, first_value AS first, last_value AS last,
  min_value AS min, min_step AS minStep, max_value AS max, max_step AS maxStep, non_finite AS nonFinite, bytes`
const CHUNK_COLUMNS = 'first_step AS firstStep, count, step_data AS stepData, value_data AS valueData'

/**
 * Series as chunks of points. The last chunk grows in place until it is full; full chunks never change and have their extent in the
 * table of details, so that a long series can be drawn and summed up without reading it.
 */
export class SeriesRepository implements Pick<Store, 'seriesOf' | 'readSeries' | 'drawSeries'> {
  private readonly find
  private readonly ofRun
  private readonly insertSeries
  private readonly updateSeries
  private readonly deleteSeries
  private readonly chunkAt
  private readonly chunksFrom
  private readonly putChunk
  private readonly deleteChunksFrom
  private readonly lastChunkBeginningUpTo
  private readonly chunkBytes
  private readonly detailAt
  private readonly details
  private readonly putDetail
  private readonly deleteDetailsFrom

  constructor(private readonly connection: Connection) {
    this.find = connection.prepare<[number, string], SeriesRow>(`SELECT ${SERIES_COLUMNS} FROM series WHERE run_id = ? AND name = ?`)
    this.ofRun = connection.prepare<[number], SeriesRow>(`SELECT ${SERIES_COLUMNS} FROM series WHERE run_id = ? ORDER BY id`)
    this.insertSeries = connection.prepare<[number, string, number, number]>(
      'INSERT INTO series (run_id, name, count, first_step, last_step, non_finite, bytes) VALUES (?, ?, 1, ?, ?, 0, 0)',
    )
    this.updateSeries = connection.prepare<[SeriesRow]>(`
      UPDATE series SET count = @count, first_step = @firstStep, last_step = @lastStep, first_value = @first, last_value = @last,
        min_value = @min, min_step = @minStep, max_value = @max, max_step = @maxStep, non_finite = @nonFinite, bytes = @bytes WHERE id = @id`)
    this.deleteSeries = connection.prepare<[number]>('DELETE FROM series WHERE id = ?')
    this.chunkAt = connection.prepare<[number, number], StoredChunk>(
      `SELECT ${CHUNK_COLUMNS} FROM series_chunks WHERE series_id = ? AND position = ?`,
    )
    this.chunksFrom = connection.prepare<[number, number], StoredChunk>(
      `SELECT ${CHUNK_COLUMNS} FROM series_chunks WHERE series_id = ? AND position >= ? ORDER BY position`,
    )
    this.putChunk = connection.prepare<[StoredChunk & { seriesId: number; position: number }]>(`
      INSERT INTO series_chunks (series_id, position, count, first_step, step_data, value_data)
      VALUES (@seriesId, @position, @count, @firstStep, @stepData, @valueData)
      ON CONFLICT (series_id, position) DO UPDATE SET count = excluded.count, step_data = excluded.step_data, value_data = excluded.value_data`)
    this.deleteChunksFrom = connection.prepare<[number, number]>('DELETE FROM series_chunks WHERE series_id = ? AND position >= ?')
    this.lastChunkBeginningUpTo = connection
      .prepare<[number, number], number>(
        'SELECT position FROM series_chunks WHERE series_id = ? AND first_step <= ? ORDER BY position DESC LIMIT 1',
      )
      .pluck()
    this.chunkBytes = connection
      .prepare<[number], number>('SELECT sum(length(value_data) + ifnull(length(step_data), 0)) FROM series_chunks WHERE series_id = ?')
      .pluck()
    this.detailAt = connection
      .prepare<[number, number], Buffer>('SELECT data FROM series_details WHERE series_id = ? AND block = ?')
      .pluck()
    this.details = connection.prepare<[number], Buffer>('SELECT data FROM series_details WHERE series_id = ? ORDER BY block').pluck()
    this.putDetail = connection.prepare<[number, number, Buffer]>(
      'INSERT INTO series_details (series_id, block, data) VALUES (?, ?, ?) ON CONFLICT (series_id, block) DO UPDATE SET data = excluded.data',
    )
    this.deleteDetailsFrom = connection.prepare<[number, number]>('DELETE FROM series_details WHERE series_id = ? AND block >= ?')
  }

  /** Inside a transaction: puts points behind those that are there. Steps have to be finite, not negative, and to go on increasing. */
  append(runId: number, name: string, points: Points): void {
    const { steps, values } = points
    const firstStep = steps[0]
    if (firstStep === undefined && values.length === 0) return
    const existing = this.find.get(runId, name)
    checkPoints(runId, name, points, existing?.lastStep ?? -Infinity)
    const appended = extentOf(points)
    const id = existing?.id ?? Number(this.insertSeries.run(runId, name, appended.firstStep, appended.lastStep).lastInsertRowid)
    let count = existing?.count ?? 0
    let bytes = existing?.bytes ?? 0
    for (let taken = 0; taken < steps.length;) {
      const position = Math.floor(count / CHUNK_POINTS)
      const inChunk = count % CHUNK_POINTS
      const taking = Math.min(CHUNK_POINTS - inChunk, steps.length - taken)
      const added = { steps: steps.subarray(taken, taken + taking), values: values.subarray(taken, taken + taking) }
      const before = inChunk === 0 ? null : this.storedChunk(id, position)
      const chunk = before === null ? added : joined(decodeChunk(before), added)
      const stored = encodeChunk(chunk)
      this.putChunk.run({ ...stored, seriesId: id, position })
      if (chunk.steps.length === CHUNK_POINTS) this.putExtent(id, position, extentOf(chunk))
      count += taking
      taken += taking
      bytes += storedBytes(stored) - (before === null ? 0 : storedBytes(before))
    }
    const extent = existing === undefined ? appended : extentOfRow(existing)
    if (existing !== undefined) includeExtent(extent, appended)
    this.updateSeries.run({ ...rowOfExtent(id, name, count, extent), bytes })
  }

  /** Inside a transaction: removes the points after `step` from every series of the run. @returns how many */
  cut(runId: number, step: number): number {
    let removed = 0
    for (const row of this.ofRun.all(runId)) {
      if (row.lastStep > step) removed += row.count - this.cutSeries(row, step)
    }
    return removed
  }

  seriesOf(runId: number): SeriesSummary[] {
    return this.connection
      .read(() => this.ofRun.all(runId))
      .map((row) => {
        const extent = extentOfRow(row)
        return {
          name: row.name,
          count: row.count,
          firstStep: extent.firstStep,
          lastStep: extent.lastStep,
          first: extent.first,
          last: extent.last,
          min: extent.min,
          max: extent.max,
          argminStep: extent.minStep,
          argmaxStep: extent.maxStep,
          nonFinite: extent.nonFinite,
        }
      })
  }

  readSeries(runId: number, name: string): Points | null {
    return this.connection.read(() => {
      const row = this.find.get(runId, name)
      if (row === undefined) return null
      const whole = { steps: new Float64Array(row.count), values: new Float64Array(row.count) }
      let offset = 0
      for (const stored of this.chunksFrom.iterate(row.id, 0)) {
        const { steps, values } = decodeChunk(stored)
        whole.steps.set(steps, offset)
        whole.values.set(values, offset)
        offset += stored.count
      }
      return whole
    })
  }

  drawSeries(runId: number, name: string, range: DrawingRange | null, pixels: number, scale: StepScale = 'linear'): SeriesPoints | null {
    return this.connection.read(() => {
      const row = this.find.get(runId, name)
      if (row === undefined) return null
      const details = this.extents(row.id)
      // the same chunk is asked for several times in a row
      let cached: { position: number; points: Points } | null = null
      const series = {
        name,
        count: row.count,
        chunks: Math.ceil(row.count / CHUNK_POINTS),
        extent: (position: number) => ((position + 1) * EXTENT_FIELDS <= details.length ? decodeExtent(details, position) : null),
        points: (position: number) => {
          if (cached?.position !== position) cached = { position, points: this.chunk(row.id, position) }
          return cached.points
        },
      }
      return drawPoints(series, range ?? { fromStep: row.firstStep, toStep: row.lastStep }, Math.max(1, Math.floor(pixels)), scale)
    })
  }

  /** @returns how many points are left */
  private cutSeries(row: SeriesRow, step: number): number {
    const last = this.lastChunkBeginningUpTo.get(row.id, step)
    if (last === undefined) {
      this.deleteSeries.run(row.id)
      return 0
    }
    const chunk = this.chunk(row.id, last)
    const kept = countUpTo(chunk.steps, step)
    const tail = { steps: chunk.steps.subarray(0, kept), values: chunk.values.subarray(0, kept) }
    this.deleteChunksFrom.run(row.id, last + 1)
    this.putChunk.run({ ...encodeChunk(tail), seriesId: row.id, position: last })
    const fullChunks = kept === CHUNK_POINTS ? last + 1 : last
    this.cutExtents(row.id, fullChunks)
    const count = last * CHUNK_POINTS + kept
    const extent = this.extentOfWhole(row.id, fullChunks, fullChunks > last ? null : tail)
    this.updateSeries.run({ ...rowOfExtent(row.id, row.name, count, extent), bytes: this.chunkBytes.get(row.id) ?? 0 })
    return count
  }

  private chunk(seriesId: number, position: number): Points {
    return decodeChunk(this.storedChunk(seriesId, position))
  }

  private storedChunk(seriesId: number, position: number): StoredChunk {
    const stored = this.chunkAt.get(seriesId, position)
    if (stored === undefined)
      throw new LabError(
        'database-damaged',
        `A piece of a series is missing from the database in ${this.connection.home}. Nothing was changed.`,
      )
    return stored
  }

  private extents(seriesId: number): Float64Array {
    return decodeFloats(Buffer.concat(this.details.all(seriesId)))
  }

  private putExtent(seriesId: number, position: number, extent: Extent): void {
    const block = Math.floor(position / BLOCK_CHUNKS)
    const inBlock = position % BLOCK_CHUNKS
    const before = inBlock === 0 ? Buffer.alloc(0) : (this.detailAt.get(seriesId, block) ?? Buffer.alloc(0))
    this.putDetail.run(seriesId, block, Buffer.concat([before, encodeFloats(encodeExtent(extent))]))
  }

  private cutExtents(seriesId: number, fullChunks: number): void {
    const block = Math.floor(fullChunks / BLOCK_CHUNKS)
    const inBlock = fullChunks % BLOCK_CHUNKS
    const kept = inBlock === 0 ? undefined : this.detailAt.get(seriesId, block)?.subarray(0, inBlock * EXTENT_BYTES)
    this.deleteDetailsFrom.run(seriesId, block)
    if (kept !== undefined) this.putDetail.run(seriesId, block, kept)
  }

  private extentOfWhole(seriesId: number, fullChunks: number, tail: Points | null): Extent {
    const details = this.extents(seriesId)
    const parts = Array.from({ length: fullChunks }, (_, position) => decodeExtent(details, position))
    if (tail !== null) parts.push(extentOf(tail))
    return parts.reduce((whole, part) => {
      includeExtent(whole, part)
      return whole
    })
  }
}

function checkPoints(runId: number, name: string, { steps, values }: Points, lastStep: number): void {
  const refuse = (reason: string): never => {
    throw new LabError('internal', `Points of the series ${name} of run ${runId} cannot be stored: ${reason}. Nothing of them was written.`)
  }
  if (steps.length !== values.length) refuse(`there are ${steps.length} steps and ${values.length} values`)
  let previous = lastStep
  for (const step of steps) {
    if (!Number.isFinite(step) || step < 0) refuse(`${step} is no step`)
    if (step <= previous) refuse(`step ${step} comes after step ${previous}`)
    previous = step
  }
}

function joined(before: Points, added: Points): Points {
  const count = before.steps.length + added.steps.length
  const whole = { steps: new Float64Array(count), values: new Float64Array(count) }
  whole.steps.set(before.steps)
  whole.steps.set(added.steps, before.steps.length)
  whole.values.set(before.values)
  whole.values.set(added.values, before.values.length)
  return whole
}

function extentOfRow(row: SeriesRow): Extent {
  return {
    firstStep: row.firstStep,
    lastStep: row.lastStep,
    first: row.first ?? NaN,
    last: row.last ?? NaN,
    min: row.min ?? NaN,
    minStep: row.minStep ?? NaN,
    max: row.max ?? NaN,
    maxStep: row.maxStep ?? NaN,
    nonFinite: row.nonFinite,
    // rows do not keep these; only the extents of chunks need them
    firstNanStep: NaN,
    firstPositiveInfinityStep: NaN,
    firstNegativeInfinityStep: NaN,
  }
}

function rowOfExtent(id: number, name: string, count: number, extent: Extent): Omit<SeriesRow, 'bytes'> {
  const { firstStep, lastStep, first, last, min, minStep, max, maxStep, nonFinite } = extent
  // SQLite stores NaN as NULL by itself; saying so keeps it from depending on that
  const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)
  return {
    id,
    name,
    count,
    firstStep,
    lastStep,
    first: orNull(first),
    last: orNull(last),
    min: orNull(min),
    minStep: orNull(minStep),
    max: orNull(max),
    maxStep: orNull(maxStep),
    nonFinite,
  }
}
