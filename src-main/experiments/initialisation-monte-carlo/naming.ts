import type { Axis, AxisValues } from '../../contract'
import type { AsymmetricNetwork } from '../../contract/asymmetric-network-field'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import { pointCounts } from '../points/point-counts'
import type { InitialisationMonteCarloSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'symmetricShare', label: 'Symmetric share', symbol: '\\gamma' },
]

const STATISTICS: Readonly<Record<InitialisationMonteCarloSpec['statistic']['kind'], string>> = {
  'node-scales': 'node scales',
  kernel: 'kernel at the start',
  velocities: 'velocities at the start',
  limit: 'limit of the kernel',
}

/** e.g. "gamma = 0.5, Zipf 0.7". */
export function scalesName({ symmetricShare, profile }: AsymmetricNetwork): string {
  if (symmetricShare === 1) return 'gamma = 1'
  const name = {
    zipf: () => `Zipf ${profile.kind === 'zipf' ? profile.exponent : ''}`,
    finite: () => `first ${profile.kind === 'finite' ? profile.count : ''} nodes`,
    geometric: () => `geometric ${profile.kind === 'geometric' ? profile.ratio : ''}`,
    list: () => 'listed',
  }[profile.kind]()
  return `gamma = ${symmetricShare}, ${name}`
}

export function axisValuesOf(spec: InitialisationMonteCarloSpec): AxisValues {
  const counts = pointCounts(spec)
  return {
    activation: activationOf(spec.model.activation).name,
    data: dataName(spec.data),
    hiddenWidth: spec.model.hiddenWidth,
    symmetricShare: spec.model.symmetricShare,
    ...(counts === null ? {} : { sampleCount: counts.sampleCount, inputDimension: counts.inputDimension }),
  }
}

/** Short title that tells cells apart, e.g. "kernel at the start, swish, gamma = 0.5, Zipf 0.7, m = 2000, n = 100". */
export function titleOf(spec: InitialisationMonteCarloSpec): string {
  const counts = pointCounts(spec)
  const { model, statistic } = spec
  return [
    STATISTICS[statistic.kind],
    activationOf(model.activation).name,
    scalesName(model),
    statistic.kind === 'limit' ? `J = ${statistic.nodes}` : `m = ${model.hiddenWidth}`,
    ...(counts === null ? [] : [`n = ${counts.sampleCount}`]),
  ].join(', ')
}
