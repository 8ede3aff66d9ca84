import type { DeepLayer, DeepNetwork, LayerShape } from '../arithmetic/deep-network'
import { placedLayers, type PlacedLayer } from './walk'

export type ParameterRole = 'weight' | 'bias' | 'gain' | 'shift' | 'scalar-bias' | 'scalar-scale'

/** Parameters of one layer that lie together and play the same part. */
export interface ParameterPart {
  role: ParameterRole
  /** of the layer, such as `layers.5.branch.0` */
  path: string
  /** place of the layer, or of the residual layer it is in, in the outermost list */
  place: number
  kind: DeepLayer['kind']
  first: number
  count: number
  /** numbers that one output of the layer is made of: inputs, or kernel^2 inputChannels; 1 for parts that are no weights */
  fanIn: number
  /** numbers that one input takes part in: outputs, or kernel^2 outputChannels; 1 for parts that are no weights */
  fanOut: number
}

type Part = Pick<ParameterPart, 'role' | 'count' | 'fanIn' | 'fanOut'>

const single = (role: ParameterRole, count: number): Part => ({ role, count, fanIn: 1, fanOut: 1 })

/** Parts of one layer in their order; of a residual layer none, its branch is listed itself. */
function partsOf({ layer, input }: { layer: DeepLayer; input: LayerShape }): Part[] {
  switch (layer.kind) {
    case 'linear': {
      const fanIn = input.channels * input.height * input.width
      const weight: Part = { role: 'weight', count: layer.outputs * fanIn, fanIn, fanOut: layer.outputs }
      return layer.bias ? [weight, single('bias', layer.outputs)] : [weight]
    }
    case 'convolution': {
      const taps = layer.kernel * layer.kernel
      const [fanIn, fanOut] = [taps * input.channels, taps * layer.outputChannels]
      const weight: Part = { role: 'weight', count: layer.outputChannels * fanIn, fanIn, fanOut }
      return layer.bias ? [weight, single('bias', layer.outputChannels)] : [weight]
    }
    case 'batch-normalisation':
    case 'layer-normalisation':
      return [single('gain', input.channels), single('shift', input.channels)]
    case 'scalar-bias':
    case 'scalar-scale':
      return [single(layer.kind, 1)]
    case 'activation':
    case 'residual':
    case 'global-average':
      return []
  }
}

/** Number of parameters a layer has itself, without those of a branch. */
export function ownParameterCount(placed: PlacedLayer): number {
  return partsOf(placed).reduce((sum, { count }) => sum + count, 0)
}

/**
 * Where every parameter is: parts in the order of `DeepState.parameters`, without gaps.
 * @throws LabError naming the layer when shapes do not fit
 */
export function parameterParts(network: DeepNetwork): ParameterPart[] {
  let first = 0
  return placedLayers(network).flatMap((placed) =>
    partsOf(placed).map((part) => {
      const { path, place } = placed
      const located = { ...part, path, place, kind: placed.layer.kind, first }
      first += part.count
      return located
    }),
  )
}

/** Number of all parameters. @throws LabError naming the layer when shapes do not fit */
export function parameterCount(network: DeepNetwork): number {
  return placedLayers(network).reduce((sum, placed) => sum + ownParameterCount(placed), 0)
}

/** Length of `DeepState.runningStatistics`: mean and variance of every channel of every batch normalisation. */
export function runningStatisticsCount(network: DeepNetwork): number {
  return placedLayers(network).reduce((sum, { layer, input }) => sum + (layer.kind === 'batch-normalisation' ? 2 * input.channels : 0), 0)
}
