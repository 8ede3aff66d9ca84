import type { DeepLayer, DeepNetwork, LayerShape } from '../../deep-network'
import { outputShape, sizeOf } from '../../../deep/shapes'
import { Activation } from './activation'
import { BatchNormalisation } from './batch-normalisation'
import { Convolution } from './convolution'
import { GlobalAverage } from './global-average'
import type { ParameterCursor, PortableLayer } from './layer'
import { LayerNormalisation } from './layer-normalisation'
import { Linear } from './linear'
import { Residual } from './residual'
import { ScalarBias, ScalarScale } from './scalar'

/** A layer of the outermost list with the parameters it has, those of a branch among them. */
export interface OutermostLayer {
  layer: PortableLayer
  outputSize: number
  firstParameter: number
  parameterCount: number
}

/** The layers of a network on the arrays of the cursor. */
export function buildNetwork(network: DeepNetwork, cursor: ParameterCursor): OutermostLayer[] {
  let shape = network.input
  return network.layers.map((description, place) => {
    const firstParameter = cursor.place
    const layer = buildLayer(description, shape, cursor)
    shape = outputShape(description, shape, `layers.${place}`)
    return { layer, outputSize: sizeOf(shape), firstParameter, parameterCount: cursor.place - firstParameter }
  })
}

function buildLayer(layer: DeepLayer, input: LayerShape, cursor: ParameterCursor): PortableLayer {
  const positions = input.height * input.width
  const output = outputShape(layer, input, '')
  switch (layer.kind) {
    case 'linear':
      return new Linear(sizeOf(input), layer.outputs, layer.bias, cursor)
    case 'convolution':
      return new Convolution({ input, output, kernel: layer.kernel, stride: layer.stride }, layer.bias, cursor)
    case 'batch-normalisation':
      return new BatchNormalisation(input.channels, positions, layer, cursor)
    case 'layer-normalisation':
      return new LayerNormalisation(input.channels, positions, layer.epsilon, cursor)
    case 'activation':
      return new Activation(layer.activation)
    case 'scalar-bias':
      return new ScalarBias(cursor)
    case 'scalar-scale':
      return new ScalarScale(cursor)
    case 'global-average':
      return new GlobalAverage(positions)
    case 'residual': {
      let shape = input
      const branch = layer.branch.map((inner) => {
        const built = buildLayer(inner, shape, cursor)
        shape = outputShape(inner, shape, '')
        return built
      })
      return new Residual(branch, input, output, layer.shortcut.kind === 'identity' ? 1 : layer.shortcut.stride)
    }
  }
}
