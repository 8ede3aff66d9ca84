import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import type { DepthMonteCarloSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: 's' },
  { id: 'depth', label: 'Layers', symbol: 'L' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'layers', label: 'Layers are', symbol: '' },
]

export function axisValuesOf({ model, data }: DepthMonteCarloSpec): AxisValues {
  return {
    activation: activationOf(model.activation).name,
    depth: model.depth,
    hiddenWidth: model.hiddenWidth,
    layers: model.layers,
    data: dataName(data),
  }
}

/** Short title that tells cells apart, e.g. "deep networks at the start, Tanh, L = 16, m = 1024, half circle". */
export function titleOf({ model, data }: DepthMonteCarloSpec): string {
  return [
    'deep networks at the start',
    activationOf(model.activation).name,
    `L = ${model.depth}`,
    `m = ${model.hiddenWidth}`,
    ...(model.layers === 'rescaled' ? ['rescaled'] : []),
    dataName(data),
  ].join(', ')
}
