import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import { dataName } from '../points/data-name'
import { dimensionsOf } from './dimensions'
import type { TwoLayerSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'inputDimension', label: 'Input dimension', symbol: 'd' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'm' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'data', label: 'Data', symbol: 'X' },
  { id: 'symmetricShare', label: 'Symmetric share', symbol: '\\gamma' },
]

export function axisValuesOf(spec: TwoLayerSpec): AxisValues {
  const dimensions = dimensionsOf(spec)
  const { nodeScales } = spec.model
  return {
    activation: activationOf(spec.model.activation).name,
    hiddenWidth: spec.model.hiddenWidth,
    data: dataName(spec.data),
    ...(dimensions === null ? {} : { inputDimension: dimensions.inputDimension, sampleCount: dimensions.sampleCount }),
    ...(nodeScales.kind === 'asymmetric' ? { symmetricShare: nodeScales.symmetricShare } : {}),
  }
}

/** Short title that tells cells apart, e.g. "softplus, d = 25, m = 10, n = 100, sphere". */
export function titleOf(spec: TwoLayerSpec): string {
  const dimensions = dimensionsOf(spec)
  const { model } = spec
  const sizes =
    dimensions === null
      ? `m = ${model.hiddenWidth}`
      : `d = ${dimensions.inputDimension}, m = ${model.hiddenWidth}, n = ${dimensions.sampleCount}`
  return [activationOf(model.activation).name, sizes, dataName(spec.data), scaleName(model.nodeScales), methodName(spec)]
    .filter((part) => part !== '')
    .join(', ')
}

function scaleName(scales: TwoLayerSpec['model']['nodeScales']): string {
  if (scales.kind !== 'asymmetric') return ''
  const { symmetricShare, profile } = scales
  if (symmetricShare === 1) return 'symmetric'
  return `symmetric share ${symmetricShare}, ${profile.kind}${profile.kind === 'zipf' ? ` ${profile.exponent}` : ''}`
}

function methodName({ training: { method } }: TwoLayerSpec): string {
  switch (method.kind) {
    case 'gradient-descent':
      return ''
    case 'stochastic':
      return `batches of ${method.batchSize}`
    case 'gradient-flow':
      return 'gradient flow'
    case 'output-least-squares':
      return 'output layer only'
  }
}
