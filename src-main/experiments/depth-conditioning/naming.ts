import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import { pointCounts } from '../points/point-counts'
import type { DepthConditioningSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: 's' },
  { id: 'data', label: 'Data', symbol: 'X' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'depth', label: 'Layers', symbol: 'L' },
  { id: 'mean', label: 'Mean', symbol: '' },
]

export function axisValuesOf(spec: DepthConditioningSpec): AxisValues {
  const counts = pointCounts(spec)
  const { activation, depth, mean } = spec.model
  return {
    activation: activationOf(activation).name,
    data: dataName(spec.data),
    depth,
    mean,
    ...(counts === null ? {} : { sampleCount: counts.sampleCount }),
  }
}

/** Short title that tells cells apart, e.g. "conditioning by depth, NormReLU (-1.5975), half circle, n = 8, up to 64 layers". */
export function titleOf(spec: DepthConditioningSpec): string {
  const counts = pointCounts(spec)
  const { activation, depth, mean, lengths } = spec.model
  return [
    'conditioning by depth',
    activationOf(activation).name,
    ...(mean === 'kept' ? ['mean kept'] : []),
    dataName(spec.data),
    ...(counts === null ? [] : [`n = ${counts.sampleCount}`]),
    ...(lengths === 'as-given' ? ['lengths as given'] : []),
    `up to ${depth} layers`,
  ].join(', ')
}
