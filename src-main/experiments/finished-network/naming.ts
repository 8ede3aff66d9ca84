import type { Axis, AxisValues, Importance } from '../../contract'
import { AXES, axisValuesOf } from '../two-layer/naming'
import type { TwoLayerSpec } from '../two-layer/spec'

/** Coordinates of the network, and by what its neurons are put in order. */
export const NETWORK_AXES: Axis[] = [...AXES, { id: 'importance', label: 'Importance', symbol: '' }]

export function networkAxisValues({ network, importance }: { network: TwoLayerSpec; importance: Importance }): AxisValues {
  return { ...axisValuesOf(network), importance: importance.replace('-', ' ') }
}
