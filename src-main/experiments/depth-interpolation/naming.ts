import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import type { DepthInterpolationSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'activation', label: 'Activation', symbol: 's' },
  { id: 'inputDimension', label: 'Dimension', symbol: 'd' },
  { id: 'sampleCount', label: 'Points', symbol: 'n' },
  { id: 'analysis', label: 'Analysis', symbol: '' },
]

export function axisValuesOf({ activation, inputDimension, analysis }: DepthInterpolationSpec): AxisValues {
  return {
    activation: activationOf(activation).name,
    inputDimension,
    sampleCount: analysis.kind === 'regression' ? analysis.sampleCount : analysis.pointCount,
    analysis: analysis.kind,
  }
}

/** Short title that tells cells apart, e.g. "interpolation at depth, ReLU, d = 10, n = 512". */
export function titleOf({ activation, inputDimension, analysis }: DepthInterpolationSpec): string {
  const [what, count] =
    analysis.kind === 'regression'
      ? ['interpolation at depth', `n = ${analysis.sampleCount}`]
      : ['kernel operator at depth', `N = ${analysis.pointCount}`]
  return [what, activationOf(activation).name, `d = ${inputDimension}`, count].join(', ')
}
