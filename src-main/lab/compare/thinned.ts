import { firstFrom } from './aligned-mean'

export interface Stretch {
  from: number
  to: number
}

/**
 * Which points of a curve draw the same picture as all of them on a canvas `pixels` wide: all where there are at most 2 x pixels in the
 * stretch; otherwise of each column of pixels, equally wide on the scale, the first and the last one and, of each of the channels, the
 * first smallest and largest finite value, the first NaN and the first infinity of either sign (Jugel et al., M4, PVLDB 7(10), 2014). The
 * nearest point on either side of the stretch comes along, so that lines reach the edges.
 * @returns indices in ascending order; `total` counts those in the stretch
 */
export function thinned(
  x: Float64Array,
  channels: readonly Float64Array[],
  stretch: Stretch | null,
  pixels: number,
  scale: 'linear' | 'log',
): { indices: number[]; exact: boolean; total: number } {
  const from = stretch === null ? 0 : firstFrom(x, stretch.from)
  const to = stretch === null ? x.length : behind(x, stretch.to)
  const total = Math.max(0, to - from)
  const exact = total <= 2 * pixels
  const indices: number[] = []
  if (from > 0 && stretch !== null) indices.push(from - 1)
  if (exact) for (let i = from; i < to; i++) indices.push(i)
  else indices.push(...ofColumns(x, channels, from, to, columnsOf(x[from] ?? 0, x[to - 1] ?? 1, pixels, scale)))
  if (to < x.length && stretch !== null) indices.push(to)
  return { indices, exact, total }
}

/** How many are at most `value`. */
function behind(ascending: Float64Array, value: number): number {
  const at = firstFrom(ascending, value)
  return ascending[at] === value ? at + 1 : at
}

function columnsOf(first: number, last: number, pixels: number, scale: 'linear' | 'log'): (x: number) => number {
  if (scale === 'linear' || !(last > 0)) {
    const width = (last - first) / pixels
    return (x) => Math.min(pixels - 1, Math.floor((x - first) / width))
  }
  // what has no logarithm has a column of its own
  const low = Math.log(first > 0 ? first : Math.min(1, last / 2))
  const width = (Math.log(last) - low) / pixels
  return (x) => (x > 0 ? Math.max(0, Math.min(pixels - 1, Math.floor((Math.log(x) - low) / width))) : -1)
}

function ofColumns(
  x: Float64Array,
  channels: readonly Float64Array[],
  from: number,
  to: number,
  columnOf: (x: number) => number,
): number[] {
  const found: number[] = []
  for (let begin = from; begin < to;) {
    const column = columnOf(x[begin] ?? NaN)
    let end = begin + 1
    while (end < to && columnOf(x[end] ?? NaN) === column) end++
    const marks = new Set([begin, end - 1])
    for (const channel of channels) markExtremes(channel, begin, end, marks)
    found.push(...[...marks].sort((a, b) => a - b))
    begin = end
  }
  return found
}

function markExtremes(values: Float64Array, begin: number, end: number, marks: Set<number>): void {
  let [least, largest, notANumber, up, down] = [-1, -1, -1, -1, -1]
  for (let i = begin; i < end; i++) {
    const value = values[i] ?? NaN
    if (Number.isNaN(value)) notANumber = notANumber < 0 ? i : notANumber
    else if (value === Infinity) up = up < 0 ? i : up
    else if (value === -Infinity) down = down < 0 ? i : down
    else {
      if (least < 0 || value < (values[least] ?? NaN)) least = i
      if (largest < 0 || value > (values[largest] ?? NaN)) largest = i
    }
  }
  for (const index of [least, largest, notANumber, up, down]) if (index >= 0) marks.add(index)
}
