import { firstFrom } from './aligned-mean'
import type { Points } from './series-cache'

/**
 * A series against the level of the loss: at each new smallest loss the value of the series at that step, of steps where both were
 * recorded. Levels that a run passed between two records belong to the later one, so this is exact at the levels themselves and nowhere else.
 */
export function againstLevel(series: Points, loss: Points): Points {
  const levels: number[] = []
  const values: number[] = []
  let least = Infinity
  for (let i = 0; i < loss.x.length; i++) {
    const level = loss.y[i] ?? NaN
    if (!(level < least)) continue
    const step = loss.x[i] ?? NaN
    const at = firstFrom(series.x, step)
    if (series.x[at] !== step) continue
    least = level
    levels.push(level)
    values.push(series.y[at] ?? NaN)
  }
  return { x: Float64Array.from(levels.reverse()), y: Float64Array.from(values.reverse()) }
}

/**
 * Curves of several runs against the levels of all of them: at a level that a run did not record, the value when it first was at or below.
 * That is what the run recorded, not an interpolation; levels below the lowest of a run have no value of it.
 */
export function atCommonLevels(curves: readonly Points[]): Points[] {
  const levels = Float64Array.from(new Set(curves.flatMap(({ x }) => Array.from(x)))).sort()
  return curves.map(({ x, y }) => {
    const first = firstFrom(levels, x[0] ?? Infinity)
    // the values stand at ascending levels; the first passage of a level is the largest recorded one that is not above it
    let at = 0
    const own = levels.subarray(first)
    const values = own.map((level) => {
      while (at + 1 < x.length && (x[at + 1] ?? Infinity) <= level) at++
      return y[at] ?? NaN
    })
    return { x: own.slice(), y: values }
  })
}
