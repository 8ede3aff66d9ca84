import { LabError } from '../../contract'
import type { DeepLayer, DeepNetwork, LayerShape } from '../arithmetic/deep-network'

/** Numbers of one example of this shape. */
export function sizeOf({ channels, height, width }: LayerShape): number {
  return channels * height * width
}

/** Shape as text, such as `16 x 32 x 32`, or the number alone where it is a vector. */
function shapeText({ channels, height, width }: LayerShape): string {
  return height === 1 && width === 1 ? `${channels}` : `${channels} x ${height} x ${width}`
}

function refused(path: string, layer: { kind: string }, rule: string): LabError {
  return new LabError('invalid-spec', `${path} (${layer.kind}): ${rule}`, [{ path, rule }])
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

/** The values that a layer may not have, whatever its input is. */
function wrongConstant(layer: DeepLayer): string | null {
  switch (layer.kind) {
    case 'linear':
      return isCount(layer.outputs) ? null : `outputs is ${layer.outputs}, a positive integer is needed.`
    case 'convolution':
      return isCount(layer.outputChannels) ? null : `outputChannels is ${layer.outputChannels}, a positive integer is needed.`
    case 'batch-normalisation':
      if (!(layer.momentum >= 0 && layer.momentum <= 1)) return `momentum is ${layer.momentum}, a number from 0 to 1 is needed.`
      return layer.epsilon >= 0 && layer.epsilon < Infinity ? null : `epsilon is ${layer.epsilon}, a finite number of at least 0 is needed.`
    case 'layer-normalisation':
      return layer.epsilon >= 0 && layer.epsilon < Infinity ? null : `epsilon is ${layer.epsilon}, a finite number of at least 0 is needed.`
    case 'activation':
    case 'scalar-bias':
    case 'scalar-scale':
    case 'residual':
    case 'global-average':
      return null
  }
}

/**
 * Shape of a layer's output.
 * @param path of the layer in its network, for the error
 * @throws LabError `invalid-spec` naming the layer when it cannot take the input
 */
export function outputShape(layer: DeepLayer, input: LayerShape, path: string): LayerShape {
  const wrong = wrongConstant(layer)
  if (wrong !== null) throw refused(path, layer, wrong)
  switch (layer.kind) {
    case 'linear':
      return { channels: layer.outputs, height: 1, width: 1 }
    case 'convolution': {
      // padding (kernel - 1) / 2 keeps the size at stride 1
      const along = (length: number): number => Math.floor((length - 1) / layer.stride) + 1
      return { channels: layer.outputChannels, height: along(input.height), width: along(input.width) }
    }
    case 'global-average':
      return { channels: input.channels, height: 1, width: 1 }
    case 'residual': {
      const branch = shapesAlong(layer.branch, input, `${path}.branch`).at(-1) ?? input
      const shortcut = shortcutShape(layer, input, path)
      if (shapeText(branch) !== shapeText(shortcut))
        throw refused(path, layer, `the branch ends with ${shapeText(branch)} and the shortcut with ${shapeText(shortcut)} numbers.`)
      return branch
    }
    case 'batch-normalisation':
    case 'layer-normalisation':
    case 'activation':
    case 'scalar-bias':
    case 'scalar-scale':
      return input
  }
}

function shortcutShape(layer: Extract<DeepLayer, { kind: 'residual' }>, input: LayerShape, path: string): LayerShape {
  const { shortcut } = layer
  if (shortcut.kind === 'identity') return input
  if (!isCount(shortcut.channels) || shortcut.channels < input.channels)
    throw refused(path, layer, `the shortcut makes ${shortcut.channels} channels of ${input.channels}; it can only append some.`)
  const along = (length: number): number => Math.ceil(length / shortcut.stride)
  return { channels: shortcut.channels, height: along(input.height), width: along(input.width) }
}

function shapesAlong(layers: readonly DeepLayer[], input: LayerShape, path: string): LayerShape[] {
  let shape = input
  return layers.map((layer, place) => (shape = outputShape(layer, shape, `${path}.${place}`)))
}

/**
 * Shape of the output of every layer of the outermost list.
 * @throws LabError `invalid-spec` that names the first layer (`layers.3`, `layers.5.branch.0`) that cannot take what it gets, or that has a
 * size that is no positive integer
 */
export function shapesOf(network: DeepNetwork): LayerShape[] {
  for (const side of ['channels', 'height', 'width'] as const) {
    const rule = `${network.input[side]} is no positive integer.`
    if (!isCount(network.input[side])) throw new LabError('invalid-spec', `input.${side}: ${rule}`, [{ path: `input.${side}`, rule }])
  }
  if (network.layers.length === 0) {
    const rule = 'a network needs a layer.'
    throw new LabError('invalid-spec', `layers: ${rule}`, [{ path: 'layers', rule }])
  }
  return shapesAlong(network.layers, network.input, 'layers')
}

/** Numbers the network makes of an example. */
export function outputCountOf(network: DeepNetwork): number {
  return sizeOf(shapesOf(network).at(-1) ?? network.input)
}
