import { firstFrom } from './aligned-mean'
import type { Points } from './series-cache'

/**
 * A series against the time spent computing. The clock is read with each batch of measurements, about every quarter of a second; between
 * two readings, and before the first, the steps are taken to be equally long. The values are those that were recorded.
 * @param clock seconds at ascending steps
 */
export function againstClock(series: Points, clock: Points): Points {
  const x = new Float64Array(series.x.length)
  let at = 0
  series.x.forEach((step, i) => {
    while (at + 1 < clock.x.length && (clock.x[at] ?? Infinity) < step) at++
    const [fromStep, from] = at === 0 ? [0, 0] : [clock.x[at - 1] ?? NaN, clock.y[at - 1] ?? NaN]
    const [toStep, to] = [clock.x[at] ?? NaN, clock.y[at] ?? NaN]
    x[i] = step >= toStep ? to : from + ((to - from) * (step - fromStep)) / (toStep - fromStep)
  })
  return { x, y: series.y }
}

/** More places at which runs are put together would take long and could not be told apart in a picture. */
const MOST_TIMES = 4096

/**
 * Curves of several runs at the times of all of them (of very many evenly chosen ones): the value that a run had recorded last by then.
 * That is what the run recorded, not an interpolation; times before its first and after its last record have none.
 */
export function atCommonTimes(curves: readonly Points[]): Points[] {
  const all = Float64Array.from(new Set(curves.flatMap(({ x }) => Array.from(x)))).sort()
  const every = Math.ceil(all.length / MOST_TIMES)
  const times = all.filter((_, i) => i % every === 0 || i === all.length - 1)
  return curves.map(({ x, y }) => {
    const own = times.subarray(firstFrom(times, x[0] ?? Infinity), endOf(times, x.at(-1) ?? -Infinity))
    let at = 0
    const values = own.map((time) => {
      while (at + 1 < x.length && (x[at + 1] ?? Infinity) <= time) at++
      return y[at] ?? NaN
    })
    return { x: own.slice(), y: values }
  })
}

/** How many are at most `value`. */
function endOf(ascending: Float64Array, value: number): number {
  const at = firstFrom(ascending, value)
  return ascending[at] === value ? at + 1 : at
}
