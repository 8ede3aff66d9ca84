import { LabError, type ComparedMap, type ComparedScatter, type RequestArgument, type RunRecord } from '../../contract'
import { describe, judgePowerLaw } from '../../science/statistics'
import { leafOf } from './leaves'

const FIELDS: Readonly<Record<string, (run: RunRecord) => number>> = {
  seed: ({ seed }) => seed,
  step: ({ step }) => step,
  computeSeconds: ({ computeSeconds }) => computeSeconds,
}

/** A column of the table of runs as a number: field, configuration key or quantity of the summary. null where it is none. */
export function numberOf(run: RunRecord, column: string): number | null {
  const field = FIELDS[column]
  const value = field !== undefined ? field(run) : column.startsWith('spec.') ? leafOf(run.spec, column.slice(5)) : run.summary[column]
  return typeof value === 'number' ? value : null
}

export function compareScatter(
  { entries, x, y }: RequestArgument<'compare.scatter'>,
  runs: ReadonlyMap<number, RunRecord>,
): ComparedScatter {
  const all = entries.flatMap((ids, entry) => ids.map((runId) => ({ runId, entry })))
  const points = all.flatMap(({ runId, entry }) => {
    const run = runs.get(runId)
    const place = run === undefined ? null : { x: numberOf(run, x), y: numberOf(run, y) }
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
export function compareMap({ x, y, value }: RequestArgument<'compare.map'>, runs: readonly RunRecord[]): ComparedMap {
  const placed = runs.flatMap((run) => {
    const [atX, atY] = [numberOf(run, x), numberOf(run, y)]
    return atX === null || atY === null || !Number.isFinite(atX) || !Number.isFinite(atY) ? [] : [{ run, x: atX, y: atY }]
  })
  if (placed.length === 0) throw new LabError('invalid-request', 'No run has a number on both axes. Nothing was drawn.')
  const tiles = [...Map.groupBy(placed, (each) => `${each.x} ${each.y}`).values()].flatMap((own) => {
    const [first] = own
    if (first === undefined) return []
    const ended = own.filter(({ run }) => ENDED.has(run.state))
    const values = ended.flatMap(({ run }) => numberOf(run, value) ?? [])
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
