import { activationOf } from '../../science/activations'
import { activationKernel } from '../../science/activations/kernel'
import type { DeepLayer, DeepNetwork, LayerShape } from '../../science/arithmetic/deep-network'
import type { DeepModel, FullyConnectedModel, ResidualModel } from './spec'

/** Added to variances before their root is taken. */
const EPSILON = 1e-5
/** Share of the newest batch in running means and variances. */
const MOMENTUM = 0.1

export interface DescribedNetwork {
  network: DeepNetwork
  /** place in the outermost list of each hidden layer's outputs, from the first; of a residual network those of the stem and of every block */
  hidden: number[]
  /** place of what the output layer takes */
  features: number
}

/** The layers of a model (arXiv 2002.01523, section 7; residual networks of He et al. 2016 for small images; Fixup of Zhang et al. 2019). */
export function networkOf(model: DeepModel, input: LayerShape, outputs: number): DescribedNetwork {
  const { layers, hidden } = model.kind === 'fully-connected' ? fullyConnected(model) : residual(model)
  const features = layers.length - 1
  return { network: { input, layers: [...layers, { kind: 'linear', outputs, bias: true }] }, hidden, features }
}

function activationLayer({ activation }: Pick<DeepModel, 'activation'>): DeepLayer {
  return { kind: 'activation', activation: activationKernel(activationOf(activation)) }
}

const BATCH: DeepLayer = { kind: 'batch-normalisation', epsilon: EPSILON, momentum: MOMENTUM }
const LAYER: DeepLayer = { kind: 'layer-normalisation', epsilon: EPSILON }

function fullyConnected(model: FullyConnectedModel): { layers: DeepLayer[]; hidden: number[] } {
  const { normalisation, width } = model
  const before = normalisation === 'batch' ? [BATCH] : normalisation === 'layer-before' ? [LAYER] : []
  const after = normalisation === 'layer-after' ? [LAYER] : []
  const block: DeepLayer[] = [{ kind: 'linear', outputs: width, bias: true }, ...before, activationLayer(model), ...after]
  const layers = Array.from({ length: model.depth }, () => block).flat()
  return { layers, hidden: Array.from({ length: model.depth }, (_, index) => (index + 1) * block.length - 1) }
}

function residual(model: ResidualModel): { layers: DeepLayer[]; hidden: number[] } {
  const activation = activationLayer(model)
  const [stemChannels = 1] = model.channels
  const layers: DeepLayer[] = [...stem(model, stemChannels), activation]
  const hidden = [layers.length - 1]
  model.channels.forEach((channels, stage) => {
    for (let block = 0; block < model.blocks; block++) {
      const halves = stage > 0 && block === 0
      layers.push(...residualBlock(model, channels, halves), activation)
      hidden.push(layers.length - 1)
    }
  })
  layers.push({ kind: 'global-average' })
  if (model.normalisation === 'fixup') layers.push({ kind: 'scalar-bias' })
  return { layers, hidden }
}

function convolution({ normalisation }: ResidualModel, outputChannels: number, stride: 1 | 2): DeepLayer {
  // shift of a normalisation and scalars of Fixup stand for the bias
  return { kind: 'convolution', outputChannels, kernel: 3, stride, bias: normalisation === 'none' }
}

function normalised({ normalisation }: ResidualModel): DeepLayer[] {
  return normalisation === 'batch' ? [BATCH] : normalisation === 'layer' ? [LAYER] : []
}

function stem(model: ResidualModel, channels: number): DeepLayer[] {
  const scalar: DeepLayer[] = model.normalisation === 'fixup' ? [{ kind: 'scalar-bias' }] : []
  return [convolution(model, channels, 1), ...normalised(model), ...scalar]
}

function residualBlock(model: ResidualModel, channels: number, halves: boolean): DeepLayer[] {
  const stride = halves ? 2 : 1
  const [first, second] = [convolution(model, channels, stride), convolution(model, channels, 1)]
  const activation = activationLayer(model)
  const shortcut = halves ? ({ kind: 'subsample', stride: 2, channels } as const) : ({ kind: 'identity' } as const)
  if (model.normalisation !== 'fixup') {
    const branch = [first, ...normalised(model), activation, second, ...normalised(model)]
    return [{ kind: 'residual', branch, shortcut }]
  }
  const bias: DeepLayer = { kind: 'scalar-bias' }
  // the bias in front of the first convolution is in front of the shortcut too
  return [bias, { kind: 'residual', branch: [first, bias, activation, bias, second, { kind: 'scalar-scale' }, bias], shortcut }]
}

/** How a layer of the outermost list is called, counted from 1. */
export function layerName({ layers }: DeepNetwork, place: number): string {
  return `${place + 1} of ${layers.length} (${layers[place]?.kind.replaceAll('-', ' ') ?? 'none'})`
}
