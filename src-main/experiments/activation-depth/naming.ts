import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import type { ActivationDepthSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'analysis', label: 'Analysis', symbol: '' },
  { id: 'activation', label: 'Activation', symbol: 's' },
]

const NAMES = {
  constants: 'constants',
  curve: 'curve',
  'length-map': 'length map',
  pair: 'two inputs',
  'kink-scan': 'kinks of NormReLU',
  'normalisation-layers': 'normalisation layers',
} as const satisfies Record<ActivationDepthSpec['analysis']['kind'], string>

export function axisValuesOf({ activation, analysis }: ActivationDepthSpec): AxisValues {
  return { analysis: NAMES[analysis.kind], activation: activationOf(activation).name }
}

/** Short title that tells cells apart, e.g. "length map, NormReLU (-1.5975)". */
export function titleOf({ activation, analysis }: ActivationDepthSpec): string {
  const more =
    analysis.kind === 'pair'
      ? [`lengths ${analysis.firstLength} and ${analysis.secondLength}`, `correlation ${analysis.correlation}`, `${analysis.depth} layers`]
      : []
  return [NAMES[analysis.kind], activationOf(activation).name, ...more].join(', ')
}
