import { fromCoordinate, toCoordinate, type Range, type AxisScale } from './scale'

/** Smallest range of coordinates that holds every drawable value of the given arrays; null when there is none. */
export function extentOf(arrays: Iterable<ArrayLike<number> | null>, scale: AxisScale): Range | null {
  let low = Infinity
  let high = -Infinity
  for (const values of arrays) {
    if (values === null) continue
    for (let i = 0; i < values.length; i++) {
      const value = values[i]
      if (value === undefined || !Number.isFinite(value) || (scale === 'log' && value <= 0)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  if (low > high) return null
  return { low: toCoordinate(low, scale), high: toCoordinate(high, scale) }
}

export function union(a: Range | null, b: Range | null): Range | null {
  if (a === null) return b
  if (b === null) return a
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) }
}

/** A range that has a length: what is empty or a single point is opened around its place. */
export function opened(range: Range | null, scale: AxisScale): Range {
  if (range === null) return scale === 'log' ? { low: 0, high: 1 } : { low: 0, high: 1 }
  if (range.high > range.low) return range
  const half = scale === 'log' ? 0.5 : range.low === 0 ? 1 : Math.abs(range.low) * 0.1
  return { low: range.low - half, high: range.high + half }
}

/** Leaves some air at both ends, so that no marker is cut by the frame. */
export function padded(range: Range, share = 0.04): Range {
  const air = (range.high - range.low) * share
  return Number.isFinite(air) ? { low: range.low - air, high: range.high + air } : range
}

const STEPS = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10]

/** Smallest number of the form {1, 1.2, ... 8, 10} x 10^k not below a positive value: how far a growing axis reaches. */
export function stepAbove(value: number): number {
  const power = Math.floor(Math.log10(value))
  for (const exponent of [power - 1, power, power + 1]) {
    for (const step of STEPS) {
      const candidate = Number(`${step}e${exponent}`)
      if (candidate >= value) return candidate
    }
  }
  return value
}

function stepBelow(value: number): number {
  const power = Math.floor(Math.log10(value))
  for (const exponent of [power + 1, power, power - 1]) {
    for (let i = STEPS.length - 1; i >= 0; i--) {
      const candidate = Number(`${STEPS[i]}e${exponent}`)
      if (candidate <= value) return candidate
    }
  }
  return value
}

/**
 * Range of an axis whose data grow: its ends lie on round numbers and move only when the data pass them. Linear axes start at zero when
 * all values are of one sign and zero is near; logarithmic ones end at whole decades.
 */
export function stepped(range: Range, scale: AxisScale): Range {
  if (scale === 'log') {
    const low = Math.floor(range.low + 1e-9)
    const high = Math.ceil(range.high - 1e-9)
    return { low, high: high > low ? high : low + 1 }
  }
  const { low, high } = range
  const span = high - low
  if (low >= 0 && (low === 0 || span > high * 0.3)) return { low: 0, high: high > 0 ? stepAbove(high) : 1 }
  if (high <= 0 && (high === 0 || span > -low * 0.3)) return { low: -stepAbove(-low), high: 0 }
  if (low < 0 && high > 0) return { low: -stepAbove(-low), high: stepAbove(high) }
  if (span === 0) return opened(range, scale)
  const grain = stepAbove(span) / 5
  // a grain that is tiny beside the values is lost in rounding
  return { low: Math.min(low, Math.floor(low / grain) * grain), high: Math.max(high, Math.ceil(high / grain) * grain) }
}

/** The stepped range of an axis of whole, non-negative steps, which begins where the data begin when that is far from zero. */
export function steppedStepRange(range: Range, scale: AxisScale): Range {
  if (scale === 'log') {
    const first = fromCoordinate(range.low, 'log')
    const last = fromCoordinate(range.high, 'log')
    return { low: Math.log10(stepBelow(first)), high: Math.log10(stepAbove(Math.max(last, first * 10))) }
  }
  return stepped({ low: range.low < range.high * 0.5 ? 0 : range.low, high: Math.max(range.high, range.low + 1) }, scale)
}
