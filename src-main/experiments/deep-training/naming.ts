import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dimensionsOf } from './dimensions'
import type { DeepModel, DeepTrainingSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'network', label: 'Network', symbol: '' },
  { id: 'method', label: 'Method', symbol: '' },
  { id: 'depth', label: 'Layers', symbol: 'L' },
  { id: 'width', label: 'Width', symbol: 'm' },
  { id: 'stepSize', label: 'Step size', symbol: '\\eta' },
  { id: 'trainCount', label: 'Training examples', symbol: 'n' },
]

const NORMALISATIONS: Readonly<Record<DeepModel['normalisation'], string>> = {
  none: '',
  batch: 'batch normalisation',
  layer: 'layer normalisation',
  'layer-before': 'layer normalisation',
  'layer-after': 'layer normalisation after the activation',
  fixup: 'Fixup',
}

/** What makes a network trainable: its activation and its normalisation, e.g. "ReLU, batch normalisation". */
export function methodName({ activation, normalisation }: Pick<DeepModel, 'activation' | 'normalisation'>): string {
  return [activationOf(activation).name, NORMALISATIONS[normalisation]].filter((part) => part !== '').join(', ')
}

/** Layers with weights, as they are counted in the names of networks: hidden layers, or all layers of a residual network. */
export function depthOf(model: DeepModel): number {
  return model.kind === 'fully-connected' ? model.depth : 2 * model.blocks * model.channels.length + 2
}

/** e.g. "FF-32" or "ResNet-32". */
export function networkName(model: DeepModel): string {
  return `${model.kind === 'fully-connected' ? 'FF' : 'ResNet'}-${depthOf(model)}`
}

/** Neurons of a layer, or channels of the first stage. */
function widthOf(model: DeepModel): number {
  return model.kind === 'fully-connected' ? model.width : (model.channels[0] ?? NaN)
}

export function axisValuesOf(spec: DeepTrainingSpec): AxisValues {
  const { model, training } = spec
  const dimensions = dimensionsOf(spec)
  return {
    network: networkName(model),
    method: methodName(model),
    depth: depthOf(model),
    width: widthOf(model),
    stepSize: training.stepSize,
    ...(dimensions === null ? {} : { trainCount: dimensions.trainCount }),
  }
}

/** Short title that tells cells apart, e.g. "FF-32 x 128, NormReLU, step size 0.003, 10 epochs". */
export function titleOf({ model, training }: DeepTrainingSpec): string {
  return `${networkName(model)} x ${widthOf(model)}, ${methodName(model)}, step size ${training.stepSize}, ${training.epochs} epochs`
}
