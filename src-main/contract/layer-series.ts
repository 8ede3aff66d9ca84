/** A series that a run records for each layer is kept under the name of its quantity and the number of the layer. */
const OF_LAYER = ' of layer '

/** @param layer counted from 1 */
export function layerSeriesName(quantityId: string, layer: number): string {
  return `${quantityId}${OF_LAYER}${layer}`
}

/** What a series of a layer is of, null for one that belongs to no layer. */
export function layerOfSeries(name: string): { quantityId: string; layer: number } | null {
  const at = name.indexOf(OF_LAYER)
  const layer = at < 0 ? NaN : Number(name.slice(at + OF_LAYER.length))
  return Number.isInteger(layer) && layer > 0 ? { quantityId: name.slice(0, at), layer } : null
}
