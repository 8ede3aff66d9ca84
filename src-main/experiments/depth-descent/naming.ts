import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import type { DepthDescentSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: 's' },
  { id: 'depth', label: 'Layers', symbol: 'L' },
  { id: 'trained', label: 'Trained', symbol: '' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'rule', label: 'Step size', symbol: '\\eta' },
]

const TRAINED = { top: 'top layer', 'top-stochastic': 'top layer, stochastic', all: 'all layers' } as const

export function axisValuesOf({ model, training, data }: DepthDescentSpec): AxisValues {
  return {
    activation: activationOf(model.activation).name,
    depth: model.depth,
    trained: TRAINED[training.layers],
    hiddenWidth: training.layers === 'all' ? training.hiddenWidth : 'infinite',
    rule: training.layers === 'top-stochastic' ? 'theorem' : training.stepSize,
    data: dataName(data),
  }
}

/** Short title that tells cells apart, e.g. "gradient descent on the top layer, ReLU, L = 8, half circle". */
export function titleOf({ model, training, data }: DepthDescentSpec): string {
  return [
    `gradient descent on the ${TRAINED[training.layers]}`,
    activationOf(model.activation).name,
    `L = ${model.depth}`,
    ...(training.layers === 'all' ? [`m = ${training.hiddenWidth}`] : []),
    ...(training.layers === 'top-stochastic' ? [] : [`${training.stepSize} step size`]),
    dataName(data),
  ].join(', ')
}
