import type { Axis, AxisValues } from '../../contract'
import { activationOf } from '../../science/activations'
import type { ActivationAnalysisSpec } from './spec'

export const AXES: Axis[] = [
  { id: 'analysis', label: 'Analysis', symbol: '' },
  { id: 'activation', label: 'Activation', symbol: '\\phi' },
  { id: 'radius', label: 'Radius', symbol: 'k' },
  { id: 'tolerance', label: 'Error wanted', symbol: '\\epsilon' },
]

export function axisValuesOf({ analysis }: ActivationAnalysisSpec): AxisValues {
  if (analysis.kind === 'normal-facts') return { analysis: 'normal distribution' }
  const activation = activationOf(analysis.activation).name
  if (analysis.kind === 'hermite') return { analysis: 'Hermite coefficients', activation }
  return { analysis: 'approximation', activation, radius: analysis.radius, tolerance: analysis.tolerance }
}

/** Short title that tells cells apart, e.g. "Hermite coefficients, tanh, derivative, 400 terms". */
export function titleOf({ analysis }: ActivationAnalysisSpec): string {
  if (analysis.kind === 'normal-facts') return `facts of the normal distribution, n = ${analysis.sampleCount}`
  const of = [activationOf(analysis.activation).name, analysis.part]
  return analysis.kind === 'hermite'
    ? ['Hermite coefficients', ...of, `${analysis.terms} terms`].join(', ')
    : ['polynomial approximation', ...of, `radius ${analysis.radius}`, `error ${analysis.tolerance}`, analysis.degree].join(', ')
}
