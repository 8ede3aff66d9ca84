import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import { pointCounts } from '../points/point-counts'
import type { KernelSpectrumSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'data', label: 'Data', symbol: 'X' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
]

const LAYERS = { hidden: 'hidden layer', output: 'output layer', both: 'both layers' } as const

const widthName = ({ width }: KernelSpectrumSpec['model']): string => (width.kind === 'infinite' ? 'infinite' : String(width.hiddenWidth))

export function axisValuesOf(spec: KernelSpectrumSpec): AxisValues {
  const counts = pointCounts(spec)
  return {
    activation: activationOf(spec.model.activation).name,
    data: dataName(spec.data),
    hiddenWidth: widthName(spec.model),
    ...(counts === null ? {} : { sampleCount: counts.sampleCount, inputDimension: counts.inputDimension }),
  }
}

/** Short title that tells cells apart, e.g. "kernel of the hidden layer, tanh, half circle, n = 50, infinite width". */
export function titleOf(spec: KernelSpectrumSpec): string {
  const counts = pointCounts(spec)
  const { model } = spec
  return [
    `kernel of the ${LAYERS[model.layer]}`,
    activationOf(model.activation).name,
    dataName(spec.data),
    ...(counts === null ? [] : [`n = ${counts.sampleCount}`, `d = ${counts.inputDimension}`]),
    model.width.kind === 'infinite' ? 'infinite width' : `m = ${model.width.hiddenWidth}`,
  ].join(', ')
}
