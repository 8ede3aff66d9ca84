import type { ComparedMap, FigureTile } from '../../contract'
import { contourLines, fitLogistic, judgePowerLaw } from '../../science/statistics'

/** How many runs at a place have reached the level. */
export interface Trial {
  x: number
  y: number
  successes: number
  trials: number
}

interface Scales {
  x: 'linear' | 'log'
  y: 'linear' | 'log'
}

const LEVELS = 5
const toAxis = (value: number, scale: 'linear' | 'log'): number => (scale === 'log' ? Math.log10(value) : value)
const fromAxis = (value: number, scale: 'linear' | 'log'): number => (scale === 'log' ? Math.pow(10, value) : value)

/**
 * Lines of equal value between the places of a map, as the axes show it: at the level asked for, otherwise at levels that divide the range
 * evenly, or its logarithm where the values spread over more than a decade.
 */
export function contoursOf(tiles: readonly FigureTile[], scales: Scales, level: number | null): ComparedMap['contours'] {
  const known = tiles.flatMap(({ x, y, value }) => (value === null ? [] : [{ x: toAxis(x, scales.x), y: toAxis(y, scales.y), value }]))
  const ascending = (of: (tile: { x: number; y: number }) => number): number[] => [...new Set(known.map(of))].sort((a, b) => a - b)
  const [columns, rows] = [ascending(({ x }) => x), ascending(({ y }) => y)]
  const values = new Map(known.map(({ x, y, value }) => [`${columns.indexOf(x)} ${rows.indexOf(y)}`, value]))
  const range = known.map(({ value }) => value)
  const isLogarithmic = range.length > 0 && Math.min(...range) > 0 && Math.max(...range) / Math.min(...range) > 10
  const scale = isLogarithmic ? 'log' : 'linear'
  const value = (i: number, k: number): number => toAxis(values.get(`${i} ${k}`) ?? NaN, scale)
  const levels = level === null ? levelsOf(range, scale) : [level]
  return levels.map((at) => ({
    level: at,
    lines: contourLines({ x: columns, y: rows, value }, toAxis(at, scale)).map((line) => ({
      x: Float64Array.from(line, (point) => fromAxis(point.x, scales.x)),
      y: Float64Array.from(line, (point) => fromAxis(point.y, scales.y)),
    })),
  }))
}

function levelsOf(range: readonly number[], scale: 'linear' | 'log'): number[] {
  if (range.length < 4) return []
  const [low, high] = [toAxis(Math.min(...range), scale), toAxis(Math.max(...range), scale)]
  if (!(high > low)) return []
  return Array.from({ length: LEVELS }, (_, i) => fromAxis(low + ((i + 1) / (LEVELS + 1)) * (high - low), scale))
}

/**
 * Row by row the place across at which half of the runs reach the level, by the maximum likelihood of a logistic curve in the coordinate
 * of the axis; where successes and failures are separated, the middle between them. Over all rows a power law of the places.
 */
export function thresholdOf(trials: readonly Trial[], scales: Scales): ComparedMap['threshold'] {
  const rows = [...Map.groupBy(trials, ({ y }) => y)].sort(([a], [b]) => a - b)
  const points = rows.flatMap(([y, own]) => {
    const counts = own
      .map((trial) => ({ ...trial, x: toAxis(trial.x, scales.x) }))
      .filter((trial) => trial.trials > 0)
      .sort((a, b) => a.x - b.x)
    const fit = fitLogistic(counts)
    const [low, high] = [counts[0]?.x ?? NaN, counts.at(-1)?.x ?? NaN]
    // a threshold outside of what was tried is a guess
    if (fit !== null && fit.midpoint >= low && fit.midpoint <= high) return [{ x: fromAxis(fit.midpoint, scales.x), y, fitted: true }]
    const between = fit === null ? separation(counts) : null
    return between === null ? [] : [{ x: fromAxis(between, scales.x), y, fitted: false }]
  })
  const law = judgePowerLaw(
    points.map(({ y }) => y),
    points.map(({ x }) => x),
  )
  return {
    points,
    rows: rows.length,
    law: law && { coefficient: law.coefficient, exponent: law.exponent, interval: law.exponentInterval, count: law.count },
  }
}

/**
 * Where failures only turn into successes only, either way round: at the one place that has both, or in the middle between the last place of
 * the one and the first of the other. null where there is no such change.
 */
function separation(counts: readonly Trial[]): number | null {
  const mixed = counts.filter(({ successes, trials }) => successes > 0 && successes < trials)
  const [only] = mixed
  const pure = counts.filter((trial) => !mixed.includes(trial)).map(({ x, successes }) => ({ x, success: successes > 0 }))
  const changes = pure.slice(1).flatMap((after, i) => (pure[i]?.success === after.success ? [] : [[pure[i]?.x ?? NaN, after.x] as const]))
  const [change] = changes
  if (change === undefined || changes.length > 1 || mixed.length > 1) return null
  if (only === undefined) return (change[0] + change[1]) / 2
  return only.x > change[0] && only.x < change[1] ? only.x : null
}
