import type { Axis, AxisValues } from '../../contract'
import { dimensionsOf } from './dimensions'
import type { TwoLayerReluSpec } from './spec'
import { effectiveStepSizes } from './step-sizes'

export const AXES: Axis[] = [
  { id: 'inputDimension', label: 'Input dimension', symbol: 'n' },
  { id: 'hiddenWidth', label: 'Hidden width', symbol: 'S' },
  { id: 'sampleCount', label: 'Points', symbol: 'm' },
  { id: 'labels', label: 'Labels', symbol: 'y' },
  { id: 'hiddenStepSize', label: 'Step size of hidden weights', symbol: '\\eta_w' },
  { id: 'outputStepSize', label: 'Step size of output weights', symbol: '\\eta_z' },
]

export function labelName(spec: TwoLayerReluSpec): string {
  const { labels } = spec
  switch (labels.kind) {
    case 'gaussian':
      return labels.variance === 'hiddenWidth' ? 'gaussian' : `gaussian (variance ${labels.variance})`
    case 'low-spectrum':
      return labels.sign === 1 ? 'low spectrum (+)' : 'low spectrum (-)'
    case 'high-spectrum':
      return 'high spectrum'
    case 'local':
      return 'local'
    default:
      return 'given'
  }
}

export function axisValuesOf(spec: TwoLayerReluSpec): AxisValues {
  const dimensions = dimensionsOf(spec)
  const labels = labelName(spec)
  if (dimensions === null) return { hiddenWidth: spec.model.hiddenWidth, labels }
  const stepSizes = effectiveStepSizes(spec, dimensions)
  return { ...dimensions, labels, hiddenStepSize: stepSizes.hidden, outputStepSize: stepSizes.output }
}

/** Short title that tells cells apart, e.g. "n = 100, S = 100, m = 300, gaussian labels, step size 0.001". */
export function titleOf(spec: TwoLayerReluSpec): string {
  const dimensions = dimensionsOf(spec)
  const sizes =
    dimensions === null
      ? `S = ${spec.model.hiddenWidth}`
      : `n = ${dimensions.inputDimension}, S = ${dimensions.hiddenWidth}, m = ${dimensions.sampleCount}`
  return `${sizes}, ${labelName(spec)} labels, ${stepSizeTitle(spec)}`
}

function stepSizeTitle(spec: TwoLayerReluSpec): string {
  const { stepSizes } = spec.training
  if (stepSizes.kind === 'lecun') return `LeCun step size ${stepSizes.stepSize}`
  if (stepSizes.output === 0) return `step size ${stepSizes.hidden}`
  return `step sizes ${stepSizes.hidden} and ${stepSizes.output}`
}
