import type { ChartModel } from '../../charts/chart-model'
import { tilesOf } from '../../charts/chart-tiles'

const axis = (label: string) => ({ label, symbol: '', unit: '', scale: 'linear' as const, integer: true })

/** A symmetric table of numbers as colours, a row and a column for each label, counted from 1 in the order of the list. */
export function matrixModel(
  title: string,
  label: string,
  labels: readonly string[],
  values: readonly (readonly (number | null)[])[],
  range?: { low: number; high: number },
): ChartModel {
  const known = values.flat().filter((value): value is number => value !== null && Number.isFinite(value))
  const low = range?.low ?? known.reduce((least, value) => Math.min(least, value), known[0] ?? 0)
  const high = range?.high ?? known.reduce((most, value) => Math.max(most, value), known[0] ?? 1)
  const tiles = values.flatMap((row, i) =>
    row.map((value, k) => ({ x: k + 1, y: i + 1, value, done: 1, text: `${labels[i] ?? ''} and ${labels[k] ?? ''}` })),
  )
  return {
    title,
    caption: '',
    x: axis('Number in the list'),
    y: axis('Number in the list'),
    curves: [],
    vertical: [],
    horizontal: [],
    floor: null,
    tiles: tilesOf({ label, symbol: '', low, high, width: 1, height: 1, palette: 'sequential', tiles }, 'linear', 'linear'),
  }
}
