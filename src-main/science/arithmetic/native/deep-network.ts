import { outputShape } from '../../deep/shapes'
import type { DeepLayer, DeepNetwork, LayerShape } from '../deep-network'
import type { ActivationKernel } from '../two-layer'

/** The numbering of native/src/deep_network.h. */
const kinds = [
  'linear',
  'convolution',
  'batch-normalisation',
  'layer-normalisation',
  'activation',
  'scalar-bias',
  'scalar-scale',
  'residual-begin',
  'residual-end',
  'global-average',
  'mark',
] as const

interface Operation {
  kind: (typeof kinds)[number]
  place: number
  input: LayerShape
  output: LayerShape
  kernel?: number
  stride?: number
  bias?: boolean
  epsilon?: number
  momentum?: number
  activation?: number
}

/** A network as the addon takes it: operations one after the other, a residual layer as its branch between two of them. */
export interface DescribedDeepNetwork {
  operations: Float64Array
  activations: ActivationKernel[]
}

export function describeDeepNetwork({ input, layers }: DeepNetwork): DescribedDeepNetwork {
  const activations: ActivationKernel[] = []
  let shape = input
  const operations = layers.flatMap((layer, place) => {
    const own = operationsOf(layer, place, shape, activations)
    shape = outputShape(layer, shape, `layers.${place}`)
    return [...own, { kind: 'mark', place, input: shape, output: shape } satisfies Operation]
  })
  return { operations: Float64Array.from(operations.flatMap(numbersOf)), activations }
}

function operationsOf(layer: DeepLayer, place: number, input: LayerShape, activations: ActivationKernel[]): Operation[] {
  const output = outputShape(layer, input, '')
  const between = { place, input, output }
  switch (layer.kind) {
    case 'linear':
      return [{ ...between, kind: 'linear', bias: layer.bias }]
    case 'activation':
      return [{ ...between, kind: 'activation', activation: activations.push(layer.activation) - 1 }]
    case 'residual': {
      let shape = input
      const branch = layer.branch.flatMap((inner) => {
        const own = operationsOf(inner, place, shape, activations)
        shape = outputShape(inner, shape, '')
        return own
      })
      const stride = layer.shortcut.kind === 'identity' ? 1 : layer.shortcut.stride
      return [
        { kind: 'residual-begin', place, input, output: input },
        ...branch,
        { kind: 'residual-end', place, input: shape, output, stride },
      ]
    }
    default:
      return [{ ...between, ...layer }]
  }
}

/** In the order of LayerField. */
function numbersOf(operation: Operation): number[] {
  const { kind, place, input, output, kernel = 1, stride = 1, bias = false, epsilon = 0, momentum = 0, activation = 0 } = operation
  const shape = ({ channels, height, width }: LayerShape): number[] => [channels, height, width]
  return [kinds.indexOf(kind), place, ...shape(input), ...shape(output), kernel, stride, bias ? 1 : 0, epsilon, momentum, activation]
}
