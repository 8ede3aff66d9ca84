import {
  LabError,
  type ComparedColumns,
  type ComparedMap,
  type ComparedScatter,
  type ConfigurationValue,
  type RequestArgument,
  type RunRecord,
} from '../../contract'
import { describe, judgePowerLaw } from '../../science/statistics'
import { flatten } from './leaves'
import { contoursOf, thresholdOf, type Trial } from './map-lines'

const FIELDS: Readonly<Record<string, (run: RunRecord) => number>> = {
  seed: ({ seed }) => seed,
  step: ({ step }) => step,
  computeSeconds: ({ computeSeconds }) => computeSeconds,
}

/** What a run had recorded last of a series up to a step. */
export type SeriesValueAt = (runId: number, series: string, step: number) => number | null

/**
 * A column of the table of runs: field, configuration key, quantity of the summary, or `at.100.loss` for what a series had recorded last
 * up to a step. null where the run has none.
 */
export function valueOf(run: RunRecord, column: string, seriesValueAt: SeriesValueAt): ConfigurationValue {
  const field = FIELDS[column]
  if (field !== undefined) return field(run)
  const [, step, series] = /^at\.(\d{1,15})\.(.+)$/.exec(column) ?? []
  if (step !== undefined && series !== undefined) return seriesValueAt(run.id, series, Number(step))
  const value = column.startsWith('spec.') ? new Map(flatten(run.spec)).get(column.slice(5)) : run.summary[column]
  return value ?? null
}

/** The same as a number; null where it is none. */
export function numberOf(run: RunRecord, column: string, seriesValueAt: SeriesValueAt): number | null {
  const value = valueOf(run, column, seriesValueAt)
  return typeof value === 'number' ? value : null
}

/** Columns of runs as they are, run by run. */
export function compareColumns(
  { runIds, columns }: RequestArgument<'compare.columns'>,
  runs: ReadonlyMap<number, RunRecord>,
  seriesValueAt: SeriesValueAt,
): ComparedColumns {
  const found = runIds.flatMap((id) => runs.get(id) ?? [])
  return { runIds: found.map(({ id }) => id), values: columns.map((column) => found.map((run) => valueOf(run, column, seriesValueAt))) }
}

export function compareScatter(
  { entries, x, y }: RequestArgument<'compare.scatter'>,
  runs: ReadonlyMap<number, RunRecord>,
  seriesValueAt: SeriesValueAt,
): ComparedScatter {
  const all = entries.flatMap((ids, entry) => ids.map((runId) => ({ runId, entry })))
  const points = all.flatMap(({ runId, entry }) => {
    const run = runs.get(runId)
    const place = run === undefined ? null : { x: numberOf(run, x, seriesValueAt), y: numberOf(run, y, seriesValueAt) }
    return place === null || place.x === null || place.y === null ? [] : [{ runId, entry, x: place.x, y: place.y }]
  })
  const fit = judgePowerLaw(
    points.map((point) => point.x),
    points.map((point) => point.y),
  )
  return {
    points,
    leftOut: all.length - points.length,
    fit: fit && { coefficient: fit.coefficient, exponent: fit.exponent, interval: fit.exponentInterval, count: fit.count },
  }
}

const ENDED = new Set(['finished', 'diverged'])

/** @throws LabError `invalid-request` when no run has all three */
export function compareMap(
  { x, y, value, level }: RequestArgument<'compare.map'>,
  runs: readonly RunRecord[],
  seriesValueAt: SeriesValueAt,
): ComparedMap {
  const placed = runs.flatMap((run) => {
    const [atX, atY] = [numberOf(run, x, seriesValueAt), numberOf(run, y, seriesValueAt)]
    return atX === null || atY === null || !Number.isFinite(atX) || !Number.isFinite(atY) ? [] : [{ run, x: atX, y: atY }]
  })
  if (placed.length === 0) throw new LabError('invalid-request', 'No run has a number on both axes. Nothing was drawn.')
  const trials: Trial[] = []
  const tiles = [...Map.groupBy(placed, (each) => `${each.x} ${each.y}`).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const ended = own.filter(({ run }) => ENDED.has(run.state))
    const values = ended.flatMap(({ run }) => numberOf(run, value, seriesValueAt) ?? [])
    if (level !== null)
      trials.push({ x: first.x, y: first.y, successes: values.filter((each) => each >= level).length, trials: values.length })
    const finite = values.filter(Number.isFinite)
    const statistics = finite.length === 0 ? null : describe(finite)
    const deviation = statistics?.standardDeviation ?? null
    const spread = deviation === null ? '' : `, standard deviation ${deviation.toPrecision(4)}`
    const left = values.length > finite.length ? `; ${values.length - finite.length} not finite and left out` : ''
    return {
      x: first.x,
      y: first.y,
      value: statistics?.mean ?? null,
      done: ended.length / own.length,
      text: `${finite.length} of ${own.length} ${own.length === 1 ? 'run' : 'runs'}${spread}${left}`,
    }
  })
  const measured = tiles.flatMap((tile) => tile.value ?? [])
  const [xAxis, yAxis] = [axisOf(placed.map((each) => each.x)), axisOf(placed.map((each) => each.y))]
  return {
    xScale: xAxis.scale,
    yScale: yAxis.scale,
    tiles: {
      label: value,
      symbol: '',
      low: measured.reduce((least, each) => Math.min(least, each), measured[0] ?? 0),
      high: measured.reduce((most, each) => Math.max(most, each), measured[0] ?? 1),
      width: xAxis.width,
      height: yAxis.width,
      palette: 'sequential',
      tiles,
    },
    leftOut: runs.length - placed.length,
    contours: contoursOf(tiles, { x: xAxis.scale, y: yAxis.scale }, level),
    threshold: level === null ? null : thresholdOf(trials, { x: xAxis.scale, y: yAxis.scale }),
  }
}

/** From here on positive values that spread so far are read by their ratios. */
const LOGARITHMIC_FROM = 8

/** Scale of an axis and width of a tile on it: the smallest distance of two neighbours. */
function axisOf(values: readonly number[]): { scale: 'linear' | 'log'; width: number } {
  const ascending = [...new Set(values)].sort((a, b) => a - b)
  const [least = 0, largest = 0] = [ascending[0], ascending.at(-1)]
  const scale = least > 0 && largest / least >= LOGARITHMIC_FROM ? 'log' : 'linear'
  const coordinates = scale === 'log' ? ascending.map((each) => Math.log10(each)) : ascending
  const gaps = coordinates.slice(1).map((each, i) => each - (coordinates[i] ?? NaN))
  const width = gaps.reduce((smallest, gap) => Math.min(smallest, gap), Infinity)
  return { scale, width: Number.isFinite(width) ? width : scale === 'log' ? 1 : Math.max(1, Math.abs(least)) }
}
