import type { DeepLayer, DeepNetwork, LayerShape } from '../arithmetic/deep-network'
import { outputShape, shapesOf } from './shapes'

/** A layer of a network at any nesting, with the shapes it works between. */
export interface PlacedLayer {
  layer: DeepLayer
  /** such as `layers.5.branch.0` */
  path: string
  /** place in the outermost list */
  place: number
  input: LayerShape
  output: LayerShape
}

function* walkLayers(layers: readonly DeepLayer[], start: LayerShape, path: string, outermost: number | null): Generator<PlacedLayer> {
  let input = start
  for (const [index, layer] of layers.entries()) {
    const own = `${path}.${index}`
    const place = outermost ?? index
    const output = outputShape(layer, input, own)
    if (layer.kind === 'residual') yield* walkLayers(layer.branch, input, `${own}.branch`, place)
    yield { layer, path: own, place, input, output }
    input = output
  }
}

/**
 * All layers in the order of their parameters: a branch's before the residual layer it belongs to.
 * @throws LabError as {@link shapesOf}
 */
export function placedLayers(network: DeepNetwork): PlacedLayer[] {
  shapesOf(network)
  return [...walkLayers(network.layers, network.input, 'layers', null)]
}
