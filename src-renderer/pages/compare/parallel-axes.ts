import type { ConfigurationValue } from '../../../src-main/contract'
import { fraction, toCoordinate, type Range, type ScaleKind } from '../../charts/scale'
import type { Brush } from './compare-state'

/** An axis of parallel coordinates. Words stand at whole numbers, in their order. */
export interface ParallelAxis {
  column: string
  label: string
  scale: ScaleKind
  /** in coordinates of the scale */
  range: Range
  /** null for numbers */
  words: string[] | null
  /** run by run; NaN where there is none */
  numbers: Float64Array
}

/** From here on positive values that spread so far are read by their ratios. */
const LOGARITHMIC_FROM = 8

export function parallelAxis(column: string, label: string, values: readonly ConfigurationValue[]): ParallelAxis {
  const isWords = values.some((value) => value !== null && typeof value !== 'number')
  const words = isWords ? [...new Set(values.flatMap((value) => (value === null ? [] : [String(value)])))].sort() : null
  const numbers = Float64Array.from(values, (value) =>
    value === null ? NaN : words === null ? (typeof value === 'number' ? value : NaN) : words.indexOf(String(value)),
  )
  const finite = numbers.filter(Number.isFinite)
  const [low, high] = [finite.reduce((a, b) => Math.min(a, b), Infinity), finite.reduce((a, b) => Math.max(a, b), -Infinity)]
  const scale = words === null && low > 0 && high / low >= LOGARITHMIC_FROM ? 'log' : 'linear'
  const [from, to] = [toCoordinate(low, scale), toCoordinate(high, scale)]
  const flat = !(to > from)
  return { column, label, scale, words, numbers, range: flat ? { low: (from || 0) - 1, high: (from || 0) + 1 } : { low: from, high: to } }
}

/** Height of a value on its axis, 0 at the bottom; null where it has none. */
export function heightOf(axis: ParallelAxis, value: number): number | null {
  const at = fraction(toCoordinate(value, axis.scale), axis.range)
  return Number.isFinite(at) ? at : null
}

/** Whether a value is within a brush; what has no value is outside of every brush. */
function isWithin(value: number, { low, high }: Pick<Brush, 'low' | 'high'>): boolean {
  return value >= low && value <= high
}

/**
 * The runs within all brushes.
 * @param columns values of the brushed columns, in the order of the brushes
 */
export function brushed(
  runIds: readonly number[],
  columns: readonly (readonly ConfigurationValue[])[],
  brushes: readonly Brush[],
): number[] {
  const axes = columns.map((values, k) => parallelAxis(brushes[k]?.column ?? '', '', values))
  return runIds.filter((_, i) => brushes.every((brush, k) => isWithin(axes[k]?.numbers[i] ?? NaN, brush)))
}

/** Several brushes of one column would exclude each other: the newest stays. */
export function withBrush(brushes: readonly Brush[], brush: Brush): Brush[] {
  return [...brushes.filter(({ column }) => column !== brush.column), brush]
}
