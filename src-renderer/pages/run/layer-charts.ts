import { layerOfSeries } from '../../../src-main/contract'

/** As many as have colours of their own. */
const MOST_CURVES = 8

export interface LayerChart {
  quantityId: string
  /** of the layers that are drawn, ascending */
  layers: { name: string; layer: number }[]
  /** layers that were recorded */
  recorded: number
}

/** Series of layers by their quantity; of many layers some are drawn, evenly spaced, the first and the last among them. */
export function layerCharts(names: readonly string[]): LayerChart[] {
  const all = names.flatMap((name) => {
    const of = layerOfSeries(name)
    return of === null ? [] : [{ ...of, name }]
  })
  return [...Map.groupBy(all, ({ quantityId }) => quantityId)].map(([quantityId, own]) => {
    const sorted = own.map(({ name, layer }) => ({ name, layer })).sort((a, b) => a.layer - b.layer)
    const drawn = Math.min(MOST_CURVES, sorted.length)
    const places = new Set(Array.from({ length: drawn }, (_, k) => (drawn === 1 ? 0 : Math.round((k * (sorted.length - 1)) / (drawn - 1)))))
    return { quantityId, layers: sorted.filter((_, place) => places.has(place)), recorded: sorted.length }
  })
}
