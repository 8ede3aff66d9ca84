import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { scalesName } from '../initialisation-monte-carlo/naming'
import { dataName } from '../points/data-name'
import { pointCounts } from '../points/point-counts'
import type { TrainingBoundsSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'symmetricShare', label: 'Symmetric share', symbol: '\\gamma' },
]

export function axisValuesOf(spec: TrainingBoundsSpec): AxisValues {
  const counts = pointCounts(spec)
  return {
    activation: activationOf(spec.model.activation).name,
    data: dataName(spec.data),
    method: spec.method.kind,
    hiddenWidth: spec.model.hiddenWidth,
    symmetricShare: spec.model.symmetricShare,
    ...(counts === null ? {} : { sampleCount: counts.sampleCount, inputDimension: counts.inputDimension }),
  }
}

/** Short title that tells cells apart, e.g. "bounds, gradient flow, swish, gamma = 0.5, Zipf 0.7, m = 500, n = 10". */
export function titleOf(spec: TrainingBoundsSpec): string {
  const counts = pointCounts(spec)
  const { model, method } = spec
  return [
    'bounds',
    method.kind.replace('-', ' '),
    activationOf(model.activation).name,
    scalesName(model),
    `m = ${model.hiddenWidth}`,
    ...(counts === null ? [] : [`n = ${counts.sampleCount}`]),
  ].join(', ')
}
