/**
 * A chart works in coordinates, not in values: the value itself on a linear axis, its decimal logarithm on a logarithmic one. Every
 * length, tick and zoom is computed there, so that a spectrum's tail at 1e-46 is as ordinary as 46.
 */
export type ScaleKind = 'linear' | 'log'

/**
 * Symmetric logarithmic: linear from -threshold to threshold, where the coordinate is value / threshold, and beyond on either side its
 * decimal logarithm, a decade a unit. The threshold is part of the name, so that scales are equal when their names are.
 */
export type SymlogScale = `symlog ${number}`
export type AxisScale = ScaleKind | SymlogScale

/** null for a scale that is not symmetric logarithmic */
export function symlogThreshold(scale: AxisScale): number | null {
  return scale === 'linear' || scale === 'log' ? null : Number(scale.slice('symlog '.length))
}

export const symlogScale = (threshold: number): SymlogScale => `symlog ${threshold}`

/** Range of coordinates an axis shows. */
export interface Range {
  low: number
  high: number
}

/** Why a value has no place on an axis. */
export type Undrawable = 'not-positive' | 'not-a-number' | 'infinite' | 'minus-infinite'

/** @returns NaN for a value that cannot be drawn, see {@link whyUndrawable} */
export function toCoordinate(value: number, scale: AxisScale): number {
  if (!Number.isFinite(value)) return NaN
  if (scale === 'linear') return value
  if (scale === 'log') return value > 0 ? Math.log10(value) : NaN
  const ratio = value / (symlogThreshold(scale) ?? 1)
  return Math.abs(ratio) <= 1 ? ratio : Math.sign(ratio) * (1 + Math.log10(Math.abs(ratio)))
}

export function fromCoordinate(coordinate: number, scale: AxisScale): number {
  if (scale === 'linear') return coordinate
  if (scale === 'log') return 10 ** coordinate
  const threshold = symlogThreshold(scale) ?? 1
  return Math.abs(coordinate) <= 1 ? coordinate * threshold : Math.sign(coordinate) * 10 ** (Math.abs(coordinate) - 1) * threshold
}

export function whyUndrawable(value: number, scale: AxisScale): Undrawable | null {
  if (Number.isNaN(value)) return 'not-a-number'
  if (value === Infinity) return 'infinite'
  if (value === -Infinity) return 'minus-infinite'
  if (scale === 'log' && value <= 0) return 'not-positive'
  return null
}

/** Where a coordinate stands in a range, 0 at its low end and 1 at its high end. Exact at both ends and without overflow. */
export function fraction(coordinate: number, range: Range): number {
  const span = range.high - range.low
  if (Number.isFinite(span)) return (coordinate - range.low) / span
  return (coordinate / 2 - range.low / 2) / (range.high / 2 - range.low / 2)
}

export function atFraction(share: number, range: Range): number {
  return range.low * (1 - share) + range.high * share
}
